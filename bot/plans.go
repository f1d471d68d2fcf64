package bot

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"plaza/civic/plan"
	"plaza/flows/answer"
	"plaza/store"
)

// Plans are the action plans that are published, as last loaded. They never
// change; a newer revision comes with new Plans.
type Plans struct {
	known    map[string]int // the newest revision that was read of each, also when it could not be
	loaded   map[string]loadedPlan
	order    []*plan.Plan // by id
	codes    map[string]Promise
	numbers  map[int][]Promise
	subjects []subject
	named    map[string][]int // places in subjects, by folded name
	near     *answer.Index    // of subjects
	promises []Promise
	titles   *answer.Index // of promises
	mark     []byte        // which revisions these are: see behind
}

// loadedPlan is one revision in memory.
type loadedPlan struct {
	*plan.Plan
	n int
}

// A Promise is a commitment and the plan it stands in.
type Promise struct {
	Plan *plan.Plan
	*plan.Commitment
}

// Plans is what is published of action plans, as last loaded by Reload.
func (b *Bot) Plans() *Plans { return b.plans.Load() }

// All returns the plans by id.
func (p *Plans) All() []*plan.Plan { return p.order }

// IDs returns the ids of all plans; where there is none, it is not nil.
func (p *Plans) IDs() []string {
	ids := make([]string, len(p.order))
	for i, pl := range p.order {
		ids[i] = pl.ID
	}
	return ids
}

// Plan returns the plan of this id, or nil.
func (p *Plans) Plan(id string) *plan.Plan { return p.loaded[id].Plan }

// Revision is the number of the loaded revision of a plan; 0 when there is none.
func (p *Plans) Revision(id string) int { return p.loaded[id].n }

// Promise returns the commitment of a code, however it is written.
func (p *Plans) Promise(code string) (Promise, bool) {
	found, ok := p.codes[codeKey(code)]
	return found, ok
}

// codeKey is what two ways to write a code have in common: RVB-0001, rvb 0001.
func codeKey(code string) string { return strings.ReplaceAll(answer.Fold(code), " ", "") }

// Numbered returns the commitments that have this number, one of each plan
// that has it, by plan.
func (p *Plans) Numbered(n int) []Promise { return p.numbers[n] }

// loadPlans brings the revisions into memory that are newer than what is
// there. Only those are read: a plan keeps all it ever said.
func (b *Bot) loadPlans(ctx context.Context) error {
	old := b.Plans()
	revisions, err := b.Store.Plans(ctx, old.known)
	if err != nil {
		return fmt.Errorf("load the plans: %w", err)
	}
	if len(revisions) == 0 {
		return nil
	}
	known, loaded := maps.Clone(old.known), maps.Clone(old.loaded)
	for _, r := range revisions {
		known[r.Plan] = r.N
		p, err := readPlan(r)
		if err != nil {
			// One plan that no longer reads must not take the others away, nor its last revision.
			b.Log.Error("a published plan could not be loaded", "plan", r.Plan, "revision", r.N, "error", err)
			if loaded[r.Plan].Plan != nil {
				continue
			}
			last, err := b.lastReadable(ctx, r.Plan)
			if err != nil {
				return err
			}
			if last.Plan != nil {
				loaded[r.Plan] = last
			}
			continue
		}
		loaded[r.Plan] = loadedPlan{p, r.N}
	}
	b.plans.Store(newPlans(b.reader, known, loaded))
	return nil
}

// lastReadable is the newest revision of a plan that can be read, if any can:
// what a node has just begun with must not be less than what it would have
// kept.
func (b *Bot) lastReadable(ctx context.Context, id string) (loadedPlan, error) {
	revisions, err := b.Store.PlanRevisions(ctx, id, 0)
	if err != nil {
		return loadedPlan{}, fmt.Errorf("look for a revision of %s that can be read: %w", id, err)
	}
	for _, r := range slices.Backward(revisions) {
		if p, err := readPlan(r); err == nil {
			return loadedPlan{p, r.N}, nil
		}
	}
	return loadedPlan{}, nil
}

// readPlan reads a plan as it was published.
func readPlan(r store.PlanRevision) (*plan.Plan, error) {
	p, problems := plan.Parse(r.Plan, r.Body)
	return p, problems.Err()
}

// newPlans sets out what people may ask for by.
func newPlans(reader *answer.Reader, known map[string]int, loaded map[string]loadedPlan) *Plans {
	p := &Plans{known: known, loaded: loaded, codes: map[string]Promise{}, numbers: map[int][]Promise{}, named: map[string][]int{}}
	var cells, titles [][]string
	for _, id := range slices.Sorted(maps.Keys(loaded)) {
		l := loaded[id]
		p.order = append(p.order, l.Plan)
		for i := range l.Commitments {
			c := Promise{l.Plan, &l.Commitments[i]}
			p.codes[codeKey(c.Code)] = c
			p.numbers[c.Number] = append(p.numbers[c.Number], c)
			p.promises, titles = append(p.promises, c), append(titles, c.titles())
		}
		for _, s := range subjectsOf(l.Plan) {
			names := s.names()
			for _, name := range names {
				if folded := answer.Fold(name); !slices.Contains(p.named[folded], len(p.subjects)) {
					p.named[folded] = append(p.named[folded], len(p.subjects))
				}
			}
			p.subjects, cells = append(p.subjects, s), append(cells, names)
		}
	}
	p.near, p.titles, p.mark = reader.Index(cells), reader.Index(titles), markOf(loaded)
	return p
}

// commitments are those of a plan by number.
func commitments(p *plan.Plan) []Promise {
	all := make([]Promise, len(p.Commitments))
	for i := range p.Commitments {
		all[i] = Promise{p, &p.Commitments[i]}
	}
	slices.SortStableFunc(all, func(a, b Promise) int { return cmp.Compare(a.Number, b.Number) })
	return all
}
