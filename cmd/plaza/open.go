package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"plaza/bot"
	"plaza/bot/web"
	"plaza/channels"
	"plaza/channels/all"
	"plaza/locales"
	"plaza/store"
	"plaza/store/postgres"
	"plaza/store/sqlite"
)

// house is what the verbs that work on a real forum share: its configuration,
// its store, and a bot that is not running.
type house struct {
	config
	bot   *bot.Bot
	store store.Store
	where string // the database, as an operator may read it
}

// openMode says what may be made that is not there.
type openMode int

const (
	// mustExist is for verbs that only look: a typing error in a path must not
	// make an empty database and report that nobody answered.
	mustExist openMode = iota
	// mayCreate makes the folder, the key and the tables.
	mayCreate
)

// sending says whether a verb makes the channels. One that sends nothing needs
// no secret of a network.
type sending bool

// open opens the configured forum.
func (f configFile) open(ctx context.Context, w world, ui ui, mode openMode, with sending) (*house, error) {
	c, err := f.load(w, ui)
	if err != nil {
		return nil, err
	}
	h := &house{config: c}
	if h.store, h.where, err = c.openStore(ctx, ui, mode); err != nil {
		return nil, err
	}
	chans := map[string]channels.Channel{}
	if with {
		if chans, err = c.openChannels(w); err != nil {
			h.close(ui)
			return nil, err
		}
	}
	bundle, err := locales.Load()
	if err == nil {
		h.bot, err = bot.New(bot.Config{
			Store: h.store, Channels: chans, Locales: bundle, Now: w.now, Log: c.logger(w),
			Forum: c.Forum.Name, Contact: c.Forum.Contact, Lang: c.Forum.Language, Region: c.Region,
			Quiet: c.quietHours(), Rate: c.rates(), Lease: c.Lease,
		})
	}
	if err == nil {
		err = h.bot.Reload(ctx)
	}
	if err != nil {
		h.close(ui)
		return nil, err
	}
	return h, nil
}

// close closes the store. Everything that was promised is committed by then,
// so there is nothing to do about an error but to say it.
func (h *house) close(ui ui) {
	if err := h.store.Close(); err != nil {
		ui.say("close the database: %v", err)
	}
}

// openStore opens the configured database with its key.
func (c *config) openStore(ctx context.Context, ui ui, mode openMode) (store.Store, string, error) {
	path, isPostgres := c.database()
	if !isPostgres {
		if err := c.prepareFile(path, mode); err != nil {
			return nil, "", err
		}
	}
	keys, made, err := c.keys(path, isPostgres, mode)
	if err != nil {
		return nil, "", err
	}
	var s store.Store
	where := path
	if isPostgres {
		where = withoutPassword(path)
		s, err = postgres.Open(ctx, path, postgres.Options{Keys: keys, Migrate: mode == mayCreate})
	} else {
		s, err = sqlite.Open(ctx, path, sqlite.Options{Keys: keys, Migrate: mode == mayCreate})
	}
	if err != nil {
		if made != "" {
			// A key that opens nothing would only be mistaken for the right one.
			_ = os.Remove(made)
		}
		return nil, "", explain(err, c, isPostgres)
	}
	if made != "" {
		ui.say("made the key that opens the addresses: %s", made)
		ui.hint("back it up now, apart from the database: without it nobody can be written to, and nobody who stopped is recognised")
	}
	return s, where, nil
}

// explain adds what to do to the errors an operator can mend.
func explain(err error, c *config, isPostgres bool) error {
	switch {
	case errors.Is(err, store.ErrWrongKey):
		return hint(err, "restore the key this database was made with to "+c.keyFile()+", or set key_file")
	case errors.Is(err, store.ErrSchema):
		return hint(err, "plaza migrate brings the tables up to date")
	case isPostgres:
		return hint(err, "database in the configuration, or PLAZA_DATABASE, names the server")
	}
	return err
}

// keyValue is the form of a Postgres address that is not a URL.
var keyValue = regexp.MustCompile(`(^|\s)(host|hostaddr|service|user|dbname)\s*=`)

// database is the configured database: a path, or a Postgres address. A
// mistaken address must not become a file of that name.
func (c *config) database() (where string, isPostgres bool) {
	if c.Database == "" {
		return c.inData("plaza.db"), false
	}
	scheme, _, isURL := strings.Cut(c.Database, "://")
	return c.Database, isURL && strings.HasPrefix(scheme, "postgres") || keyValue.MatchString(c.Database)
}

// prepareFile makes the folder of a SQLite database, or says that there is none.
func (c *config) prepareFile(path string, mode openMode) error {
	if mode == mayCreate {
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			return fmt.Errorf("make the data folder: %w", err)
		}
		return nil
	}
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		return hint(fmt.Errorf("there is no database %s yet", path), "plaza publish and plaza serve make it", "--config and PLAZA_DATA say where it is")
	}
	return nil
}

// keyFile is where the key is kept.
func (c *config) keyFile() string {
	if c.KeyFile != "" {
		return c.KeyFile
	}
	return c.inData("plaza.key")
}

// keys reads the key, and makes it where that may be. made is its file then.
func (c *config) keys(path string, isPostgres bool, mode openMode) (keys *store.Keys, made string, err error) {
	if c.Key != "" {
		keys, err = store.ParseKey(c.Key)
		return keys, "", err
	}
	file := c.keyFile()
	if _, err := os.Stat(file); errors.Is(err, fs.ErrNotExist) {
		_, err := os.Stat(path)
		if mode == mustExist || (!isPostgres && err == nil) {
			return nil, "", hint(fmt.Errorf("the key %s is missing, and the database is there", file), "restore it from where it was backed up, or set key_file")
		}
		if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
			return nil, "", fmt.Errorf("make the folder of the key: %w", err)
		}
	}
	keys, created, err := store.LoadOrCreateKey(file, rand.Reader)
	if created {
		made = file
	}
	return keys, made, err
}

// withoutPassword is a Postgres address as a log may hold it: the server and
// the database.
func withoutPassword(dsn string) string {
	c, err := pgx.ParseConfig(dsn)
	if err != nil {
		return "Postgres"
	}
	return fmt.Sprintf("Postgres, database %s on %s", c.Database, c.Host)
}

// openChannels makes the configured channels.
func (c *config) openChannels(w world) (map[string]channels.Channel, error) {
	open := map[string]channels.Channel{}
	for _, name := range c.channelNames() {
		ch, err := c.openChannel(w, name)
		if err != nil {
			return nil, fmt.Errorf("open the channel %s: %w", name, err)
		}
		open[name] = ch
	}
	return open, nil
}

// openChannel makes one channel; check has seen that its kind is known.
func (c *config) openChannel(w world, name string) (channels.Channel, error) {
	ch := c.Channels[name]
	token, err := ch.token()
	if err != nil {
		return nil, err
	}
	if c.PublicURL == "" {
		return nil, hint(errors.New("its network calls us, and public_url is not set"),
			"public_url is the address of this server as the world sees it, such as https://plaza.example.org")
	}
	return all.Open(all.Account{
		Kind: ch.Kind, AccountSID: ch.AccountSID, AuthToken: token, SecondaryToken: ch.SecondaryToken,
		From: ch.From, MessagingServiceSID: ch.MessagingServiceSID, MMS: ch.MMS,
		PublicURL: c.PublicURL, Path: web.HookPath(name), API: ch.APIURL, Now: w.now,
	})
}

// rates are the most messages a second that channels may send.
func (c *config) rates() map[string]float64 {
	r := map[string]float64{}
	for name, ch := range c.Channels {
		if ch.Rate > 0 {
			r[name] = ch.Rate
		}
	}
	return r
}

// quietHours is the night as the runtime takes it; check has read it before.
func (c *config) quietHours() bot.Quiet {
	since := func(hhmm string) time.Duration {
		t, err := time.Parse("15:04", hhmm)
		if err != nil {
			return 0
		}
		return time.Duration(t.Hour())*time.Hour + time.Duration(t.Minute())*time.Minute
	}
	zone, err := time.LoadLocation(c.Quiet.Zone)
	if err != nil {
		zone = time.UTC
	}
	return bot.Quiet{From: since(c.Quiet.From), To: since(c.Quiet.Until), Zone: zone}
}

// logger is the log on standard error, as configured.
func (c *config) logger(w world) *slog.Logger {
	var level slog.Level
	if err := level.UnmarshalText([]byte(c.Log.Level)); err != nil {
		level = slog.LevelInfo
	}
	o := &slog.HandlerOptions{Level: level}
	if c.Log.Format == "json" {
		return slog.New(slog.NewJSONHandler(w.err, o))
	}
	return slog.New(slog.NewTextHandler(w.err, o))
}
