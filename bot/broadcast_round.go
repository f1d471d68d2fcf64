package bot

import (
	"maps"
	"slices"
	"time"
)

// round makes of each number about people the next whole k below it, and
// leaves out what is about fewer. An audience that depends on what people
// answered is told no finer: two previews that differ by one person, whom a
// tag names or a language, would say what that person answered. For the same
// reason messages and SMS are told to the nearest k, for a name can make a text
// longer, and money to the nearest of what k people cost where it is dearest,
// for a number can cost more than others.
func (p *BroadcastPreview) round(k int, prices Prices) {
	p.Whole = k
	whole := func(n int) int { return n - n%k }
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
	p.Money.Cost = 0
	for i := range p.Lines {
		l := &p.Lines[i]
		n, of := int64(whole(l.People)), int64(l.People)
		share := func(total int) int { return int(nearest(int64(total)*n/of, int64(k))) }
		l.People, l.Messages, l.Segments, l.Opens = int(n), share(l.Messages), share(l.Segments), whole(l.Opens)
		l.Cost = nearest(l.Cost*n/of, int64(k)*prices.dearest(l.Channel))
		p.Money.Cost += l.Cost
	}
}

// nearest is the multiple of step that is nearest to n, and none only of none.
func nearest(n, step int64) int64 {
	if n == 0 || step == 0 {
		return n
	}
	return max((n+step/2)/step, 1) * step
}

// dearest is the highest price that a channel has.
func (p Prices) dearest(channel string) int64 {
	price := p.Channels[channel]
	return max(price.Any, slices.Max(append(slices.Collect(maps.Values(price.To)), 0)))
}
