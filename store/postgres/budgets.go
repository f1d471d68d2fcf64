package postgres

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"
)

// Budgets are of consultations, not of people: no shard. The row that a
// statement waits for is that of one consultation, and nothing else is held.
const (
	spend = `insert into budgets (flow, spent) select $1::text, $2::bigint where $2::bigint <= $3::bigint
		on conflict (flow) do update set spent = budgets.spent + excluded.spent where budgets.spent + excluded.spent <= $3`
	giveBack  = `update budgets set spent = greatest(0, spent - $2) where flow = $1`
	viewSpent = `select flow, spent from budgets`
)

// Spend reserves money of a consultation.
func (db *DB) Spend(ctx context.Context, flow string, amount, limit int64) (ok bool, err error) {
	q, args := spend, []any{flow, amount, limit}
	if amount < 0 {
		q, args = giveBack, []any{flow, -amount}
	}
	tag, err := db.pool.Exec(ctx, q, args...)
	if err != nil {
		return false, fmt.Errorf("spend of a budget: %w", fault(err))
	}
	return amount < 0 || tag.RowsAffected() > 0, nil
}

// Spent returns what consultations have spent.
func (v *view) Spent(ctx context.Context) (map[string]int64, error) {
	spent := map[string]int64{}
	err := v.each(ctx, "read what was spent", viewSpent, nil, func(rows pgx.Rows) error {
		var flow string
		var n int64
		err := rows.Scan(&flow, &n)
		spent[flow] = n
		return err
	})
	return spent, err
}
