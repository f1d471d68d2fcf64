package storetest

import (
	"context"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"plaza/store"
)

// copies are messages that many people get alike, enqueued together and
// without waiting for the disk.
func copies(t *testing.T, open func(testing.TB) store.Store) {
	t.Run("EachIsKeptWhole", func(t *testing.T) {
		s := open(t)
		want := map[store.Contact]store.Message{}
		var msgs []store.Message
		const alike, different = 48, 12
		for nth := range alike + different {
			c, address := somebody(s, 0, nth)
			greet(t, s, c, address, nil)
			m := ours(c, "cast/b7", store.Broadcast)
			m.ID, m.Flow, m.Expires, m.New = "id-"+string(c), store.BroadcastFlow("b7"), noon.Add(time.Hour), true
			m.Lang = []string{"en", "es"}[nth%2]
			m.Text, m.DueAt = "text in "+m.Lang, noon.Add(-time.Duration(nth%2)*time.Second)
			switch {
			case nth == 4:
				m.Extras = []byte(`{"one":"differs"}`) // and the rest is enqueued all the same
			case nth >= alike:
				m.Text, m.DueAt = "text for "+address, noon.Add(-time.Duration(nth)*time.Second)
			}
			msgs = append(msgs, m)
			m.Address = address
			want[c] = m
		}
		for _, some := range [][]store.Message{msgs[:alike], msgs[alike:]} {
			update(t, s, 0, func(ctx context.Context, tx store.Tx) error {
				if err := tx.Loosely(ctx); err != nil {
					return err
				}
				return tx.Enqueue(ctx, some)
			})
		}
		got := map[store.Contact]store.Message{}
		update(t, s, 0, func(ctx context.Context, tx store.Tx) error {
			claimed, _, err := tx.Claim(ctx, "town", 1, noon, noon.Add(time.Minute), 100)
			for _, m := range claimed {
				got[m.Contact] = m
			}
			return err
		})
		if diff := cmp.Diff(want, got, cmpopts.IgnoreFields(store.Message{}, "State", "Tries", "TriedAt", "SeenAt", "New")); diff != "" {
			t.Errorf("copies (-want +got):\n%s", diff)
		}
	})
}
