package verdict

import (
	"cmp"
	"maps"
	"slices"
	"time"
)

// Says is what a person says of something that was reported done.
type Says uint8

// What people can say: the options of the question holds.
const (
	Holds Says = iota
	Partly
	Untrue
	CannotTell
)

// Options are the ids of what people can say, in the order of Says.
func Options() []string { return []string{"holds", "partly", "untrue", "cannot_tell"} }

// Read reads an option's id.
func Read(id string) (Says, bool) {
	i := slices.Index(Options(), id)
	return Says(max(0, i)), i >= 0
}

// Answer is what one person said about one thing.
type Answer struct {
	Person string    // who said it; of one person only the newest counts
	Place  string    // where they live
	Says   Says      // what they said
	Asked  bool      // we asked them: they follow it, or live there. Else they wrote by themselves
	At     time.Time // when they said it
}

// Cell is how many people of one place said what.
type Cell struct {
	Place string // empty of everybody together, and of who did not say where they live
	N     int
	Says  [4]int // by Says
}

// Result is what people said about one thing, with what is too small hidden.
// The zero Result says that too few people have answered.
type Result struct {
	Cell             // everybody together
	Places []Cell    // those that can be shown, by place; their people may be fewer than N
	Hidden int       // places that cannot
	Asked  int       // of N: those we asked
	Latest time.Time // the newest of the answers
}

// Chosen is how the people of a Result came to answer.
type Chosen string

// No Result is of a sample, and whoever prints one says so.
const (
	Asked   Chosen = "asked"   // they follow it, or live there
	Came    Chosen = "came"    // they wrote by themselves
	Various Chosen = "various" // some the one, some the other
)

// Chosen tells how the people came to answer.
func (r Result) Chosen() Chosen {
	switch r.Asked {
	case r.N:
		return Asked
	case 0:
		return Came
	}
	return Various
}

// Of makes the result of answers, of as many people as make whole groups of k.
func Of(answers []Answer, k int) Result {
	var r Result
	k = max(k, 1)
	places := make(map[string][]Answer)
	for _, a := range groups(newest(answers), k) {
		r.add(a)
		r.Latest = a.At
		if a.Asked {
			r.Asked++
		}
		places[a.Place] = append(places[a.Place], a)
	}
	for _, place := range slices.Sorted(maps.Keys(places)) {
		c := Cell{Place: place}
		for _, a := range groups(places[place], k) {
			c.add(a)
		}
		if c.N > 0 {
			r.Places = append(r.Places, c)
		}
	}
	r.Hidden = len(places) - len(r.Places)
	return r
}

// newest leaves the newest answer of each person, the oldest of them first.
func newest(answers []Answer) []Answer {
	of := make(map[string]Answer, len(answers))
	for _, a := range answers {
		if before, ok := of[a.Person]; !ok || !a.At.Before(before.At) {
			of[a.Person] = a
		}
	}
	return slices.SortedFunc(maps.Values(of), func(a, b Answer) int {
		return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.Person, b.Person))
	})
}

// groups leaves the first answers, as many as make whole groups of k.
func groups(answers []Answer, k int) []Answer { return answers[:len(answers)-len(answers)%k] }

// add counts one person.
func (c *Cell) add(a Answer) {
	c.N++
	c.Says[a.Says]++
}
