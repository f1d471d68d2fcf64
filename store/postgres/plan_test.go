package postgres

import (
	"context"
	"regexp"
	"strconv"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

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
	var plan string
	rows, err := conn.Query(ctx, "explain (analyze, costs off, timing off, summary off) "+selectDueMessages, 0, "town", time.Now(), most)
	if err != nil {
		t.Fatal(err)
	}
	lines, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		t.Fatal(err)
	}
	touched := regexp.MustCompile(`rows=(\d+) loops=(\d+)`)
	removed := regexp.MustCompile(`Rows Removed by \S+(?: \S+)*: (\d+)`)
	for _, line := range lines {
		plan += line + "\n"
		n := 0
		if m := touched.FindStringSubmatch(line); m != nil {
			a, _ := strconv.Atoi(m[1])
			b, _ := strconv.Atoi(m[2])
			n = a * b
		}
		if m := removed.FindStringSubmatch(line); m != nil {
			n, _ = strconv.Atoi(m[1])
		}
		if n > 4*most {
			t.Errorf("%d rows at: %s", n, line)
		}
	}
	if len(lines) < 10 || t.Failed() {
		t.Errorf("the plan:\n%s", plan)
	}
}
