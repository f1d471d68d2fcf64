package bot_test

import (
	"context"
	"fmt"
	"slices"
	"testing"

	"plaza/channels"
)

// A button carries its command, and does it whatever waits meanwhile.
func TestPlanButtons(t *testing.T) {
	w := riverbend(t, streets)
	hand := &buttons{network: w.net}
	w.config.Channels["sms"] = hand
	w.Bot = w.node()
	if err := w.Reload(t.Context()); err != nil {
		t.Fatal(err)
	}
	ana := w.person("+1").says("PLAN 1").skips()
	if got := hand.labels(); !slices.Equal(got, []string{"FOLLOW", "MORE"}) {
		t.Fatalf("got the buttons %v, want FOLLOW and MORE", got)
	}
	first := hand.last
	ana.says("UPDATES").skips()
	if got := hand.labels(); !slices.Equal(got, []string{"NOW", "WEEKLY", "MONTHLY"}) {
		t.Fatalf("got the buttons %v, want the three to choose from", got)
	}
	ana.taps(hand.last[1]).hears("once a week")
	ana.says("STREETS", "yes").skips()
	ana.taps(first[0]).hears("You follow RVB0001 Data of wells.", "What comes first?").onFollow("riverbend-1/commitment/RVB0001")
	ana.taps(first[1]).hears("Every well is measured", "What comes first?")
	ana.says("STOP").skips().taps(first[0]).hears("You had asked us to stop")
}

// buttons is a network that keeps the buttons of the last message that had any.
type buttons struct {
	*network
	last []channels.Button
}

func (b *buttons) Capabilities() channels.Capabilities {
	return channels.Capabilities{Name: "sms", Buttons: 3, ButtonText: 20}
}

func (b *buttons) Send(ctx context.Context, m channels.Outbound) (channels.Receipt, error) {
	if len(m.Buttons) > 0 {
		b.last = m.Buttons
	}
	return b.network.Send(ctx, m)
}

func (b *buttons) labels() (labels []string) {
	for _, o := range b.last {
		labels = append(labels, o.Label)
	}
	return labels
}

// taps lets the person tap a button.
func (p *someone) taps(b channels.Button) *someone {
	p.t.Helper()
	p.posts++
	err := p.Receive(p.t.Context(), "sms", channels.Event{
		Kind: channels.Message, From: channels.Address(p.number), Ref: fmt.Sprintf("m%d", p.posts), Text: b.Label, Tap: b.ID,
	})
	if err != nil {
		p.t.Fatalf("tap %q: %v", b.Label, err)
	}
	p.dispatch()
	return p
}
