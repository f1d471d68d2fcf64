package main

import (
	"cmp"
	"encoding/base32"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"plaza/flows"
	"plaza/store"
)

// extract is what of a consultation leaves the house: who said what as a
// person of this extract, never as a contact.
//
// A pseudonym is drawn anew for each extract, and rows stand in the order of
// the pseudonyms. So two extracts cannot be laid side by side, neither by name
// nor by place in the file, and whoever holds the database cannot say which
// contact a row is.
type extract struct {
	flow      *flows.Flow
	questions []question
	runs      []record
	text      bool // free text is in it
	media     []attachment
}

// record is one run as it leaves.
type record struct {
	person   string // empty in an anonymous consultation
	run      string
	part     string
	outcome  string
	lang     string
	channel  string
	edition  int
	began    string // a day
	ended    string // a day, or empty
	late     bool
	assisted bool
	subject  string
	answers  []store.Answer
}

// extractor gathers an extract, run by run.
type extractor struct {
	*extract
	rand    io.Reader
	zone    *time.Location
	persons map[string]string        // names by person, or by contact where that is joined to none
	joined  map[store.Contact]string // persons by contact
}

// newExtractor makes an empty extract of a consultation whose questions are
// those of all its editions, the newest last.
func newExtractor(editions []*flows.Flow, text bool, rand io.Reader) *extractor {
	newest := editions[len(editions)-1]
	zone, err := time.LoadLocation(newest.Zone.Value)
	if err != nil {
		zone = time.UTC
	}
	return &extractor{
		extract: &extract{flow: newest, questions: questions(editions), text: text},
		rand:    rand, zone: zone, persons: map[string]string{},
	}
}

// add takes one run with its answers. Runs that a later one of the same person
// replaced are no longer an answer and stay out.
func (x *extractor) add(r store.Run, answers []store.Answer) error {
	if r.Outcome == "replaced" {
		return nil
	}
	rec := record{
		part: r.Part, outcome: cmp.Or(r.Outcome, "open"), lang: r.Lang, channel: r.Channel,
		edition: r.Edition, began: x.day(r.BeganAt), ended: x.day(r.EndedAt),
		late: r.Late, assisted: r.Helper != "",
	}
	var err error
	if rec.run, err = x.pseudonym(); err != nil {
		return err
	}
	if r.Contact != "" {
		who := cmp.Or(x.joined[r.Contact], string(r.Contact))
		if rec.person = x.persons[who]; rec.person == "" {
			if rec.person, err = x.pseudonym(); err != nil {
				return err
			}
			x.persons[who] = rec.person
		}
	}
	for _, a := range answers {
		q, known := x.question(a)
		if !known || q.address {
			continue
		}
		a.At = a.At.In(x.zone)
		if q.media && a.Kind != "text" {
			a.Raw, a.Value = "", x.sent(&rec, q, a, r.Contact)
		} else if !x.text {
			a.Raw = ""
			if !q.closed(a.Value) {
				a.Value = ""
			}
		}
		rec.answers = append(rec.answers, a)
		// What a run is about is the value of one of its answers, and no more
		// open than that.
		if r.Subject != "" && a.Value == r.Subject {
			rec.subject = r.Subject
		}
	}
	x.runs = append(x.runs, rec)
	return nil
}

// done puts the rows into the order of their pseudonyms and returns the extract.
func (x *extractor) done() *extract {
	slices.SortFunc(x.runs, func(a, b record) int {
		return cmp.Or(cmp.Compare(a.person, b.person), cmp.Compare(a.began, b.began), cmp.Compare(a.run, b.run))
	})
	return x.extract
}

// pseudonym draws a name that nobody had before: 80 random bits, in letters
// and digits that survive a spreadsheet.
func (x *extractor) pseudonym() (string, error) {
	var b [10]byte
	if _, err := io.ReadFull(x.rand, b[:]); err != nil {
		return "", fmt.Errorf("draw a pseudonym: %w", err)
	}
	// A leading letter: 1E10 is a number to a spreadsheet.
	return "p" + strings.ToLower(base32.StdEncoding.EncodeToString(b[:])), nil
}

// day is the day of a time where the consultation is held, and nothing finer.
func (x *extractor) day(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.In(x.zone).Format(time.DateOnly)
}

// question returns the question an answer is to.
func (x *extract) question(a store.Answer) (question, bool) {
	i := slices.IndexFunc(x.questions, func(q question) bool { return q.name == a.Name })
	if i < 0 {
		return question{}, false
	}
	return x.questions[i], true
}
