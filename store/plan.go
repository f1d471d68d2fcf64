package store

import "time"

// PlanRevision is one published state of an action plan. Revisions are only
// ever added: what a plan said on a day stays.
type PlanRevision struct {
	Plan string // its id
	N    int    // 1, 2, 3 …
	Hash string // of the body
	Body []byte // the plan as civic/plan writes it; opaque to the store
	By   string // who published it
	At   time.Time
}
