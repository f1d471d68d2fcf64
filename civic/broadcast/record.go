package broadcast

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"time"
)

// State is how far a broadcast has come.
type State string

// The states of a broadcast.
const (
	Drafted   State = "draft"
	Proposed  State = "proposed"
	Approved  State = "approved"
	Scheduled State = "scheduled"
	Running   State = "running"
	Paused    State = "paused"
	Done      State = "done"
	Cancelled State = "cancelled"
)

// Over says that nothing more will be sent.
func (s State) Over() bool { return s == Done || s == Cancelled }

// Act is what somebody does with a broadcast.
type Act string

// What moves a broadcast.
const (
	Propose  Act = "propose"
	Approve  Act = "approve"
	Schedule Act = "schedule"
	Begin    Act = "begin"
	Hold     Act = "pause"
	Resume   Act = "resume"
	Finish   Act = "finish"
	Cancel   Act = "cancel"
)

// moves are the states an act may find, and the one it leads to.
func (a Act) moves() (from []State, to State) {
	switch a {
	case Propose:
		return []State{Drafted, Proposed, Approved}, Proposed
	case Approve:
		return []State{Proposed}, Approved
	case Schedule:
		return []State{Approved, Scheduled}, Scheduled
	case Begin:
		return []State{Scheduled}, Running
	case Hold:
		return []State{Scheduled, Running}, Paused
	case Resume:
		return []State{Paused}, Running
	case Finish:
		return []State{Running, Paused}, Done
	case Cancel:
		return []State{Drafted, Proposed, Approved, Scheduled, Running, Paused}, Cancelled
	}
	return nil, ""
}

// What keeps an act from being done.
var (
	// ErrState: it cannot be done with a broadcast that has come so far.
	ErrState = errors.New("not now")
	// ErrSamePerson: nobody approves what they wrote themselves.
	ErrSamePerson = errors.New("a second person must approve it")
	// ErrChanged: it is not the proposal that was looked at.
	ErrChanged = errors.New("the text or its time was changed since")
)

// Record is a broadcast with all that was done to it.
type Record struct {
	ID     string
	File   string // its name
	Source []byte // the file that was proposed last, to the letter
	Author string // who proposed it
	State  State
	Start  time.Time // when it is to begin
	Tried  int       // copies that had been tried, and
	Failed int       // had failed, when it last began or went on: what came before does not pause it again
	Swept  bool      // once cancelled: somebody was told to take back what is queued
	Log    []Entry
}

// Entry is one thing that was done. Entries are only ever added.
type Entry struct {
	At   time.Time
	By   string
	Act  Act
	To   State
	Why  string `json:",omitempty"`
	Text string `json:",omitempty"` // the hash of the proposal this was done to, where that matters
}

// Step is what somebody wants to do.
type Step struct {
	Act Act
	By  string
	Why string
	At  time.Time
}

// Hash tells one proposal of a broadcast from another: its text, and when it
// is to begin. It is long enough that nobody finds two proposals with the same
// one, to have the first approved and the second sent.
func (r *Record) Hash() string {
	proposal := slices.Clone(r.Source)
	if !r.Start.IsZero() {
		proposal = r.Start.UTC().AppendFormat(append(proposal, 0), time.RFC3339)
	}
	sum := sha256.Sum256(proposal)
	return hex.EncodeToString(sum[:16])
}

// Ends is when what has not left is not sent any more; zero while nobody knows
// when it begins.
func (r *Record) Ends(f *File) time.Time {
	if r.Start.IsZero() {
		return time.Time{}
	}
	return r.Start.Add(f.Within)
}

// Put proposes a file: it takes the place of the one before, and whoever
// approved that one has not approved this.
func (r *Record) Put(f *File, s Step) error {
	if r.State == "" {
		r.ID, r.State = f.ID.Text, Drafted
	}
	s.Act = Propose
	if err := r.allowed(s); err != nil {
		return err
	}
	r.File, r.Source, r.Author = f.Name, slices.Clone(f.Source()), s.By
	r.write(s)
	return nil
}

// Approve lets a broadcast be sent. Seen is the Hash of the proposal that was
// looked at. Who wrote it may not approve it, unless alone says that there is
// nobody else.
func (r *Record) Approve(s Step, seen string, alone bool) error {
	s.Act = Approve
	if err := r.allowed(s); err != nil {
		return err
	}
	if s.By == r.Author && !alone {
		return fmt.Errorf("approve %s: %s proposed it: %w", r.ID, s.By, ErrSamePerson)
	}
	if seen != r.Hash() {
		return fmt.Errorf("approve %s: %w", r.ID, ErrChanged)
	}
	r.write(s)
	return nil
}

// Do does any other act.
func (r *Record) Do(s Step) error {
	if s.Act == Propose || s.Act == Approve {
		return fmt.Errorf("%s %s: it says more than that", s.Act, r.ID)
	}
	if err := r.allowed(s); err != nil {
		return err
	}
	r.write(s)
	return nil
}

// allowed says whether a step may be taken by somebody now.
func (r *Record) allowed(s Step) error {
	if s.By == "" {
		return fmt.Errorf("%s %s: nobody does it", s.Act, r.ID)
	}
	if from, _ := s.Act.moves(); !slices.Contains(from, r.State) {
		return fmt.Errorf("%s %s: it is %s: %w", s.Act, r.ID, r.State, ErrState)
	}
	return nil
}

// Begun says whether it has ever begun to be sent.
func (r *Record) Begun() bool {
	return slices.ContainsFunc(r.Log, func(e Entry) bool { return e.Act == Begin })
}

func (r *Record) write(s Step) {
	_, r.State = s.Act.moves()
	if s.Act == Resume && !r.Begun() {
		r.State = Scheduled // it was paused before its time, and begins now
	}
	e := Entry{At: s.At.UTC(), By: s.By, Act: s.Act, To: r.State, Why: s.Why}
	if s.Act == Propose || s.Act == Approve {
		e.Text = r.Hash()
	}
	r.Log = append(r.Log, e)
}

// Passed says whether so many failures among what was tried since it last
// began are too many.
func (p Pause) Passed(tried, failed int) bool {
	return tried >= p.Least && float64(failed) >= p.Share*float64(tried)
}
