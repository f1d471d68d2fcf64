package bot_test

import (
	"fmt"
	"strings"
	"testing"

	"plaza/store"
)

// A job that is done stays, so that nothing begins it again, and names nobody:
// whoever it stood at may have gone since.
func TestAJobThatIsDoneNamesNobody(t *testing.T) {
	w := newWorld(t)
	w.reveals(promises(1))
	at := w.village(1)[0].contact()
	sent, gone := w.approved(news), w.approved(strings.Replace(news, "broadcast: ", "broadcast: x", 1))
	jobs := []store.Job{
		{Kind: "cast", Key: sent.ID}, {Kind: "cast", Key: gone.ID},
		{Kind: "news", Key: promises(1).ID + "/1"}, {Kind: "verify", Key: "none/ONE-1"},
	}
	each := func(do func(tx store.Tx, j store.Job) error) {
		t.Helper()
		for _, j := range jobs {
			if err := w.store.Update(t.Context(), 0, func(tx store.Tx) error { return do(tx, j) }); err != nil {
				t.Fatal(err)
			}
		}
	}
	each(func(tx store.Tx, j store.Job) error {
		j.At, j.Data = w.clock, fmt.Appendf(nil, "{\"After\":%q}", at)
		return tx.AddJobs(t.Context(), []store.Job{j})
	})
	for _, id := range []string{sent.ID, gone.ID} {
		if _, err := w.Broadcasts().Schedule(t.Context(), id, "asha", w.clock); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := w.Broadcasts().Cancel(t.Context(), gone.ID, "asha", ""); err != nil {
		t.Fatal(err)
	}
	w.tick()
	each(func(tx store.Tx, j store.Job) error {
		found, ok, err := tx.Job(t.Context(), j.Kind, j.Key)
		if !ok || !found.At.IsZero() || strings.Contains(string(found.Data), string(at)) {
			t.Errorf("the job %s %s is there %v, due %v, and says %s", j.Kind, j.Key, ok, found.At, found.Data)
		}
		return err
	})
}
