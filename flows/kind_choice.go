package flows

import (
	"hash/fnv"
	"slices"
	"strings"

	"plaza/flows/answer"
)

// choice is the kind of a question with options.
type choice struct {
	ids     []string
	labels  [][]string // by language
	options *answer.Options
	pick    answer.Pick
	shuffle bool
}

func (choice) name() string { return "options" }

func (k choice) read(t *turn) reading {
	if place := slices.Index(k.ids, t.in.Tap); place >= 0 && k.pick.Min <= 1 {
		return fits(t.in.Tap, answer.Exact)
	}
	picks, fit, why := k.options.Read(t.in.Text, t.v.tag, k.order(t.s.Shown))
	switch {
	case fit == answer.Misfit:
		return misfit(why)
	case len(picks) == 1:
		return fits(k.ids[picks[0]], fit)
	}
	ids := make([]string, len(picks))
	for n, place := range picks {
		ids[n] = k.ids[place]
	}
	return fits(strings.Join(ids, ","), fit)
}

func (k choice) show(t *turn, a *Answer) string {
	if !strings.Contains(a.Value, ",") {
		return k.label(t, a.Value)
	}
	var labels []string
	for id := range strings.SplitSeq(a.Value, ",") {
		labels = append(labels, k.label(t, id))
	}
	return t.v.list(labels)
}

func (k choice) label(t *turn, id string) string {
	if place := slices.Index(k.ids, id); place >= 0 {
		return k.labels[t.lang][place]
	}
	return id
}

// prepare shows shuffled options in the run's own order, which stays the same
// however often the question is put.
func (k choice) prepare(t *turn, q *question, _ int, m *Message) bool {
	if !k.shuffle {
		return true
	}
	order := k.order(t.s.Shown)
	if order == nil {
		order = shuffled(len(k.ids), t.s.Run+" "+q.name)
		shown := make([]string, len(order))
		for n, place := range order {
			shown[n] = k.ids[place]
		}
		t.s.Shown = shown
	}
	m.Options = make([]Choice, len(order))
	for n, place := range order {
		m.Options[n] = q.choices[t.lang][place]
	}
	return true
}

// order is the place of each option shown; nil when they are shown as
// written, or when what was shown are not these options.
func (k choice) order(shown []string) []int {
	if len(shown) != len(k.ids) {
		return nil
	}
	order := make([]int, len(shown))
	for n, id := range shown {
		if order[n] = slices.Index(k.ids, id); order[n] < 0 || slices.Index(shown, id) != n {
			return nil
		}
	}
	return order
}

// shuffled returns the places 0 to n-1 in an order that follows from the seed
// alone: each order is about equally likely, and a run always has the same.
func shuffled(n int, seed string) []int {
	h := fnv.New64a()
	_, _ = h.Write([]byte(seed)) // a hash takes every write
	state := h.Sum64()
	next := func(bound int) int { // splitmix64
		state += 0x9e3779b97f4a7c15
		z := state
		z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
		z = (z ^ z>>27) * 0x94d049bb133111eb
		return int((z ^ z>>31) % uint64(bound))
	}
	order := make([]int, n)
	for i := range order {
		j := next(i + 1)
		order[i] = order[j]
		order[j] = i
	}
	return order
}

// yesno is the kind of a consent and of answer: yesno. People answer it in
// words, by the place of yes or no as shown, or by a button.
type yesno struct{ options *answer.Options }

func (yesno) name() string { return "yesno" }

func (k yesno) read(t *turn) reading {
	yes, fit := t.p.reader.YesNo(t.in.Text, t.v.tag)
	if t.in.Tap == "yes" || t.in.Tap == "no" {
		yes, fit = t.in.Tap == "yes", answer.Exact
	}
	if fit == answer.Misfit {
		var picks []int
		if picks, fit, _ = k.options.Read(t.in.Text, t.v.tag, nil); fit == answer.Misfit {
			return misfit(answer.NotYesOrNo)
		}
		yes = picks[0] == 0
	}
	if yes {
		return fits("yes", fit)
	}
	return fits("no", fit)
}

func (yesno) show(t *turn, a *Answer) string {
	if a.Value == "yes" || a.Value == "no" {
		return t.v.say(a.Value)
	}
	return a.Value
}
