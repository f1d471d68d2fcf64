package postgres

import (
	"context"
	"crypto/rand"
	"time"

	"github.com/jackc/pgx/v5"

	"plaza/store"
)

// PutCode keeps a code. What is over goes with the occasion.
func (t *tx) PutCode(_ context.Context, code string, c store.Contact, person string, now, until time.Time) error {
	if err := t.own(c); err != nil {
		return err
	}
	t.write("drop old codes", dropCodes, now, string(c))
	t.write("keep a code", putCode, t.db.keys.Code(code), person, string(c), until)
	return nil
}

// TakeCode uses a code up.
func (t *tx) TakeCode(ctx context.Context, code string, by store.Contact, now time.Time) (string, store.CodeAnswer, error) {
	if err := t.own(by); err != nil {
		return "", store.CodeWrong, err
	}
	wrong := 0
	var contact store.Contact
	person, hash := "", t.db.keys.Code(code)
	t.read("count wrong codes", countCodes, []any{string(by), now}, func(rows pgx.Rows) error { return rows.Scan(&wrong) })
	t.read("look for a code", selectCode, []any{hash, now}, func(rows pgx.Rows) error { return rows.Scan((*string)(&contact), &person) })
	if err := t.flush(ctx); err != nil {
		return "", store.CodeWrong, err
	}
	switch {
	case wrong >= store.CodeTries:
		return "", store.CodeLater, nil
	case contact == by:
		return "", store.CodeOwn, nil
	case person == "":
		t.write("count a wrong code", putCode, []byte(rand.Text()), "", string(by), now.Add(store.CodePause))
		return "", store.CodeWrong, nil
	}
	t.write("use a code", useCode, hash)
	return person, store.CodeTaken, nil
}

// Join makes a contact one of a person's.
func (t *tx) Join(_ context.Context, c store.Contact, person string) error {
	if err := t.own(c); err != nil {
		return err
	}
	t.write("join a channel", joinPerson, t.shard, string(c), person)
	return nil
}
