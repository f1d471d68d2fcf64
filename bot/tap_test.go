package bot_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"plaza/channels"
)

// tapping is a network with buttons, which stay where they were drawn.
type tapping struct {
	*network
	drawn []channels.Button // all of them, the newest last
}

func (n *tapping) Capabilities() channels.Capabilities {
	return channels.Capabilities{Name: "sms", Buttons: 12, ButtonText: 80}
}

func (n *tapping) Send(ctx context.Context, m channels.Outbound) (channels.Receipt, error) {
	n.drawn = append(n.drawn, m.Buttons...)
	return n.network.Send(ctx, m)
}

const taps = `
flow: taps
title: {en: Taps}
languages: [en, es]
start: {en: [TAPS]}
steps:
  - consent: take_part
    required: yes
    text: {en: May we keep your answers?, es: ¿Podemos guardarlas?}
  - consent: recording
    text: {en: May we record you?, es: ¿Podemos grabarle?}
  - ask: place
    text: {en: Where?, es: ¿Dónde?}
    options:
      LONG: {en: Here, es: Aquí}
      far: {en: Far away, es: Lejos}
  - say: {en: "Thank you.", es: "Gracias."}
`

// tapped is someone whose buttons lie before us.
type tapped struct {
	*someone
	net *tapping
}

func newTapped(t *testing.T) *tapped {
	t.Helper()
	w := newWorld(t)
	net := &tapping{network: w.net}
	w.config.Channels["sms"] = net
	w.Bot = w.node()
	w.publish(strings.Replace(taps, "LONG", "here_"+strings.Repeat("o", 60), 1))
	return &tapped{w.person("+1"), net}
}

// taps the newest button but so many that has this label.
func (p *tapped) taps(label string, older int) *tapped {
	p.t.Helper()
	for i := len(p.net.drawn) - 1; i >= 0; i-- {
		if b := p.net.drawn[i]; b.Label == label {
			if older--; older >= 0 {
				continue
			}
			if len(b.ID) > 64 {
				p.t.Errorf("got the id %q, want 64 bytes or fewer", b.ID)
			}
			p.posts++
			err := p.Receive(p.t.Context(), "sms", channels.Event{
				From: channels.Address(p.number), Ref: fmt.Sprintf("m%d", p.posts), Text: label, Tap: b.ID,
			})
			if err != nil {
				p.t.Fatal(err)
			}
			p.dispatch()
			return p
		}
	}
	p.t.Fatalf("no button says %q", label)
	return nil
}

// TestTap answers the question that a button was drawn under, however long its
// id is.
func TestTap(t *testing.T) {
	p := newTapped(t)
	p.says("TAPS")
	p.taps("Yes", 0).taps("No", 0).taps("Here", 0)
	p.onRecord("taps/main done place=here_" + strings.Repeat("o", 60))
}

// TestStaleTap asks the question that waits again, and takes the tap for no
// answer to it.
func TestStaleTap(t *testing.T) {
	p := newTapped(t)
	p.says("TAPS").hears("May we keep")
	p.taps("Yes", 0).hears("May we record")
	p.taps("Yes", 1).hears("May we record") // under the first question
	for range 3 {
		p.taps("No", 2).skips() // as often as a run bears what it does not understand
	}
	p.taps("No", 0).hears("Where?")
	p.taps("Far away", 0).hears("Thank you.")
	p.taps("Far away", 0).hears("TAPS") // nothing waits
	p.onRecord("taps/main done place=far")
}

// TestStaleTapOfWhoStopped brings nobody back: the yes was to something else.
func TestStaleTapOfWhoStopped(t *testing.T) {
	p := newTapped(t)
	p.says("TAPS")
	p.taps("Yes", 0)
	p.says("STOP").skips()
	p.taps("Yes", 1).hears("START")
	p.says("hello").hears("START")
}

// TestTapBesideAnAside answers its own question, and not what came between.
func TestTapBesideAnAside(t *testing.T) {
	p := newTapped(t)
	p.says("TAPS")
	p.taps("Yes", 0)
	p.says("LANGUAGE").skips()
	p.taps("No", 0).hears("Where?")
	p.taps("Español", 0).hears("Where?") // the menu waits no more
	p.says("LANGUAGE").skips()
	p.taps("Español", 0).hears("", "¿Dónde?")
}
