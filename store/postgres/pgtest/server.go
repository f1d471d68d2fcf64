// Package pgtest gives tests and benchmarks a real Postgres: a server of
// their own in a temporary folder, or the one that TEST_DATABASE_URL names,
// and in it always a new database.
package pgtest

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/jackc/pgx/v5"
)

// Options say how a server runs. Without any it is as safe as a real one:
// what is committed is on the disk.
type Options struct {
	// Fast gives up safety against a power cut, for tests that count on none.
	Fast bool
	// Settings are added to the server's configuration, by name.
	Settings map[string]string
}

// Server is one running Postgres. It listens on a socket in its own folder
// and nowhere else.
type Server struct {
	dir     string
	bin     string
	options Options
	user    *syscall.Credential // nil: who runs us
	process *exec.Cmd
	leash   io.WriteCloser // the server dies when this closes, also by our own death
	exited  chan struct{}
}

// Start makes a new empty server in a temporary folder and waits until it
// answers. Stop removes it.
func Start(ctx context.Context, o Options) (*Server, error) {
	bin, err := binaries()
	if err != nil {
		return nil, err
	}
	dir, err := os.MkdirTemp("", "plaza-postgres-")
	if err != nil {
		return nil, fmt.Errorf("make a folder for Postgres: %w", err)
	}
	s := &Server{dir: dir, bin: bin, options: o}
	if err := s.create(ctx); err != nil {
		return nil, errors.Join(err, os.RemoveAll(dir))
	}
	if err := s.run(ctx); err != nil {
		return nil, errors.Join(err, s.Stop())
	}
	return s, nil
}

// DSN is the address, a URL, of a database on the server. An empty name is the one
// that every server has.
func (s *Server) DSN(database string) string {
	if database == "" {
		database = "postgres"
	}
	return fmt.Sprintf("postgres://postgres@/%s?host=%s", database, url.QueryEscape(s.dir))
}

// Command is one of Postgres' own programs (pgbench, pg_dump), ready to be
// run against the server.
func (s *Server) Command(ctx context.Context, name string, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, filepath.Join(s.bin, name), args...)
	cmd.Env = append(os.Environ(), "PGHOST="+s.dir, "PGUSER=postgres")
	return cmd
}

// Stop ends the server and removes its folder.
func (s *Server) Stop() error {
	return errors.Join(s.halt("QUIT"), os.RemoveAll(s.dir))
}

// Pause ends the server as an administrator does, or as a fault does when
// crash is set. Its data stay for Resume.
func (s *Server) Pause(crash bool) error {
	if crash {
		return s.halt("QUIT")
	}
	return s.halt("INT")
}

// Resume starts a paused server again at the same address.
func (s *Server) Resume(ctx context.Context) error { return s.run(ctx) }

// Restart is Pause and Resume.
func (s *Server) Restart(ctx context.Context, crash bool) error {
	if err := s.Pause(crash); err != nil {
		return err
	}
	return s.Resume(ctx)
}

// binaries finds the folder of Postgres' programs.
func binaries() (string, error) {
	if path, err := exec.LookPath("initdb"); err == nil {
		if path, err = filepath.EvalSymlinks(path); err == nil {
			if _, err := os.Stat(filepath.Join(filepath.Dir(path), "postgres")); err == nil {
				return filepath.Dir(path), nil
			}
		}
	}
	found, err := filepath.Glob("/usr/lib/postgresql/*/bin/initdb")
	if err != nil || len(found) == 0 {
		return "", errors.New("no Postgres found: set TEST_DATABASE_URL, or install it, hint: apt-get install postgresql")
	}
	newest := slices.MaxFunc(found, func(a, b string) int { return version(a) - version(b) })
	return filepath.Dir(newest), nil
}

func version(path string) int {
	n, err := strconv.Atoi(filepath.Base(filepath.Dir(filepath.Dir(path))))
	if err != nil {
		return 0
	}
	return n
}

// create makes the server's data. Postgres refuses to run as root, so root
// hands the folder to somebody else.
func (s *Server) create(ctx context.Context) error {
	if os.Geteuid() == 0 {
		if err := s.demote(); err != nil {
			return err
		}
	}
	cmd := exec.CommandContext(ctx, filepath.Join(s.bin, "initdb"), "-D", s.data(), "-U", "postgres", "-A", "trust",
		"-E", "UTF8", "--locale=C", "--no-instructions", "--no-sync")
	s.own(cmd)
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("make a Postgres: %w\n%s", err, out)
	}
	conf := "listen_addresses = ''\nunix_socket_directories = '" + s.dir + "'\nmax_connections = 100\n"
	if s.options.Fast {
		conf += "fsync = off\nsynchronous_commit = off\nfull_page_writes = off\n"
	}
	for name, value := range s.options.Settings {
		conf += name + " = '" + strings.ReplaceAll(value, "'", "''") + "'\n"
	}
	file, err := os.OpenFile(filepath.Join(s.data(), "postgresql.conf"), os.O_WRONLY|os.O_APPEND, 0)
	if err != nil {
		return fmt.Errorf("configure Postgres: %w", err)
	}
	_, err = file.WriteString(conf)
	if err := errors.Join(err, file.Close()); err != nil {
		return fmt.Errorf("configure Postgres: %w", err)
	}
	return nil
}

func (s *Server) data() string { return filepath.Join(s.dir, "data") }

// demote finds an unprivileged user and gives the folder to them.
func (s *Server) demote() error {
	for _, name := range []string{"postgres", "nobody"} {
		u, err := user.Lookup(name)
		if err != nil {
			continue
		}
		uid, err := strconv.ParseUint(u.Uid, 10, 32)
		if err != nil {
			return fmt.Errorf("read the user %s: %w", name, err)
		}
		gid, err := strconv.ParseUint(u.Gid, 10, 32)
		if err != nil {
			return fmt.Errorf("read the user %s: %w", name, err)
		}
		s.user = &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}
		if err := os.Chown(s.dir, int(uid), int(gid)); err != nil {
			return fmt.Errorf("hand the folder to %s: %w", name, err)
		}
		return nil
	}
	return errors.New("run Postgres: root may not, and there is neither a user postgres nor nobody")
}

// own makes a command run as the server's user, out of reach of our terminal.
func (s *Server) own(cmd *exec.Cmd) {
	cmd.Dir = s.dir
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Credential: s.user}
}

// leashed starts the server and waits for the end of its input, which comes
// when we close it and also when we die, however that happens. We may say
// before that the folder is to be kept, and which signal ends the server.
const leashed = `"$0" -D "$1/data" >>"$1/log" 2>&1 & server=$!
read word signal
kill -${signal:-QUIT} $server 2>/dev/null
wait $server
[ "$word" = keep ] || rm -rf "$1"`

func (s *Server) run(ctx context.Context) error {
	cmd := exec.Command("/bin/sh", "-c", leashed, filepath.Join(s.bin, "postgres"), s.dir)
	s.own(cmd)
	leash, err := cmd.StdinPipe()
	if err != nil {
		return fmt.Errorf("start Postgres: %w", err)
	}
	if err := cmd.Start(); err != nil {
		return fmt.Errorf("start Postgres: %w", err)
	}
	exited := make(chan struct{})
	go func() {
		defer close(exited)
		cmd.Wait() // how it ended is in its log
	}()
	s.process, s.leash, s.exited = cmd, leash, exited
	return s.await(ctx)
}

// await asks until the server answers.
func (s *Server) await(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	again := time.NewTicker(20 * time.Millisecond)
	defer again.Stop()
	for {
		conn, err := pgx.Connect(ctx, s.DSN(""))
		if err == nil {
			return conn.Close(ctx)
		}
		select {
		case <-again.C:
		case <-ctx.Done():
			log, lerr := os.ReadFile(filepath.Join(s.dir, "log"))
			return fmt.Errorf("wait for Postgres: %w\n%s", errors.Join(err, lerr), log)
		}
	}
}

// halt ends the server by a signal and keeps its data.
func (s *Server) halt(signal string) error {
	if s.process == nil {
		return nil
	}
	_, err := io.WriteString(s.leash, "keep "+signal+"\n")
	err = errors.Join(err, s.leash.Close())
	<-s.exited
	s.process = nil
	if err != nil {
		return fmt.Errorf("stop Postgres: %w", err)
	}
	return nil
}
