package store_test

import (
	"testing"
	"time"

	"plaza/store"
)

func TestReceiptsMoveForward(t *testing.T) {
	states := []store.Delivery{store.Queued, store.Sending, store.Unknown, store.Sent, store.Delivered, store.Read, store.Failed, store.Halted, store.Expired}
	may := map[store.Delivery]string{ // from: what it may become of Sent, Delivered, Read, Failed
		store.Queued: "sdrf", store.Sending: "sdrf", store.Unknown: "sdrf", store.Sent: "drf", store.Delivered: "r",
	}
	letter := map[store.Delivery]string{store.Sent: "s", store.Delivered: "d", store.Read: "r", store.Failed: "f"}
	for _, old := range states {
		got := ""
		for _, d := range []store.Delivery{store.Sent, store.Delivered, store.Read, store.Failed} {
			if d.After(old) {
				got += letter[d]
			}
		}
		if got != may[old] {
			t.Errorf("from %s: got %q, want %q", old, got, may[old])
		}
	}
}

func TestSequence(t *testing.T) {
	var s store.Sequence
	now := time.UnixMicro(1000)
	for i, step := range []struct {
		at   time.Time
		want int64
	}{{now, 1000}, {now, 1001}, {now.Add(-time.Hour), 1002}, {time.Time{}, 1003}, {now.Add(time.Millisecond), 2000}} {
		if got := s.Next(step.at); got != step.want {
			t.Errorf("step %d: got %d, want %d", i, got, step.want)
		}
	}
}

func TestStorable(t *testing.T) {
	for in, want := range map[string]string{"santé": "santé", "a\x00b": "ab", "\xff": "\uFFFD", "\x00\xff🌍": "\uFFFD🌍", "": ""} {
		if got := store.Storable(in); got != want {
			t.Errorf("%q: got %q, want %q", in, got, want)
		}
	}
}
