package postgres

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"plaza/store"
)

// AddConsents adds evidence.
func (t *tx) AddConsents(_ context.Context, consents []store.Consent) error {
	type row = store.Consent
	for _, c := range consents {
		if err := t.own(c.Contact); err != nil {
			return err
		}
	}
	if len(consents) == 0 {
		return nil
	}
	contact := func(c *row) string { return string(c.Contact) }
	rows := sorted(all(consents), contact)
	t.write("add consents", insertConsents, t.shard, texts(rows, contact),
		texts(rows, func(c *row) string { return c.Flow }),
		texts(rows, func(c *row) string { return c.Run }),
		texts(rows, func(c *row) string { return c.Purpose }),
		texts(rows, func(c *row) string { return c.How }),
		instants(rows, func(c *row) time.Time { return c.At }),
		flags(rows, func(c *row) bool { return c.Yes }),
		numbers(rows, func(c *row) int64 { return t.db.seq.Next(c.At) }),
		texts(rows, func(c *row) string { return store.Storable(c.Text) }),
		numbers(rows, func(c *row) int64 { return int64(c.Edition) }),
		numbers(rows, func(c *row) int64 { return int64(c.Wording) }),
		texts(rows, func(c *row) string { return c.Lang }),
		times(rows, func(c *row) time.Time { return c.Until }))
	return nil
}

// Consents returns a contact's consents.
func (t *tx) Consents(ctx context.Context, c store.Contact) ([]store.Consent, error) {
	if err := t.own(c); err != nil {
		return nil, err
	}
	var consents []store.Consent
	t.read("read consents", selectConsents, []any{t.shard, string(c)}, func(rows pgx.Rows) error {
		var c store.Consent
		err := rows.Scan((*string)(&c.Contact), &c.Flow, &c.Run, &c.Purpose, &c.How, when{&c.At}, &c.Yes, &c.Text, &c.Edition,
			&c.Wording, &c.Lang, when{&c.Until})
		consents = append(consents, c)
		return err
	})
	return consents, t.flush(ctx)
}

// PutFacts writes facts.
func (t *tx) PutFacts(_ context.Context, facts []store.Fact) error {
	type row = store.Fact
	type id struct{ contact, name string }
	for _, f := range facts {
		if err := t.own(f.Contact); err != nil {
			return err
		}
	}
	if len(facts) == 0 {
		return nil
	}
	contact := func(f *row) string { return string(f.Contact) }
	rows := sorted(latest(all(facts), func(f *row) id { return id{contact(f), f.Name} }), contact)
	t.write("write facts", putFacts, t.shard, texts(rows, contact),
		texts(rows, func(f *row) string { return f.Name }),
		texts(rows, func(f *row) string { return store.Storable(f.Value) }),
		times(rows, func(f *row) time.Time { return f.At }))
	return nil
}

// Facts returns what is remembered about a contact.
func (t *tx) Facts(ctx context.Context, c store.Contact) ([]store.Fact, error) {
	if err := t.own(c); err != nil {
		return nil, err
	}
	var facts []store.Fact
	t.read("read facts", selectFacts, []any{t.shard, string(c)}, func(rows pgx.Rows) error {
		var f store.Fact
		err := rows.Scan((*string)(&f.Contact), &f.Name, &f.Value, when{&f.At})
		facts = append(facts, f)
		return err
	})
	return facts, t.flush(ctx)
}

// FactsOf returns one fact of many people.
func (t *tx) FactsOf(ctx context.Context, contacts []store.Contact, name string) (map[store.Contact]string, error) {
	known := map[store.Contact]string{}
	for _, c := range contacts {
		if err := t.own(c); err != nil {
			return nil, err
		}
	}
	if len(contacts) == 0 {
		return known, nil
	}
	people := texts(all(contacts), func(c *store.Contact) string { return string(*c) })
	t.read("read a fact of people", selectFactsOf, []any{t.shard, people, name}, func(rows pgx.Rows) error {
		var c, value string
		err := rows.Scan(&c, &value)
		known[store.Contact(c)] = value
		return err
	})
	return known, t.flush(ctx)
}
