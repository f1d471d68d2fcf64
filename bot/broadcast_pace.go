package bot

import (
	"cmp"
	"maps"
	"math"
	"slices"
	"strings"
	"time"
)

const (
	// paceStep is how finely the senders' pace is walked through, and
	paceStep = time.Minute
	// paceGrain how finely the times at which copies become due.
	paceGrain = 15 * time.Minute
)

// A pace walks through the time that a broadcast takes: a channel sends so
// many messages a second, none to whom it is night, and none before it is due.
type pace struct {
	*Bot
	queues map[string]map[paceKey]*paceLine // by channel
}

type paceKey struct {
	due    time.Time
	clocks string
}

// paceLine is messages that become due together for people who live by the
// same clocks.
type paceLine struct {
	due   time.Time
	zones []*time.Location
	left  float64
}

func newPace(b *Bot) *pace { return &pace{Bot: b, queues: map[string]map[paceKey]*paceLine{}} }

// add counts the messages of one recipient.
func (p *pace) add(r *recipient, messages int) {
	zones := p.zones.Of(r.Address)
	var clocks strings.Builder
	for _, z := range zones {
		clocks.WriteString(z.String())
	}
	key := paceKey{r.due.Truncate(paceGrain), clocks.String()}
	q := p.queues[r.Channel]
	if q == nil {
		q = map[paceKey]*paceLine{}
		p.queues[r.Channel] = q
	}
	if q[key] == nil {
		q[key] = &paceLine{due: r.due, zones: zones}
	}
	q[key].left += float64(messages)
}

// spans says when each channel is done, and how many messages none of them
// gets out in time.
func (p *pace) spans(at, closes time.Time) (spans []BroadcastSpan, late int) {
	for _, channel := range slices.Sorted(maps.Keys(p.queues)) {
		s := BroadcastSpan{Channel: channel, Rate: p.Rate[channel], Tier: p.Tiers[channel]}
		lines := slices.SortedFunc(maps.Values(p.queues[channel]), func(a, b *paceLine) int {
			return cmp.Or(a.due.Compare(b.due), cmp.Compare(b.left, a.left))
		})
		left := 0
		s.Ends, left = p.walk(lines, s.Rate, at, closes)
		late += left
		spans = append(spans, s)
	}
	return spans, late
}

// walk lets a channel send until nothing is left, or the broadcast closes.
func (p *pace) walk(lines []*paceLine, rate float64, at, closes time.Time) (ends time.Time, left int) {
	full := math.Inf(1)
	if rate > 0 {
		full = rate * paceStep.Seconds()
	}
	ends = at
	for now := at; len(lines) > 0 && now.Before(closes); {
		room, soonest := full, closes
		for _, l := range lines {
			free := l.due
			if free.Before(now) {
				free = now
			}
			if free = p.awakeIn(l.zones, free); !free.After(now) {
				sent := min(l.left, room)
				l.left, room = l.left-sent, room-sent
				free = now.Add(paceStep)
			}
			if l.left > 0 && free.Before(soonest) {
				soonest = free
			}
		}
		if room < full {
			ends = now.Add(time.Duration((full - room) / full * float64(paceStep)))
		}
		if math.IsInf(full, 1) {
			ends = now
		}
		lines = slices.DeleteFunc(lines, func(l *paceLine) bool { return l.left <= 0 })
		now = soonest
	}
	rest := 0.0
	for _, l := range lines {
		rest += l.left
	}
	return ends, int(math.Ceil(rest))
}
