package sqlite

import (
	"context"
	"crypto/rand"
	"database/sql"
	"time"

	"plaza/store"
)

// PutCode keeps a code. What is over goes with the occasion.
func (t *tx) PutCode(_ context.Context, code string, c store.Contact, person string, now, until time.Time) error {
	if err := t.own(c); err != nil {
		return err
	}
	if _, err := t.exec("drop old codes", dropCodes, us(now), c); err != nil {
		return err
	}
	_, err := t.exec("keep a code", putCode, t.db.keys.Code(code), person, c, us(until))
	return err
}

// TakeCode uses a code up.
func (t *tx) TakeCode(_ context.Context, code string, by store.Contact, now time.Time) (string, store.CodeAnswer, error) {
	if err := t.own(by); err != nil {
		return "", store.CodeWrong, err
	}
	wrong := 0
	err := t.each("count wrong codes", countCodes, []any{by, us(now)}, func(rows *sql.Rows) error { return rows.Scan(&wrong) })
	if err != nil {
		return "", store.CodeWrong, err
	}
	var contact store.Contact
	person, hash := "", t.db.keys.Code(code)
	err = t.each("look for a code", selectCode, []any{hash, us(now)}, func(rows *sql.Rows) error { return rows.Scan(&contact, &person) })
	switch {
	case err != nil:
		return "", store.CodeWrong, err
	case wrong >= store.CodeTries:
		return "", store.CodeLater, nil
	case contact == by:
		return "", store.CodeOwn, nil
	case person == "":
		_, err = t.exec("count a wrong code", putCode, []byte(rand.Text()), "", by, us(now.Add(store.CodePause)))
		return "", store.CodeWrong, err
	}
	_, err = t.exec("use a code", useCode, hash)
	return person, store.CodeTaken, err
}

// Join makes a contact one of a person's.
func (t *tx) Join(_ context.Context, c store.Contact, person string) error {
	if err := t.own(c); err != nil {
		return err
	}
	_, err := t.exec("join a channel", joinPerson, t.shard, c, person)
	return err
}
