package sqlite

import (
	"context"
	"database/sql"
	"slices"

	"plaza/store"
)

// AddFollows notes what people asked to hear about.
func (t *tx) AddFollows(_ context.Context, follows []store.Follow) error {
	for _, f := range follows {
		if err := t.own(f.Contact); err != nil {
			return err
		}
		if _, err := t.exec("add a follow", addFollow, t.shard, f.Contact, f.Plan, f.Kind, f.Target, f.Seen, us(f.At)); err != nil {
			return err
		}
	}
	return nil
}

// DropFollows removes follows.
func (t *tx) DropFollows(_ context.Context, follows []store.Follow) (int, error) {
	dropped := 0
	for _, f := range follows {
		if err := t.own(f.Contact); err != nil {
			return 0, err
		}
		q, args := dropFollow, []any{t.shard, f.Contact, f.Plan, f.Kind, f.Target}
		if f.Plan == "" && f.Kind == "" && f.Target == "" {
			q, args = eraseFollows, args[:2]
		}
		n, err := t.exec("drop follows", q, args...)
		if err != nil {
			return 0, err
		}
		dropped += int(n)
	}
	return dropped, nil
}

// Follows returns what contacts follow.
func (t *tx) Follows(_ context.Context, contacts []store.Contact) (map[store.Contact][]store.Follow, error) {
	out := map[store.Contact][]store.Follow{}
	for _, c := range contacts {
		if err := t.own(c); err != nil {
			return nil, err
		}
		var theirs []store.Follow
		err := t.each("read follows", selectFollows, []any{t.shard, c}, func(rows *sql.Rows) error {
			f, err := scanFollow(rows)
			theirs = append(theirs, f)
			return err
		})
		if err != nil {
			return nil, err
		}
		if len(theirs) > 0 {
			out[c] = theirs
		}
	}
	return out, nil
}

func scanFollow(rows *sql.Rows) (f store.Follow, err error) {
	err = rows.Scan(&f.Contact, &f.Plan, &f.Kind, &f.Target, &f.Seen, when{&f.At})
	return f, err
}

// SetSeen writes which revision people know.
func (t *tx) SetSeen(_ context.Context, follows []store.Follow) error {
	for _, f := range follows {
		if err := t.own(f.Contact); err != nil {
			return err
		}
		if _, err := t.exec("note what was seen", setSeen, t.shard, f.Contact, f.Plan, f.Kind, f.Target, f.Seen); err != nil {
			return err
		}
	}
	return nil
}

// Followers returns who follows something. Of each thing the first n are
// looked at: among them are the first n of all.
func (t *tx) Followers(_ context.Context, plan string, of []store.Follow, after store.Contact, n int) ([]store.Contact, error) {
	var out []store.Contact
	for _, f := range of {
		err := t.each("read followers", selectFollowers, []any{t.shard, plan, f.Kind, f.Target, after, n}, func(rows *sql.Rows) error {
			var c store.Contact
			err := rows.Scan(&c)
			out = append(out, c)
			return err
		})
		if err != nil {
			return nil, err
		}
	}
	slices.Sort(out)
	out = slices.Compact(out)
	return out[:min(n, len(out))], nil
}
