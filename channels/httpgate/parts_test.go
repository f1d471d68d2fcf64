package httpgate_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"plaza/channels/channeltest"
)

// vonage is a channel whose gateway hands long messages over in parts, and what
// it has stored.
type vonage struct {
	handler http.Handler
	sink    channeltest.Sink
	now     time.Time
}

func newVonage(t *testing.T, wait time.Duration) *vonage {
	t.Helper()
	v := &vonage{now: time.Date(2022, 5, 10, 9, 0, 0, 0, time.UTC)}
	v.restart(t, wait)
	return v
}

// restart forgets what the process held, as a crash does.
func (v *vonage) restart(t *testing.T, wait time.Duration) {
	t.Helper()
	cfg := config(t, "vonage", "http://127.0.0.1:1")
	cfg.PartsWait = wait
	cfg.Now = func() time.Time { return v.now }
	v.handler = open(t, cfg).Webhook(v.sink.Keep)
}

// part calls with one part of a message and returns the status.
func (v *vonage) part(id, from, ref string, n, total int, text string) int {
	body := fmt.Sprintf(`{"msisdn":%q,"to":"447700900000","messageId":%q,"text":%q,"type":"text","concat":"true","concat-ref":%q,"concat-total":"%d","concat-part":"%d"}`, from, id, text, ref, total, n)
	r := httptest.NewRequest(http.MethodPost, "/hooks/sms/"+secret+"/messages", strings.NewReader(body))
	r.Header.Set("Content-Type", "application/json")
	r.SetBasicAuth("gateway", "a-password")
	w := httptest.NewRecorder()
	v.handler.ServeHTTP(w, r)
	return w.Code
}

// texts are what is stored, with the ids.
func (v *vonage) texts() []string {
	var all []string
	for _, e := range v.sink.Events() {
		all = append(all, e.Ref+" "+e.Text)
	}
	return all
}

func (v *vonage) want(t *testing.T, want ...string) {
	t.Helper()
	if got := v.texts(); !slices.Equal(got, want) {
		t.Errorf("got %q stored, want %q", got, want)
	}
}

const me, other = "254711000111", "254711000222"

func TestParts(t *testing.T) {
	t.Run("one by one, the last first", func(t *testing.T) {
		v := newVonage(t, time.Millisecond)
		got := []int{v.part("c", me, "1", 3, 3, "three"), v.part("a", me, "1", 1, 3, "one "), v.part("b", me, "1", 2, 3, "two ")}
		if want := []int{503, 503, 200}; !slices.Equal(got, want) {
			t.Errorf("got %d, want %d: none is acknowledged before all are stored", got, want)
		}
		v.want(t, "a one two three")
		if got := []int{v.part("c", me, "1", 3, 3, "three"), v.part("a", me, "1", 1, 3, "one ")}; !slices.Equal(got, []int{200, 200}) {
			t.Errorf("got %d when they came again, want 200 for both", got)
		}
		v.want(t, "a one two three")
	})
	t.Run("at once, they wait for each other", func(t *testing.T) {
		v := newVonage(t, 10*time.Second)
		var all sync.WaitGroup
		for n := 1; n <= 5; n++ {
			all.Go(func() {
				if got := v.part(fmt.Sprint("id", n), me, "7", n, 5, fmt.Sprint(n)); got != 200 {
					t.Errorf("part %d: got %d, want 200", n, got)
				}
			})
		}
		all.Wait()
		v.want(t, "id1 12345")
	})
	t.Run("two people, one reference", func(t *testing.T) {
		v := newVonage(t, time.Millisecond)
		v.part("a", me, "1", 1, 2, "mine ")
		v.part("x", other, "1", 1, 2, "theirs ")
		v.part("y", other, "1", 2, 2, "too")
		v.part("b", me, "1", 2, 2, "too")
		v.want(t, "x theirs too", "a mine too")
	})
	t.Run("the reference comes round again", func(t *testing.T) {
		v := newVonage(t, time.Millisecond)
		v.part("a", me, "1", 1, 2, "old, whose second part never came")
		v.part("k", me, "1", 1, 2, "new ")
		v.part("l", me, "1", 2, 2, "one")
		v.want(t, "k new one")
	})
	t.Run("what the disk refused comes again", func(t *testing.T) {
		v := newVonage(t, time.Millisecond)
		v.sink.Fail(1)
		got := []int{v.part("a", me, "1", 1, 2, "a"), v.part("b", me, "1", 2, 2, "b"), v.part("a", me, "1", 1, 2, "a"), v.part("b", me, "1", 2, 2, "b")}
		if want := []int{503, 503, 200, 200}; !slices.Equal(got, want) {
			t.Errorf("got %d, want %d", got, want)
		}
		v.want(t, "a ab")
	})
	t.Run("a crash before the last part loses nothing", func(t *testing.T) {
		v := newVonage(t, time.Millisecond)
		v.part("a", me, "1", 1, 2, "a")
		v.restart(t, time.Millisecond)
		v.part("b", me, "1", 2, 2, "b") // the gateway has both still, and brings both
		v.part("a", me, "1", 1, 2, "a")
		v.want(t, "a ab")
	})
	t.Run("a crash before the acknowledgement makes it the same message", func(t *testing.T) {
		v := newVonage(t, time.Millisecond)
		v.part("a", me, "1", 1, 2, "a")
		v.part("b", me, "1", 2, 2, "b")
		v.restart(t, time.Millisecond)
		v.part("b", me, "1", 2, 2, "b")
		v.part("a", me, "1", 1, 2, "a")
		v.want(t, "a ab", "a ab") // one id: the store keeps one
	})
	t.Run("after a day what never came is forgotten", func(t *testing.T) {
		v := newVonage(t, time.Millisecond)
		v.part("a", me, "1", 1, 2, "yesterday ")
		v.now = v.now.Add(25 * time.Hour)
		if got := v.part("m", me, "1", 2, 2, "today"); got != 503 {
			t.Errorf("got %d, want 503", got)
		}
		v.want(t)
	})
	t.Run("what cannot be a part is refused", func(t *testing.T) {
		v := newVonage(t, time.Millisecond)
		for _, got := range []int{
			v.part("a", me, "1", 3, 2, "x"), v.part("a", me, "1", 0, 2, "x"), v.part("a", me, "1", 1, 1000, "x"),
			v.part("a", me, "", 1, 2, "x"), v.part("a", me, "1", 1, 2, strings.Repeat("x", 3000)),
		} {
			if got != 400 {
				t.Errorf("got %d, want 400", got)
			}
		}
		v.want(t)
	})
	t.Run("a flood is held within bounds", func(t *testing.T) {
		v := newVonage(t, time.Nanosecond)
		for i := range 5000 {
			v.now = v.now.Add(time.Millisecond)
			v.part(fmt.Sprint("p", i), me, fmt.Sprint(i), 1, 2, "half")
		}
		if got := v.part("q0", me, "0", 2, 2, "x"); got != 503 {
			t.Errorf("got %d for the oldest, want it forgotten", got)
		}
		if got := v.part("q4999", me, "4999", 2, 2, " whole"); got != 200 {
			t.Errorf("got %d for the newest, want it kept", got)
		}
		v.want(t, "p4999 half whole")
	})
}
