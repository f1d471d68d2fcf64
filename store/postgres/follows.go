package postgres

import (
	"context"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"plaza/store"
)

// followID is what makes a follow one.
type followID struct {
	contact            store.Contact
	plan, kind, target string
}

func followKey(f *store.Follow) followID { return followID{f.Contact, f.Plan, f.Kind, f.Target} }

func followContact(f *store.Follow) string { return string(f.Contact) }

// followRows are the follows in the order of their contacts, each once, and
// the columns of their keys behind the shard.
func (t *tx) followRows(follows []store.Follow) ([]*store.Follow, []any) {
	for _, f := range follows {
		if t.own(f.Contact) != nil {
			return nil, nil
		}
	}
	rows := sorted(latest(all(follows), followKey), followContact)
	return rows, []any{t.shard, texts(rows, followContact),
		texts(rows, func(f *store.Follow) string { return f.Plan }),
		texts(rows, func(f *store.Follow) string { return f.Kind }),
		texts(rows, func(f *store.Follow) string { return f.Target }),
	}
}

func followSeen(f *store.Follow) int64 { return int64(f.Seen) }

// AddFollows notes what people asked to hear about.
func (t *tx) AddFollows(_ context.Context, follows []store.Follow) error {
	rows, args := t.followRows(follows)
	if len(rows) > 0 {
		at := times(rows, func(f *store.Follow) time.Time { return f.At })
		t.write("add follows", addFollows, append(args, numbers(rows, followSeen), at)...)
	}
	return t.err
}

// lockFollows queues the locking of all that these people follow.
func (t *tx) lockFollows(rows []*store.Follow) {
	contacts := slices.Compact(texts(rows, followContact))
	t.write("lock follows", lockFollows, t.shard, contacts)
}

// DropFollows removes follows.
func (t *tx) DropFollows(ctx context.Context, follows []store.Follow) (n int, err error) {
	rows, args := t.followRows(follows)
	if len(rows) > 0 {
		t.lockFollows(rows)
		t.count("drop follows", &n, dropFollows, args...)
	}
	return n, t.flush(ctx)
}

// Follows returns what contacts follow.
func (t *tx) Follows(ctx context.Context, contacts []store.Contact) (map[store.Contact][]store.Follow, error) {
	asked := make([]store.Follow, len(contacts))
	for i, c := range contacts {
		asked[i].Contact = c
	}
	out := map[store.Contact][]store.Follow{}
	rows, _ := t.followRows(asked)
	if len(rows) == 0 {
		return out, t.err
	}
	t.read("read follows", selectFollows, []any{t.shard, texts(rows, followContact)}, func(rows pgx.Rows) error {
		f, err := scanFollow(rows)
		out[f.Contact] = append(out[f.Contact], f)
		return err
	})
	return out, t.flush(ctx)
}

func scanFollow(rows pgx.Rows) (f store.Follow, err error) {
	err = rows.Scan((*string)(&f.Contact), &f.Plan, &f.Kind, &f.Target, &f.Seen, when{&f.At})
	return f, err
}

// SetSeen writes which revision people know.
func (t *tx) SetSeen(_ context.Context, follows []store.Follow) error {
	rows, args := t.followRows(follows)
	if len(rows) > 0 {
		t.lockFollows(rows)
		t.write("note what was seen", setSeen, append(args, numbers(rows, followSeen))...)
	}
	return t.err
}

// Followers returns who follows something.
func (t *tx) Followers(ctx context.Context, plan string, of []store.Follow, after store.Contact, n int) ([]store.Contact, error) {
	var out []store.Contact
	rows := all(of)
	args := []any{t.shard, plan,
		texts(rows, func(f *store.Follow) string { return f.Kind }),
		texts(rows, func(f *store.Follow) string { return f.Target }), string(after), n}
	t.read("read followers", selectFollowers, args, func(rows pgx.Rows) error {
		var c string
		err := rows.Scan(&c)
		out = append(out, store.Contact(c))
		return err
	})
	return out, t.flush(ctx)
}
