package sqlite

import (
	"context"
	"crypto/rand"
	"database/sql"
	"time"

	"plaza/store"
)

// Forget removes what a run holds.
func (t *tx) Forget(_ context.Context, c store.Contact, run string) error {
	if err := t.own(c); err != nil {
		return err
	}
	t.erases = true
	for _, q := range []string{forgetAnswers, forgetMedia, forgetMessages, forgetHandover, forgetConsents, muteConsents, idleRun} {
		if _, err := t.exec("forget a run", q, t.shard, c, run); err != nil {
			return err
		}
	}
	if _, err := t.exec("forget messages", forgetInbound, t.shard, c, run, t.stale()); err != nil {
		return err
	}
	if _, err := t.exec("forget messages", muteRunInbound, t.shard, c, run); err != nil {
		return err
	}
	if _, err := t.exec("count what waits", countWaiting, t.shard, c); err != nil {
		return err
	}
	if _, err := t.exec("count a run", countRun, t.shard, c, run, rand.Text()); err != nil {
		return err
	}
	if _, err := t.exec("forget a run", forgetRun, t.shard, c, run); err != nil {
		return err
	}
	remains := false
	err := t.each("look what remains", selectRemains, []any{t.shard, c}, func(rows *sql.Rows) error {
		return rows.Scan(&remains)
	})
	if err != nil || remains {
		return err
	}
	return t.forgetContact(c)
}

// forgetContact removes the address and the rest of somebody of whom nothing
// else remains. That they opted out stays.
func (t *tx) forgetContact(c store.Contact) error {
	for _, q := range []string{eraseFacts, eraseConsents, eraseMedia, eraseMessages, eraseDue, suppressConversation} {
		if _, err := t.exec("forget a contact", q, t.shard, c); err != nil {
			return err
		}
	}
	if err := t.eraseInbound(c); err != nil {
		return err
	}
	if _, err := t.exec("forget a contact", erasePeople, c); err != nil {
		return err
	}
	n, err := t.exec("forget a contact", deleteConversation, t.shard, c)
	if n > 0 {
		t.note(c, forgotten)
	}
	return err
}

// Erase removes everything about a contact.
func (t *tx) Erase(_ context.Context, c store.Contact, at time.Time) error {
	if err := t.own(c); err != nil {
		return err
	}
	t.erases = true
	for _, q := range []string{eraseAnswers, eraseRuns, eraseConsents, eraseFacts, eraseMedia, eraseMessages, eraseDue, eraseFollows, dropHandover} {
		if _, err := t.exec("erase a contact", q, t.shard, c); err != nil {
			return err
		}
	}
	if err := t.eraseInbound(c); err != nil {
		return err
	}
	t.note(c, erased)
	for _, q := range []string{eraseCodes, erasePeople} {
		if _, err := t.exec("erase a contact", q, c); err != nil {
			return err
		}
	}
	_, err := t.exec("erase a conversation", bareConversation, t.shard, c, us(at))
	return err
}

// eraseInbound removes what a contact wrote, but for the trace by which an
// echo of it is known.
func (t *tx) eraseInbound(c store.Contact) error {
	if _, err := t.exec("erase messages", eraseInbound, t.shard, c, t.stale()); err != nil {
		return err
	}
	_, err := t.exec("erase messages", muteInbound, t.shard, c)
	return err
}

// stale is the number before which a message can have no echo any more.
func (t *tx) stale() int64 { return t.db.seq.Last() - store.Echo.Microseconds() }
