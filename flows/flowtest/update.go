package flowtest

import (
	"strings"

	"plaza/flows"
)

// change is one stretch of the transcript and what came in it.
type change struct {
	lines   []Line
	came    []flows.Effect
	records map[string]string
	asks    string
}

// rewrite writes the transcript as the conversation went. Lines that fit stay
// as they are, with their "..."; inputs, notes and blank lines stay in any case.
func (r *player) rewrite() []byte {
	edits := make(map[int][]string) // by line number: what stands there now
	for _, c := range r.changes {
		c.edit(edits)
	}
	var out []string
	for n, line := range r.script.src {
		if now, ok := edits[n+1]; ok {
			out = append(out, now...)
		} else {
			out = append(out, line)
		}
	}
	return []byte(strings.Join(out, "\n"))
}

// edit notes what becomes of the lines of one stretch.
func (c change) edit(edits map[int][]string) {
	all := saidIn(c.came)
	last, listed := 0, false
	for i := 0; i < len(c.lines); i++ {
		line := c.lines[i]
		no := line.Pos.Line
		last = no
		switch line.Kind {
		case Says, Tells:
			listed = i+1 < len(c.lines) && c.lines[i+1].Kind == Offers
			if len(all) == 0 {
				edits[no] = nil
				continue
			}
			m := all[0]
			if fits := m; fits.matches(line) {
				all[0].matches(line)
				if all[0].rest != "" {
					continue
				}
			} else {
				// Options stay as they were listed below, or not at all.
				m.options = nil
				edits[no] = written(m)
				m = all[0]
			}
			all = all[1:]
			if n := count(c.lines[i+1:]); listed {
				for k, o := range c.lines[i+1 : i+1+n] {
					edits[o.Pos.Line] = nil
					if k == n-1 {
						edits[o.Pos.Line] = offered(m.options, k)
					} else if k < len(m.options) {
						edits[o.Pos.Line] = []string{option(k, m.options[k])}
					}
				}
				i += n
				last = c.lines[i].Pos.Line
			}
		case Records:
			name, value, _ := strings.Cut(line.Text, ":")
			got := c.records[strings.TrimSpace(name)]
			if got != strings.TrimSpace(value) && got != strings.ReplaceAll(strings.TrimSpace(value), ", ", ",") {
				edits[no] = []string{"= " + strings.TrimSpace(name) + ": " + strings.ReplaceAll(got, ",", ", ")}
			}
		case Ends:
			if got := outcome(c.came); got != line.Text {
				edits[no] = nil
				if got != "" {
					edits[no] = []string{". " + got}
				}
			}
		case Asks:
			if line.Text != c.asks {
				edits[no] = []string{"? " + c.asks}
			}
		case Offers:
			edits[no] = nil
		}
	}
	c.append(edits, all, last)
}

// append adds what the transcript has no lines for, before the end of the run.
func (c change) append(edits map[int][]string, more []said, last int) {
	var lines []string
	for _, m := range more {
		lines = append(lines, written(m)...)
	}
	for _, line := range c.lines {
		if line.Kind == Ends {
			if len(lines) > 0 {
				now, ok := edits[line.Pos.Line]
				if !ok {
					now = []string{". " + line.Text}
				}
				edits[line.Pos.Line] = append(lines, now...)
			}
			return
		}
	}
	if got := outcome(c.came); got != "" {
		lines = append(lines, ". "+got)
	}
	if len(lines) == 0 {
		return
	}
	now, ok := edits[last]
	if !ok {
		for _, line := range c.lines {
			if line.Pos.Line == last {
				now = []string{string(line.Kind) + " " + line.Text}
			}
		}
	}
	edits[last] = append(now, lines...)
}

// written is a message as lines of a transcript, with its options. Yes and no
// are left out, as most channels leave them out; a transcript may still list them.
func written(m said) []string {
	if m.yesNo {
		m.options = nil
	}
	if m.key != "" {
		return append([]string{"! " + m.key}, offered(m.options, 0)...)
	}
	var lines []string
	for line := range strings.SplitSeq(m.rest, "\n") {
		if line = strings.TrimSpace(line); line != "" {
			lines = append(lines, "< "+line)
		}
	}
	return append(lines, offered(m.options, 0)...)
}

// offered are the options from a place on, as lines.
func offered(options []flows.Choice, from int) []string {
	var lines []string
	for n := from; n < len(options); n++ {
		lines = append(lines, option(n, options[n]))
	}
	return lines
}
