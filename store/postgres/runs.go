package postgres

import (
	"context"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype"

	"plaza/store"
)

// PutRuns writes runs whole.
func (t *tx) PutRuns(_ context.Context, runs []store.Run) error {
	type row = store.Run
	type id struct{ contact, run string }
	for _, r := range runs {
		if err := t.own(r.Contact); err != nil {
			return err
		}
	}
	if len(runs) == 0 {
		return nil
	}
	contact := func(r *row) string { return string(r.Contact) }
	runs = sorted(latest(runs, func(r *row) id { return id{contact(r), r.ID} }), contact)
	t.write("write runs", putRuns, t.shard, column(runs, contact),
		column(runs, func(r *row) string { return r.ID }),
		column(runs, func(r *row) int64 {
			if r.Contact == "" {
				return 0 // an anonymous record has no place in time
			}
			return t.db.seq.Next(r.BeganAt)
		}),
		column(runs, func(r *row) string { return r.Flow }),
		column(runs, func(r *row) int32 { return int32(r.Edition) }),
		column(runs, func(r *row) string { return r.Part }),
		column(runs, func(r *row) string { return r.Subject }),
		column(runs, func(r *row) string { return r.Channel }),
		column(runs, func(r *row) string { return r.Lang }),
		column(runs, func(r *row) string { return r.Helper }),
		column(runs, func(r *row) bool { return r.Late }),
		column(runs, func(r *row) pgtype.Timestamptz { return stamp(r.BeganAt) }),
		column(runs, func(r *row) pgtype.Timestamptz { return stamp(r.EndedAt) }),
		column(runs, func(r *row) string { return r.Outcome }),
		column(runs, func(r *row) []byte { return r.State }),
		column(runs, func(r *row) pgtype.Timestamptz { return stamp(r.ForgetAt) }))
	return nil
}

// Runs returns a contact's runs.
func (t *tx) Runs(ctx context.Context, c store.Contact, flow string) ([]store.Run, error) {
	if err := t.own(c); err != nil {
		return nil, err
	}
	var runs []store.Run
	t.read("read runs", selectRuns, []any{t.shard, string(c), flow}, func(rows pgx.Rows) error {
		var r store.Run
		err := rows.Scan(runFields(&r)...)
		runs = append(runs, r)
		return err
	})
	return runs, t.flush(ctx)
}

// PutAnswers writes answers.
func (t *tx) PutAnswers(_ context.Context, answers []store.Answer) error {
	type row = store.Answer
	type id struct{ contact, run, name string }
	for _, a := range answers {
		if err := t.own(a.Contact); err != nil {
			return err
		}
	}
	if len(answers) == 0 {
		return nil
	}
	contact := func(a *row) string { return string(a.Contact) }
	answers = sorted(latest(answers, func(a *row) id { return id{contact(a), a.Run, a.Name} }), contact)
	place := map[string]int64{} // of an anonymous answer: within its own run only
	t.write("write answers", putAnswers, t.shard, column(answers, contact),
		column(answers, func(a *row) string { return a.Run }),
		column(answers, func(a *row) string { return a.Name }),
		column(answers, func(a *row) int64 {
			if a.Contact == "" {
				place[a.Run]++
				return place[a.Run]
			}
			return t.db.seq.Next(a.At)
		}),
		column(answers, func(a *row) string { return a.Flow }),
		column(answers, func(a *row) string { return a.Part }),
		column(answers, func(a *row) string { return a.Kind }),
		column(answers, func(a *row) string { return a.Status }),
		column(answers, func(a *row) string { return store.Storable(a.Value) }),
		column(answers, func(a *row) string { return store.Storable(a.Raw) }),
		column(answers, func(a *row) int32 { return int32(a.Edition) }),
		column(answers, func(a *row) int32 { return int32(a.Wording) }),
		column(answers, func(a *row) string { return a.Lang }),
		column(answers, func(a *row) pgtype.Timestamptz { return stamp(a.At) }))
	return nil
}

// DropAnswers removes answers of a run.
func (t *tx) DropAnswers(_ context.Context, c store.Contact, run string, names []string) error {
	if err := t.own(c); err != nil || len(names) == 0 {
		return err
	}
	t.write("drop answers", deleteAnswers, t.shard, string(c), run, names)
	return nil
}

// Answers returns the answers of a run.
func (t *tx) Answers(ctx context.Context, c store.Contact, run string) ([]store.Answer, error) {
	if err := t.own(c); err != nil {
		return nil, err
	}
	var answers []store.Answer
	t.read("read answers", selectAnswers, []any{t.shard, string(c), run}, func(rows pgx.Rows) error {
		var a store.Answer
		err := rows.Scan(answerFields(&a)...)
		answers = append(answers, a)
		return err
	})
	return answers, t.flush(ctx)
}
