package postgres

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"github.com/jackc/pgx/v5"

	"plaza/store"
)

// A broadcast belongs to no person, and a person to no shard: their channels
// lie on several.
const (
	insertBroadcast = `insert into broadcasts (id, version, state, body, made_at, start_at) values ($1, $2 + 1, $3, $4, $5, $6)`
	updateBroadcast = `update broadcasts set version = $2 + 1, state = $3, body = $4, made_at = $5, start_at = $6
		where id = $1 and version = $2`
	// Asked each second by every node. What is known is read once, into a table
	// of hashes, however many broadcasts there have been.
	selectBroadcasts = `select id, version, state, body, made_at, start_at from broadcasts
		where (id, version) not in (select * from unnest($1::text[], $2::int[])) order by made_at, id`

	// Whoever asks for the same person waits until the first has committed, and
	// finds it then.
	claimPeople = `insert into broadcast_people (broadcast, person, contact)
		select $1, u.person, u.contact from unnest($2::text[], $3::text[]) u (person, contact)
		on conflict (broadcast, person) do nothing`
	selectPeople = `select p.contact from unnest($2::text[]) u (person) cross join lateral (
		select contact from broadcast_people where broadcast = $1 and person = u.person limit 1) p`
	// The person had it, which their other channels are still asked about.
	erasePeople = `update broadcast_people set contact = '' where contact = $1`
)

// PutBroadcast inserts or replaces a broadcast.
func (db *DB) PutBroadcast(ctx context.Context, b store.Cast) error {
	q := insertBroadcast
	if b.Version > 0 {
		q = updateBroadcast
	}
	tag, err := db.pool.Exec(ctx, q, b.ID, b.Version, b.State, append([]byte{}, b.Body...), stamp(b.MadeAt), stamp(b.StartAt))
	if err == nil && tag.RowsAffected() == 0 {
		err = store.ErrConflict
	}
	if err != nil {
		return fmt.Errorf("write broadcast %s: %w", b.ID, absent(fault(err)))
	}
	return nil
}

// Broadcasts returns the broadcasts that are newer than known.
func (db *DB) Broadcasts(ctx context.Context, known map[string]int) ([]store.Cast, error) {
	ids, versions := []string{}, []int{}
	for id, n := range known {
		ids, versions = append(ids, id), append(versions, n)
	}
	var out []store.Cast
	rows, err := db.pool.Query(ctx, selectBroadcasts, ids, versions)
	if err == nil {
		err = each(rows, func(rows pgx.Rows) error {
			var b store.Cast
			err := rows.Scan(&b.ID, &b.Version, &b.State, &b.Body, when{&b.MadeAt}, when{&b.StartAt})
			out = append(out, b)
			return err
		})
	}
	if err != nil {
		return nil, fmt.Errorf("read broadcasts: %w", absent(err))
	}
	return out, nil
}

// OnePerPerson says which contacts get a broadcast.
func (t *tx) OnePerPerson(ctx context.Context, broadcast string, who map[store.Contact]string) (map[store.Contact]bool, error) {
	type row struct {
		contact store.Contact
		person  string
	}
	out := make(map[store.Contact]bool, len(who))
	var asked []*row
	for c, person := range who {
		if err := t.own(c); err != nil {
			return nil, err
		}
		out[c] = person == ""
		if person != "" {
			asked = append(asked, &row{c, person})
		}
	}
	if len(asked) == 0 {
		return out, t.err
	}
	// By person: two shards that ask for the same people never wait in a circle.
	slices.SortFunc(asked, func(a, b *row) int {
		return cmp.Or(cmp.Compare(a.person, b.person), cmp.Compare(a.contact, b.contact))
	})
	people := texts(asked, func(r *row) string { return r.person })
	t.write("give each person one copy", claimPeople, broadcast, people, texts(asked, func(r *row) string { return string(r.contact) }))
	t.read("look who gets the copy", selectPeople, []any{broadcast, people}, func(rows pgx.Rows) error {
		var c string
		err := rows.Scan(&c)
		if _, ok := out[store.Contact(c)]; ok {
			out[store.Contact(c)] = true
		}
		return err
	})
	return out, t.flush(ctx)
}
