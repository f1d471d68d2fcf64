package main

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"plaza/flows/library"
	"plaza/store/postgres/pgtest"
)

const (
	benchTime   = 6 * time.Second // of load in one round
	benchPeople = 20_000          // to write in one round: more than there is time for
	pgbenchTime = 5               // seconds, before and after each round
)

// BenchmarkServe measures a real plaza serve from outside: messages a second,
// from the webhook's request to its 200, which comes after the reply is
// committed to the outbox. People walk the whole of ogp-strategy. The database
// has its default durability; the reference is pgbench -N -c 32 -j 2 on the
// same server, just before and just after.
//
// What it queues is sent at one message a second, the pace of a long code, so
// that the sending takes nothing from what is measured.
func BenchmarkServe(b *testing.B) {
	for _, clients := range []int{32, 128} {
		b.Run(fmt.Sprintf("postgres/clients=%d", clients), func(b *testing.B) {
			server, err := pgtest.Start(b.Context(), pgtest.Options{})
			if err != nil {
				b.Fatal(err)
			}
			b.Cleanup(func() { _ = server.Stop() })
			dsn := server.DSN("")
			reference := pgbench(b, server)
			conn, err := pgx.Connect(b.Context(), dsn)
			if err != nil {
				b.Fatal(err)
			}
			defer conn.Close(context.Background())
			for b.Loop() {
				before := reference()
				wal := walPosition(b, conn)
				r := load(b, dsn, clients)
				written := walPosition(b, conn) - wal
				after := reference()
				r.report(b)
				b.ReportMetric(r.rate()/((before+after)/2), "x-pgbench")
				b.ReportMetric((before+after)/2, "pgbench-tps")
				b.ReportMetric(float64(written)/float64(r.messages), "walB/msg")
			}
		})
	}
	for _, clients := range []int{32, 128} {
		b.Run(fmt.Sprintf("sqlite/clients=%d", clients), func(b *testing.B) {
			for b.Loop() {
				load(b, "", clients).report(b)
			}
		})
	}
}

// BenchmarkIdle measures a plaza serve to which nobody writes: the time until
// it is ready, and its resident memory then.
func BenchmarkIdle(b *testing.B) {
	for b.Loop() {
		s := openSquare(b, "", "testdata/soak", 1)
		began := time.Now()
		s.start(b.Context(), b)
		b.ReportMetric(float64(time.Since(began).Milliseconds()), "ready-ms")
		b.ReportMetric(float64(resident(b, s.nodes[0].pid()))/(1<<20), "MiB")
		b.ReportMetric(0, "ns/op")
		s.nodes[0].kill()
	}
}

// BenchmarkDemo measures make demo on a warm build cache: from the command to
// the first question, which the first line of the citizen's brings.
func BenchmarkDemo(b *testing.B) {
	demo := func() time.Duration {
		ctx, cancel := context.WithTimeout(b.Context(), time.Minute)
		defer cancel()
		cmd := exec.CommandContext(ctx, "make", "-s", "-C", "../..", "demo")
		cmd.Stdin = strings.NewReader("FUTURE\n")
		stdout, err := cmd.StdoutPipe()
		if err != nil {
			b.Fatal(err)
		}
		began := time.Now()
		if err := cmd.Start(); err != nil {
			b.Fatal(err)
		}
		if _, err := stdout.Read(make([]byte, 1)); err != nil {
			b.Fatal(err)
		}
		took := time.Since(began)
		_, _ = io.Copy(io.Discard, stdout)
		if err := cmd.Wait(); err != nil {
			b.Fatal(err)
		}
		return took
	}
	demo() // warms the cache
	for b.Loop() {
		b.ReportMetric(float64(demo().Milliseconds()), "first-prompt-ms")
		b.ReportMetric(0, "ns/op")
	}
}

// loaded is what one round measured.
type loaded struct {
	messages  int
	took      time.Duration
	latencies []time.Duration // sorted
	resident  int64           // bytes, at the end
}

func (r loaded) rate() float64 { return float64(r.messages) / r.took.Seconds() }

func (r loaded) report(b *testing.B) {
	at := func(share float64) float64 {
		return float64(r.latencies[int(share*float64(len(r.latencies)-1))].Microseconds()) / 1000
	}
	b.ReportMetric(r.rate(), "msg/s")
	b.ReportMetric(at(0.50), "p50-ms")
	b.ReportMetric(at(0.99), "p99-ms")
	b.ReportMetric(float64(r.resident)/(1<<20), "MiB")
	b.ReportMetric(0, "ns/op")
}

// load lets clients write to a fresh plaza serve for a while, each one person
// after another, the next message after the last was acknowledged.
func load(b *testing.B, database string, clients int) loaded {
	s := openSquare(b, database, withoutWindow(b), 1, "    rate: 1")
	ctx, cancel := context.WithTimeout(b.Context(), time.Minute)
	defer cancel()
	s.start(ctx, b)
	defer s.nodes[0].kill()
	people := prepare(benchPeople)
	var (
		mu    sync.Mutex
		all   []time.Duration
		wg    sync.WaitGroup
		names atomic.Int64
	)
	began := time.Now()
	for range clients {
		wg.Go(func() {
			l := &line{addr: s.nodes[0].addr}
			defer l.hangUp()
			var own []time.Duration
			for time.Since(began) < benchTime {
				person := int(names.Add(1)) - 1
				if person >= len(people) {
					b.Errorf("more than %d people in %v: prepare more", len(people), benchTime)
					return
				}
				for _, request := range people[person] {
					at := time.Now()
					status, err := l.deliver(request)
					if err != nil || status != http.StatusOK {
						b.Errorf("deliver: %d %v", status, err)
						return
					}
					own = append(own, time.Since(at))
				}
			}
			mu.Lock()
			all = append(all, own...)
			mu.Unlock()
		})
	}
	wg.Wait()
	r := loaded{messages: len(all), took: time.Since(began), latencies: all, resident: resident(b, s.nodes[0].pid())}
	slices.Sort(r.latencies)
	if r.messages == 0 {
		b.Fatal("nothing was acknowledged")
	}
	return r
}

// prepare signs what so many people will write: it is the network's work and
// not plaza's, so it is done before the clock runs.
func prepare(people int) [][][]byte {
	all := make([][][]byte, people)
	for person := range all {
		for i, text := range benchScript {
			all[person] = append(all[person], request(ref(person, i), phone(person), text))
		}
	}
	return all
}

// benchScript answers ogp-strategy with a typo, a number word, free text and a misfit.
var benchScript = []string{
	"FUTURE", "yes", "one", "football", "climat", "The river is dirty. And nobody publishes the data.", "1 and 3", "four", "no",
}

// withoutWindow is the shipped consultation without its dates, which lie in
// 2022: serve runs on today's clock.
func withoutWindow(b testing.TB) string {
	folder, err := library.Folder("ogp-strategy")
	if err != nil {
		b.Fatal(err)
	}
	dir := filepath.Join(b.TempDir(), "ogp-strategy")
	if err := os.Mkdir(dir, 0o700); err != nil {
		b.Fatal(err)
	}
	dates := regexp.MustCompile(`(?m)^(opens|closes|zone|late):.*\n`)
	for name, data := range folder.Files {
		if name == "flow.yaml" {
			data = dates.ReplaceAll(data, nil)
		}
		if err := os.WriteFile(filepath.Join(dir, name), data, 0o600); err != nil {
			b.Fatal(err)
		}
	}
	return dir
}

// pgbench returns a function that measures the reference once.
func pgbench(b *testing.B, server *pgtest.Server) func() float64 {
	run := func(name string, args ...string) string {
		out, err := server.Command(b.Context(), name, append(args, "pgbench")...).CombinedOutput()
		if err != nil {
			b.Fatalf("%s: %v\n%s", name, err, out)
		}
		return string(out)
	}
	bench := func(args ...string) string { return run("pgbench", args...) }
	run("createdb")
	bench("-i", "-q", "-s", "10")
	tps := regexp.MustCompile(`tps = ([0-9.]+)`)
	return func() float64 {
		m := tps.FindStringSubmatch(bench("-N", "-c", "32", "-j", "2", "-T", strconv.Itoa(pgbenchTime)))
		if m == nil {
			b.Fatal("pgbench told no tps")
		}
		f, err := strconv.ParseFloat(m[1], 64)
		if err != nil {
			b.Fatal(err)
		}
		return f
	}
}

// walPosition is how many bytes of log the server has written.
func walPosition(b *testing.B, conn *pgx.Conn) int64 {
	var n int64
	if err := conn.QueryRow(b.Context(), "select pg_current_wal_lsn() - '0/0'::pg_lsn").Scan(&n); err != nil {
		b.Fatal(err)
	}
	return n
}

// resident is a process's resident memory in bytes.
func resident(b *testing.B, pid int) int64 {
	data, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		b.Fatal(err)
	}
	for line := range strings.Lines(string(data)) {
		if rest, ok := strings.CutPrefix(line, "VmRSS:"); ok {
			kb, err := strconv.ParseInt(strings.Fields(rest)[0], 10, 64)
			if err != nil {
				b.Fatal(err)
			}
			return kb << 10
		}
	}
	b.Fatal("no VmRSS")
	return 0
}
