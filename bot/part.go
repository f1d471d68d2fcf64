package bot

import (
	"encoding/json"
	"fmt"
	"slices"

	"plaza/flows"
	"plaza/store"
)

// partDue says which part is to begin, and after which run. One that begins
// with news of a plan says what changed: Thing is what its consultation calls
// it, and Code the milestone or commitment.
type partDue struct {
	Part  string
	Run   string
	Thing string `json:",omitempty"`
	Code  string `json:",omitempty"`
}

func (d partDue) encode() []byte {
	raw, err := json.Marshal(d)
	if err != nil {
		panic(fmt.Sprintf("bot: encode %T: %v", d, err)) // plain strings and numbers always encode
	}
	return raw
}

// comePart begins a part of an earlier run, unless the person is busy: then it waits.
func (t *turn) comePart(d *store.Due) error {
	var part partDue
	if err := json.Unmarshal(d.Data, &part); err != nil {
		return fmt.Errorf("read a due part: %w", err)
	}
	if !t.conv.Stopped.IsZero() {
		return nil
	}
	if t.postponed(d) {
		return nil
	}
	p, known, err := t.pending(d, part)
	if err != nil || p == nil {
		return err
	}
	in := flows.Input{Kind: flows.InBegin, At: t.now, Known: known}
	if part.Thing != "" {
		row, ok := t.plans.row(t.Bot, part.Code, t.speaks(p))
		if !ok {
			return nil // the plan is not here any more
		}
		in.Given = map[string]flows.Row{part.Thing: row}
	}
	return t.beginRun(p, part.Part, in)
}

// postponed puts off what is due while the person is in the middle of something
// else, and says whether they are.
func (t *turn) postponed(d *store.Due) bool {
	if t.conv.Flow == "" && t.conv.Aside != asideStop {
		return false
	}
	later := *d
	later.At = t.awake(t.conv.Address, t.now.Add(busyWait))
	t.w.due = append(t.w.due, later)
	return true
}

// pending returns the program on which a part begins that is due, and what is
// known then; nil when it is not to begin.
func (t *turn) pending(d *store.Due, part partDue) (*flows.Program, map[string]flows.Answer, error) {
	p := t.lib.Part(d.Flow, d.Edition, part.Part)
	if p == nil {
		return nil, nil, nil // the part is published no longer
	}
	if own := t.lib.Program(d.Flow, d.Edition); own != nil && t.askedMore(p, d.Edition) {
		p = own // what they agreed to covers their own edition, and no more
	}
	past, err := t.runs(d.Flow)
	if err != nil {
		return nil, nil, err
	}
	i := slices.IndexFunc(past, func(r store.Run) bool { return r.ID == part.Run })
	if !p.Anonymous() && (i < 0 || !counts(past[i].Outcome)) {
		return nil, nil, nil // what it follows was forgotten, or a later run took its place and brings a part of its own
	}
	known, err := t.known(p, past)
	if err != nil {
		return nil, nil, err
	}
	answers, err := t.tx.Answers(t.ctx, t.conv.Contact, part.Run)
	if err != nil {
		return nil, nil, err
	}
	for _, a := range answers {
		k := flows.Answer{Name: a.Name, Status: flows.Status(a.Status), Value: a.Value}
		if then := t.lib.Program(d.Flow, a.Edition); then != nil {
			k.Fields = then.Chosen(a.Name, a.Value, a.Wording, t.plans.rows(t.Bot, then.Plan(a.Name), a.Lang)...)
		}
		known[a.Name] = k
	}
	if !p.Begins(part.Part, known) {
		return nil, nil, nil
	}
	return p, known, nil
}
