package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"plaza/bot"
	"plaza/civic/broadcast"
	"plaza/locales"
	"plaza/store"
	"plaza/store/postgres/pgtest"
)

var broadcastPeople = flag.Int("broadcast.people", 100_000, "how many people BenchmarkBroadcast writes to")

// BenchmarkBroadcast measures how fast a real plaza serve writes the copies of
// a broadcast, from its beginning until everybody was looked at, with the
// default quiet hours and cap. The reference is one bare INSERT … SELECT of
// the very same rows into an identical table, with the same indexes, in the
// same database. Nearly nothing is sent meanwhile: the channel's pace is one
// message a second. It is measured once undisturbed, and once killed by
// SIGKILL three times on the way and started again; either way it fails unless
// everybody has exactly one copy.
//
// A million people: make bench, or -broadcast.people 1000000.
func BenchmarkBroadcast(b *testing.B) {
	for _, kills := range []int{0, castKills} {
		b.Run(fmt.Sprintf("kills=%d", kills), func(b *testing.B) {
			for b.Loop() {
				server, err := pgtest.Start(b.Context(), pgtest.Options{})
				if err != nil {
					b.Fatal(err)
				}
				measureBroadcast(b, server.DSN(""), *broadcastPeople, kills)
				if err := server.Stop(); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func measureBroadcast(b *testing.B, dsn string, people, kills int) {
	ctx := b.Context()
	s := openSquare(b, dsn, "testdata/soak", 1, "    rate: 1", "quiet: {from: '21:00', until: '08:00', zone: "+awakeZone(time.Now())+"}")
	conn, err := pgx.Connect(ctx, dsn)
	if err != nil {
		b.Fatal(err)
	}
	defer conn.Close(context.Background())
	db := s.open(ctx, b)
	seedFollowers(b, conn, s, db, people)
	exec := func(q string) time.Duration {
		began := time.Now()
		if _, err := conn.Exec(ctx, q); err != nil {
			b.Fatal(err)
		}
		return time.Since(began)
	}
	exec("vacuum analyze")
	exec("checkpoint")

	s.start(ctx, b)
	defer s.nodes[0].kill()
	scheduleBroadcast(ctx, b, db)
	began := awaitRow(ctx, b, conn, "select count(*) > 0 from jobs where kind = 'cast'")
	peak := int64(0)
	for i := range kills {
		awaitRow(ctx, b, conn, fmt.Sprintf(
			"select sum((convert_from(data, 'utf8')::json->>'Get')::int) >= %d from jobs where kind = 'cast' and data is not null", (i+1)*people/(kills+1)))
		peak = max(peak, peakResident(b, s.nodes[0].pid()))
		s.nodes[0].kill()
		if ended := isRow(ctx, b, conn, allLookedAt); ended {
			b.Fatalf("everybody was looked at before kill %d: use more people", i+1)
		}
		s.start(ctx, b)
	}
	ended := awaitRow(ctx, b, conn, allLookedAt)
	peak = max(peak, peakResident(b, s.nodes[0].pid()))
	s.nodes[0].kill()

	var copies, reached int
	err = conn.QueryRow(ctx, "select count(*), count(distinct contact) from messages where key = 'cast/"+broadcastID+"'").Scan(&copies, &reached)
	if err != nil {
		b.Fatal(err)
	}
	if copies != people || reached != people {
		b.Errorf("%d copies to %d people, want one to each of %d", copies, reached, people)
	}
	exec("create table bare (like messages including all)")
	exec("checkpoint")
	bare := exec("insert into bare select * from messages")

	rate := func(took time.Duration) float64 { return float64(copies) / took.Seconds() }
	b.ReportMetric(rate(ended.Sub(began)), "people/s")
	b.ReportMetric(rate(bare), "bare-rows/s")
	b.ReportMetric(rate(ended.Sub(began))/rate(bare), "x-bare")
	b.ReportMetric(float64(peak)/(1<<20), "peak-MiB")
	b.ReportMetric(0, "ns/op")
}

// awakeZone is a place where it is noon, or nearly: nobody has quiet hours.
func awakeZone(now time.Time) string {
	hours := 12 - now.UTC().Hour()
	return fmt.Sprintf("Etc/GMT%+d", -hours) // there, what is east of Greenwich has a minus
}

// seedFollowers puts people on record who agreed to be told of what was
// promised: as rows of the store's own tables, their addresses sealed.
func seedFollowers(tb testing.TB, conn *pgx.Conn, s *square, db store.Store, people int) {
	tb.Helper()
	keys, _, err := store.LoadOrCreateKey(filepath.Join(s.dir, "data", "plaza.key"), nil)
	if err != nil {
		tb.Fatal(err)
	}
	seen := time.Now().UTC().Add(-30 * 24 * time.Hour)
	langs := []string{"en", "es"}
	person := func(i int) (int, store.Contact, string) {
		address := fmt.Sprintf("+23480%08d", i)
		c := db.Contact("sms", "", address)
		return db.Shard(c), c, address
	}
	_, err = conn.CopyFrom(tb.Context(), pgx.Identifier{"conversations"},
		[]string{"shard", "contact", "channel", "sealed", "lang", "flow", "edition", "run", "aside", "desk", "seen_at"},
		pgx.CopyFromSlice(people, func(i int) ([]any, error) {
			shard, c, address := person(i)
			return []any{shard, string(c), "sms", keys.Seal(c, address), langs[i%2], "", 0, "", "", "", seen}, nil
		}))
	if err != nil {
		tb.Fatal(err)
	}
	_, err = conn.CopyFrom(tb.Context(), pgx.Identifier{"consents"},
		[]string{"shard", "contact", "flow", "run", "purpose", "how", "at", "yes", "seq", "body", "edition", "wording", "lang"},
		pgx.CopyFromSlice(people, func(i int) ([]any, error) {
			shard, c, _ := person(i)
			return []any{shard, string(c), "", "", "updates", "reply", seen, true, i, "You follow what was promised.", 0, 0, langs[i%2]}, nil
		}))
	if err != nil {
		tb.Fatal(err)
	}
}

const broadcastID = "well-done"

// scheduleBroadcast proposes a broadcast to everybody who follows something,
// approves it as a second person, and lets it begin.
func scheduleBroadcast(ctx context.Context, tb testing.TB, db store.Store) {
	tb.Helper()
	bundle, err := locales.Load()
	if err != nil {
		tb.Fatal(err)
	}
	house, err := bot.New(bot.Config{Store: db, Locales: bundle, Now: time.Now})
	if err != nil {
		tb.Fatal(err)
	}
	f, problems := broadcast.Parse("well.yaml", []byte(`broadcast: `+broadcastID+`
purpose: updates
audience: last seen < 90 days
text:
  en: "The well of ward K1 is done. Is it so where you live? {word.stop} to leave."
  es: "El pozo del barrio K1 está listo. ¿Es así donde vive? {word.stop} para salir."
`))
	if err := problems.Err(); err != nil {
		tb.Fatal(err)
	}
	casts := house.Broadcasts()
	r, problems, err := casts.Propose(ctx, f, "asha", time.Time{})
	if err != nil {
		tb.Fatalf("%v\n%v", err, problems)
	}
	if _, err = casts.Approve(ctx, r.ID, "ben", r.Hash()); err == nil {
		_, err = casts.Schedule(ctx, r.ID, "ben", time.Time{})
	}
	if err != nil {
		tb.Fatal(err)
	}
}

// allLookedAt asks whether the expansion is done.
const allLookedAt = "select count(*) = 0 from jobs where kind = 'cast' and at is not null"

// isRow asks once. Where there is nothing to tell, the answer is no.
func isRow(ctx context.Context, tb testing.TB, conn *pgx.Conn, q string) bool {
	tb.Helper()
	var yes *bool
	if err := conn.QueryRow(ctx, q).Scan(&yes); err != nil {
		tb.Fatal(err)
	}
	return yes != nil && *yes
}

// awaitRow asks until the answer is yes, and returns when that was.
func awaitRow(ctx context.Context, tb testing.TB, conn *pgx.Conn, q string) time.Time {
	tb.Helper()
	for {
		if isRow(ctx, tb, conn, q) {
			return time.Now()
		}
		select {
		case <-time.After(10 * time.Millisecond):
		case <-ctx.Done():
			tb.Fatal(ctx.Err())
		}
	}
}

// peakResident is the most memory a process had resident, in bytes.
func peakResident(b *testing.B, pid int) int64 {
	data, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		b.Fatal(err)
	}
	for line := range strings.Lines(string(data)) {
		if rest, ok := strings.CutPrefix(line, "VmHWM:"); ok {
			kb, err := strconv.ParseInt(strings.Fields(rest)[0], 10, 64)
			if err != nil {
				b.Fatal(err)
			}
			return kb << 10
		}
	}
	b.Fatal("no VmHWM")
	return 0
}
