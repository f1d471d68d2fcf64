package sqlite

import (
	"context"
	"database/sql"

	"plaza/store"
)

// Budgets are of consultations, not of people: no shard.
const (
	spend = `insert into budgets (flow, spent) select ?1, ?2 where ?2 <= ?3
		on conflict (flow) do update set spent = spent + excluded.spent where spent + excluded.spent <= ?3`
	giveBack  = `update budgets set spent = max(0, spent - ?2) where flow = ?1`
	viewSpent = `select flow, spent from budgets`
)

// Spend reserves money of a consultation.
func (db *DB) Spend(ctx context.Context, flow string, amount, limit int64) (ok bool, err error) {
	err = db.Update(ctx, 0, func(in store.Tx) error {
		args := []any{flow, amount, limit}
		q := spend
		if amount < 0 {
			q, args = giveBack, []any{flow, -amount}
		}
		n, err := in.(*tx).exec("spend of a budget", q, args...)
		ok = n > 0 || amount < 0
		return err
	})
	return ok, err
}

// Spent returns what consultations have spent.
func (v *view) Spent(ctx context.Context) (map[string]int64, error) {
	spent := map[string]int64{}
	err := v.each(ctx, "read what was spent", viewSpent, nil, func(rows *sql.Rows) error {
		var flow string
		var n int64
		err := rows.Scan(&flow, &n)
		spent[flow] = n
		return err
	})
	return spent, err
}
