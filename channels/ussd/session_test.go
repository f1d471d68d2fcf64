package ussd_test

import (
	"context"
	"errors"
	"fmt"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"

	"plaza/channels"
	"plaza/channels/ussd"
	"plaza/channels/ussd/ussdtest"
)

// forum is an exchange that keeps what it hears and answers by a rule. It
// stands for the store: two channels on one forum are two nodes.
type forum struct {
	mu    sync.Mutex
	said  map[string]channels.Answer // by ref
	heard []string                   // what people said, in order
	rule  func(text string) channels.Answer
	fail  int
}

func (f *forum) Answer(_ context.Context, e channels.Event) (channels.Answer, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.fail > 0 {
		f.fail--
		return channels.Answer{}, errors.New("the disk is full")
	}
	if a, again := f.said[e.Ref]; again {
		return a, nil
	}
	f.heard = append(f.heard, e.Text)
	f.said[e.Ref] = f.rule(e.Text)
	return f.said[e.Ref], nil
}

func (f *forum) Heard(_ context.Context, _ channels.Address, refs []string) ([]bool, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	heard := make([]bool, len(refs))
	for i, ref := range refs {
		_, heard[i] = f.said[ref]
	}
	return heard, nil
}

// town is a forum with a network before it, and a phone in that.
type town struct {
	*testing.T
	*forum
	phone *ussdtest.Phone
	net   *ussdtest.Network
}

func newTown(t *testing.T, rule func(text string) channels.Answer) *town {
	t.Helper()
	n := &town{T: t, forum: &forum{said: map[string]channels.Answer{}, rule: rule}}
	n.net = &ussdtest.Network{Prove: prove}
	n.node(nil)
	n.phone = n.net.Phone("+254711000001")
	return n
}

// node makes the network call another server of the same forum.
func (n *town) node(change func(*ussd.Config)) {
	n.Helper()
	server := httptest.NewServer(open(n, change).Respond(n.forum))
	n.Cleanup(server.Close)
	n.net.Callback = server.URL + path + secret
}

// sees holds what a phone shows to begin and end like this, and to be open.
func (n *town) sees(s ussdtest.Screen, err error) func(begins, ends string, open bool) {
	return func(begins, ends string, open bool) {
		n.Helper()
		if err != nil {
			n.Fatal(err)
		}
		if !strings.HasPrefix(s.Text, begins) || !strings.HasSuffix(s.Text, ends) || s.Open != open {
			n.Errorf("got %q, open %v, want %q … %q, open %v", s.Text, s.Open, begins, ends, open)
		}
	}
}

func (n *town) wantHeard(want ...string) {
	n.Helper()
	if !slices.Equal(n.heard, want) {
		n.Errorf("heard %q, want %q", n.heard, want)
	}
}

// streets is a question of three screens, in the words of a list.
func streets(string) channels.Answer {
	lines := []string{"Which street is the worst?"}
	for i := range 30 {
		lines = append(lines, fmt.Sprintf("%d Street of the %dth of March", i+1, i+1))
	}
	return channels.Answer{Say: []channels.Outbound{{Text: strings.Join(lines, "\n")}}, Open: true, More: "More"}
}

func short(text string) channels.Answer {
	return channels.Answer{Say: []channels.Outbound{{Text: "You said " + text + "."}}, Open: text != "bye", More: "More"}
}

func TestSession(t *testing.T) {
	n := newTown(t, short)
	ctx := t.Context()
	n.sees(n.phone.Dial(ctx))("You said", ".", true)
	for _, text := range []string{"1", "2 * 3", "*", "a*b*c", "*1*", "0", "0*0", " 5 "} {
		n.sees(n.phone.Type(ctx, text))("You said "+text, ".", true)
		n.sees(n.phone.Repeat(ctx))("You said "+text, ".", true)
	}
	n.sees(n.phone.Type(ctx, "bye"))("You said bye", ".", false)
	n.wantHeard("", "1", "2 * 3", "*", "a*b*c", "*1*", "0", "0*0", " 5 ", "bye")
	if got := n.net.Told(); !slices.Equal(got, []string{"Success"}) {
		t.Errorf("got the sessions ended %q, want one success", got)
	}
}

// Each request of a session may reach another node.
func TestPagesAreTurnedOnAnyNode(t *testing.T) {
	n := newTown(t, streets)
	ctx := t.Context()
	first, err := n.phone.Dial(ctx)
	n.sees(first, err)("Which street", "\n0 More", true)
	seen := []string{}
	for {
		n.node(nil)
		s, err := n.phone.Type(ctx, "0")
		if err != nil {
			t.Fatal(err)
		}
		seen = append(seen, s.Text)
		if !strings.HasSuffix(s.Text, "0 More") {
			break
		}
	}
	n.node(nil)
	n.sees(n.phone.Repeat(ctx))(seen[len(seen)-1], "30 Street of the 30th of March", true)
	n.wantHeard("")
	n.sees(n.phone.Type(ctx, "17"))("Which street", "\n0 More", true)
	n.sees(n.phone.Type(ctx, "0"))(seen[0], "\n0 More", true)
	n.wantHeard("", "17")
	all := first.Text + "\n" + strings.Join(seen, "\n")
	for i := 1; i <= 30; i++ {
		if line := fmt.Sprintf("%d Street of the %dth of March", i, i); !strings.Contains(all, line) {
			t.Errorf("no screen shows %q in one piece", line)
		}
	}
}

func TestAZeroBehindTheLastPageIsAnAnswer(t *testing.T) {
	pages := 0
	n := newTown(t, func(text string) channels.Answer {
		if text == "0" {
			return short(text)
		}
		a := streets(text)
		a.Say[0].Text = a.Say[0].Text[:250]
		return a
	})
	ctx := t.Context()
	n.sees(n.phone.Dial(ctx))("Which", "0 More", true)
	for pages = 0; len(n.heard) == 1 && pages < 5; pages++ {
		if _, err := n.phone.Type(ctx, "0"); err != nil {
			t.Fatal(err)
		}
	}
	n.wantHeard("", "0")
	if pages != 2 {
		t.Errorf("got the answer after %d zeros, want one for the second page and one for the answer", pages)
	}
	n.sees(n.phone.Type(ctx, "1"))("Which", "0 More", true)
	n.wantHeard("", "0", "1")
}

func TestACutSessionBeginsAnother(t *testing.T) {
	n := newTown(t, short)
	ctx := t.Context()
	n.sees(n.phone.Dial(ctx))("You said", ".", true)
	n.sees(n.phone.Type(ctx, "1"))("You said 1", ".", true)
	if err := n.phone.Cut(ctx); err != nil {
		t.Fatal(err)
	}
	n.sees(n.phone.Dial(ctx))("You said", ".", true)
	n.sees(n.phone.Type(ctx, "1"))("You said 1", ".", true) // the same words in another session are new
	n.wantHeard("", "1", "", "1")
}

func TestWhatIsNotKeptIsNotAnswered(t *testing.T) {
	n := newTown(t, short)
	ctx := t.Context()
	n.sees(n.phone.Dial(ctx))("You said", ".", true)
	n.fail = 1
	if s, err := n.phone.Type(ctx, "1"); err == nil {
		t.Errorf("got %v, want no screen", s)
	}
	if got := n.net.Told(); !slices.Equal(got, []string{"Failed"}) {
		t.Errorf("got the sessions ended %q, want one failure", got)
	}
	n.sees(n.phone.Dial(ctx))("You said", ".", true)
}

// Accents that no GSM alphabet has are given up where the operator says so.
func TestPlain(t *testing.T) {
	n := newTown(t, func(string) channels.Answer {
		return channels.Answer{Say: []channels.Outbound{{Text: "¿Qué va primero en su barrio? " + strings.Repeat("Número, año y jardín. ", 4)}}, Open: true, More: "Más"}
	})
	ctx := t.Context()
	n.sees(n.phone.Dial(ctx))("¿Qué va primero", "0 Más", true)
	n.node(func(c *ussd.Config) { c.Plain = true })
	n.sees(n.phone.Dial(ctx))("¿Qué va primero en su barrio? Numero, año", "jardin.", true)
}

// More asterisks at once than are looked up must not make an old answer of the
// whole history.
func TestManyAsterisks(t *testing.T) {
	n := newTown(t, short)
	ctx := t.Context()
	n.sees(n.phone.Dial(ctx))("You said", ".", true)
	n.sees(n.phone.Type(ctx, "1"))("You said 1", ".", true)
	n.sees(n.phone.Type(ctx, strings.Repeat("*", 100)))("You said", ".", true)
	n.wantHeard("", "1", "")
}

// FuzzSession holds that what is typed is heard, whatever it is.
func FuzzSession(f *testing.F) {
	f.Add("1", "0", "2*3")
	f.Add("*", "**", "0*")
	f.Add("a", "0*0", "")
	f.Fuzz(func(t *testing.T, a, b, c string) {
		n := &forum{said: map[string]channels.Answer{}, rule: short}
		ch := open(t, nil)
		history := ""
		for i, text := range []string{"", a, b, c} {
			switch {
			case i == 1:
				history = text
			case i > 1:
				history += "*" + text
			}
			before := len(n.heard)
			if _, err := ussd.Ask(t.Context(), ch, "s", "+1", history, n); err != nil {
				t.Fatal(err)
			}
			if strings.Count(text, "*") < 60 && !(i == 1 && text == "") && (len(n.heard) != before+1 || n.heard[before] != text) {
				t.Fatalf("typed %q, heard %q", text, n.heard[before:])
			}
			if len(n.heard) == before { // the empty answer to a dial is the dial itself
				return
			}
		}
	})
}
