package postgres

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/jackc/pgx/v5"

	"plaza/store"
)

// What reads over all shards: pages, exports, an operator's commands.
const (
	// Ordered by keyed hashes: the order of an export says nothing about when
	// somebody answered.
	viewRuns = `select r.contact, r.id, r.flow, r.edition, r.part, r.subject, r.channel, r.lang, r.helper, r.late,
		r.began_at, r.ended_at, r.outcome, r.state, r.forget_at,
		coalesce(a.contact, ''), coalesce(a.run, ''), coalesce(a.flow, ''), coalesce(a.part, ''), coalesce(a.name, ''),
		coalesce(a.kind, ''), coalesce(a.status, ''), coalesce(a.value, ''), coalesce(a.raw, ''),
		coalesce(a.edition, 0), coalesce(a.wording, 0), coalesce(a.lang, ''), a.at
		from runs r left join answers a on a.shard = r.shard and a.contact = r.contact and a.run = r.id
		where r.flow = $1 order by r.shard, r.contact, r.id, a.seq, a.name`
	viewHandovers = `select contact, run, desk, flow, lang, opened_at, until_at, code from handovers
		where $1 = '' or desk = $1 order by opened_at, contact`
	viewTranscript = `select incoming, body, media, at, state, why, cost from (
		select true as incoming, body, media, at, '' as state, '' as why, 0 as cost, seq from inbound where shard = $1 and contact = $2
		union all
		select false, body, null, at, state, why, cost, seq from messages where shard = $1 and contact = $2)
		lines order by seq desc limit $3`
	viewCounts = `with said as (
			select a.value, r.ended_at, r.id,
				case when a.contact = '' then a.run else coalesce(nullif(c.person, ''), a.contact) end as person
			from runs r join answers a on a.shard = r.shard and a.contact = r.contact and a.run = r.id
			left join conversations c on c.shard = a.shard and c.contact = a.contact
			where r.flow = $1 and r.ended_at is not null and ($2 = '' or r.subject = $2)
			and r.outcome <> 'replaced' and a.name = $3 and a.value <> ''
		), newest as (
			select *, row_number() over (partition by person order by ended_at desc, id desc) as nth from said
		), people as (
			select value, row_number() over (order by ended_at, id) as n, count(*) over () as of_all from newest where nth = 1
		)
		select value, count(*) from people where n <= of_all - of_all % $4 group by value`
	viewJoined  = `select contact from conversations where person = $1 and person <> '' order by contact`
	viewPersons = `select contact, person from conversations where person <> ''`
	viewPeople  = `select count(distinct coalesce(nullif(c.person, ''), r.contact))
		from runs r left join conversations c on c.shard = r.shard and c.contact = r.contact
		where r.flow = $1 and r.contact <> ''`
	viewOutbox = `select channel, state, count(*), min(due_at) filter (where state = 'queued'), sum(cost)::bigint
		from messages group by channel, state order by channel, state`
	viewProgress = `select flow, channel, state, count(*), min(due_at) filter (where state = 'queued'), sum(cost)::bigint
		from messages where flow = any ($1::text[]) group by flow, channel, state order by flow, channel, state`
	viewFollows = `select f.kind, f.target, count(distinct coalesce(nullif(c.person, ''), f.contact))
		from follows f left join conversations c on c.shard = f.shard and c.contact = f.contact
		where f.plan = $1 group by f.kind, f.target`
	viewMessages = `select contact, key, id, channel, priority, lang, flow, run, state, due_at, expires_at, tries, ref, why,
		doubt, cost, at, last from messages
		where ($1 = '' or channel = $1) and (cardinality($2::text[]) = 0 or state = any ($2)) and ($3 = '' or flow = $3)
		and ($5::timestamptz is null or at >= $5) and `
	inOrder   = ` order by seq, contact, key limit nullif($6, 0)`
	viewAll   = viewMessages + `$4 = ''` + inOrder
	viewOnes  = viewMessages + `contact = $4 and shard = $7` + inOrder
	viewMedia = `select kind, type, state, why, sealed, tries, at from media
		where shard = any ($1::smallint[]) and contact = $2 and id = $3`
	viewBehind = `select contact from conversations where flow = $1 and edition < $2 order by shard, contact`
	viewInUse  = `select edition from conversations where flow = $1 and run <> ''
		union select edition from runs where flow = $1 and ended_at is null
		union select edition from due where flow = $1 and edition > 0 order by edition`
)

// plan gives a view the planner's freedom back, which the hot statements do
// without, and takes the snapshot.
const plan = `select set_config('enable_seqscan', 'on', true), set_config('enable_bitmapscan', 'on', true),
	set_config('enable_hashjoin', 'on', true), set_config('enable_mergejoin', 'on', true)`

// View runs fn on a snapshot.
func (db *DB) View(ctx context.Context, fn func(store.View) error) error {
	t, err := db.pool.BeginTx(ctx, pgx.TxOptions{IsoLevel: pgx.RepeatableRead, AccessMode: pgx.ReadOnly})
	if err != nil {
		return fmt.Errorf("begin to read: %w", err)
	}
	defer t.Rollback(ctx) // nothing was written
	if _, err := t.Exec(ctx, plan); err != nil {
		return fmt.Errorf("begin to read: %w", err)
	}
	return fn(&view{db: db, tx: t})
}

type view struct {
	db *DB
	tx pgx.Tx
}

func (v *view) each(ctx context.Context, what, q string, args []any, scan func(pgx.Rows) error) error {
	rows, err := v.tx.Query(ctx, q, args...)
	if err == nil {
		err = each(rows, scan)
	}
	if err != nil {
		return fmt.Errorf("%s: %w", what, err)
	}
	return nil
}

// EachRun calls fn with every run of a flow and its answers.
func (v *view) EachRun(ctx context.Context, flow string, fn func(store.Run, []store.Answer) error) error {
	var run store.Run
	var answers []store.Answer
	open := false
	err := v.each(ctx, "read runs", viewRuns, []any{flow}, func(rows pgx.Rows) error {
		var r store.Run
		var a store.Answer
		if err := rows.Scan(append(runFields(&r), answerFields(&a)...)...); err != nil {
			return err
		}
		if open && (r.Contact != run.Contact || r.ID != run.ID) {
			if err := fn(run, answers); err != nil {
				return err
			}
			answers = nil
		}
		run, open = r, true
		if a.Name != "" {
			answers = append(answers, a)
		}
		return nil
	})
	if err != nil || !open {
		return err
	}
	return fn(run, answers)
}

// Handovers lists a desk's queue.
func (v *view) Handovers(ctx context.Context, desk string) ([]store.Handover, error) {
	var out []store.Handover
	err := v.each(ctx, "read the queue", viewHandovers, []any{desk}, func(rows pgx.Rows) error {
		var h store.Handover
		err := rows.Scan((*string)(&h.Contact), &h.Run, &h.Desk, &h.Flow, &h.Lang, when{&h.OpenedAt}, when{&h.Until}, &h.Code)
		out = append(out, h)
		return err
	})
	return out, err
}

// Behind returns whose open run is on an earlier edition.
func (v *view) Behind(ctx context.Context, flow string, edition int) ([]store.Contact, error) {
	var out []store.Contact
	err := v.each(ctx, "look for open runs", viewBehind, []any{flow, edition}, func(rows pgx.Rows) error {
		var c store.Contact
		err := rows.Scan((*string)(&c))
		out = append(out, c)
		return err
	})
	return out, err
}

// Transcript returns the last messages of a contact.
func (v *view) Transcript(ctx context.Context, c store.Contact, n int) ([]store.Line, error) {
	var out []store.Line
	err := v.each(ctx, "read a conversation", viewTranscript, []any{v.db.Shard(c), string(c), n}, func(rows pgx.Rows) error {
		var l store.Line
		err := rows.Scan(&l.In, &l.Text, &l.Media, when{&l.At}, (*string)(&l.State), &l.Why, &l.Cost)
		out = append(out, l)
		return err
	})
	slices.Reverse(out)
	return out, err
}

// Media returns an attachment.
func (v *view) Media(ctx context.Context, c store.Contact, id string) (store.Media, error) {
	shards := []int16{}
	for shard := range v.db.shards {
		if c == "" || shard == v.db.Shard(c) {
			shards = append(shards, int16(shard))
		}
	}
	m := store.Media{Contact: c, ID: id}
	var sealed []byte
	err := v.tx.QueryRow(ctx, viewMedia, shards, string(c), id).
		Scan(&m.Kind, &m.Type, (*string)(&m.State), &m.Why, &sealed, &m.Tries, when{&m.At})
	if errors.Is(err, pgx.ErrNoRows) {
		return m, fmt.Errorf("read attachment %s: %w", id, store.ErrNotFound)
	}
	if err == nil {
		m.Data, err = v.db.keys.OpenMedia(&m, sealed)
	}
	if err != nil {
		return m, fmt.Errorf("read attachment %s: %w", id, err)
	}
	return m, nil
}

// Counts returns how many people gave each value, in whole groups.
func (v *view) Counts(ctx context.Context, flow, subject, name string, group int) (map[string]int, error) {
	out := map[string]int{}
	err := v.each(ctx, "count answers", viewCounts, []any{flow, subject, name, max(group, 1)}, func(rows pgx.Rows) error {
		var value string
		var n int
		err := rows.Scan(&value, &n)
		out[value] = n
		return err
	})
	return out, err
}

// Outbox counts messages.
func (v *view) Outbox(ctx context.Context) ([]store.Tally, error) {
	var out []store.Tally
	err := v.each(ctx, "count messages", viewOutbox, nil, func(rows pgx.Rows) error {
		var l store.Tally
		err := rows.Scan(&l.Channel, (*string)(&l.State), &l.N, when{&l.Oldest}, &l.Cost)
		out = append(out, l)
		return err
	})
	return out, err
}

// Progress counts the messages of flows.
func (v *view) Progress(ctx context.Context, flows ...string) (map[string][]store.Tally, error) {
	out := map[string][]store.Tally{}
	err := v.each(ctx, "count messages", viewProgress, []any{flows}, func(rows pgx.Rows) error {
		var flow string
		var l store.Tally
		err := rows.Scan(&flow, &l.Channel, (*string)(&l.State), &l.N, when{&l.Oldest}, &l.Cost)
		out[flow] = append(out[flow], l)
		return err
	})
	return out, err
}

// InUse returns the editions of a flow that are still needed.
func (v *view) InUse(ctx context.Context, flow string) ([]int, error) {
	var out []int
	err := v.each(ctx, "read editions in use", viewInUse, []any{flow}, func(rows pgx.Rows) error {
		var n int
		err := rows.Scan(&n)
		out = append(out, n)
		return err
	})
	return out, err
}

// Joined returns the contacts of a person.
func (v *view) Joined(ctx context.Context, person string) ([]store.Contact, error) {
	var out []store.Contact
	err := v.each(ctx, "look for a person's channels", viewJoined, []any{person}, func(rows pgx.Rows) error {
		var c store.Contact
		err := rows.Scan((*string)(&c))
		out = append(out, c)
		return err
	})
	return out, err
}

// Persons returns the person of every contact that has one.
func (v *view) Persons(ctx context.Context) (map[store.Contact]string, error) {
	out := map[store.Contact]string{}
	err := v.each(ctx, "read who was joined", viewPersons, nil, func(rows pgx.Rows) error {
		var c store.Contact
		var person string
		err := rows.Scan((*string)(&c), &person)
		out[c] = person
		return err
	})
	return out, err
}

// People returns how many people have begun a flow.
func (v *view) People(ctx context.Context, flow string) (n int, err error) {
	err = v.each(ctx, "count people", viewPeople, []any{flow}, func(rows pgx.Rows) error { return rows.Scan(&n) })
	return n, err
}

// FollowCounts returns how many people follow what of a plan.
func (v *view) FollowCounts(ctx context.Context, plan string) (map[[2]string]int, error) {
	out := map[[2]string]int{}
	err := v.each(ctx, "count followers", viewFollows, []any{plan}, func(rows pgx.Rows) error {
		var what [2]string
		var n int
		err := rows.Scan(&what[0], &what[1], &n)
		out[what] = n
		return err
	})
	return out, err
}
