package sqlite

import (
	"context"
	"database/sql"
	"encoding/json"
	"time"

	"plaza/store"
)

// Members returns a chunk of the shard's contacts.
func (t *tx) Members(_ context.Context, after store.Contact, n int, w store.Wants) ([]store.Member, error) {
	c := chunk{db: t.db, wants: w, at: map[store.Contact]*store.Member{}}
	err := c.read(t.each, t.shard, after, n)
	return c.members, err
}

// EachMember calls fn with every contact, a chunk at a time.
func (v *view) EachMember(ctx context.Context, w store.Wants, fn func(store.Member) error) error {
	ask := func(what, q string, args []any, scan func(*sql.Rows) error) error {
		return v.each(ctx, what, q, args, scan)
	}
	for shard := range v.db.shards {
		for after := store.Contact(""); ; {
			c := chunk{db: v.db, wants: w, at: map[store.Contact]*store.Member{}}
			if err := c.read(ask, shard, after, store.MemberChunk); err != nil {
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
	return nil
}

// chunk is a stretch of a shard's contacts while it is read.
type chunk struct {
	db      *DB
	wants   store.Wants
	members []store.Member
	at      map[store.Contact]*store.Member
}

// read asks for what is wanted, and for nothing else.
func (c *chunk) read(ask func(what, q string, args []any, scan func(*sql.Rows) error) error, shard int, after store.Contact, n int) error {
	w := &c.wants
	c.members = make([]store.Member, 0, n) // never grown: at points into it
	if err := ask("read people", selectMembers, []any{shard, after, n}, c.member); err != nil || len(c.members) == 0 {
		return err
	}
	stretch := []any{shard, after, c.members[len(c.members)-1].Contact}
	more := func(what, q string, scan func(*sql.Rows) error, lists ...[]string) error {
		args := stretch[:3:3]
		for _, list := range lists {
			text, err := json.Marshal(append([]string{}, list...))
			if err != nil {
				return err
			}
			args = append(args, string(text))
		}
		return ask(what, q, args, scan)
	}
	if len(w.Facts) > 0 {
		if err := more("read facts", memberFacts, c.fact, w.Facts); err != nil {
			return err
		}
	}
	if len(w.Purposes) > 0 {
		if err := more("read consents", memberWords, c.word, w.PurposesRead()); err != nil {
			return err
		}
	}
	if len(w.Answers) > 0 {
		flows, names := split(w.Answers)
		if err := more("read answers", memberAnswers, c.answer, flows, names, w.Except); err != nil {
			return err
		}
	}
	if !w.Unasked.IsZero() {
		if err := ask("read what was sent unasked", memberUnasked, append(stretch[:3:3], us(w.Unasked)), c.unasked); err != nil {
			return err
		}
	}
	if w.Follows {
		return more("read follows", memberFollows, c.follow)
	}
	return nil
}

func split(pairs [][2]string) (first, second []string) {
	for _, p := range pairs {
		first, second = append(first, p[0]), append(second, p[1])
	}
	return first, second
}

func (c *chunk) member(rows *sql.Rows) error {
	var m store.Member
	var sealed []byte
	err := rows.Scan(&m.Contact, &m.Channel, &sealed, &m.Lang, &m.Person, when{&m.SeenAt}, when{&m.Stopped}, when{&m.Dead})
	if err != nil {
		return err
	}
	if c.wants.Sealed && sealed != nil {
		// One that does not open stays empty: it must not hold up the others.
		m.Address, _ = c.db.keys.Open(m.Contact, sealed)
	}
	c.members = append(c.members, m)
	c.at[m.Contact] = &c.members[len(c.members)-1]
	return nil
}

func (c *chunk) fact(rows *sql.Rows) error {
	var contact store.Contact
	var name, value string
	if err := rows.Scan(&contact, &name, &value); err != nil {
		return err
	}
	if m := c.at[contact]; m != nil {
		m.Remember(name, value)
	}
	return nil
}

func (c *chunk) word(rows *sql.Rows) error {
	var word store.Consent
	if err := rows.Scan(&word.Contact, &word.Flow, &word.Purpose, &word.Yes, when{&word.Until}); err != nil {
		return err
	}
	if m := c.at[word.Contact]; m != nil {
		m.Heed(c.wants, word)
	}
	return nil
}

func (c *chunk) answer(rows *sql.Rows) error {
	var contact store.Contact
	var flow, name, value string
	if err := rows.Scan(&contact, &flow, &name, &value); err != nil {
		return err
	}
	if m := c.at[contact]; m != nil {
		m.Answer(c.wants, flow, name, value)
	}
	return nil
}

func (c *chunk) unasked(rows *sql.Rows) error {
	var contact store.Contact
	var at time.Time
	if err := rows.Scan(&contact, when{&at}); err != nil {
		return err
	}
	if m := c.at[contact]; m != nil {
		m.Unasked = append(m.Unasked, at)
	}
	return nil
}

func (c *chunk) follow(rows *sql.Rows) error {
	f, err := scanFollow(rows)
	if m := c.at[f.Contact]; m != nil {
		m.Follows = append(m.Follows, f)
	}
	return err
}
