package postgres

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"plaza/store"
)

// AddJobs adds jobs not added before.
func (t *tx) AddJobs(_ context.Context, jobs []store.Job) error {
	return t.writeJobs("add jobs", addJobs, jobs)
}

// PutJobs writes jobs.
func (t *tx) PutJobs(_ context.Context, jobs []store.Job) error {
	return t.writeJobs("write jobs", putJobs, jobs)
}

func (t *tx) writeJobs(what, q string, jobs []store.Job) error {
	type row = store.Job
	if len(jobs) == 0 {
		return t.err
	}
	rows := latest(all(jobs), func(j *row) [2]string { return [2]string{j.Kind, j.Key} })
	rows = sorted(rows, func(j *row) string { return j.Kind + "\x00" + j.Key })
	t.write(what, q, t.shard,
		texts(rows, func(j *row) string { return j.Kind }),
		texts(rows, func(j *row) string { return j.Key }),
		times(rows, func(j *row) time.Time { return j.At }),
		blobs(rows, func(j *row) []byte { return j.Data }),
		numbers(rows, func(j *row) int64 { return int64(j.Tries) }))
	return t.err
}

// ClaimJobs locks jobs that are due.
func (t *tx) ClaimJobs(ctx context.Context, now time.Time, n int) ([]store.Job, error) {
	return t.readJobs(ctx, "take jobs", claimJobs, t.shard, now, n)
}

// Job locks a job.
func (t *tx) Job(ctx context.Context, kind, key string) (store.Job, bool, error) {
	jobs, err := t.readJobs(ctx, "read a job", lockJob, t.shard, kind, key)
	if err != nil || len(jobs) == 0 {
		return store.Job{}, false, err
	}
	return jobs[0], true, nil
}

func (t *tx) readJobs(ctx context.Context, what, q string, args ...any) ([]store.Job, error) {
	var jobs []store.Job
	t.read(what, q, args, func(rows pgx.Rows) error {
		var j store.Job
		err := rows.Scan(&j.Kind, &j.Key, when{&j.At}, &j.Data, &j.Tries)
		jobs = append(jobs, j)
		return err
	})
	return jobs, t.flush(ctx)
}

// Loosely lets the transaction commit before it is on the disk.
func (t *tx) Loosely(context.Context) error {
	t.write("commit without waiting", "set local synchronous_commit = off")
	return t.err
}
