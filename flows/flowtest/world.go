package flowtest

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"plaza/flows"
)

// World is the little of the world that one person's conversation meets: a
// clock, the folder's tables, what is remembered, and parts that come later.
// It does at once what the runtime does in transactions, for one person and
// one consultation.
type World struct {
	program *flows.Program
	library *flows.Library
	scene   Scene
	zone    *time.Location

	Now   time.Time
	State flows.State // of the open run, or of the last one
	Open  bool
	Lang  string

	runs    int
	stopped bool
	aside   string                  // a question of the software's own that waits
	leaving flows.Intent            // what the person may leave for
	known   map[string]flows.Answer // remembered, agreed to, or answered in an earlier run
	shown   []flows.Choice          // with the last question
	later   []flows.Later
	answers map[string]flows.Input // what the world answers the next Do of a name
	follows map[string]bool        // what the person follows, as the flow calls it

	// Seen is called with each thing that happens, in order.
	Seen func(flows.Effect)
}

// NewWorld makes the world of a scene. Without a clock of its own the scene is
// set on the morning the consultation opens.
func NewWorld(p *flows.Program, lib *flows.Library, scene Scene) *World {
	w := &World{
		program: p, library: lib, scene: scene, zone: time.UTC, Lang: scene.Language,
		known: make(map[string]flows.Answer), answers: make(map[string]flows.Input), follows: make(map[string]bool), Seen: func(flows.Effect) {},
	}
	if zone, err := time.LoadLocation(p.Flow.Zone.Value); err == nil {
		w.zone = zone
	}
	w.Now = time.Date(2026, 1, 12, 9, 0, 0, 0, w.zone)
	if opens := p.Opens(); !opens.IsZero() {
		w.Now = opens.Add(9 * time.Hour)
	}
	if at, err := move(w.Now, w.zone, scene.At); err == nil {
		w.Now = at
	}
	if w.Lang == "" {
		w.Lang = p.Languages()[0]
	}
	return w
}

// Write takes in what the person writes, in the order of reading of section 9
// of the language. A text may begin with [tap], [photo], [voice], [file] or
// [location 40.4,-3.7].
func (w *World) Write(line string) {
	in := w.read(line)
	a := flows.Arrival{Text: in.Text, Tap: in.Tap, Lang: w.Lang, Stopped: w.stopped}
	if w.Open {
		a.Open, a.State = w.program, w.State
	}
	intent := w.library.Route(a)
	if aside := w.aside; aside != "" && !intent.Kind.Universal() {
		w.aside = ""
		if w.answerAside(aside, in.Text) {
			return
		}
	}
	switch intent.Kind {
	case flows.ToStop:
		w.stop()
	case flows.ToMaybeStop:
		w.ask("stop_ask")
	case flows.ToStart:
		if w.stopped {
			w.stopped = false
			w.tell("start_done")
			return
		}
		w.again()
	case flows.ToErase:
		w.Open, w.stopped = false, true
		clear(w.known)
		clear(w.follows)
		w.later = nil
		w.tell("erase_done")
	case flows.ToHelp:
		w.tell("help")
		w.again()
	case flows.ToMyData:
		w.tell("my_data")
	case flows.ToLink:
		w.tell("link_code")
		w.again()
	default:
		w.hear(intent, in)
	}
}

// hear does what only a person who has not opted out can want.
func (w *World) hear(intent flows.Intent, in flows.Input) {
	switch {
	case w.stopped:
		w.tell("stopped_still")
	case intent.Kind == flows.ToLanguage:
		w.ask("language_menu")
	case intent.Kind == flows.ToStatus && w.Open:
		w.tell("status_open")
		w.again()
	case intent.Kind == flows.ToStatus:
		w.tell("status_none")
	case intent.Kind == flows.ToOpen && intent.Flow == w.program.Flow.ID.Value:
		w.begin(intent.Part, flows.Input{Text: intent.Rest})
	case intent.Kind == flows.ToLeave:
		w.leaving = intent
		w.ask("leave_ask")
	case !w.Open:
		w.tell("nothing_open")
	case intent.Kind == flows.ToBack:
		w.step(flows.Input{Kind: flows.InBack})
	case intent.Kind == flows.ToSkip:
		w.step(flows.Input{Kind: flows.InSkip})
	default:
		w.step(in)
	}
}

// read reads what stands in brackets before a text.
func (w *World) read(line string) flows.Input {
	in := flows.Input{Kind: flows.InText, Text: line}
	mark, rest, ok := strings.Cut(line, "]")
	if !ok || !strings.HasPrefix(mark, "[") {
		return in
	}
	rest = strings.TrimSpace(rest)
	what, detail, _ := strings.Cut(mark[1:], " ")
	switch what {
	case "tap":
		in.Text, in.Tap = rest, w.payload(rest)
	case "photo", "voice", "file":
		in.Text = rest
		in.Media = []flows.Media{{Kind: what, URL: what + ":1"}}
	case "location":
		in.Text, in.Place = rest, strings.TrimSpace(detail)
	}
	return in
}

// payload is what a button with this label sends back.
func (w *World) payload(label string) string {
	for _, c := range w.shown {
		if c.Label == label {
			return c.ID
		}
	}
	return label
}

// Move moves the clock, and lets what is due on the way happen in its order.
func (w *World) Move(text string) error {
	to, err := move(w.Now, w.zone, text)
	if err != nil {
		return err
	}
	for range 1000 {
		run := time.Time{}
		if w.Open {
			run = w.program.Due(w.State)
		}
		next := slices.IndexFunc(w.later, func(l flows.Later) bool { return !w.Open && !l.At.After(to) })
		switch {
		case !run.IsZero() && !run.After(to):
			w.Now = run
			w.step(flows.Input{Kind: flows.InClock})
		case next >= 0:
			l := w.later[next]
			w.later = slices.Delete(w.later, next, next+1)
			if l.At.After(w.Now) {
				w.Now = l.At
			}
			if w.program.Begins(l.Part, w.known) {
				w.begin(l.Part, flows.Input{})
			}
		default:
			w.Now = to
			return nil
		}
	}
	return fmt.Errorf("move the clock to %s: something is due without end", text)
}

// Happen lets the world act: "invited: wave=2", "fault closed: Pipe replaced.".
func (w *World) Happen(text string) error {
	who, what, fields := parseEvent(text)
	if who == "invited" {
		if wave, err := fmt.Sscan(fields["wave"], &w.scene.Wave); wave == 0 && fields["wave"] != "" {
			return fmt.Errorf("read wave %q: %w", fields["wave"], err)
		}
		delete(fields, "wave")
		w.begin(flows.MainPart, flows.Input{Given: w.rows(w.scene.Given, fields)})
		return nil
	}
	if w.Open && w.State.At == "handoff "+who && what == "returned" {
		w.step(flows.Input{Kind: flows.InReturned})
		return nil
	}
	happened := false
	if w.Open && slices.ContainsFunc(w.State.Answers, func(a flows.Answer) bool { return a.Name == who }) {
		w.step(flows.Input{Kind: flows.InEvent, Name: who, Event: what, Thing: fields})
		happened = true
	}
	for _, name := range w.program.Flow.Parts.Keys {
		b := w.program.Flow.Parts.By[name.Value].Begins
		if b == nil || b.Thing != who || b.Event != what || !w.follows[who] || w.stopped {
			continue
		}
		thing := w.known[who]
		if thing.Fields = maps.Clone(thing.Fields); thing.Fields == nil {
			thing.Fields = make(map[string]string)
		}
		maps.Copy(thing.Fields, fields)
		w.known[who] = thing
		given := w.rows(fields)
		given[who] = flows.Row{Key: cmp.Or(thing.Value, fields["code"], who), Cells: thing.Fields}
		w.begin(name.Value, flows.Input{Given: given})
		happened = true
	}
	if !happened {
		return fmt.Errorf("%q begins nothing and nobody waits for it", strings.TrimSpace(who+" "+what))
	}
	return nil
}

// Answer says what the world answers when the flow asks it to act on name:
// the reason of a refusal, or the thing's fields.
func (w *World) Answer(name, refusal string, fields map[string]string) {
	w.answers[name] = flows.Input{Kind: flows.InDone, Thing: fields}
	if refusal != "" {
		w.answers[name] = flows.Input{Kind: flows.InRefused, Why: refusal}
	}
}

// parseEvent reads "NAME EVENT: note" and "NAME EVENT: field=value, …".
func parseEvent(text string) (who, what string, fields map[string]string) {
	head, detail, _ := strings.Cut(text, ":")
	who = strings.TrimSpace(head)
	if space := strings.LastIndexByte(who, ' '); space > 0 { // a desk's name may have several words
		who, what = strings.TrimSpace(who[:space]), who[space+1:]
	}
	return who, what, pairs(detail)
}
