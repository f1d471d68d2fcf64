package storetest

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"testing"
	"time"

	"plaza/store"
)

// Secrecy holds a database to what it may never show: an address in clear at
// any time, and after an erasure anything the person told us. Dump returns
// every byte that is kept. The database is the test's alone. The key, by which
// an opt-out is still recognised after the erasure, may stand nowhere in it.
func Secrecy(t *testing.T, s store.Store, key string, dump func() []byte) {
	erased, address := somebody(s, 0, 0)
	forgotten, address2 := somebody(s, 0, 1)
	stays, address3 := somebody(s, 1, 0)
	fill(t, s, erased, address, "r1")
	fill(t, s, forgotten, address2, "r2")
	fill(t, s, stays, address3, "r3")
	addresses := []string{address, address2, address3}

	before := dump()
	for _, secret := range secrets {
		if !holds(before, secret) {
			t.Fatalf("the dump does not show %q, which is stored: it proves nothing", secret)
		}
	}
	sealed := append([]string{"where media-r1"}, addresses...)
	absent(t, "before", before, sealed)

	update(t, s, 1, func(ctx context.Context, tx store.Tx) error { return tx.Erase(ctx, stays, noon) })
	settle(t, s, forgotten)
	update(t, s, 0, func(ctx context.Context, tx store.Tx) error { return tx.Forget(ctx, forgotten, "r2") })
	last := ours(erased, "in/erase/0", store.Reply)
	last.Last, last.Address = true, address
	update(t, s, 0, func(ctx context.Context, tx store.Tx) error {
		if err := tx.Erase(ctx, erased, noon); err != nil {
			return err
		}
		return tx.Enqueue(ctx, []store.Message{last})
	})
	absent(t, "after the erasure", dump(), append(addresses, secrets...))

	wantClaim(t, s, noon, "in/erase/0")
	finish(t, s, 1, erased, "in/erase/0", store.Sent, time.Time{})
	after := dump()
	absent(t, "after the last word", after, append(addresses, secrets...))
	absent(t, "after the last word", after, []string{"text of in/erase", "in/r1/0", "ref-r1", "parked-r1"})
	for _, c := range []store.Contact{erased, stays} {
		if !holds(after, string(c)) {
			t.Errorf("that %s opted out is not kept", c)
		}
	}
	raw, err := base64.StdEncoding.DecodeString(key)
	if err != nil {
		t.Fatal(err)
	}
	absent(t, "after all", after, []string{key, string(raw), string(raw[:16]), string(raw[16:])})
	unreachable(t, s, erased, address)
	absent(t, "after what was written meanwhile", dump(), []string{"text of after/", "grievance-late"})
}

// unreachable holds that nothing more leaves for who was erased, whoever
// queues it and however: a broadcast may be about to.
func unreachable(t *testing.T, s store.Store, c store.Contact, address string) {
	t.Helper()
	if got := s.Contact("sms", "", address); got != c {
		t.Fatalf("the address is %s now, want the same %s", got, c)
	}
	for _, p := range []store.Priority{store.Reply, store.Reminder, store.Broadcast} {
		m := ours(c, fmt.Sprintf("after/%d", p), p)
		m.Address, m.Extras = address, []byte("grievance-late")
		enqueue(t, s, m)
	}
	wantClaim(t, s, noon.Add(time.Hour))
	for _, m := range messages(t, s, store.MessageFilter{Contact: c}) {
		if m.State != store.Halted {
			t.Errorf("%s is %s, want it stopped", m.Key, m.State)
		}
	}
}

// holds looks for a text as it is and as hex, the way dumps write bytes.
func holds(dump []byte, text string) bool {
	return bytes.Contains(dump, []byte(text)) || bytes.Contains(dump, []byte(hex.EncodeToString([]byte(text))))
}

func absent(t *testing.T, when string, dump []byte, texts []string) {
	t.Helper()
	for _, text := range texts {
		if holds(dump, text) {
			t.Errorf("%s: the database holds %q", when, text)
		}
	}
}
