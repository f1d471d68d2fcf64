package plan

import (
	"maps"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"plaza/flows/source"
)

// YAML writes the plan in the one form that is kept: every key in its place,
// one value a line. Parse reads the same plan from it.
func (p *Plan) YAML() []byte {
	w := writer{first: first(p.Languages)}
	return []byte(strings.Join(w.fields(reflect.ValueOf(p).Elem()), "\n") + "\n")
}

func first(languages []string) string {
	if len(languages) == 0 {
		return "en"
	}
	return languages[0]
}

// writer writes values as lines of YAML. first is the language that a text may
// be written in without saying so.
type writer struct{ first string }

// fields writes a struct, one key after another.
func (w writer) fields(v reflect.Value) []string {
	var lines []string
	for _, k := range keysOf(v.Type()) {
		lines = append(lines, w.entry(k.name, v.Field(k.field), k)...)
	}
	return lines
}

// entry writes a key and its value, and nothing when there is no value.
func (w writer) entry(name string, v reflect.Value, k key) []string {
	switch x := v.Interface().(type) {
	case Text:
		return w.text(name, x)
	case map[string]Text:
		var lines []string
		for _, of := range slices.Sorted(maps.Keys(x)) {
			lines = append(lines, w.text(source.ScalarYAML(of), x[of])...)
		}
		return under(name, lines)
	case map[Completion]int:
		var lines []string
		for i := len(completions()) - 1; i > 0; i-- {
			if n, ok := x[Completion(i)]; ok {
				lines = append(lines, Completion(i).String()+": "+strconv.Itoa(n))
			}
		}
		return under(name, lines)
	case []string:
		if len(x) == 0 {
			return nil
		}
		words := make([]string, len(x))
		for i := range x {
			words[i] = source.ScalarYAML(x[i])
		}
		return []string{name + ": [" + strings.Join(words, ", ") + "]"}
	case []Text:
		var lines []string
		for _, text := range x {
			lines = append(lines, dashed(w.item(text))...)
		}
		return under(name, lines)
	}
	switch {
	case v.Kind() == reflect.Slice:
		var lines []string
		for i := range v.Len() {
			lines = append(lines, dashed(w.fields(v.Index(i)))...)
		}
		return under(name, lines)
	case v.Kind() == reflect.Struct && v.Type() != reflect.TypeFor[Day]():
		return under(name, w.fields(v))
	}
	if text := format(v, k); text != "" {
		return []string{name + ": " + source.ScalarYAML(text)}
	}
	return nil
}

// text writes a text: bare when it is in the first language only.
func (w writer) text(name string, t Text) []string {
	switch lines := w.item(t); {
	case len(t) == 0:
		return nil
	case len(lines) == 1 && t[w.first] != "":
		return []string{name + ": " + lines[0]}
	default:
		return under(name, lines)
	}
}

// item writes a text without its key.
func (w writer) item(t Text) []string {
	if text, ok := t[w.first]; ok && len(t) == 1 {
		return []string{source.ScalarYAML(text)}
	}
	langs := slices.Sorted(maps.Keys(t))
	var lines []string
	for _, lang := range langs {
		lines = append(lines, lang+": "+source.ScalarYAML(t[lang]))
	}
	return lines
}

// under writes lines as the value of a key.
func under(name string, lines []string) []string {
	if len(lines) == 0 {
		return nil
	}
	out := []string{name + ":"}
	for _, line := range lines {
		out = append(out, "  "+line)
	}
	return out
}

// dashed writes lines as one entry of a list.
func dashed(lines []string) []string {
	out := make([]string, len(lines))
	for i, line := range lines {
		out[i] = "  " + line
	}
	if len(out) > 0 {
		out[0] = "- " + lines[0]
	}
	return out
}
