package sqlite

import (
	"context"
	"database/sql"
	"encoding/json"

	"plaza/store"
)

// PutRuns writes runs whole.
func (t *tx) PutRuns(_ context.Context, runs []store.Run) error {
	for _, r := range runs {
		if err := t.own(r.Contact); err != nil {
			return err
		}
		seq := int64(0) // an anonymous record has no place in time
		if r.Contact != "" {
			seq = t.db.seq.Next(r.BeganAt)
		}
		_, err := t.exec("write a run", putRun, t.shard, r.Contact, r.ID, seq, r.Flow, r.Edition, r.Part, r.Subject,
			r.Channel, r.Lang, r.Helper, r.Late, us(r.BeganAt), us(r.EndedAt), r.Outcome, blob(r.State), us(r.ForgetAt))
		if err != nil {
			return err
		}
	}
	return nil
}

// Supersede marks runs that later ones replace.
func (t *tx) Supersede(_ context.Context, runs []store.Run, spared []string) error {
	outcomes, err := json.Marshal(spared)
	if err != nil {
		return err
	}
	for _, r := range runs {
		if err := t.own(r.Contact); err != nil {
			return err
		}
		if _, err := t.exec("replace earlier runs", supersedeRun, t.shard, r.Contact, r.Flow, r.Part, r.Subject, string(outcomes), r.ID); err != nil {
			return err
		}
	}
	return nil
}

// Runs returns a contact's runs.
func (t *tx) Runs(_ context.Context, c store.Contact, flow string) ([]store.Run, error) {
	if err := t.own(c); err != nil {
		return nil, err
	}
	var runs []store.Run
	err := t.each("read runs", selectRuns, []any{t.shard, c, flow}, func(rows *sql.Rows) error {
		var r store.Run
		err := rows.Scan(runFields(&r)...)
		runs = append(runs, r)
		return err
	})
	return runs, err
}

// PutAnswers writes answers.
func (t *tx) PutAnswers(_ context.Context, answers []store.Answer) error {
	place := map[string]int64{} // of an anonymous answer: within its own run only
	for _, a := range answers {
		if err := t.own(a.Contact); err != nil {
			return err
		}
		place[a.Run]++
		seq := place[a.Run]
		if a.Contact != "" {
			seq = t.db.seq.Next(a.At)
		}
		_, err := t.exec("write an answer", putAnswer, t.shard, a.Contact, a.Run, a.Name, seq, a.Flow, a.Part, a.Kind,
			a.Status, store.Storable(a.Value), store.Storable(a.Raw), a.Edition, a.Wording, a.Lang, us(a.At))
		if err != nil {
			return err
		}
	}
	return nil
}

// DropAnswers removes answers of a run.
func (t *tx) DropAnswers(_ context.Context, c store.Contact, run string, names []string) error {
	if err := t.own(c); err != nil {
		return err
	}
	for _, name := range names {
		if _, err := t.exec("drop an answer", deleteAnswer, t.shard, c, run, name); err != nil {
			return err
		}
	}
	return nil
}

// Answers returns the answers of a run.
func (t *tx) Answers(_ context.Context, c store.Contact, run string) ([]store.Answer, error) {
	if err := t.own(c); err != nil {
		return nil, err
	}
	var answers []store.Answer
	err := t.each("read answers", selectAnswers, []any{t.shard, c, run}, func(rows *sql.Rows) error {
		var a store.Answer
		err := rows.Scan(answerFields(&a)...)
		answers = append(answers, a)
		return err
	})
	return answers, err
}

// AddConsents adds evidence.
func (t *tx) AddConsents(_ context.Context, consents []store.Consent) error {
	for _, c := range consents {
		if err := t.own(c.Contact); err != nil {
			return err
		}
		_, err := t.exec("add a consent", insertConsent, t.shard, c.Contact, c.Flow, c.Run, c.Purpose, c.How, c.At.UnixMicro(),
			c.Yes, t.db.seq.Next(c.At), store.Storable(c.Text), c.Edition, c.Wording, c.Lang, us(c.Until))
		if err != nil {
			return err
		}
	}
	return nil
}

// Consents returns a contact's consents.
func (t *tx) Consents(_ context.Context, c store.Contact) ([]store.Consent, error) {
	if err := t.own(c); err != nil {
		return nil, err
	}
	var consents []store.Consent
	err := t.each("read consents", selectConsents, []any{t.shard, c}, func(rows *sql.Rows) error {
		var c store.Consent
		err := rows.Scan(&c.Contact, &c.Flow, &c.Run, &c.Purpose, &c.How, when{&c.At}, &c.Yes, &c.Text, &c.Edition,
			&c.Wording, &c.Lang, when{&c.Until})
		consents = append(consents, c)
		return err
	})
	return consents, err
}

// PutFacts writes facts.
func (t *tx) PutFacts(_ context.Context, facts []store.Fact) error {
	for _, f := range facts {
		if err := t.own(f.Contact); err != nil {
			return err
		}
		if _, err := t.exec("write a fact", putFact, t.shard, f.Contact, f.Name, store.Storable(f.Value), us(f.At)); err != nil {
			return err
		}
	}
	return nil
}

// Facts returns what is remembered about a contact.
func (t *tx) Facts(_ context.Context, c store.Contact) ([]store.Fact, error) {
	if err := t.own(c); err != nil {
		return nil, err
	}
	var facts []store.Fact
	err := t.each("read facts", selectFacts, []any{t.shard, c}, func(rows *sql.Rows) error {
		var f store.Fact
		err := rows.Scan(&f.Contact, &f.Name, &f.Value, when{&f.At})
		facts = append(facts, f)
		return err
	})
	return facts, err
}

// FactsOf returns one fact of many people.
func (t *tx) FactsOf(_ context.Context, contacts []store.Contact, name string) (map[store.Contact]string, error) {
	known := map[store.Contact]string{}
	for _, c := range contacts {
		if err := t.own(c); err != nil {
			return nil, err
		}
		err := t.each("read a fact of people", selectFact, []any{t.shard, c, name}, func(rows *sql.Rows) error {
			var value string
			err := rows.Scan(&value)
			known[c] = value
			return err
		})
		if err != nil {
			return nil, err
		}
	}
	return known, nil
}
