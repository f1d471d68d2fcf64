package postgres

import (
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

// ofOneShard is a connection to a new database of one shard.
func ofOneShard(t *testing.T) *pgxpool.Conn {
	t.Helper()
	db, err := Open(t.Context(), pgtest.New(t), Options{Keys: storetest.Key(t), Shards: 1, Migrate: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	conn, err := db.pool.Acquire(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(conn.Release)
	return conn
}

// TestClaimReadsNoMoreThanItTakes claims from a queue of 100,000 messages of
// one flow and 10 of another, and counts the rows that the plan touches: the
// heads of the lines, and never the queue.
func TestClaimReadsNoMoreThanItTakes(t *testing.T) {
	ctx, conn := t.Context(), ofOneShard(t)
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

// TestFollowersOfWhatFewFollow plans by the statistics of a forum in which all
// follow one thing, and counts the pages read for another.
func TestFollowersOfWhatFewFollow(t *testing.T) {
	ctx, conn := t.Context(), ofOneShard(t)
	for _, q := range []string{
		`insert into follows (shard, contact, plan, kind, target, seen)
			select 0, 'c' || 1000000 + n, 'kaduna', 'theme', 'climate', 1 from generate_series(1, 100000) n`,
		"analyze follows",
		"prepare followers (int, text, text[], text[], text, int) as " + selectFollowers,
	} {
		if _, err := conn.Exec(ctx, q); err != nil {
			t.Fatal(err)
		}
	}
	for _, of := range []string{"'{plan}', '{kaduna}'", "'{theme}', '{climate}'"} {
		const most = 20
		lines := explain(t, conn, "execute followers (0, 'kaduna', "+of+", 'c1000000', 200)")
		pages := 0
		for _, m := range regexp.MustCompile(`(?:hit|read)=(\d+)`).FindAllStringSubmatch(strings.SplitN(lines, "Planning", 2)[0], -1) {
			n, _ := strconv.Atoi(m[1])
			pages = max(pages, n)
		}
		if pages == 0 || pages > most {
			t.Errorf("%s: %d pages, want no more than %d:\n%s", of, pages, most, lines)
		}
	}
}

// TestWhatIsPlannedOnTheFirstDayGoesByTheKey prepares statements while the
// tables are empty, as a node does on its first day, fills them, and counts
// the rows that each touches for a hundred people.
func TestWhatIsPlannedOnTheFirstDayGoesByTheKey(t *testing.T) {
	ctx, conn := t.Context(), ofOneShard(t)
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
		`insert into inbound (shard, contact, ref, origin, seq, channel, body, tap, place, lang, run, quiet, handled, tries)
			select 0, 'c' || 10000 + n, '\x00', '', n, 'town', 'text', '', '', '', 'r', false, true, 0 from generate_series(1, 20000) n`,
		`insert into media (shard, contact, id, ref, kind, type, state, why, sealed, tries)
			select 0, 'c' || 10000 + n, 'm', '\x00', '', '', 'kept', '', '', 0 from generate_series(1, 20000) n`,
		`insert into due (shard, contact, kind, key, at, tries, flow, edition)
			select 0, 'c' || 10000 + n, 'part', 'r', now() + interval '1 day', 0, '', 0 from generate_series(1, 20000) n`,
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
	execute("begin")
	execute(plan) // as a view is, whose statements a citizen may wait for too
	execute("prepare ones (text, text[], text, text, timestamptz, int, int) as " + viewOnes)
	touchesAtMost(t, conn, most, "execute ones ('', '{}', 'f', 'c10001', null, 1, 0)")
	execute("rollback")
}

// TestKnownBroadcastsAreLookedUp reads what changed of a thousand broadcasts,
// as each node does each second, and counts how often what it knows is gone through.
func TestKnownBroadcastsAreLookedUp(t *testing.T) {
	ctx, conn := t.Context(), ofOneShard(t)
	const many = 1000
	if _, err := conn.Exec(ctx, `insert into broadcasts (id, version, state, body) select 'b' || n, 1, 'done', '' from generate_series(1, $1) n`, many); err != nil {
		t.Fatal(err)
	}
	touchesAtMost(t, conn, many, strings.NewReplacer(
		"$1::text[]", "(select array_agg('b' || n) from generate_series(1, 1000) n)",
		"$2::int[]", "(select array_agg(1) from generate_series(1, 1000) n)").Replace(selectBroadcasts))
}

// firstDay are statements whose plans a join or an index could lead astray,
// with what they are asked.
var firstDay = []struct{ q, args string }{
	{selectMembers, "0, 'c10000', 100"},
	{memberFacts, "0, 'c10000', '{district}'"},
	{memberWords, "0, 'c10000', '{updates}'"},
	{memberAnswers, "0, 'c10000', '{f}', '{q}', '{replaced}'"},
	{memberFollows, "0, 'c10000'"},
	{memberUnasked, "0, 'c10000', now()"},
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
	{endMessages, "0, '{c10001}', '{k}', '{failed}', '{x}', '{f}'"},
	{moveMessages, "0, '{c10001}', '{k}', '{failed}', '{x}', '{0}'"},
	{requeueMessages, "0, '{c10001}', '{k}', '{failed}', now()"},
	{cancelMessages, "0, '{c10001}', '{k}', 'x'"},
	{haltMessages, "0, 'c10001', 'x'"},
	{lockReceipted, "0, '{c10001}', '{k}', '{x}'"},
	{selectUnasked, "0, '{c10001}', now()"},
	{cancelFlow, "0, 'none', 'x', 100"},
	{dropSealed, "0"},
	{lostAgain, "0, now(), '{town}'"},
	{lostUnknown, "0, now(), 'x'"},
	{takeReplies, "0, 'c10001', 'town', 'r', now()"},
	{selectReplies, "0, 'c10001', 'town', 'r'"},
	{selectRefs, "0, 'c10001'"},
	{lockConversations, "0, '{c10001}'"},
	{buryConversations, "0, '{c10001}', now()"},
	{updateConversations, "0, '{c10001}', '{town}', '{null}', '{en}', '{x}', '{0}', '{x}', '{null}', '{x}', '{x}', '{null}', '{null}', '{null}'"},
	{selectAwake, "0, now(), 10"},
	{selectKnown, `0, '{c10001}', '{"\\x00"}'`},
	{settleInbound, `0, '{c10001}', '{"\\x00"}'`},
	{tagInbound, `0, '{c10001}', '{"\\x00"}', '{r}'`},
	{selectParked, "0, 'c10001', 10"},
	{selectWaiting, "0, 5, 10"},
	{selectRuns, "0, 'c10001', 'f'"},
	{supersedeRuns, "0, '{c10001}', '{r}', '{done}'"},
	{selectAnswers, "0, 'c10001', 'r'"},
	{selectConsents, "0, 'c10001'"},
	{selectFacts, "0, 'c10001'"},
	{selectFactsOf, "0, '{c10001}', 'district'"},
	{claimDue, "0, now(), 10"},
	{forgetInbound, "0, 'c10001', 'r', 1"},
	{muteRun, "0, 'c10001', 'r'"},
	{forgetMedia, "0, 'c10001', 'r'"},
	{forgetMessages, "0, 'c10001', 'r'"},
	{forgetConsents, "0, 'c10001', 'r'"},
	{muteConsents, "0, 'c10001', 'r'"},
	{forgetRun, "0, 'c10001', 'r'"},
	{idleRun, "0, 'c10001', 'r'"},
	{selectRemains, "0, 'c10001'"},
	{eraseInbound, "0, 'c10001', 1"},
	{muteInbound, "0, 'c10001'"},
	{eraseAnswers, "0, 'c10001'"},
	{eraseRuns, "0, 'c10001'"},
	{eraseConsents, "0, 'c10001'"},
	{eraseFacts, "0, 'c10001'"},
	{eraseMessages, "0, 'c10001'"},
	{eraseMedia, "0, 'c10001'"},
	{eraseDue, "0, 'c10001'"},
	{eraseFollows, "0, 'c10001'"},
	{suppressConversation, "0, 'c10001'"},
	{deleteConversation, "0, 'c10001'"},
}

// touchesAtMost fails when a step of the plan reads more rows, and shows it.
func touchesAtMost(t *testing.T, conn *pgxpool.Conn, most int, q string, args ...any) {
	t.Helper()
	lines := strings.Split(explain(t, conn, q, args...), "\n")
	touched := regexp.MustCompile(`rows=(\d+) loops=(\d+)`)
	removed := regexp.MustCompile(`Rows Removed by \S+(?: \S+)*: (\d+)`)
	read, loops := 0, 1
	for _, line := range lines {
		n := 0
		if m := touched.FindStringSubmatch(line); m != nil {
			n, _ = strconv.Atoi(m[1])
			loops, _ = strconv.Atoi(m[2])
			read++
		}
		if m := removed.FindStringSubmatch(line); m != nil {
			n, _ = strconv.Atoi(m[1])
		}
		n *= loops
		if n > most {
			t.Errorf("%d rows at: %s\nthe plan:\n%s", n, line, strings.Join(lines, "\n"))
		}
	}
	if read == 0 {
		t.Errorf("no rows are told in:\n%s", strings.Join(lines, "\n"))
	}
}

// explain runs a statement and tells how.
func explain(t *testing.T, conn *pgxpool.Conn, q string, args ...any) string {
	t.Helper()
	rows, err := conn.Query(t.Context(), "explain (analyze, buffers, costs off, timing off, summary off) "+q, args...)
	if err != nil {
		t.Fatal(err)
	}
	lines, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		t.Fatal(err)
	}
	return strings.Join(lines, "\n")
}
