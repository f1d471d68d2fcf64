package sqlite

import (
	"context"
	"database/sql"
	"time"

	"plaza/store"
)

// AddJobs adds jobs not added before.
func (t *tx) AddJobs(_ context.Context, jobs []store.Job) error {
	return t.writeJobs("add a job", addJob, jobs)
}

// PutJobs writes jobs.
func (t *tx) PutJobs(_ context.Context, jobs []store.Job) error {
	return t.writeJobs("write a job", putJob, jobs)
}

func (t *tx) writeJobs(what, q string, jobs []store.Job) error {
	for _, j := range jobs {
		if _, err := t.exec(what, q, t.shard, j.Kind, j.Key, us(j.At), blob(j.Data), j.Tries); err != nil {
			return err
		}
	}
	return nil
}

// ClaimJobs returns jobs that are due. The one writer is the lock.
func (t *tx) ClaimJobs(_ context.Context, now time.Time, n int) ([]store.Job, error) {
	return t.readJobs("take jobs", selectJobs, t.shard, us(now), n)
}

// Job returns a job.
func (t *tx) Job(_ context.Context, kind, key string) (store.Job, bool, error) {
	jobs, err := t.readJobs("read a job", selectJob, t.shard, kind, key)
	if err != nil || len(jobs) == 0 {
		return store.Job{}, false, err
	}
	return jobs[0], true, nil
}

func (t *tx) readJobs(what, q string, args ...any) ([]store.Job, error) {
	var jobs []store.Job
	err := t.each(what, q, args, func(rows *sql.Rows) error {
		var j store.Job
		err := rows.Scan(&j.Kind, &j.Key, when{&j.At}, &j.Data, &j.Tries)
		jobs = append(jobs, j)
		return err
	})
	return jobs, err
}

// Loosely changes nothing: SQLite has one setting for all of its transactions.
func (t *tx) Loosely(context.Context) error { return t.err }
