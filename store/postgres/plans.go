package postgres

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"plaza/store"
)

// Plans belong to no person: no shard.
const (
	insertPlan  = `insert into plans (plan, n, hash, body, made, at) values ($1, $2, $3, $4, $5, $6)`
	columnsPlan = `plan, n, hash, body, made, at`
	selectPlans = `select p.* from (select distinct plan from plans) each_plan cross join lateral (
			select ` + columnsPlan + ` from plans k where k.plan = each_plan.plan order by k.n desc limit 1) p
		where p.n > coalesce((select max(u.n) from unnest($1::text[], $2::int[]) u (plan, n) where u.plan = p.plan), 0)
		order by p.plan`
	selectRevisions = `select ` + columnsPlan + ` from plans where plan = $1 and n > $2 order by n`
)

// AddPlan keeps a revision of a plan.
func (db *DB) AddPlan(ctx context.Context, r store.PlanRevision) error {
	_, err := db.pool.Exec(ctx, insertPlan, r.Plan, r.N, r.Hash, append([]byte{}, r.Body...), r.By, stamp(r.At))
	if err != nil {
		return fmt.Errorf("add a plan: %w", absent(fault(err)))
	}
	return nil
}

// Plans returns the newest revisions.
func (db *DB) Plans(ctx context.Context, known map[string]int) ([]store.PlanRevision, error) {
	plans, ns := make([]string, 0, len(known)), make([]int, 0, len(known))
	for plan, n := range known {
		plans, ns = append(plans, plan), append(ns, n)
	}
	return db.plans(ctx, selectPlans, plans, ns)
}

// PlanRevisions returns the newer revisions of a plan.
func (db *DB) PlanRevisions(ctx context.Context, plan string, known int) ([]store.PlanRevision, error) {
	return db.plans(ctx, selectRevisions, plan, known)
}

func (db *DB) plans(ctx context.Context, q string, args ...any) ([]store.PlanRevision, error) {
	var out []store.PlanRevision
	rows, err := db.pool.Query(ctx, q, args...)
	if err == nil {
		err = each(rows, func(rows pgx.Rows) error {
			var r store.PlanRevision
			err := rows.Scan(&r.Plan, &r.N, &r.Hash, &r.Body, &r.By, when{&r.At})
			out = append(out, r)
			return err
		})
	}
	if err != nil {
		return nil, fmt.Errorf("read plans: %w", absent(err))
	}
	return out, nil
}
