package sqlite

import (
	"database/sql"
	"fmt"
	"time"

	"plaza/store"
)

// us is a time as stored: microseconds, null when there is none.
func us(t time.Time) any {
	if t.IsZero() {
		return nil
	}
	return t.UnixMicro()
}

// when scans a stored time.
type when struct{ *time.Time }

// Scan implements sql.Scanner.
func (w when) Scan(v any) error {
	switch v := v.(type) {
	case nil:
		*w.Time = time.Time{}
	case int64:
		*w.Time = time.UnixMicro(v).UTC()
	default:
		return fmt.Errorf("read a time from %T", v)
	}
	return nil
}

// blob is bytes as stored: null when there are none.
func blob(b []byte) any {
	if b == nil {
		return nil
	}
	return b
}

func (t *tx) scanConversation(rows *sql.Rows) (*store.Conversation, error) {
	c := &store.Conversation{}
	var sealed []byte
	err := rows.Scan(&c.Contact, &c.Channel, &sealed, &c.Lang, &c.Flow, &c.Edition, &c.Run, &c.State,
		&c.Aside, &c.Desk, when{&c.Due}, when{&c.Stopped}, &c.Waiting, when{&c.SeenAt}, when{&c.Dead}, &c.Person)
	if err != nil {
		return nil, err
	}
	if sealed != nil {
		c.Address, err = t.db.keys.Open(c.Contact, sealed)
	}
	return c, err
}

func runFields(r *store.Run) []any {
	return []any{&r.Contact, &r.ID, &r.Flow, &r.Edition, &r.Part, &r.Subject, &r.Channel, &r.Lang, &r.Helper,
		&r.Late, when{&r.BeganAt}, when{&r.EndedAt}, &r.Outcome, &r.State, when{&r.ForgetAt}}
}

func answerFields(a *store.Answer) []any {
	return []any{&a.Contact, &a.Run, &a.Flow, &a.Part, &a.Name, &a.Kind, &a.Status, &a.Value, &a.Raw,
		&a.Edition, &a.Wording, &a.Lang, when{&a.At}}
}
