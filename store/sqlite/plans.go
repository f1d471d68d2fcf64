package sqlite

import (
	"context"
	"encoding/json"
	"fmt"

	"plaza/store"
)

// Plans belong to no person: no shard.
const (
	insertPlan  = `insert into plans (plan, n, hash, body, made, at) values (?1, ?2, ?3, ?4, ?5, ?6)`
	columnsPlan = `plan, n, hash, body, made, at`
	selectPlans = `select ` + columnsPlan + ` from plans p where n = (select max(k.n) from plans k where k.plan = p.plan)
		and n > coalesce((select u.value from json_each(?1) u where u.key = p.plan), 0) order by plan`
	selectRevisions = `select ` + columnsPlan + ` from plans where plan = ?1 and n > ?2 order by n`
)

// AddPlan keeps a revision of a plan.
func (db *DB) AddPlan(ctx context.Context, r store.PlanRevision) error {
	return db.alone(ctx, "add a plan", func(ctx context.Context) error {
		_, err := db.conn.ExecContext(ctx, insertPlan, r.Plan, r.N, r.Hash, append([]byte{}, r.Body...), r.By, us(r.At))
		return err
	})
}

// Plans returns the newest revisions.
func (db *DB) Plans(ctx context.Context, known map[string]int) ([]store.PlanRevision, error) {
	if known == nil {
		known = map[string]int{}
	}
	numbers, err := json.Marshal(known)
	if err != nil {
		return nil, fmt.Errorf("read plans: %w", err)
	}
	return db.plans(ctx, selectPlans, string(numbers))
}

// PlanRevisions returns the newer revisions of a plan.
func (db *DB) PlanRevisions(ctx context.Context, plan string, known int) ([]store.PlanRevision, error) {
	return db.plans(ctx, selectRevisions, plan, known)
}

func (db *DB) plans(ctx context.Context, q string, args ...any) ([]store.PlanRevision, error) {
	rows, err := db.reads.QueryContext(ctx, q, args...)
	if err != nil {
		return nil, fmt.Errorf("read plans: %w", fault(err))
	}
	defer rows.Close()
	var out []store.PlanRevision
	for rows.Next() {
		var r store.PlanRevision
		if err := rows.Scan(&r.Plan, &r.N, &r.Hash, &r.Body, &r.By, when{&r.At}); err != nil {
			return nil, fmt.Errorf("read plans: %w", err)
		}
		out = append(out, r)
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("read plans: %w", fault(err))
	}
	return out, nil
}
