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
	Places []Cell    // those that can be shown, by place
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

// Of makes the result of answers, hiding whatever fewer than k people stand for.
func Of(answers []Answer, k int) Result {
	newest := make(map[string]Answer, len(answers))
	for _, a := range answers {
		if before, ok := newest[a.Person]; !ok || !a.At.Before(before.At) {
			newest[a.Person] = a
		}
	}
	var r Result
	places := make(map[string]*Cell)
	for _, a := range newest {
		c := places[a.Place]
		if c == nil {
			c = &Cell{Place: a.Place}
			places[a.Place] = c
		}
		for _, c := range []*Cell{&r.Cell, c} {
			c.N++
			c.Says[a.Says]++
		}
		if a.Asked {
			r.Asked++
		}
		if a.At.After(r.Latest) {
			r.Latest = a.At
		}
	}
	if r.N < max(k, 1) {
		return Result{}
	}
	r.Places = shown(slices.Collect(maps.Values(places)), k)
	r.Hidden = len(places) - len(r.Places)
	return r
}

// shown leaves the places that can be shown, by place.
func shown(places []*Cell, k int) []Cell {
	slices.SortFunc(places, func(a, b *Cell) int {
		return cmp.Or(cmp.Compare(a.N, b.N), cmp.Compare(a.Place, b.Place))
	})
	hidden := 0 // people
	for len(places) > 0 && (places[0].N < k || hidden > 0 && hidden < k) {
		hidden += places[0].N
		places = places[1:]
	}
	left := make([]Cell, len(places))
	for i, c := range places {
		left[i] = *c
	}
	slices.SortFunc(left, func(a, b Cell) int { return cmp.Compare(a.Place, b.Place) })
	return left
}
