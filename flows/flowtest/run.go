package flowtest

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"plaza/flows"
	"plaza/flows/source"
)

// Result is how a transcript went.
type Result struct {
	Name     string
	Problems source.Problems // what is wrong with the transcript itself; then it was not played
	Faults   []Fault         // where the conversation went otherwise
	Covered  Coverage        // what it tried
	Update   []byte          // the transcript as the conversation went, its "..." kept
}

// OK tells whether the conversation went as it stands in the transcript.
func (r Result) OK() bool { return len(r.Problems) == 0 && len(r.Faults) == 0 }

// String prints what went otherwise, ready to be read beside the transcript.
func (r Result) String() string {
	var b strings.Builder
	for _, p := range r.Problems {
		fmt.Fprintln(&b, p)
	}
	for _, f := range r.Faults {
		fmt.Fprintln(&b, f)
	}
	return strings.TrimSuffix(b.String(), "\n")
}

// Fault is one place at which the conversation went otherwise.
type Fault struct {
	Pos  source.Pos
	Want string // the line of the transcript; empty when it has none for what came
	Got  string // the line that would be right; empty when nothing came
}

// String prints the fault as a difference of two lines.
func (f Fault) String() string {
	want, got := f.Want, f.Got
	if want == "" {
		want = "(nothing more)"
	}
	if got == "" {
		got = "(nothing)"
	}
	return fmt.Sprintf("%s:\n  want %s\n  got  %s", f.Pos, want, got)
}

// Run plays a transcript against a program. The library decides what each text
// is, so that universal words and start words mean what they mean in life.
func Run(p *flows.Program, lib *flows.Library, name string, src []byte) Result {
	script, problems := Parse(name, src)
	r := &player{result: Result{Name: name, Problems: problems, Covered: make(Coverage)}, script: script}
	if problems.Err() != nil {
		return r.result
	}
	r.world = NewWorld(p, lib, script.Scene)
	r.world.Seen = r.seen
	for i := 0; i < len(script.Lines); {
		i = r.play(i)
	}
	r.result.Update = r.rewrite()
	return r.result
}

// player plays one script. It goes from input to input: what the conversation
// did after each is held against the lines that follow it.
type player struct {
	script  *Script
	world   *World
	result  Result
	came    []flows.Effect // since the last input
	changes []change
}

// seen notes one thing that happened.
func (r *player) seen(e flows.Effect) {
	r.came = append(r.came, e)
	r.result.Covered.note(e)
}

// play does the input at line i and checks the lines up to the next one.
func (r *player) play(i int) int {
	line := r.script.Lines[i]
	end := i
	if r.input(line, i) {
		end = i + 1
	}
	for end < len(r.script.Lines) && !strings.ContainsRune(">*@", rune(r.script.Lines[end].Kind)) {
		end++
	}
	r.check(line.Pos, r.script.Lines[i:end])
	r.came = nil
	return end
}

// input lets what a line says happen, and reports whether it is one that does.
func (r *player) input(line Line, i int) bool {
	r.foresee(i + 1)
	var err error
	switch line.Kind {
	case Writes:
		r.world.Write(line.Text)
	case Happens:
		if who, what, _ := parseEvent(line.Text); what == "refused" || what == "done" {
			return true // the answer to a Do, given already
		} else if err = r.world.Happen(line.Text); err != nil {
			err = fmt.Errorf("%s: %w", who, err)
		}
	case Moves:
		err = r.world.Move(line.Text)
	default:
		return false
	}
	if err != nil {
		r.fault(line, "("+err.Error()+")")
	}
	return true
}

// foresee tells the world how to answer what the flow may ask it to do before
// the next input: "* vote refused: over_budget", "* fault done: code=7".
func (r *player) foresee(i int) {
	for ; i < len(r.script.Lines); i++ {
		line := r.script.Lines[i]
		if line.Kind == Writes || line.Kind == Moves {
			return
		}
		if line.Kind != Happens {
			continue
		}
		switch who, what, fields := parseEvent(line.Text); what {
		case "refused":
			r.world.Answer(who, fields["note"], nil)
		case "done":
			r.world.Answer(who, "", fields)
		default:
			return
		}
	}
}

// check holds what came against the lines of one stretch.
func (r *player) check(at source.Pos, lines []Line) {
	said := saidIn(r.came)
	for i := 0; i < len(lines); i++ {
		line := lines[i]
		switch line.Kind {
		case Says, Tells:
			if len(said) == 0 {
				r.fault(line, "")
				continue
			}
			if !said[0].matches(line) {
				r.fault(line, said[0].line())
				said[0].rest = ""
			}
			options := said[0].options
			if said[0].rest == "" {
				said = said[1:]
			}
			i += r.checkOptions(lines[i+1:], options)
		case Records:
			name, value, _ := strings.Cut(line.Text, ":")
			name, value = strings.TrimSpace(name), strings.TrimSpace(value)
			if got := r.record(name); got != value && got != strings.ReplaceAll(value, ", ", ",") {
				r.fault(line, "= "+name+": "+strings.ReplaceAll(got, ",", ", "))
			}
		case Asks:
			if got := r.world.State.At; got != line.Text {
				r.fault(line, "? "+got)
			}
		case Ends:
			if got := outcome(r.came); got != line.Text {
				r.fault(line, endLine(got))
			}
			at = line.Pos
		case Offers:
			r.fault(line, "")
		}
	}
	for _, m := range said {
		r.result.Faults = append(r.result.Faults, Fault{Pos: at, Got: m.line()})
	}
	if got := outcome(r.came); got != "" && !slices.ContainsFunc(lines, func(l Line) bool { return l.Kind == Ends }) {
		r.result.Faults = append(r.result.Faults, Fault{Pos: at, Got: endLine(got)})
	}
	r.changes = append(r.changes, change{lines: lines, came: r.came, records: r.records(lines), asks: r.world.State.At})
}

// checkOptions checks the options listed under a message: none, or all. It
// returns how many lines they take.
func (r *player) checkOptions(lines []Line, options []flows.Choice) int {
	n := 0
	for n < len(lines) && lines[n].Kind == Offers {
		line := lines[n]
		got := ""
		if n < len(options) {
			got = option(n, options[n])
		}
		if got != "| "+line.Text {
			r.fault(line, got)
		}
		n++
	}
	if n > 0 {
		for ; n < len(options); n++ {
			r.result.Faults = append(r.result.Faults, Fault{Pos: lines[0].Pos, Got: option(n, options[n])})
		}
		return min(n, count(lines))
	}
	return 0
}

// count is how many options the lines begin with.
func count(lines []Line) (n int) {
	for n < len(lines) && lines[n].Kind == Offers {
		n++
	}
	return n
}

func option(n int, c flows.Choice) string { return "| " + strconv.Itoa(n+1) + " " + c.Label }

func (r *player) fault(line Line, got string) {
	r.result.Faults = append(r.result.Faults, Fault{Pos: line.Pos, Want: string(line.Kind) + " " + line.Text, Got: got})
}

// record is what is on record under a name: a value, or how it came to have none.
func (r *player) record(name string) string {
	for _, a := range r.world.State.Answers {
		if a.Name != name {
			continue
		}
		if a.Value == "" {
			return string(a.Status)
		}
		return a.Value
	}
	return "not asked"
}

// records are what is on record now under the names the lines speak of.
func (r *player) records(lines []Line) map[string]string {
	records := make(map[string]string)
	for _, line := range lines {
		if line.Kind == Records {
			name, _, _ := strings.Cut(line.Text, ":")
			records[strings.TrimSpace(name)] = r.record(strings.TrimSpace(name))
		}
	}
	return records
}

func outcome(came []flows.Effect) (last string) {
	for _, e := range came {
		if e, ok := e.(flows.Ended); ok {
			last = e.Outcome
		}
	}
	return last
}

func endLine(outcome string) string {
	if outcome == "" {
		return ""
	}
	return ". " + outcome
}
