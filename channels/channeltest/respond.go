package channeltest

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"plaza/channels"
)

// responds replays what was recorded of a network that waits for the answer,
// then holds the adapter to what is true of every network.
func responds(t *testing.T, s Suite) {
	all := records(t, filepath.Join(s.Data, "respond"), "before", "request", "answer", "want")
	var good *call
	for _, r := range all {
		c := newCall(t, r.sections["request"])
		if good == nil && strings.HasPrefix(r.sections["want"], "200\nmessage") {
			good = &c
		}
		t.Run(r.name, func(t *testing.T) {
			k := &teller{keeper: &keeper{}, answer: answer(r.sections["answer"])}
			h := s.Open(t, "http://127.0.0.1:1").(channels.Responder).Respond(k)
			if before := r.sections["before"]; before != "" {
				if w := serve(h, newCall(t, before).request(s)); w.Code != http.StatusOK {
					t.Fatalf("got %d to the request before, want 200", w.Code)
				}
				k.mu.Lock()
				k.told = len(k.kept)
				k.mu.Unlock()
			}
			w := serve(h, c.request(s))
			lines := append([]string{fmt.Sprint(w.Code)}, k.events()[k.told:]...)
			if w.Code == http.StatusOK {
				lines = append(lines, w.Body.String())
			}
			if d := cmp.Diff(r.sections["want"], strings.TrimSpace(strings.Join(lines, "\n"))); d != "" {
				t.Errorf("(-want +got):\n%s", d)
			}
		})
	}
	if good == nil {
		t.Fatal("got no request that brings a message, want one to try the rules with")
	}
	rules(t, s, good)
	t.Run("rule: the same request is answered the same", func(t *testing.T) { same(t, s, *good) })
}

func serve(h http.Handler, r *http.Request) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

// answer reads what is said: CON or END, maybe the word for more, and after a
// blank line the messages, one to a paragraph.
func answer(section string) channels.Answer {
	first, named, rest := head(section)
	a := channels.Answer{Open: first == "CON", More: named["More"]}
	for text := range strings.SplitSeq(rest, "\n\n") {
		if text != "" {
			a.Say = append(a.Say, channels.Outbound{Text: text})
		}
	}
	return a
}

// teller is an exchange that keeps what it is given, as a sink does, and says
// the same to everything.
type teller struct {
	*keeper
	answer channels.Answer
	told   int // events that came with the request before
}

func (k *teller) Answer(ctx context.Context, e channels.Event) (channels.Answer, error) {
	if err := k.Keep(ctx, e); err != nil {
		return channels.Answer{}, err
	}
	a := k.answer
	if len(a.Say) == 0 {
		a = channels.Answer{Say: []channels.Outbound{{Text: "Which?\n1 Water\n2 Roads"}}, Open: true, More: "More"}
	}
	return a, nil
}

func (k *teller) Heard(_ context.Context, from channels.Address, refs []string) ([]bool, error) {
	kept := k.Events()
	heard := make([]bool, len(refs))
	for i, ref := range refs {
		heard[i] = slices.ContainsFunc(kept, func(e channels.Event) bool { return e.From == from && e.Ref == ref })
	}
	return heard, nil
}

func same(t *testing.T, s Suite, c call) {
	k := &keeper{}
	h := k.handler(t, s)
	first, again := serve(h, c.request(s)), serve(h, c.request(s))
	if first.Code != http.StatusOK || first.Body.Len() == 0 || first.Body.String() != again.Body.String() {
		t.Errorf("got %d %q, then %d %q, want the same answer twice", first.Code, first.Body, again.Code, again.Body)
	}
}
