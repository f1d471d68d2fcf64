package sqlite

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"maps"
	"slices"

	"plaza/store"
)

// A broadcast belongs to no person, and a person to no shard: their channels
// lie on several.
const (
	insertBroadcast = `insert into broadcasts (id, version, state, body, made_at, start_at) values (?1, ?2 + 1, ?3, ?4, ?5, ?6)`
	updateBroadcast = `update broadcasts set version = ?2 + 1, state = ?3, body = ?4, made_at = ?5, start_at = ?6
		where id = ?1 and version = ?2`
	// Asked each second. What is known is read once, however many broadcasts
	// there have been.
	selectBroadcasts = `select id, version, state, body, made_at, start_at from broadcasts
		where (id, version) not in (select key, value from json_each(?1)) order by made_at, id`

	claimPerson  = `insert into broadcast_people (broadcast, person, contact) values (?1, ?2, ?3) on conflict (broadcast, person) do nothing`
	selectPerson = `select contact from broadcast_people where broadcast = ?1 and person = ?2`
	// The person had it, which their other channels are still asked about.
	erasePeople = `update broadcast_people set contact = '' where contact = ?1`
)

// PutBroadcast inserts or replaces a broadcast.
func (db *DB) PutBroadcast(ctx context.Context, b store.Cast) error {
	q := insertBroadcast
	if b.Version > 0 {
		q = updateBroadcast
	}
	return db.alone(ctx, "write broadcast "+b.ID, func(ctx context.Context) error {
		done, err := db.conn.ExecContext(ctx, q, b.ID, b.Version, b.State, append([]byte{}, b.Body...), us(b.MadeAt), us(b.StartAt))
		if err != nil {
			return err
		}
		if n, err := done.RowsAffected(); err != nil || n == 1 {
			return err
		}
		return store.ErrConflict
	})
}

// Broadcasts returns the broadcasts that are newer than known.
func (db *DB) Broadcasts(ctx context.Context, known map[string]int) ([]store.Cast, error) {
	versions := []byte("{}")
	if len(known) > 0 {
		var err error
		if versions, err = json.Marshal(known); err != nil {
			return nil, fmt.Errorf("read broadcasts: %w", err)
		}
	}
	rows, err := db.reads.QueryContext(ctx, selectBroadcasts, string(versions))
	if err != nil {
		return nil, fmt.Errorf("read broadcasts: %w", fault(err))
	}
	defer rows.Close()
	var out []store.Cast
	for rows.Next() {
		var b store.Cast
		if err := rows.Scan(&b.ID, &b.Version, &b.State, &b.Body, when{&b.MadeAt}, when{&b.StartAt}); err != nil {
			return nil, fmt.Errorf("read broadcasts: %w", err)
		}
		out = append(out, b)
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("read broadcasts: %w", fault(err))
	}
	return out, nil
}

// OnePerPerson says which contacts get a broadcast.
func (t *tx) OnePerPerson(_ context.Context, broadcast string, who map[store.Contact]string) (map[store.Contact]bool, error) {
	out := make(map[store.Contact]bool, len(who))
	for _, c := range slices.Sorted(maps.Keys(who)) {
		if err := t.own(c); err != nil {
			return nil, err
		}
		person := who[c]
		if person == "" {
			out[c] = true
			continue
		}
		if _, err := t.exec("give each person one copy", claimPerson, broadcast, person, c); err != nil {
			return nil, err
		}
		err := t.each("look who gets the copy", selectPerson, []any{broadcast, person}, func(rows *sql.Rows) error {
			var first store.Contact
			err := rows.Scan(&first)
			out[c] = first == c
			return err
		})
		if err != nil {
			return nil, err
		}
	}
	return out, nil
}
