package bot

import (
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"plaza/bot/schedule"
	"plaza/bot/zone"
	"plaza/channels"
	"plaza/flows"
	"plaza/flows/answer"
	"plaza/locales"
	"plaza/store"
)

// Config is what a Bot is made of. Store, Locales and Now are required.
type Config struct {
	Store    store.Store
	Channels map[string]channels.Channel // by configured name
	Locales  *locales.Bundle
	Now      func() time.Time
	Rand     io.Reader    // ids and jitter; nil means crypto/rand
	Log      *slog.Logger // nil means silence
	Spool    Spool        // where what networks bring waits while the store is away; nil: they must call again
	Node     string       // this process among others on the same store; empty means a random name

	Forum   string // the forum's name, said in answer to HELP
	Contact string // how to reach the forum, said in answer to HELP
	Lang    string // spoken to people whose language nobody knows yet; empty means English
	Region  string // the country whose way of writing phone numbers is understood; empty means none

	Attachments Attachments // what is fetched of what people send; zero: nothing

	Updates Updates // when digests of what was promised go out
	Nudges  Nudges  // when the offices that promised are reminded

	Fewest int // what people answered is told in groups of so many; less than 10 is taken as 10

	Quiet    schedule.Quiet     // hours in which nothing is sent unasked
	Cap      Cap                // the most messages a person gets unasked
	Prices   Prices             // what messages cost
	Budgets  map[string]int64   // what a consultation may spend, in millionths of the currency of Prices; absent means no limit
	Rate     map[string]float64 // the most messages a second a channel may send; absent means no limit
	Starts   map[string]string  // by channel whose sessions people open without a word: the start word that is taken for one
	Tiers    map[string]int     // the most people a day with whom a channel may open a conversation, as its network has it; absent means any number
	Place    string             // the remembered answer that says where a person lives; empty means "place"
	Alone    bool               // a broadcast may be approved by who proposed it; without it a second person must
	InFlight map[string]int     // sends of a channel under way at once; absent means 32
	Lease    time.Duration      // a killed node's sender is driven by another after this; 0 means 30 s
}

// Bot is the runtime of one process. Make one with New, load what is
// published with Reload, and Run it; or call Receive, Dispatch and Tick.
type Bot struct {
	Config
	lex      flows.Lexicon
	reader   *answer.Reader
	library  atomic.Pointer[shelf]
	plans    atomic.Pointer[Plans]
	lanes    []*lane
	senders  map[string]*sender
	caps     map[string]channels.Capabilities // they never change, so they are asked for once
	metrics  *metrics
	backlog  *backlog // nil without a spool
	zones    zone.Table
	till     *till
	casts    casts
	verdicts verdicts
	gazette  *gazette
	jobs     map[string]piece // what is done on whole shards, by kind
	atWork   atWork
	more     atomic.Bool // the last Tick left work behind
	randMu   sync.Mutex

	decoding sync.Mutex // of pictures
}

// New makes a Bot. It loads nothing and starts nothing.
func New(cfg Config) (*Bot, error) {
	switch {
	case cfg.Store == nil:
		return nil, errors.New("make a bot: it needs a store")
	case cfg.Locales == nil:
		return nil, errors.New("make a bot: it needs locales")
	case cfg.Now == nil:
		return nil, errors.New("make a bot: it needs a clock")
	}
	if cfg.Rand == nil {
		cfg.Rand = rand.Reader
	}
	if cfg.Log == nil {
		cfg.Log = slog.New(slog.DiscardHandler)
	}
	cfg.Lang, cfg.Place = cmp.Or(cfg.Lang, "en"), cmp.Or(cfg.Place, "place")
	cfg.Quiet.Zone = cmp.Or(cfg.Quiet.Zone, time.UTC)
	cfg.Lease = cmp.Or(cfg.Lease, 30*time.Second)
	cfg.Fewest = max(cfg.Fewest, leastFewest)
	b := &Bot{Config: cfg, lex: Lexicon(cfg.Locales), metrics: newMetrics(), till: newTill(), backlog: newBacklog(cfg.Spool)}
	b.reader, b.gazette = b.lex.Reader, newGazette()
	if err := b.schedule(); err != nil {
		return nil, fmt.Errorf("make a bot: %w", err)
	}
	if b.Node == "" {
		b.Node = b.newID()
	}
	b.jobs, b.atWork.plans = b.allJobs(), make(map[string]int)
	empty, err := flows.NewLibrary(b.lex)
	if err != nil {
		return nil, fmt.Errorf("make a bot: %w", err)
	}
	b.library.Store(&shelf{Library: empty})
	b.plans.Store(newPlans(b.reader, map[string]int{}, map[string]loadedPlan{}))
	b.senders = make(map[string]*sender, len(cfg.Channels))
	b.caps = make(map[string]channels.Capabilities, len(cfg.Channels))
	for name, ch := range cfg.Channels {
		b.senders[name] = newSender(name, ch, cfg.Store.Shards(), cfg.InFlight[name], cfg.Rate[name])
		b.caps[name] = ch.Capabilities()
	}
	b.lanes = make([]*lane, cfg.Store.Shards())
	for i := range b.lanes {
		b.lanes[i] = newLane(b, i)
	}
	return b, nil
}

// Env is what a consultation is checked against: the languages, the cost of
// an SMS, and the start words already taken.
func (b *Bot) Env() flows.Env {
	return flows.Env{Lexicon: b.lex, Meter: channels.Segments, Plain: channels.Transliterate, Region: b.Region}
}

// Run receives, dispatches and ticks until ctx ends, then finishes what is in hand.
func (b *Bot) Run(ctx context.Context) {
	var wg sync.WaitGroup
	for _, l := range b.lanes {
		wg.Go(func() { l.run(ctx) })
	}
	for name, ch := range b.Channels {
		if !b.responds(name) {
			wg.Go(func() { b.dispatchLoop(ctx, name) })
		}
		if poller, ok := ch.(channels.PollReceiver); ok {
			wg.Go(func() { b.pollLoop(ctx, name, poller) })
		}
	}
	wg.Go(func() { b.tickLoop(ctx) })
	if b.fetches() {
		wg.Go(func() { b.fetchLoop(ctx) })
	}
	if b.backlog != nil {
		wg.Go(func() { b.replayLoop(ctx) })
	}
	wg.Wait()
}

// pollLoop asks a network for messages until ctx ends; a broken connection is
// asked again after a pause.
func (b *Bot) pollLoop(ctx context.Context, name string, ch channels.PollReceiver) {
	for ctx.Err() == nil {
		if err := ch.Poll(ctx, b.sink(name, false)); err != nil && ctx.Err() == nil {
			b.Log.Error("poll", "channel", name, "error", err)
			pause(ctx, 5*time.Second)
		}
	}
}

// pause waits, or returns early when ctx ends.
func pause(ctx context.Context, d time.Duration) {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
	case <-t.C:
	}
}
