package storetest

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"plaza/store"
)

// picture is an attachment of a person's message as it arrives.
func picture(c store.Contact, ref, id string) store.Media {
	return store.Media{Contact: c, ID: id, Ref: ref, Kind: "photo", Type: "image/jpeg", Data: []byte("where " + id), DueAt: noon, At: noon}
}

// attach stores a message with attachments, in a run.
func attach(t testing.TB, s store.Store, c store.Contact, address, ref, run string, ids ...string) {
	t.Helper()
	update(t, s, s.Shard(c), func(ctx context.Context, tx store.Tx) error {
		m := said(c, address, ref, "", noon)
		_, convs, err := tx.Receive(ctx, []store.Inbound{m})
		if err != nil {
			return err
		}
		m.Run = run
		var media []store.Media
		for _, id := range ids {
			media = append(media, picture(c, ref, id))
		}
		conv := convs[c]
		conv.Channel, conv.Run, conv.Flow = "town", run, "f"
		return errors.Join(tx.AddMedia(ctx, media), tx.PutConversations(ctx, []*store.Conversation{conv}), tx.Tag(ctx, []store.Inbound{m}))
	})
}

// claim takes what is due to be fetched.
func claimMedia(t testing.TB, s store.Store, shard int, now time.Time) (media []store.Media) {
	t.Helper()
	update(t, s, shard, func(ctx context.Context, tx store.Tx) (err error) {
		media, err = tx.ClaimMedia(ctx, now, now.Add(time.Minute), now.Add(-24*time.Hour), 10)
		return err
	})
	return media
}

// fetched marks claimed attachments as kept.
func fetched(t testing.TB, s store.Store, shard int, media ...store.Media) {
	t.Helper()
	update(t, s, shard, func(ctx context.Context, tx store.Tx) error {
		for i := range media {
			media[i].State, media[i].DueAt, media[i].Data = store.MediaKept, time.Time{}, []byte("pixels of "+media[i].ID)
		}
		return tx.FinishMedia(ctx, media)
	})
}

// media returns an attachment as it is read, or why not.
func media(t testing.TB, s store.Store, c store.Contact, id string) string {
	t.Helper()
	out := ""
	view(t, s, func(ctx context.Context, v store.View) error {
		m, err := v.Media(ctx, c, id)
		switch {
		case errors.Is(err, store.ErrNotFound):
			out = "gone"
		case err != nil:
			return err
		default:
			out = fmt.Sprintf("%s %s %s: %s", m.Kind, m.Type, m.State, m.Data)
		}
		return nil
	})
	return out
}

func wantMedia(t testing.TB, s store.Store, c store.Contact, id, want string) {
	t.Helper()
	if got := media(t, s, c, id); got != want {
		t.Errorf("%s: got %q, want %q", id, got, want)
	}
}

func attachments(t *testing.T, open func(testing.TB) store.Store) {
	t.Run("AreFetchedOnceAndKept", func(t *testing.T) {
		s := open(t)
		c, address := somebody(s, 0, 0)
		attach(t, s, c, address, "ref", "r1", "a", "b")
		wantMedia(t, s, c, "a", "photo image/jpeg pending: where a")
		if got := claimMedia(t, s, 0, noon.Add(-time.Second)); len(got) != 0 {
			t.Errorf("got %+v before it is due", got)
		}
		got := claimMedia(t, s, 0, noon)
		want := []store.Media{picture(c, "", "a"), picture(c, "", "b")}
		for i := range want {
			want[i].State, want[i].Tries, want[i].DueAt = store.MediaPending, 1, noon.Add(time.Minute)
		}
		if got[0].ID > got[1].ID {
			got[0], got[1] = got[1], got[0]
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatalf("claimed (-want +got):\n%s", diff)
		}
		if again := claimMedia(t, s, 0, noon); len(again) != 0 {
			t.Errorf("claimed twice: %+v", again)
		}
		fetched(t, s, 0, got[0])
		wantMedia(t, s, c, "a", "photo image/jpeg kept: pixels of a")
		again := claimMedia(t, s, 0, noon.Add(time.Minute))
		if len(again) != 1 || again[0].ID != "b" || again[0].Tries != 2 || again[0].Today != 1 {
			t.Errorf("got %+v, want b for the second time", again)
		}
		fetched(t, s, 0, got[1]) // by whoever claimed it first, too late
		wantMedia(t, s, c, "b", "photo image/jpeg pending: where b")
	})

	t.Run("AreForgottenWithTheirRun", func(t *testing.T) {
		s := open(t)
		c, address := somebody(s, 0, 0)
		attach(t, s, c, address, "one", "r1", "a", "b")
		attach(t, s, c, address, "two", "r2", "c")
		claimed := claimMedia(t, s, 0, noon)
		for _, m := range claimed {
			if m.ID == "a" {
				fetched(t, s, 0, m)
			}
		}
		update(t, s, 0, func(ctx context.Context, tx store.Tx) error { return tx.Forget(ctx, c, "r1") })
		fetched(t, s, 0, claimed...) // what is on its way brings nothing back
		wantMedia(t, s, c, "a", "gone")
		wantMedia(t, s, c, "b", "gone")
		wantMedia(t, s, c, "c", "photo image/jpeg kept: pixels of c")
	})

	t.Run("AreErasedWithTheirPerson", func(t *testing.T) {
		s := open(t)
		c, address := somebody(s, 0, 0)
		other, address2 := somebody(s, 0, 1)
		attach(t, s, c, address, "one", "r1", "a", "b")
		attach(t, s, other, address2, "one", "r1", "o")
		claimed := claimMedia(t, s, 0, noon)
		update(t, s, 0, func(ctx context.Context, tx store.Tx) error { return tx.Erase(ctx, c, noon) })
		fetched(t, s, 0, claimed...)
		wantMedia(t, s, c, "a", "gone")
		wantMedia(t, s, c, "b", "gone")
		wantMedia(t, s, other, "o", "photo image/jpeg kept: pixels of o")
	})

	t.Run("GoWithTheLastOfTheirPerson", func(t *testing.T) {
		s := open(t)
		c, address := somebody(s, 0, 0)
		attach(t, s, c, address, "one", "", "a")
		attach(t, s, c, address, "two", "r1", "b")
		update(t, s, 0, func(ctx context.Context, tx store.Tx) error { return tx.Forget(ctx, c, "r1") })
		wantMedia(t, s, c, "a", "gone")
	})

	t.Run("AreDropped", func(t *testing.T) {
		s := open(t)
		c, address := somebody(s, 0, 0)
		attach(t, s, c, address, "one", "r1", "a", "b")
		update(t, s, 0, func(ctx context.Context, tx store.Tx) error { return tx.DropMedia(ctx, c, []string{"a", "none"}) })
		wantMedia(t, s, c, "a", "gone")
		wantMedia(t, s, c, "b", "photo image/jpeg pending: where b")
	})

	// An anonymous record keeps its picture, whether it is there already or on
	// its way, and nothing says whose it was.
	t.Run("AreDetached", func(t *testing.T) {
		s := open(t)
		c, address := somebody(s, 1, 0)
		attach(t, s, c, address, "one", "r1", "a", "b", "c")
		for _, m := range claimMedia(t, s, 1, noon) {
			if m.ID == "a" {
				fetched(t, s, 1, m)
			}
		}
		day := noon.Truncate(24 * time.Hour)
		update(t, s, 1, func(ctx context.Context, tx store.Tx) error {
			return errors.Join(tx.DetachMedia(ctx, c, []string{"a", "b", "none"}, day), tx.Forget(ctx, c, "r1"))
		})
		wantMedia(t, s, "", "a", "photo image/jpeg kept: pixels of a")
		for _, id := range []string{"a", "b", "c"} {
			wantMedia(t, s, c, id, "gone")
		}
		got := claimMedia(t, s, 1, noon.Add(time.Minute))
		if len(got) != 1 || got[0].Contact != "" || string(got[0].Data) != "where b" || !got[0].At.Equal(day) {
			t.Fatalf("got %+v, want b of nobody", got)
		}
		fetched(t, s, 1, got...)
		wantMedia(t, s, "", "b", "photo image/jpeg kept: pixels of b")
	})
}
