package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"plaza/bot"
	"plaza/bot/schedule"
	"plaza/bot/web"
	"plaza/channels"
	"plaza/channels/all"
	"plaza/locales"
	"plaza/store"
	"plaza/store/spool"
)

// house is what the verbs that work on a real forum share: its configuration,
// its store, and a bot that is not running.
type house struct {
	config
	bot   *bot.Bot
	store store.Store
	spool *spool.Spool // nil when there is none
	where string       // the database, as an operator may read it
}

// openMode says what may be made that is not there.
type openMode int

const (
	// mustExist is for verbs that only look: a typing error in a path must not
	// make an empty database and report that nobody answered.
	mustExist openMode = iota
	// mayCreate makes the folder, the key and the tables.
	mayCreate
	// mayServe does the same, and takes the spool: no other verb has it.
	mayServe
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
	return c.open(ctx, w, ui, mode, with)
}

// open opens the forum of this configuration.
func (c *config) open(ctx context.Context, w world, ui ui, mode openMode, with sending) (*house, error) {
	h := &house{config: *c}
	var err error
	if h.store, h.where, err = c.openStore(ctx, ui, mode); err != nil {
		return nil, err
	}
	if mode == mayServe {
		if h.spool, err = c.openSpool(w); err != nil {
			h.close(ui)
			return nil, err
		}
	}
	chans := map[string]channels.Channel{}
	if with {
		if chans, err = c.openChannels(w); err != nil {
			h.close(ui)
			return nil, err
		}
	}
	if err := h.furnish(ctx, w, chans); err != nil {
		h.close(ui)
		return nil, err
	}
	return h, nil
}

// furnish makes the bot of a house whose store is open.
func (h *house) furnish(ctx context.Context, w world, chans map[string]channels.Channel) error {
	c := &h.config
	var kept bot.Spool
	if h.spool != nil {
		kept = h.spool
	}
	bundle, err := locales.Load()
	if err == nil {
		h.bot, err = bot.New(bot.Config{
			Store: h.store, Channels: chans, Locales: bundle, Now: w.now, Log: c.logger(w),
			Forum: c.Forum.Name, Contact: c.Forum.Contact, Lang: c.Forum.Language, Region: c.Region, Fewest: c.Fewest,
			Quiet: c.quietHours(), Rate: c.rates(), InFlight: c.inFlight(), Starts: c.starts(), Lease: c.Lease, Spool: kept,
			Attachments: bot.Attachments{Max: int64(c.Media.Max) << 20, Daily: c.Media.Daily},
			Prices:      c.prices(), Budgets: c.budgets(),
			Updates: c.updates(), Nudges: c.nudges(),
			Place: c.Place, Tiers: c.tiers(), Alone: !c.approvals(),
			Cap: bot.Cap{Messages: c.Cap.Messages, Within: time.Duration(c.Cap.Days) * 24 * time.Hour},
		})
	}
	if err == nil {
		err = h.bot.Reload(ctx)
	}
	return err
}

// close closes the store and the spool. Everything that was promised is
// committed or on the disk by then, so there is nothing to do about an error
// but to say it.
func (h *house) close(ui ui) {
	if h.store != nil {
		if err := h.store.Close(); err != nil {
			ui.say("close the database: %v", err)
		}
	}
	if h.spool != nil {
		if err := h.spool.Close(); err != nil {
			ui.say("close the spool: %v", err)
		}
	}
}

// openChannels makes the configured channels.
func (c *config) openChannels(w world) (map[string]channels.Channel, error) {
	open := map[string]channels.Channel{}
	for _, name := range c.channelNames() {
		ch, err := c.openChannel(w, name, nil)
		if err != nil {
			return nil, fmt.Errorf("open the channel %s: %w", name, err)
		}
		open[name] = ch
	}
	return open, nil
}

// openChannel makes one channel; check has seen that its kind is known. menu
// are the commands of a bot, for who looks whether they are set.
func (c *config) openChannel(w world, name string, menu []string) (channels.Channel, error) {
	ch := c.Channels[name]
	secret, err := ch.opened()
	if err != nil {
		return nil, err
	}
	if c.PublicURL == "" && !ch.polls() {
		return nil, hint(errors.New("its network calls us, and public_url is not set"),
			"public_url is the address of this server as the world sees it, such as https://plaza.example.org")
	}
	said, err := locales.Load()
	if err != nil {
		return nil, err
	}
	settings, err := ch.settings()
	if err != nil {
		return nil, err
	}
	return all.Open(all.Account{
		Profile: ch.Profile, Settings: settings, CallingCode: callingCode(c.Region),
		Kind: ch.Kind, AccountSID: ch.AccountSID, AuthToken: secret["auth_token"], SecondaryToken: ch.SecondaryToken,
		From: ch.From, MessagingServiceSID: ch.MessagingServiceSID, MMS: ch.MMS,
		AccessToken: secret["access_token"], AppSecret: secret["app_secret"], SecondarySecret: ch.SecondarySecret, VerifyToken: secret["verify_token"],
		PhoneNumberID: ch.PhoneNumberID, BusinessAccountID: ch.BusinessAccountID, GraphVersion: ch.GraphVersion,
		ListLabel: func(lang string) string { return said.Sentence(lang, "list_open", nil) },
		Token:     secret["token"], Webhook: ch.Webhook, SecretToken: ch.SecretToken,
		Languages: said.Languages(), Lang: c.Forum.Language, Menu: menu,
		Sentence: func(lang, key string) string { return said.Sentence(lang, key, nil) },
		Inbound:  channels.Callers(ch.Inbound), Plain: ch.Plain,
		PublicURL: c.PublicURL, Path: web.HookPath(name), API: ch.APIURL, Log: c.logger(w), Now: w.now,
	})
}

// telegramRate is the pace of a bot that says none of its own: Telegram takes
// some 30 messages a second, and what is refused holds up everything.
const telegramRate = 25

// starts are the start words that a dialled code stands for.
func (c *config) starts() map[string]string {
	s := map[string]string{}
	for name, ch := range c.Channels {
		if ch.Start != "" {
			s[name] = ch.Start
		}
	}
	return s
}

// rates are the most messages a second that channels may send.
func (c *config) rates() map[string]float64 {
	r := map[string]float64{}
	for name, ch := range c.Channels {
		switch {
		case ch.Rate > 0:
			r[name] = ch.Rate
		case ch.Kind == "telegram":
			r[name] = telegramRate
		}
	}
	return r
}

// tiers are the most people a day with whom channels may open a conversation.
func (c *config) tiers() map[string]int {
	n := map[string]int{}
	for name, ch := range c.Channels {
		if ch.Tier > 0 {
			n[name] = ch.Tier
		}
	}
	return n
}

// inFlight is how many sends of a channel may be under way at once.
func (c *config) inFlight() map[string]int {
	n := map[string]int{}
	for name, ch := range c.Channels {
		if ch.InFlight > 0 {
			n[name] = ch.InFlight
		}
	}
	return n
}

// quietHours is the night as the runtime takes it; check has read it before.
func (c *config) quietHours() schedule.Quiet {
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
	return schedule.Quiet{From: since(c.Quiet.From), To: since(c.Quiet.Until), Zone: zone}
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
