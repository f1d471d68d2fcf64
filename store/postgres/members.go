package postgres

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"plaza/store"
)

// Members returns a chunk of the shard's contacts, in one round trip.
func (t *tx) Members(ctx context.Context, after store.Contact, n int, w store.Wants) ([]store.Member, error) {
	c := chunk{db: t.db, wants: w, at: map[string]*store.Member{}}
	c.read(t.read, t.shard, after, n)
	if err := t.flush(ctx); err != nil {
		return nil, err
	}
	return c.members, nil
}

// chunk is a stretch of a shard's contacts while it is read.
type chunk struct {
	db      *DB
	wants   store.Wants
	members []store.Member
	at      map[string]*store.Member
}

// read asks for what is wanted, and for nothing else.
func (c *chunk) read(ask func(what, q string, args []any, scan func(pgx.Rows) error), shard int, after store.Contact, n int) {
	w := &c.wants
	c.members = make([]store.Member, 0, n) // never grown: at points into it
	ask("read people", selectMembers, []any{shard, string(after), n}, c.member)
	if len(w.Facts) > 0 {
		ask("read facts", memberFacts, []any{shard, string(after), w.Facts}, c.fact)
	}
	if len(w.Purposes) > 0 {
		ask("read consents", memberWords, []any{shard, string(after), w.PurposesRead()}, c.word)
	}
	if len(w.Answers) > 0 {
		flows, names := split(w.Answers)
		ask("read answers", memberAnswers, []any{shard, string(after), flows, names, append([]string{}, w.Except...)}, c.answer)
	}
	if !w.Unasked.IsZero() {
		ask("read what was sent unasked", memberUnasked, []any{shard, string(after), w.Unasked}, c.unasked)
	}
	if w.Follows {
		ask("read follows", memberFollows, []any{shard, string(after)}, c.follow)
	}
}

func split(pairs [][2]string) (first, second []string) {
	for _, p := range pairs {
		first, second = append(first, p[0]), append(second, p[1])
	}
	return first, second
}

func (c *chunk) member(rows pgx.Rows) error {
	var m store.Member
	var sealed []byte
	err := rows.Scan((*string)(&m.Contact), &m.Channel, &sealed, &m.Lang, &m.Person, when{&m.SeenAt}, when{&m.Stopped}, when{&m.Dead})
	if err != nil {
		return err
	}
	if c.wants.Sealed && sealed != nil {
		// One that does not open stays empty: it must not hold up the others.
		m.Address, _ = c.db.keys.Open(m.Contact, sealed)
	}
	c.members = append(c.members, m)
	c.at[string(m.Contact)] = &c.members[len(c.members)-1]
	return nil
}

func (c *chunk) fact(rows pgx.Rows) error {
	var contact, name, value string
	if err := rows.Scan(&contact, &name, &value); err != nil {
		return err
	}
	if m := c.at[contact]; m != nil {
		m.Remember(name, value)
	}
	return nil
}

func (c *chunk) word(rows pgx.Rows) error {
	var word store.Consent
	if err := rows.Scan((*string)(&word.Contact), &word.Flow, &word.Purpose, &word.Yes, when{&word.Until}); err != nil {
		return err
	}
	if m := c.at[string(word.Contact)]; m != nil {
		m.Heed(c.wants, word)
	}
	return nil
}

func (c *chunk) answer(rows pgx.Rows) error {
	var contact, flow, name, value string
	if err := rows.Scan(&contact, &flow, &name, &value); err != nil {
		return err
	}
	if m := c.at[contact]; m != nil {
		m.Answer(c.wants, flow, name, value)
	}
	return nil
}

func (c *chunk) unasked(rows pgx.Rows) error {
	var contact string
	var at time.Time
	if err := rows.Scan(&contact, when{&at}); err != nil {
		return err
	}
	if m := c.at[contact]; m != nil {
		m.Unasked = append(m.Unasked, at)
	}
	return nil
}

func (c *chunk) follow(rows pgx.Rows) error {
	f, err := scanFollow(rows)
	if m := c.at[string(f.Contact)]; m != nil {
		m.Follows = append(m.Follows, f)
	}
	return err
}

// hot takes the planner's freedom away again: the statements of a chunk are
// planned once for a connection, and on it they serve transactions too.
const hot = `select set_config('enable_seqscan', 'off', true), set_config('enable_bitmapscan', 'off', true),
	set_config('enable_hashjoin', 'off', true), set_config('enable_mergejoin', 'off', true)`

// EachMember calls fn with every contact, a chunk at a time.
func (v *view) EachMember(ctx context.Context, w store.Wants, fn func(store.Member) error) error {
	if _, err := v.tx.Exec(ctx, hot); err != nil {
		return fmt.Errorf("read people: %w", err)
	}
	for shard := range v.db.shards {
		for after := store.Contact(""); ; {
			c := chunk{db: v.db, wants: w, at: map[string]*store.Member{}}
			batch := &pgx.Batch{}
			c.read(func(what, q string, args []any, scan func(pgx.Rows) error) {
				batch.Queue(q, args...).Query(func(rows pgx.Rows) error {
					if err := each(rows, scan); err != nil {
						return fmt.Errorf("%s: %w", what, err)
					}
					return nil
				})
			}, shard, after, store.MemberChunk)
			if err := v.tx.SendBatch(ctx, batch).Close(); err != nil {
				return err
			}
			for _, m := range c.members {
				if err := fn(m); err != nil {
					return err
				}
			}
			if len(c.members) < store.MemberChunk {
				break
			}
			after = c.members[len(c.members)-1].Contact
		}
	}
	if _, err := v.tx.Exec(ctx, plan); err != nil {
		return fmt.Errorf("read people: %w", err)
	}
	return nil
}
