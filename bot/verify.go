package bot

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"plaza/civic/plan"
	"plaza/flows"
	"plaza/store"
)

// A milestone that was reported complete can be asked about: is it true where
// you live? Each shard has a job that walks its people, stretch by stretch, and
// leaves a due row for those who are to be asked. When it comes, the question
// is put by the rules of all that is unasked: not at night, not once too often,
// not in the middle of something else. A person who joined several channels is
// asked on one, and nobody is asked twice about the same report.

const (
	jobVerify   = "verify" // its key is of verifyKey
	dueInvite   = "invite" // and so is the key of the row that asks one person
	verifyChunk = 500      // people looked at in one transaction
)

// Errors of AskVerification, wrapped in words for an operator.
var (
	ErrNotComplete   = errors.New("it is not reported complete")
	ErrNoVerifier    = errors.New("that consultation cannot ask about it")
	ErrNoSuchPromise = errors.New("there is no such milestone")
)

// AskVerification lets a consultation ask whether a milestone which was
// reported complete is true: its followers, and those who live in a place of
// its commitment, as far as they follow anything or agreed to be written to
// again. It returns at once: Tick asks them. By a consultation it can be done
// once for each time that the milestone was reported complete; fresh is false
// when it was. Asked tells by whom.
func (b *Bot) AskVerification(ctx context.Context, id, commitment string, milestone int, flow, by string) (fresh bool, err error) {
	code := milestoneCode(commitment, milestone)
	c, n, ok := b.Plans().milestone(code)
	switch {
	case !ok || n == 0 || c.Plan.ID != id:
		return false, fmt.Errorf("ask about %s of %s: %w", code, id, ErrNoSuchPromise)
	case !c.complete(n):
		return false, fmt.Errorf("ask about %s: %w", code, ErrNotComplete)
	}
	p := b.Library().Newest(flow)
	if p == nil || verified(p) != id {
		return false, fmt.Errorf("ask about %s by %s: %w", code, flow, ErrNoVerifier)
	}
	if err := b.readAhead(ctx); err != nil {
		return false, fmt.Errorf("ask about %s: %w", code, err)
	}
	claims := b.claims(c, n)
	if len(claims) == 0 { // it was published a moment ago
		return false, fmt.Errorf("ask about %s: %w", code, ErrNotComplete)
	}
	now := b.Now().UTC()
	data, err := json.Marshal(asking{By: by, At: now})
	if err != nil {
		return false, fmt.Errorf("ask about %s: %w", code, err)
	}
	job := store.Job{Kind: jobVerify, Key: verifyKey(flow, milestoneCode(c.Code, n), claims[len(claims)-1]), At: now, Data: data}
	for shard := range b.lanes {
		err := b.Store.Update(ctx, shard, func(tx store.Tx) error {
			_, done, err := tx.Job(ctx, job.Kind, job.Key)
			if err != nil || done {
				return err
			}
			fresh = true
			return tx.AddJobs(ctx, []store.Job{job})
		})
		if err != nil {
			return fresh, fmt.Errorf("ask about %s: %w", code, err)
		}
	}
	return fresh, nil
}

// verified is the plan whose milestones a consultation is about and can be
// invited to; "" when it is no such consultation.
func verified(p *flows.Program) string {
	about := p.About(flows.MainPart)
	if _, given := p.Flow.Given.By[about]; !given || p.Anonymous() {
		return ""
	}
	return p.Plan(about)
}

// complete tells whether the newest official word on a milestone is that it is
// complete.
func (p Promise) complete(n int) bool {
	status, _, _ := p.MilestoneStatus(n)
	return status == plan.Complete
}

// verify looks at the next stretch of a shard's people, and notes whom to ask.
func (b *Bot) verify(ctx context.Context, tx store.Tx, w *writes, job *store.Job) error {
	q, ok := b.stillAsked(job.Key)
	p := b.Library().Newest(q.flow)
	var at asking
	if err := json.Unmarshal(job.Data, &at); err != nil {
		return fmt.Errorf("read how far it came: %w", err)
	}
	if !ok || p == nil {
		return at.note(job, "", time.Time{}) // it was taken back, or is here no more
	}
	members, err := tx.Members(ctx, at.After, verifyChunk, b.verifyWants())
	if err != nil {
		return err
	}
	ask := make(map[store.Contact]string)
	for i := range members {
		if m := &members[i]; b.concerned(p, q.Promise, m) {
			ask[m.Contact] = m.Person
		}
	}
	mine, err := tx.OnePerPerson(ctx, jobVerify+"/"+job.Key, ask)
	if err != nil {
		return err
	}
	for _, m := range members {
		if mine[m.Contact] {
			w.due = append(w.due, store.Due{Contact: m.Contact, Kind: dueInvite, Key: job.Key, At: b.Now().UTC(), Flow: q.flow, Edition: p.Edition})
		}
	}
	if len(members) < verifyChunk {
		return at.note(job, "", time.Time{})
	}
	return at.note(job, members[len(members)-1].Contact, b.Now().UTC())
}

// note says in a job how far it came and when it goes on; zero: it is done, and
// names nobody, who may be forgotten since.
func (a asking) note(job *store.Job, after store.Contact, next time.Time) (err error) {
	job.At, a.After = next, after
	if job.Data, err = json.Marshal(a); err != nil {
		return fmt.Errorf("note how far it came: %w", err)
	}
	return nil
}

// inquiry is what the key of a question asks.
type inquiry struct {
	Promise
	n     int // the milestone
	code  string
	flow  string    // the consultation
	since time.Time // since when it is reported complete, as far as is known here
}

// stillAsked reads the key of a question; ok is false when it is not said any
// more what was asked about.
func (b *Bot) stillAsked(key string) (q inquiry, ok bool) {
	flow, about, _ := strings.Cut(key, "/")
	q.flow = flow
	q.code, _, _ = strings.Cut(about, "/")
	if q.Promise, q.n, ok = b.Plans().milestone(q.code); !ok || !q.complete(q.n) {
		return q, false
	}
	claims := b.claims(q.Promise, q.n)
	if len(claims) == 0 {
		return q, true // not yet read here, and complete it is
	}
	now := claims[len(claims)-1]
	q.since = now.at
	return q, key == verifyKey(flow, q.code, now)
}

// verifyWants is what verify looks at: what people follow, where they live,
// and whether they agreed to be written to.
func (b *Bot) verifyWants() store.Wants {
	w := store.Wants{
		Facts: []string{b.Place}, Purposes: [][2]string{{"", purposeUpdates}}, Over: everything, Now: b.Now().UTC(), Follows: true,
	}
	for _, flow := range b.Library().Flows() {
		w.Purposes = append(w.Purposes, [2]string{flow, contactAgain})
	}
	return w
}

// concerned tells whether somebody may be asked about a promise: they follow
// it, or live where it is carried out and agreed to hear from us again.
func (b *Bot) concerned(p *flows.Program, c Promise, m *store.Member) bool {
	if !m.Stopped.IsZero() || !m.Dead.IsZero() || m.Channel == "" || b.responds(m.Channel) {
		return false
	}
	_, news := m.Granted[[2]string{"", purposeUpdates}]
	for _, f := range m.Follows {
		if s := (subject{c.Plan, f.Kind, f.Target}); news && f.Plan == c.Plan.ID && s.covers(c.Commitment) {
			return true
		}
	}
	return len(m.Granted) > 0 && b.livesAt(p, m.Facts[b.Place], c)
}

// livesAt tells whether a remembered place is one of a promise's: by its name
// there, or by any cell of the row of the consultation's table that it names.
func (b *Bot) livesAt(p *flows.Program, place string, c Promise) bool {
	if place == "" {
		return false
	}
	called := []string{place}
	for _, cell := range p.Chosen(b.Place, place, p.Wording) {
		called = append(called, cell)
	}
	return slices.ContainsFunc(called, func(name string) bool {
		return slices.ContainsFunc(c.Places, func(of string) bool { return b.reader.Is(name, subject{c.Plan, followPlace, of}.names()) })
	})
}

// comeInvite asks a person about a milestone, unless they are busy: then it
// waits. Who has said what they see is not asked again, nor who is about to.
func (t *turn) comeInvite(d *store.Due) error {
	t.priority = store.Broadcast
	q, ok := t.stillAsked(d.Key)
	p := t.lib.Newest(q.flow)
	if !ok || p == nil || verified(p) != q.Plan.ID || !t.conv.Stopped.IsZero() {
		return nil
	}
	if open, _ := p.OpenAt(t.now); !open {
		return nil
	}
	if t.postponed(d) {
		return nil
	}
	past, err := t.runs(q.flow)
	if err != nil {
		return err
	}
	if slices.ContainsFunc(past, func(r store.Run) bool {
		return r.Part == flows.MainPart && r.Subject == q.code && (r.EndedAt.IsZero() || counts(r.Outcome) && !r.EndedAt.Before(q.since))
	}) {
		return nil
	}
	if agrees, err := t.agrees(); err != nil || !agrees {
		return err
	}
	known, err := t.known(p, past)
	if err != nil {
		return err
	}
	row, _ := t.plans.row(t.Bot, q.code, t.speaks(p))
	return t.beginRun(p, flows.MainPart, flows.Input{
		Kind: flows.InBegin, At: t.now, Known: known, Given: map[string]flows.Row{p.About(flows.MainPart): row},
	})
}

// agrees tells whether the person still wants news, or agreed in any
// consultation to be written to again, and has not said STOP since: a night may
// lie between the walk and the question.
func (t *turn) agrees() (bool, error) {
	consents, err := t.consents()
	if err != nil {
		return false, err
	}
	agreed := make(map[[2]string]bool)
	for _, c := range consents { // oldest first
		switch {
		case c.Purpose == everything && !c.Yes:
			clear(agreed)
		case c.Yes && (c.Until.IsZero() || c.Until.After(t.now)):
			agreed[[2]string{c.Flow, c.Purpose}] = c.Purpose == contactAgain || c.Purpose == purposeUpdates
		default:
			delete(agreed, [2]string{c.Flow, c.Purpose})
		}
	}
	return slices.Contains(slices.Collect(maps.Values(agreed)), true), nil
}
