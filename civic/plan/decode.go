package plan

import (
	"cmp"
	"fmt"
	"reflect"
	"slices"
	"strings"

	"plaza/flows/source"
)

// decoder reads nodes into structs by their keys. It notes every problem and
// goes on: what it could not read stays zero.
type decoder struct {
	problems  source.Problems
	languages []string // of the plan; the first is what a bare text is in
	guessed   bool     // languages could not be read: accept any
}

func (d *decoder) problem(pos source.Pos, code, message, hint string) {
	d.problems = append(d.problems, source.Problem{Pos: pos, Code: code, Message: message, Hint: hint})
}

// fields reads the entries of a map into the fields of a struct.
func (d *decoder) fields(n *source.Node, v reflect.Value) {
	t := v.Type()
	if pos := v.FieldByName("Pos"); pos.IsValid() {
		pos.Set(reflect.ValueOf(n.Pos))
	}
	if n.Kind != source.Map {
		hint := "it has " + strings.Join(keyNames(t), ", ")
		if t == reflect.TypeFor[Source]() && n.Kind == source.Scalar && !n.Empty() {
			hint = "write source: {name: " + source.Quote(n.Text) + "}"
		}
		d.problem(n.Pos, "key", fmt.Sprintf("%s must be a map of keys; this is %s", label(t), n.Kind), hint)
		return
	}
	known := keysOf(t)
	var meant []string
	for _, pair := range n.Pairs {
		i := slices.IndexFunc(known, func(k key) bool { return k.name == pair.Key.Text })
		if i < 0 {
			meant = append(meant, d.unknownKey(pair.Key, t))
			continue
		}
		d.value(pair.Value, v.Field(known[i].field), known[i])
	}
	for _, k := range known {
		if k.required && n.Value(k.name) == nil && !slices.Contains(meant, k.name) {
			d.problem(n.Pos, "key", label(t)+" needs "+k.name, needs(k))
		}
	}
}

// needs is the hint for a key that is missing.
func needs(k key) string {
	switch k.name {
	case "short":
		return fmt.Sprintf("a title of at most %d letters, for an SMS", ShortLetters)
	case "kind":
		return strings.Join(kinds()[1:], ", ")
	case "on":
		return cmp.Or(k.form.hint, dayHint)
	case "name":
		return "who published it: name: Open Government Partnership"
	case "by":
		return "the office that says so"
	case "source":
		return "where this was published: source: {name: …, url: …}"
	}
	return k.form.hint
}

// unknownKey reports a key that means nothing where it stands, and returns
// the one that was most likely meant.
func (d *decoder) unknownKey(k *source.Node, t reflect.Type) string {
	known := keyNames(t)
	meant := source.Suggest(k.Text, known)
	hint := source.DidYouMean(k.Text, known)
	if ours := anotherWord(k.Text); meant == "" && slices.Contains(known, ours) {
		meant, hint = ours, "here it is called "+ours
	}
	if hint == "" {
		hint = "it has " + strings.Join(known, ", ")
	}
	d.problem(k.Pos, "key", fmt.Sprintf("%s has no key %q", label(t), k.Text), hint)
	return meant
}

// value reads n into v.
func (d *decoder) value(n *source.Node, v reflect.Value, k key) {
	if n.Kind != source.Scalar && len(n.Pairs)+len(n.Items) == 0 {
		d.problem(n.Pos, "key", k.name+" is empty", "write what belongs to it, or delete the key")
		return
	}
	switch p := v.Addr().Interface().(type) {
	case *Text:
		*p = d.text(n, k)
	case *map[string]Text:
		d.names(n, p, k)
	case *map[Completion]int:
		d.counts(n, p, k)
	default:
		switch v.Kind() {
		case reflect.Slice:
			d.list(n, v, k)
		case reflect.Struct:
			if v.Type() != reflect.TypeFor[Day]() {
				d.fields(n, v)
				return
			}
			fallthrough
		default:
			d.scalar(n, v, k)
		}
	}
}

// list reads a list of anything.
func (d *decoder) list(n *source.Node, v reflect.Value, k key) {
	if n.Kind != source.List {
		hint := "begin each entry with a dash on a line of its own"
		if n.Kind == source.Scalar && !n.Empty() {
			hint = fmt.Sprintf("write %s: [%s]", k.name, n.Text)
		}
		d.wants(n, k, "a list", hint)
		return
	}
	if _, texts := v.Interface().([]Text); texts && n.Flow {
		d.problem(n.Pos, "key", k.name+" stand one a line", "begin each with a dash on a line of its own: in brackets, a comma inside one would cut it in two")
		return
	}
	list := reflect.MakeSlice(v.Type(), 0, len(n.Items))
	for _, item := range n.Items {
		one := reflect.New(v.Type().Elem()).Elem()
		d.value(item, one, k)
		d.entry(item, one, k)
		list = reflect.Append(list, one)
	}
	v.Set(list)
}

// entry holds the entries of a list to what a cell of a table can keep apart:
// words by semicolons, texts by lines.
func (d *decoder) entry(n *source.Node, v reflect.Value, k key) {
	switch x := v.Interface().(type) {
	case string:
		if strings.Contains(x, ";") {
			d.problem(n.Pos, "key", fmt.Sprintf("%s: %q holds a semicolon", k.name, x), "in tables it separates the entries: make it two, or write a comma")
		}
	case Text:
		for lang, text := range x {
			x[lang] = strings.Join(strings.Fields(text), " ")
		}
	}
}

// scalar reads a value that is one word, number or day.
func (d *decoder) scalar(n *source.Node, v reflect.Value, k key) {
	text, ok := d.line(n, k, "one value")
	if !ok {
		return
	}
	if w := scan(text, v, k); w != nil {
		d.problem(n.Pos, w.code, w.message, w.hint)
	}
}

// names reads what themes and places are called.
func (d *decoder) names(n *source.Node, to *map[string]Text, k key) {
	if n.Kind != source.Map {
		d.wants(n, k, "a map of themes and places", "climate: {en: climate, es: clima}")
		return
	}
	*to = make(map[string]Text, len(n.Pairs))
	for _, pair := range n.Pairs {
		name, ok := d.line(pair.Key, k, "one word")
		if ok {
			(*to)[name] = d.text(pair.Value, k)
		}
	}
}

// counts reads how many stood at each code.
func (d *decoder) counts(n *source.Node, to *map[Completion]int, k key) {
	if n.Kind != source.Map {
		d.wants(n, k, "a map of codes", "complete: 9")
		return
	}
	*to = make(map[Completion]int, len(n.Pairs))
	for _, pair := range n.Pairs {
		at, w := k.oneOf(pair.Key.Text, completions())
		if w != nil {
			d.problem(pair.Key.Pos, w.code, w.message, w.hint)
			continue
		}
		count := 0
		if text, ok := d.line(pair.Value, k, "a number"); ok && text != "0" {
			if w := scan(text, reflect.ValueOf(&count).Elem(), k); w != nil {
				d.problem(pair.Value.Pos, w.code, w.message, w.hint)
			}
		}
		(*to)[Completion(at)] = count
	}
}

// wants reports a value of the wrong shape.
func (d *decoder) wants(n *source.Node, k key, what, hint string) {
	is := n.Kind.String()
	if n.Empty() {
		is = "empty"
	}
	d.problem(n.Pos, "key", fmt.Sprintf("%s must be %s; this is %s", k.name, what, is), hint)
}
