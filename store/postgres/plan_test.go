package postgres

import (
	"context"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"plaza/store/postgres/pgtest"
	"plaza/store/storetest"
)

// TestClaimReadsNoMoreThanItTakes claims from a queue of 100,000 messages of
// one flow and 10 of another, and counts the rows that the plan touches: the
// heads of the lines, and never the queue.
func TestClaimReadsNoMoreThanItTakes(t *testing.T) {
	ctx := context.Background()
	dsn := pgtest.New(t)
	db, err := Open(ctx, dsn, Options{Keys: storetest.Key(t), Shards: 1, Migrate: true})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	conn, err := db.pool.Acquire(ctx)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Release()
	for _, q := range []string{
		`insert into messages (shard, contact, key, id, seq, channel, priority, body, lang, flow, run, state, due_at, last)
			select 0, 'c' || n, 'k', '', n, 'town', 2, 'text', 'en', case when n % 10000 = 0 then 'small' else 'big' end, '', 'queued',
			now() - interval '1 day' + n * interval '1 ms', false from generate_series(1, 100000) n`,
		// The night: as many again that are not due.
		`insert into messages (shard, contact, key, id, seq, channel, priority, body, lang, flow, run, state, due_at, last)
			select 0, 'd' || n, 'k', '', n, 'town', 1, 'text', 'en', 'big', '', 'queued', now() + interval '1 day', false
			from generate_series(1, 100000) n`,
		`analyze messages`,
	} {
		if _, err := conn.Exec(ctx, q); err != nil {
			t.Fatal(err)
		}
	}
	const most = 64
	touchesAtMost(t, conn, 4*most, selectDueMessages, 0, "town", time.Now(), most)
}

// TestWhatIsPlannedOnTheFirstDayGoesByTheKey prepares statements while the
// tables are empty, as a node does on its first day, fills them, and counts
// the rows that each touches for a hundred people.
func TestWhatIsPlannedOnTheFirstDayGoesByTheKey(t *testing.T) {
	ctx := context.Background()
	dsn := pgtest.New(t)
	db, err := Open(ctx, dsn, Options{Keys: storetest.Key(t), Shards: 1, Migrate: true})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	conn, err := db.pool.Acquire(ctx)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Release()
	execute := func(q string) {
		t.Helper()
		if _, err := conn.Exec(ctx, q); err != nil {
			t.Fatal(err)
		}
	}
	const most = 100
	execute("select set_config('plaza.last', 'c10100', false)")
	for i, s := range firstDay {
		execute(fmt.Sprintf("prepare s%d as %s", i, s.q))
		execute(fmt.Sprintf("execute s%d (%s)", i, s.args))
	}
	for _, q := range []string{
		`insert into conversations (shard, contact, channel, lang, flow, edition, run, aside, desk)
			select 0, 'c' || 10000 + n, 'town', 'en', '', 0, '', '', '' from generate_series(1, 20000) n`,
		`insert into facts (shard, contact, name, value) select 0, 'c' || 10000 + n, 'district', 'd' from generate_series(1, 20000) n`,
		`insert into consents (shard, contact, flow, run, purpose, how, at, yes, seq, body, edition, wording, lang)
			select 0, 'c' || 10000 + n, '', '', 'updates', 'reply', now(), true, n, '', 0, 0, 'en' from generate_series(1, 20000) n`,
		`insert into runs (shard, contact, id, seq, flow, edition, part, subject, channel, lang, helper, late, ended_at, outcome)
			select 0, 'c' || 10000 + n, 'r', n, 'f', 1, 'main', '', 'sms', 'en', '', false, now(), 'done' from generate_series(1, 20000) n`,
		`insert into answers (shard, contact, run, name, seq, flow, part, kind, status, value, raw, edition, wording, lang)
			select 0, 'c' || 10000 + n, 'r', 'q', n, 'f', 'main', '', 'answered', 'v', 'v', 1, 1, 'en' from generate_series(1, 20000) n`,
		`insert into messages (shard, contact, key, id, seq, channel, priority, body, lang, flow, run, state, due_at, last)
			select 0, 'c' || 10000 + n, 'k', '', n, 'town', 2, 'text', 'en', 'f', '', 'queued', now(), false from generate_series(1, 20000) n`,
		`insert into follows (shard, contact, plan, kind, target, seen)
			select 0, 'c' || 10000 + n, 'kaduna', 'theme', 'climate', 1 from generate_series(1, 20000) n`,
		`insert into jobs (shard, kind, key, tries) select 0, 'news', n, 0 from generate_series(1, 20000) n`,
		`insert into broadcast_people (broadcast, person, contact) select 'b7', 'p' || 10000 + n, 'c' || 10000 + n from generate_series(1, 20000) n`,
	} {
		execute(q)
	}
	for i, s := range firstDay {
		touchesAtMost(t, conn, most, fmt.Sprintf("execute s%d (%s)", i, s.args))
	}
}

// firstDay are statements whose plans a join or an index could lead astray,
// with what they are asked.
var firstDay = []struct{ q, args string }{
	{selectMembers, "0, 'c10000', 100"},
	{memberFacts, "0, 'c10000', '{district}'"},
	{memberWords, "0, 'c10000', '{updates}'"},
	{memberAnswers, "0, 'c10000', '{f}', '{q}', '{replaced}'"},
	{memberFollows, "0, 'c10000'"},
	{selectFollowers, "0, 'kaduna', '{theme}', '{climate}', 'c10000', 100"},
	{selectFollows, "0, '{c10001,c10002}'"},
	{lockFollows, "0, '{c10001,c10002}'"},
	{setSeen, "0, '{c10001}', '{kaduna}', '{theme}', '{climate}', '{2}'"},
	{dropFollows, "0, '{c10001}', '{kaduna}', '{theme}', '{climate}'"},
	{claimJobs, "0, now(), 5"},
	{selectPeople, "'b7', '{p10001,p10002}'"},
	{erasePeople, "'c10001'"},
	{lockMessages, "0, '{c10001}', '{k}'"},
	{finishMessages, "0, 1, '{c10001}', '{k}', '{sent}', '{x}', '{x}', '{null}', '{0}', '{f}', '{0}'"},
	{claimMessages, "0, '{c10001}', '{k}', 1, now(), now()"},
	{endMessages, "0, '{c10001}', '{k}', '{failed}', '{x}'"},
	{moveMessages, "0, '{c10001}', '{k}', '{failed}', '{x}', '{0}'"},
	{requeueMessages, "0, '{c10001}', '{k}', '{failed}', now()"},
	{cancelMessages, "0, '{c10001}', '{k}', 'x'"},
	{haltMessages, "0, 'c10001', 'x'"},
	{lockReceipted, "0, '{c10001}', '{k}', '{x}'"},
	{selectUnasked, "0, '{c10001}', now()"},
}

// touchesAtMost fails when a step of the plan reads more rows, and shows it.
func touchesAtMost(t *testing.T, conn *pgxpool.Conn, most int, q string, args ...any) {
	t.Helper()
	rows, err := conn.Query(t.Context(), "explain (analyze, costs off, timing off, summary off) "+q, args...)
	if err != nil {
		t.Fatal(err)
	}
	lines, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		t.Fatal(err)
	}
	touched := regexp.MustCompile(`rows=(\d+) loops=(\d+)`)
	removed := regexp.MustCompile(`Rows Removed by \S+(?: \S+)*: (\d+)`)
	read := 0
	for _, line := range lines {
		n := 0
		if m := touched.FindStringSubmatch(line); m != nil {
			a, _ := strconv.Atoi(m[1])
			b, _ := strconv.Atoi(m[2])
			n = a * b
			read++
		}
		if m := removed.FindStringSubmatch(line); m != nil {
			n, _ = strconv.Atoi(m[1])
		}
		if n > most {
			t.Errorf("%d rows at: %s\nthe plan:\n%s", n, line, strings.Join(lines, "\n"))
		}
	}
	if read == 0 {
		t.Errorf("no rows are told in:\n%s", strings.Join(lines, "\n"))
	}
}
