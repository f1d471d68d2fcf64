package bot_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"plaza/bot"
	"plaza/store"
)

// scraped is where the metrics of a bot are read.
func scraped(b *bot.Bot) prometheus.Gatherer {
	reg := prometheus.NewRegistry()
	reg.MustRegister(b.Collectors()...)
	return reg
}

// told is what is read there: "name{label=value,…}" and the value.
func told(t *testing.T, reg prometheus.Gatherer) map[string]float64 {
	t.Helper()
	families, err := reg.Gather()
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]float64{}
	for _, f := range families {
		for _, m := range f.GetMetric() {
			var labels []string
			for _, l := range m.GetLabel() {
				labels = append(labels, l.GetName()+"="+l.GetValue())
			}
			got[fmt.Sprintf("%s{%s}", f.GetName(), strings.Join(labels, ","))] = m.GetGauge().GetValue() + m.GetCounter().GetValue()
		}
	}
	return got
}

func wantTold(t *testing.T, reg prometheus.Gatherer, want map[string]float64) {
	t.Helper()
	got := told(t, reg)
	for name, n := range want {
		if v, ok := got[name]; !ok || v != n {
			t.Errorf("%s: got %v %v, want %v", name, v, ok, n)
		}
	}
}

func TestGaugesAreCountedFromRows(t *testing.T) {
	w := newWorld(t, parks)
	const queued, sent, oldest = "plaza_outbox_messages{channel=sms,state=queued}", "plaza_outbox_messages{channel=sms,state=sent}", "plaza_outbox_oldest_seconds{channel=sms}"
	reg := scraped(w.Bot)
	wantTold(t, reg, map[string]float64{queued: 0, oldest: 0})
	ana := w.person("+1")
	w.receive(ana, "PARKS")
	w.clock = w.clock.Add(time.Second)
	wantTold(t, reg, map[string]float64{queued: 0, oldest: 0}) // a count serves for a while
	w.clock = w.clock.Add(time.Minute)
	wantTold(t, reg, map[string]float64{queued: 1, oldest: 61})
	wantTold(t, scraped(w.node()), map[string]float64{queued: 1, oldest: 61}) // on every node
	w.dispatch()
	w.clock = w.clock.Add(time.Minute)
	wantTold(t, reg, map[string]float64{queued: 0, sent: 1, oldest: 0})
}

// away is a store that does not answer.
type away struct{ store.Store }

func (away) View(context.Context, func(store.View) error) error { return errors.New("away") }

func TestGaugesTellWhatABudgetIsAt(t *testing.T) {
	w := newWorld(t, parks)
	w.priced("parks", 250)
	w.person("+1").says("PARKS", "yes", "3")
	wantTold(t, scraped(w.Bot), map[string]float64{
		"plaza_budget_spent{flow=parks}": 0.0002, "plaza_budget_limit{flow=parks}": 0.00025, "plaza_outbox_cost{channel=sms}": 0.0002,
	})
}

func TestGaugesAreSilentWhileTheStoreIsAway(t *testing.T) {
	w := newWorld(t)
	w.config.Store = away{w.store}
	for name := range told(t, scraped(w.node())) {
		if strings.HasPrefix(name, "plaza_outbox_") {
			t.Errorf("told %s without a store", name)
		}
	}
}
