package bot

import (
	"slices"
	"time"
)

// round makes of each number about people the next whole k below it, and
// leaves out what is about fewer. An audience that depends on what people
// answered is told no finer: two previews that differ by one person, whom a
// tag names or a language, would say what that person answered.
func (p *BroadcastPreview) round(k int) {
	p.Whole = k
	whole := func(n int) int { return n - n%k }
	if p.People > 0 {
		p.Money.Cost = p.Money.Cost * int64(whole(p.People)) / int64(p.People)
	}
	p.Meant, p.People, p.Late = whole(p.Meant), whole(p.People), whole(p.Late)
	for why, n := range p.Left {
		p.Left[why] = whole(n)
	}
	late := func(t *time.Time) { // a second may be a person
		if !t.IsZero() {
			*t = t.Truncate(time.Minute).Add(time.Minute)
		}
	}
	late(&p.Ends)
	for i := range p.Spans {
		late(&p.Spans[i].Ends)
	}
	p.Lines = slices.DeleteFunc(p.Lines, func(l BroadcastLine) bool { return l.People < k })
	for i := range p.Lines {
		l := &p.Lines[i]
		n, of := whole(l.People), l.People
		l.People, l.Messages, l.Segments, l.Cost = n, l.Messages*n/of, l.Segments*n/of, l.Cost*int64(n)/int64(of)
		l.Opens = whole(l.Opens)
	}
}
