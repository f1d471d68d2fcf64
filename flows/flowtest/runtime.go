package flowtest

import (
	"maps"
	"strconv"
	"strings"

	"plaza/flows"
)

// begin begins a run of a part, where the dates allow it.
func (w *World) begin(part string, in flows.Input) {
	if open, _ := w.program.OpenAt(w.Now); !open && w.opensBy(part) {
		if w.Now.Before(w.program.Opens()) {
			w.tell("not_open_yet")
		} else {
			w.tell("closed")
		}
		return
	}
	if w.Open { // put aside; nothing in a transcript takes it up again
		w.Open = false
	}
	w.runs++
	w.State = flows.State{
		Flow: w.program.Flow.ID.Value, Edition: w.program.Edition, Part: part, Lang: w.Lang,
		Run:     "run-" + w.scene.Seed + "-" + strconv.Itoa(w.runs),
		Channel: w.scene.Channel, Wave: w.scene.Wave, Began: w.Now, Can: can(w.scene.Channel),
	}
	if w.scene.Helper != "nobody" {
		w.State.Helper = w.scene.Helper
	}
	w.Open = true
	in.Kind, in.Known = flows.InBegin, w.knownTo(part)
	if in.Given == nil {
		in.Given = w.rows(w.scene.Given)
	}
	w.step(in)
}

// opensBy tells whether the person opens this part themselves, so that the
// dates of the consultation bind it.
func (w *World) opensBy(part string) bool {
	pt := w.program.Flow.Parts.By[part]
	return pt == nil || pt.Begins == nil
}

// knownTo is what the run of a part may know: a part that follows another sees
// what was answered there; one that the person opens sees only what is
// remembered, what they agreed to, and their last wave.
func (w *World) knownTo(part string) map[string]flows.Answer {
	known := make(map[string]flows.Answer, len(w.known))
	follows := !w.opensBy(part)
	for name, a := range w.known {
		if follows || a.Status == flows.Known || strings.HasPrefix(name, "before.") {
			known[name] = a
		}
	}
	return known
}

// step gives the open run an input, and answers what it asks for.
func (w *World) step(in flows.Input) {
	for range 100 {
		in.At = w.Now
		var out []flows.Effect
		w.State, out = w.program.Step(w.State, in)
		var ask flows.Effect
		for _, e := range out {
			switch e := e.(type) {
			case flows.Need:
				ask = e
				continue
			case flows.Do:
				ask = e
			case flows.Message:
				if e.Asks != "" {
					w.shown = e.Options
				}
			case flows.Consented:
				if e.Yes {
					w.known[e.Purpose] = flows.Answer{Name: e.Purpose, Status: flows.Known, Value: "yes"}
				} else {
					delete(w.known, e.Purpose)
				}
			case flows.Later:
				w.later = append(w.later, e)
			case flows.Ended:
				w.end()
			}
			w.Seen(e)
		}
		if ask == nil {
			return
		}
		in = w.answer(ask)
	}
}

// answer is what the world answers a Need or a Do.
func (w *World) answer(ask flows.Effect) flows.Input {
	if do, ok := ask.(flows.Do); ok {
		in, ok := w.answers[do.Name]
		delete(w.answers, do.Name)
		if !ok {
			in = flows.Input{Kind: flows.InDone}
		}
		if do.Kind == flows.FollowKind && in.Kind == flows.InDone {
			w.follows[do.Name] = true
		}
		return in
	}
	q := ask.(flows.Need).Query
	if q.Others != "" {
		return flows.Input{Kind: flows.InRefused} // nobody else is here: it prints as its own name
	}
	rows, fit := w.program.Find(q, w.have(q.Table)...)
	return flows.Input{Kind: flows.InFound, Rows: rows, Fit: fit}
}

// have are the rows that the scene says a table already has.
func (w *World) have(table string) []flows.Row {
	var rows []flows.Row
	for _, h := range w.scene.Have {
		if h.Table == table {
			rows = append(rows, flows.Row{Key: h.Cells["code"], Cells: h.Cells})
		}
	}
	return rows
}

// rows finds the rows of the given names that are bound to a table.
func (w *World) rows(bindings ...map[string]string) map[string]flows.Row {
	tables := make(map[string]string)
	f := w.program.Flow
	for _, name := range f.Given.Keys {
		tables[name.Value] = f.Given.By[name.Value].Value
	}
	for _, pt := range f.Parts.By {
		for _, name := range pt.Given.Keys {
			tables[name.Value] = pt.Given.By[name.Value].Value
		}
	}
	given := make(map[string]flows.Row)
	for _, binding := range bindings {
		for name, key := range binding {
			table, ok := tables[name]
			if !ok {
				continue
			}
			given[name] = flows.Row{Key: key}
			if found, _ := w.program.Find(flows.Query{Table: table, Key: key}, w.have(table)...); len(found) > 0 {
				given[name] = found[0]
			}
		}
	}
	return given
}

// end keeps what the run leaves behind for later ones.
func (w *World) end() {
	w.Open = false
	for name := range w.known {
		if strings.HasPrefix(name, "before.") && w.State.Part == flows.MainPart {
			delete(w.known, name)
		}
	}
	for _, a := range w.State.Answers {
		if a.Value == "" && a.Fields == nil {
			continue
		}
		if w.State.Part == flows.MainPart {
			before := a
			before.Name = "before." + a.Name
			w.known[before.Name] = before
		}
		if old, ok := w.known[a.Name]; ok && old.Status == flows.Known && a.Status != flows.Answered {
			continue
		}
		if w.program.Remembers(a.Name) || w.program.Consents(a.Name) && a.Value == "yes" {
			a.Status = flows.Known
		}
		w.known[a.Name] = a
	}
}

// again puts the waiting question once more.
func (w *World) again() {
	if w.Open {
		w.step(flows.Input{Kind: flows.InAgain})
	}
}

// stop opts the person out. What they agreed to holds no longer.
func (w *World) stop() {
	if w.Open {
		w.step(flows.Input{Kind: flows.InStop})
	}
	maps.DeleteFunc(w.known, func(name string, _ flows.Answer) bool { return w.program.Consents(name) })
	w.stopped = true
	w.later = nil
	w.tell("stop_done")
}

// tell says a sentence that is the runtime's, not the engine's.
func (w *World) tell(key string) { w.Seen(flows.Message{Key: key, Text: key, Lang: w.Lang}) }

// ask puts a question of the runtime's between the person and the flow.
func (w *World) ask(key string) {
	w.aside = key
	w.tell(key)
}

// answerAside reads the answer to such a question. What is none goes where it
// would have gone without it.
func (w *World) answerAside(aside, text string) bool {
	if aside == "language_menu" {
		for n, lang := range w.program.Languages() {
			if text == lang || text == strconv.Itoa(n+1) {
				w.Lang, w.State.Lang = lang, lang
				w.tell("language_done")
				w.again()
				return true
			}
		}
		return false
	}
	yes, ok := w.library.YesNo(text, w.Lang)
	switch {
	case !ok:
		return false
	case !yes:
		w.again()
	case aside == "stop_ask":
		w.stop()
	default:
		w.begin(w.leaving.Part, flows.Input{Text: w.leaving.Rest})
	}
	return true
}
