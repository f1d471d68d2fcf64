package store

import (
	"slices"
	"time"
)

// Wants names what Members tells of people. What it does not name is not read.
type Wants struct {
	Facts    []string    // by name
	Answers  [][2]string // flow and name
	Except   []string    // outcomes of runs that nobody stands behind: their answers are passed over
	Purposes [][2]string // flow, which may be empty, and purpose
	Over     string      // a purpose of no flow: a no to it takes back every yes before it; empty for none
	Now      time.Time   // what has run out by then is not granted
	Unasked  time.Time   // since when Member.Unasked goes back; zero for none of it
	Follows  bool
	Sealed   bool // open the address
}

// Member is a contact with what Wants named of them. Who was erased is none:
// that they opted out is all that is kept.
type Member struct {
	Contact Contact
	Channel string
	Lang    string
	Person  string
	Address string
	SeenAt  time.Time
	Stopped time.Time
	Dead    time.Time
	Facts   map[string]string
	Answers map[[2]string]string    // the newest by flow and name, of finished runs
	Granted map[[2]string]time.Time // by flow and purpose: the newest word was a yes and has not run out; until when, zero for ever
	Unasked []time.Time             // as Tx.Unasked tells it
	Follows []Follow
}

// MemberChunk is how many members a view reads at once.
const MemberChunk = 1000

// Heed notes a word of the ledger, if it is wanted. Words come in the order
// of the ledger: the newest counts.
func (m *Member) Heed(w Wants, c Consent) {
	about := [2]string{c.Flow, c.Purpose}
	switch {
	case c.Flow == "" && c.Purpose == w.Over && w.Over != "":
		if !c.Yes {
			m.Granted = nil
		}
	case !slices.Contains(w.Purposes, about):
	case c.Yes && (c.Until.IsZero() || c.Until.After(w.Now)):
		if m.Granted == nil {
			m.Granted = map[[2]string]time.Time{}
		}
		m.Granted[about] = c.Until
	default:
		delete(m.Granted, about)
	}
}

// PurposesRead are the names of the purposes whose words must be read.
func (w *Wants) PurposesRead() []string {
	var names []string
	for _, p := range w.Purposes {
		names = append(names, p[1])
	}
	if w.Over != "" {
		names = append(names, w.Over)
	}
	return names
}

// Answer notes an answer, if it is wanted. Answers come in the order of their
// runs: the newest counts.
func (m *Member) Answer(w Wants, flow, name, value string) {
	about := [2]string{flow, name}
	if !slices.Contains(w.Answers, about) {
		return
	}
	if m.Answers == nil {
		m.Answers = map[[2]string]string{}
	}
	m.Answers[about] = value
}

// Remember notes a fact.
func (m *Member) Remember(name, value string) {
	if m.Facts == nil {
		m.Facts = map[string]string{}
	}
	m.Facts[name] = value
}
