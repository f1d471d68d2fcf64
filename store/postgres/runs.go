package postgres

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

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
	rows := sorted(latest(all(runs), func(r *row) id { return id{runContact(r), r.ID} }), runContact)
	added, put := parted(rows, func(r *row) bool { return r.New })
	if len(added) > 0 {
		t.write("add runs", insertRuns, t.runColumns(added)...)
	}
	if len(put) > 0 {
		t.write("write runs", putRuns, t.runColumns(put)...)
	}
	return nil
}

func runContact(r *store.Run) string { return string(r.Contact) }

func (t *tx) runColumns(rows []*store.Run) []any {
	type row = store.Run
	return []any{t.shard, texts(rows, runContact),
		texts(rows, func(r *row) string { return r.ID }),
		numbers(rows, func(r *row) int64 {
			if r.Contact == "" {
				return 0 // an anonymous record has no place in time
			}
			return t.db.seq.Next(r.BeganAt)
		}),
		texts(rows, func(r *row) string { return r.Flow }),
		numbers(rows, func(r *row) int64 { return int64(r.Edition) }),
		texts(rows, func(r *row) string { return r.Part }),
		texts(rows, func(r *row) string { return r.Subject }),
		texts(rows, func(r *row) string { return r.Channel }),
		texts(rows, func(r *row) string { return r.Lang }),
		texts(rows, func(r *row) string { return r.Helper }),
		flags(rows, func(r *row) bool { return r.Late }),
		times(rows, func(r *row) time.Time { return r.BeganAt }),
		times(rows, func(r *row) time.Time { return r.EndedAt }),
		texts(rows, func(r *row) string { return r.Outcome }),
		blobs(rows, func(r *row) []byte { return r.State }),
		times(rows, func(r *row) time.Time { return r.ForgetAt }),
	}
}

// Supersede marks runs that later ones replace.
func (t *tx) Supersede(_ context.Context, runs []store.Run, spared []string) error {
	if len(runs) == 0 {
		return nil
	}
	contacts, ids := make([]string, len(runs)), make([]string, len(runs))
	for i, r := range runs {
		if err := t.own(r.Contact); err != nil {
			return err
		}
		contacts[i], ids[i] = string(r.Contact), r.ID
	}
	t.write("replace earlier runs", supersedeRuns, t.shard, contacts, ids, spared)
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
	rows := sorted(latest(all(answers), func(a *row) id { return id{answerContact(a), a.Run, a.Name} }), answerContact)
	added, put := parted(rows, func(a *row) bool { return a.New })
	if len(added) > 0 {
		t.write("add answers", insertAnswers, t.answerColumns(added)...)
	}
	if len(put) > 0 {
		t.write("write answers", putAnswers, t.answerColumns(put)...)
	}
	return nil
}

func answerContact(a *store.Answer) string { return string(a.Contact) }

func (t *tx) answerColumns(rows []*store.Answer) []any {
	type row = store.Answer
	place := map[string]int64{} // of an anonymous answer: within its own run only
	return []any{t.shard, texts(rows, answerContact),
		texts(rows, func(a *row) string { return a.Run }),
		texts(rows, func(a *row) string { return a.Name }),
		numbers(rows, func(a *row) int64 {
			if a.Contact == "" {
				place[a.Run]++
				return place[a.Run]
			}
			return t.db.seq.Next(a.At)
		}),
		texts(rows, func(a *row) string { return a.Flow }),
		texts(rows, func(a *row) string { return a.Part }),
		texts(rows, func(a *row) string { return a.Kind }),
		texts(rows, func(a *row) string { return a.Status }),
		texts(rows, func(a *row) string { return store.Storable(a.Value) }),
		texts(rows, func(a *row) string { return store.Storable(a.Raw) }),
		numbers(rows, func(a *row) int64 { return int64(a.Edition) }),
		numbers(rows, func(a *row) int64 { return int64(a.Wording) }),
		texts(rows, func(a *row) string { return a.Lang }),
		times(rows, func(a *row) time.Time { return a.At }),
	}
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
