package channeltest

import (
	"context"
	"errors"
	"fmt"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"plaza/channels"
)

// sends replays what was recorded of sending, then holds the adapter to what
// is true of every network.
func sends(t *testing.T, s Suite) {
	all := records(t, filepath.Join(s.Data, "send"), "send", "request", "answer", "want")
	var good *record
	networked := false
	for _, r := range all {
		if r.sections["request"] != "" {
			networked = true
			if strings.HasPrefix(r.sections["want"], "receipt") && good == nil {
				good = &r
			}
		}
		t.Run(r.name, func(t *testing.T) { replay(t, s, r) })
	}
	if !networked {
		return // nothing that could fail on the way
	}
	if good == nil {
		t.Fatalf("got no message that is taken, want one to try the rules with")
	}
	m := outbound(t, good.sections["send"])
	t.Run("rule: no connection is temporary", func(t *testing.T) { refused(t, s, m) })
	t.Run("rule: a cut answer is unknown, and sent once", func(t *testing.T) { cut(t, s, m) })
	t.Run("rule: giving up ends the wait, and is unknown", func(t *testing.T) { givenUp(t, s, m) })
	t.Run("rule: an ended context sends nothing", func(t *testing.T) { ended(t, s, m) })
	t.Run("rule: an endless answer is not read to its end", func(t *testing.T) { endless(t, s, m) })
	t.Run("rule: sends do not disturb each other", func(t *testing.T) { together(t, s, m, *good) })
}

// replay sends one recorded message.
func replay(t *testing.T, s Suite, r record) {
	p := newProvider(t, r.sections["answer"])
	m := outbound(t, r.sections["send"])
	receipt, err := s.Open(t, p.URL).Send(context.Background(), m)
	if d := cmp.Diff(r.sections["want"], outcome(receipt, err)); d != "" {
		t.Errorf("error %v (-want +got):\n%s", err, d)
	}
	quiet(t, s, m, err)
	want := []string{r.sections["request"]}
	if want[0] == "" {
		want = nil
	}
	if d := cmp.Diff(want, p.requests()); d != "" {
		t.Errorf("requests (-want +got):\n%s", d)
	}
}

// outcome writes what came of a Send as the recorded files do.
func outcome(r channels.Receipt, err error) string {
	if err == nil {
		return strings.TrimSpace("receipt " + r.Ref + " " + r.Cost)
	}
	class := "unknown"
	for _, c := range []error{channels.ErrTemporary, channels.ErrPermanent, channels.ErrDead, channels.ErrClosed, channels.ErrStopped} {
		if errors.Is(err, c) {
			class = c.Error()
		}
	}
	var wait *channels.RetryAfter
	if errors.As(err, &wait) {
		class += " after " + wait.For.String()
	}
	return class
}

// quiet fails when an error tells what no log may hold.
func quiet(t *testing.T, s Suite, m channels.Outbound, err error) {
	t.Helper()
	if err == nil {
		return
	}
	for _, secret := range append([]string{string(m.To), m.Text}, s.Secrets...) {
		if len(secret) > 3 && strings.Contains(fmt.Sprintf("%v %+v", err, err), secret) {
			t.Errorf("got the error %q, want it without %q", err, secret)
		}
	}
}

func refused(t *testing.T, s Suite, m channels.Outbound) {
	gone := httptest.NewServer(nil)
	gone.Close()
	_, err := s.Open(t, gone.URL).Send(context.Background(), m)
	if got := outcome(channels.Receipt{}, err); got != "temporary" {
		t.Errorf("got %s (%v), want temporary", got, err)
	}
	quiet(t, s, m, err)
}

func cut(t *testing.T, s Suite, m channels.Outbound) {
	p := newProvider(t, "cut")
	_, err := s.Open(t, p.URL).Send(context.Background(), m)
	if got := outcome(channels.Receipt{}, err); err == nil || got != "unknown" {
		t.Errorf("got %s (%v), want unknown", got, err)
	}
	quiet(t, s, m, err)
	if n := len(p.requests()); n != 1 {
		t.Errorf("got %d requests, want 1", n)
	}
}

func givenUp(t *testing.T, s Suite, m channels.Outbound) {
	p := newProvider(t, "hang")
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	go func() {
		p.wait(1)
		cancel()
	}()
	err := within(t, func() error {
		_, err := s.Open(t, p.URL).Send(ctx, m)
		return err
	})
	if got := outcome(channels.Receipt{}, err); err == nil || got != "unknown" {
		t.Errorf("got %s (%v), want unknown", got, err)
	}
	if !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want it to be context.Canceled", err)
	}
	quiet(t, s, m, err)
}

func ended(t *testing.T, s Suite, m channels.Outbound) {
	p := newProvider(t, "200")
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := s.Open(t, p.URL).Send(ctx, m); err == nil || errors.Is(err, channels.ErrPermanent) {
		t.Errorf("got %v, want an error that is not permanent", err)
	}
	if n := len(p.requests()); n != 0 {
		t.Errorf("got %d requests, want 0", n)
	}
}

func endless(t *testing.T, s Suite, m channels.Outbound) {
	p := newProvider(t, "endless")
	err := within(t, func() error {
		_, err := s.Open(t, p.URL).Send(context.Background(), m)
		return err
	})
	if got := outcome(channels.Receipt{}, err); err == nil || got != "unknown" {
		t.Errorf("got %s (%v), want unknown", got, err)
	}
	if n := p.written.Load(); n > 16<<20 {
		t.Errorf("got %d bytes read, want the beginning only", n)
	}
}

// together sends from many goroutines at once; under the race detector it says
// more.
func together(t *testing.T, s Suite, m channels.Outbound, good record) {
	const n = 50
	p := newProvider(t, good.sections["answer"])
	c := s.Open(t, p.URL)
	var all sync.WaitGroup
	for i := range n {
		all.Go(func() {
			m := m
			m.ID = fmt.Sprintf("%s-%d", m.ID, i)
			if r, err := c.Send(context.Background(), m); err != nil || r.Ref == "" {
				t.Errorf("got %+v, %v, want a receipt", r, err)
			}
		})
	}
	all.Wait()
	if got := len(p.requests()); got != n {
		t.Errorf("got %d requests, want %d", got, n)
	}
}

// within runs what must not hang.
func within(t *testing.T, run func() error) error {
	t.Helper()
	done := make(chan error, 1)
	go func() { done <- run() }()
	select {
	case err := <-done:
		return err
	case <-time.After(patience):
		t.Fatalf("got nothing in %s", patience)
		return nil
	}
}

// outbound reads a recorded message.
func outbound(t *testing.T, section string) channels.Outbound {
	t.Helper()
	_, named, _ := head("\n" + section)
	m := channels.Outbound{
		ID: named["ID"], To: channels.Address(named["To"]),
		Text: unquote(t, named["Text"]), Lang: named["Lang"], Wants: named["Wants"],
	}
	for name, field := range map[string]*time.Time{"Expires": &m.Expires, "Session": &m.Session} {
		if named[name] == "" {
			continue
		}
		at, err := time.Parse(time.RFC3339, named[name])
		if err != nil {
			t.Fatalf("read %s: %v", name, err)
		}
		*field = at
	}
	if name := named["Template"]; name != "" {
		m.Template = &channels.Template{Name: name, Lang: named["Lang"]}
		for i := 1; named[fmt.Sprint("Var", i)] != ""; i++ {
			m.Template.Vars = append(m.Template.Vars, named[fmt.Sprint("Var", i)])
		}
	}
	for i := 1; named[fmt.Sprint("Button", i)] != ""; i++ {
		id, label, _ := strings.Cut(named[fmt.Sprint("Button", i)], " ")
		m.Buttons = append(m.Buttons, channels.Button{ID: id, Label: label})
	}
	return m
}
