package bot

import (
	"context"
	"slices"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"plaza/store"
)

// How the outbox is counted for whoever scrapes: from rows, which costs the
// database a walk over every message. So a count serves for a while, and the
// longer it took the longer it serves: never more than a twentieth of the
// database's time goes into it, however often and by however many it is asked for.
const (
	gaugeEvery = 15 * time.Second
	gaugeShare = 20
	gaugeTime  = 10 * time.Second // a scrape does not wait longer
)

// gauges say how the outbox of the whole forum stands, counted from rows when
// somebody asks. Every node tells the same.
type gauges struct {
	bot      *Bot
	messages *prometheus.Desc
	oldest   *prometheus.Desc
	cost     *prometheus.Desc
	spent    *prometheus.Desc
	budget   *prometheus.Desc

	mu    sync.Mutex
	known []prometheus.Metric
	until time.Time
}

func newGauges(b *Bot) *gauges {
	desc := func(name, help string, labels ...string) *prometheus.Desc {
		return prometheus.NewDesc("plaza_outbox_"+name, help, labels, nil)
	}
	return &gauges{
		bot:      b,
		messages: desc("messages", "Messages of ours, by channel and state.", "channel", "state"),
		oldest:   desc("oldest_seconds", "How long the oldest queued message has waited past its time.", "channel"),
		cost:     desc("cost", "What the messages that are kept have cost, in the configured currency.", "channel"),
		spent:    prometheus.NewDesc("plaza_budget_spent", "What a consultation with a budget has spent, or reserved for what is being sent.", []string{"flow"}, nil),
		budget:   prometheus.NewDesc("plaza_budget_limit", "What a consultation may spend.", []string{"flow"}, nil),
	}
}

// Describe implements prometheus.Collector.
func (g *gauges) Describe(to chan<- *prometheus.Desc) {
	to <- g.messages
	to <- g.oldest
	to <- g.cost
	to <- g.spent
	to <- g.budget
}

// Collect implements prometheus.Collector. While the store is away it tells
// nothing: an old number would look like a new one.
func (g *gauges) Collect(to chan<- prometheus.Metric) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if now := g.bot.Now(); !now.Before(g.until) {
		g.known = nil
		ctx, cancel := context.WithTimeout(context.Background(), gaugeTime)
		defer cancel()
		if err := g.count(ctx, now); err != nil {
			g.bot.Log.Warn("count the outbox for metrics", "error", err)
		}
		after := g.bot.Now()
		g.until = after.Add(max(gaugeEvery, gaugeShare*after.Sub(now)))
	}
	for _, m := range g.known {
		to <- m
	}
}

// count reads how the outbox stands. A configured channel with nothing queued
// says so: an alarm wants a nought, not silence.
func (g *gauges) count(ctx context.Context, now time.Time) error {
	var tallies []store.Tally
	var spent map[string]int64
	if err := g.bot.Store.View(ctx, func(v store.View) (err error) {
		if spent, err = v.Spent(ctx); err == nil {
			tallies, err = v.Outbox(ctx)
		}
		return err
	}); err != nil {
		return err
	}
	for name := range g.bot.Channels {
		if !slices.ContainsFunc(tallies, func(t store.Tally) bool { return t.Channel == name && t.State == store.Queued }) {
			tallies = append(tallies, store.Tally{Channel: name, State: store.Queued})
		}
	}
	cost := map[string]int64{}
	gauge := func(desc *prometheus.Desc, value float64, labels ...string) {
		g.known = append(g.known, prometheus.MustNewConstMetric(desc, prometheus.GaugeValue, value, labels...))
	}
	for _, t := range tallies {
		cost[t.Channel] += t.Cost
		gauge(g.messages, float64(t.N), t.Channel, string(t.State))
		if t.State == store.Queued {
			gauge(g.oldest, Overdue(t, now).Seconds(), t.Channel)
		}
	}
	for channel, n := range cost {
		gauge(g.cost, float64(n)/1e6, channel)
	}
	for flow, limit := range g.bot.Budgets {
		gauge(g.spent, float64(spent[flow])/1e6, flow)
		gauge(g.budget, float64(limit)/1e6, flow)
	}
	return nil
}
