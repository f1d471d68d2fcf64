package postgres

import (
	"context"
	"crypto/rand"
	"time"

	"github.com/jackc/pgx/v5"

	"plaza/store"
)

// Forget removes what a run holds.
func (t *tx) Forget(ctx context.Context, c store.Contact, run string) error {
	if err := t.own(c); err != nil {
		return err
	}
	t.storeInbound()
	for _, q := range []string{forgetAnswers, forgetMedia, forgetMessages, forgetHandover, forgetConsents, muteConsents, idleRun} {
		t.write("forget a run", q, t.shard, string(c), run)
	}
	t.write("forget messages", forgetInbound, t.shard, string(c), run, t.stale())
	t.write("forget messages", muteRun, t.shard, string(c), run)
	t.write("count what waits", countWaiting, t.shard, []string{string(c)})
	t.write("count a run", countRun, t.shard, string(c), run, rand.Text())
	t.write("forget a run", forgetRun, t.shard, string(c), run)
	remains := false
	t.read("look what remains", selectRemains, []any{t.shard, string(c)}, func(rows pgx.Rows) error {
		return rows.Scan(&remains)
	})
	if err := t.flush(ctx); err != nil || remains {
		return err
	}
	return t.forgetContact(ctx, c)
}

// forgetContact removes the address and the rest of somebody of whom nothing
// else remains. That they opted out stays.
func (t *tx) forgetContact(ctx context.Context, c store.Contact) error {
	for _, q := range []string{eraseFacts, eraseConsents, eraseMedia, eraseMessages, eraseDue, suppressConversation} {
		t.write("forget a contact", q, t.shard, string(c))
	}
	t.eraseInbound(c)
	t.write("forget a contact", erasePeople, string(c))
	deleted := 0
	t.count("forget a contact", &deleted, deleteConversation, t.shard, string(c))
	if err := t.flush(ctx); err != nil {
		return err
	}
	if deleted > 0 {
		t.note(c, forgotten)
	}
	return nil
}

// Erase removes everything about a contact.
func (t *tx) Erase(_ context.Context, c store.Contact, at time.Time) error {
	if err := t.own(c); err != nil {
		return err
	}
	t.storeInbound()
	for _, q := range []string{eraseAnswers, eraseRuns, eraseConsents, eraseFacts, eraseMedia, eraseMessages, eraseDue, eraseFollows, dropHandover} {
		t.write("erase a contact", q, t.shard, string(c))
	}
	t.eraseInbound(c)
	t.write("erase a contact", eraseCodes, string(c))
	t.write("erase a contact", erasePeople, string(c))
	t.note(c, erased)
	t.write("erase a conversation", bareConversation, t.shard, string(c), at)
	return nil
}

// eraseInbound removes what a contact wrote, but for the trace by which an
// echo of it is known.
func (t *tx) eraseInbound(c store.Contact) {
	t.write("erase messages", eraseInbound, t.shard, string(c), t.stale())
	t.write("erase messages", muteInbound, t.shard, string(c))
}

// stale is the number before which a message can have no echo any more.
func (t *tx) stale() int64 { return t.db.seq.Last() - store.Echo.Microseconds() }
