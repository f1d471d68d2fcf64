package flows

import (
	"slices"
	"strconv"
	"strings"
)

// What everyone answered so far is not in a run: before a text that prints
// {others.x} can be said, it is asked for, kept under that name until it is
// printed, and dropped.

// othersIn returns the others.x that a text prints, which must be fetched
// before it can be said.
func othersIn(texts ...Text) []string {
	var names []string
	for _, text := range texts {
		for _, name := range spoken(text) {
			if strings.HasPrefix(name, "others.") {
				names = append(names, name)
			}
		}
	}
	return names
}

// fetch asks for the first of the others.x that is not yet here, and reports
// whether the step at i must wait for it.
func (t *turn) fetch(others []string, i int) bool {
	for _, name := range others {
		if t.known(name) == nil {
			t.wait(i)
			t.need(name, Query{Others: name[len("others."):]})
			return true
		}
	}
	return false
}

// dropOthers forgets what others answered: the next message asks afresh.
func (t *turn) dropOthers() {
	isOther := func(a Answer) bool { return len(a.Name) > 7 && a.Name[:7] == "others." }
	if slices.ContainsFunc(t.s.Known, isOther) {
		t.s.Known = slices.DeleteFunc(slices.Clone(t.s.Known), isOther)
	}
}

// learn keeps what others answered until it is printed.
func (t *turn) learn(name string) {
	a := Answer{Name: name, Status: Known}
	if t.in.Kind != InFound {
		a.Status = Unavailable
	} else {
		a.Fields = make(map[string]string, len(t.in.Rows))
		for _, row := range t.in.Rows {
			a.Fields[row.Key] = row.Cells["count"]
		}
	}
	t.s.Known = append(slices.Clip(t.s.Known), a)
}

// others prints what everyone answered so far: "Yes 60 %, No 40 %", or of
// numbers their mean.
func (t *turn) others(name, asked, itself string) string {
	a := t.answer(name)
	if a == nil || a.Status == Unavailable {
		return itself
	}
	if len(a.Fields) == 0 {
		return t.v.say("too_few_others")
	}
	total, sum := 0, 0.0
	type share struct {
		value string
		count int
	}
	var shares []share
	for value, n := range a.Fields {
		count, err := strconv.Atoi(n)
		if err != nil || count <= 0 {
			continue
		}
		total += count
		if worth, err := strconv.ParseFloat(value, 64); err == nil {
			sum += worth * float64(count)
		}
		shares = append(shares, share{value, count})
	}
	q := t.p.questions[asked]
	if q != nil && total > 0 {
		switch k := q.kind.(type) {
		case words, date, phone, email, media:
			return itself
		case rows:
			if k.place {
				return itself
			}
		case scale, number:
			return t.v.number(strconv.FormatFloat(sum/float64(total), 'f', 1, 64), "")
		}
	}
	slices.SortFunc(shares, func(a, b share) int {
		if a.count != b.count {
			return b.count - a.count
		}
		return strings.Compare(a.value, b.value)
	})
	words := make([]string, 0, len(shares))
	for _, s := range shares {
		label := s.value
		if q != nil {
			label = q.kind.show(t, &Answer{Name: asked, Status: Answered, Value: s.value})
		}
		percent := strconv.Itoa((s.count*200 + total) / (2 * total))
		words = append(words, label+" "+t.v.number(percent, "%"))
	}
	return strings.Join(words, ", ")
}
