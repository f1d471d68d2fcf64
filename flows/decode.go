package flows

import (
	"fmt"
	"reflect"
	"slices"
	"strings"

	"plaza/flows/source"
)

// decoder reads nodes into the tree by the key tags of its types. It notes
// every problem and goes on: what it could not read stays zero.
type decoder struct {
	problems  source.Problems
	languages []string // of the flow; the first is what a bare text is in
	guessed   bool     // languages could not be read: accept any
	rules     map[string]rule
	lines     []string // of flow.yaml
}

func (d *decoder) problem(pos source.Pos, code, message, hint string) {
	d.problems = append(d.problems, source.Problem{Pos: pos, Code: code, Message: message, Hint: hint})
}

// wants reports a value of the wrong shape.
func (d *decoder) wants(n *source.Node, at, what, hint string) {
	_, k := owner(at)
	if n.Empty() {
		if hint == "" {
			hint = "what belongs to it stands on the lines below, two spaces further in"
		}
		d.problem(n.Pos, "key", fmt.Sprintf("%s must be %s; this is empty", k, what), hint)
		return
	}
	d.problem(n.Pos, "key", fmt.Sprintf("%s must be %s; this is %s", k, what, n.Kind), hint)
}

// empty reports a {} or [] where something belongs, and whether it is one.
func (d *decoder) empty(n *source.Node, what string) bool {
	if n.Kind == source.Scalar || len(n.Pairs)+len(n.Items) > 0 {
		return false
	}
	d.problem(n.Pos, "key", what+" is empty", "write what belongs to it, or delete the key")
	return true
}

// mapping is a Map of any type of value.
type mapping interface {
	read(d *decoder, n *source.Node, at string)
}

// value reads n into v. at names the key it stands under, "Ask.text".
func (d *decoder) value(n *source.Node, v reflect.Value, at string) {
	if _, k := owner(at); d.empty(n, k) {
		return
	}
	switch p := v.Addr().Interface().(type) {
	case *Name:
		d.name(n, p, at)
	case *Flag:
		d.flag(n, p, at)
	case *Text:
		d.text(n, p, at)
	case *Words:
		d.words(n, p, at)
	case *Duration:
		d.duration(n, p, at)
	case *Moment:
		d.moment(n, p, at)
	case *[]Name:
		for _, item := range d.items(n, at) {
			var name Name
			d.name(item, &name, at)
			*p = append(*p, name)
		}
	case *[]Duration:
		for _, item := range d.items(n, at) {
			var duration Duration
			d.duration(item, &duration, at)
			*p = append(*p, duration)
		}
	case **OptionList:
		*p = d.options(n, at)
	case **Begins:
		*p = d.begins(n)
	case **Condition:
		*p = d.condition(n, at)
	case **Pick:
		*p = d.pick(n)
	case *[]*Step:
		*p = d.steps(n, at)
	case mapping:
		p.read(d, n, at)
	default: // a pointer to a struct of keys
		v.Set(reflect.New(v.Type().Elem()))
		d.fields(n, v.Elem(), nil)
	}
}

// read fills the map in its written order.
func (m *Map[V]) read(d *decoder, n *source.Node, at string) {
	m.Pos = n.Pos
	if n.Kind != source.Map {
		d.wants(n, at, "a map of names", "write one entry a line, name: value")
		return
	}
	m.By = make(map[string]V, len(n.Pairs))
	for _, pair := range n.Pairs {
		var key Name
		d.name(pair.Key, &key, at+".*")
		var value V
		if !d.empty(pair.Value, key.Value) {
			d.value(pair.Value, reflect.ValueOf(&value).Elem(), at)
		}
		switch v := any(value).(type) {
		case *Part:
			if v == nil {
				continue
			}
			v.Name = key.Value
		case *TableDecl:
			if v == nil {
				continue
			}
			v.Name = key.Value
			d.tableShape(pair.Key, pair.Value)
		}
		m.Keys = append(m.Keys, key)
		m.By[key.Value] = value
	}
}

// items returns the items of a list; a single value is the second way of
// writing a list of one.
func (d *decoder) items(n *source.Node, at string) []*source.Node {
	if n.Kind == source.List {
		return n.Items
	}
	hint := ""
	if n.Kind == source.Scalar && !n.Empty() {
		_, k := owner(at)
		hint = fmt.Sprintf("write %s: [%s]", k, n.Text)
	}
	d.wants(n, at, "a list", hint)
	return nil
}

// fields reads the entries of a map into the fields of a struct. also are
// keys that somebody else reads.
func (d *decoder) fields(n *source.Node, v reflect.Value, also []string) {
	t := v.Type()
	if pos := v.FieldByName("Pos"); pos.IsValid() {
		pos.Set(reflect.ValueOf(n.Pos))
	}
	if n.Kind != source.Map {
		d.problem(n.Pos, "key", fmt.Sprintf("%s must be a map of keys; this is %s", label(t.Name()), n.Kind),
			"it has "+strings.Join(keyNames(t), ", "))
		return
	}
	keys := keysOf(t)
	meant := meantKeys(n, append(keyNames(t), also...))
	for _, pair := range n.Pairs {
		i := slices.IndexFunc(keys, func(k key) bool { return k.name == pair.Key.Text })
		switch {
		case i >= 0:
			d.value(pair.Value, v.Field(keys[i].field), t.Name()+"."+keys[i].name)
		case !slices.Contains(also, pair.Key.Text):
			d.unknownKey(pair.Key, label(t.Name()), append(keyNames(t), also...))
		}
	}
	for _, k := range keys {
		if k.required && n.Value(k.name) == nil && !slices.Contains(meant, k.name) {
			d.problem(n.Pos, "key", fmt.Sprintf("%s needs %s", describe(t, n), k.name), d.rules[t.Name()+"."+k.name].hint())
		}
	}
}

// tableShape holds that a table comes from one place.
func (d *decoder) tableShape(k, n *source.Node) {
	file, plan := n.Value("file"), n.Value("plan")
	strange := slices.ContainsFunc(n.Keys(), func(k string) bool { return !slices.Contains(keyNames(reflect.TypeFor[TableDecl]()), k) })
	switch {
	case file != nil && plan != nil:
		d.problem(plan.Pos, "key", "table "+k.Text+" has both file and plan", "keep one of the two")
	case file == nil && plan == nil && n.Kind == source.Map && !strange:
		d.problem(k.Pos, "key", "table "+k.Text+" needs file or plan", "file: wards.csv")
	}
}

// unknownKey reports a key that means nothing where it stands.
func (d *decoder) unknownKey(k *source.Node, what string, known []string) {
	hint := source.DidYouMean(k.Text, known)
	if hint == "" {
		hint = otherTongue(k.Text, known)
	}
	if hint == "" {
		hint = what + " has " + strings.Join(known, ", ")
	}
	d.problem(k.Pos, "key", fmt.Sprintf("%s has no key %q", what, k.Text), hint)
}

// otherTongue is the hint for a key as other tools call it.
func otherTongue(k string, known []string) string {
	if ours := ourWord(k); slices.Contains(known, ours) {
		return "here it is called " + ours
	}
	switch strings.ToLower(k) {
	case "goto", "go", "next", "jump", "loop", "repeat":
		return "a flow only goes forward; put a when on the steps that not everybody needs"
	}
	return ""
}

// ourWord is the key of this language for what other tools call k, or "".
func ourWord(k string) string {
	return map[string]string{
		"if": "when", "condition": "when", "relevant": "when", "choices": "options", "choice": "options",
		"type": "answer", "label": "text", "question": "ask", "message": "say", "send": "say", "multiple": "pick",
		"mandatory": "required", "id": "flow", "name": "flow", "language": "languages", "keyword": "start",
		"keywords": "start", "trigger": "start", "variables": "settings", "min": "from", "hint": "example",
		"filter": "where", "order": "sort", "limit": "show", "synonyms": "words", "reminders": "remind",
	}[strings.ToLower(k)]
}

// meantKeys are the keys that the unknown ones of a map were most likely meant
// to be: they are not missing as well.
func meantKeys(n *source.Node, known []string) []string {
	var meant []string
	for _, k := range n.Keys() {
		if slices.Contains(known, k) {
			continue
		}
		if s := source.Suggest(k, known); s != "" {
			meant = append(meant, s)
		} else if s := ourWord(k); slices.Contains(known, s) {
			meant = append(meant, s)
		}
	}
	return meant
}

// owner splits "Ask.text" into the type and the key as written.
func owner(at string) (typ, key string) {
	typ, key, _ = strings.Cut(strings.TrimSuffix(at, ".*"), ".")
	return typ, key
}

// label names a struct of keys in messages.
func label(typ string) string {
	switch typ {
	case "Flow":
		return "flow.yaml"
	case "Part":
		return "a part"
	case "TableDecl":
		return "a table"
	case "Column":
		return "a column"
	case "Group":
		return "then"
	case "ListRows":
		return "list"
	}
	return strings.ToLower(typ)
}

// describe is the label with the name the author gave: ask theme.
func describe(t reflect.Type, n *source.Node) string {
	first := t.Field(0)
	if first.Type != reflect.TypeFor[Name]() {
		return label(t.Name())
	}
	k, _, _ := strings.Cut(first.Tag.Get("key"), ",")
	if name := n.Value(k); name != nil && name.Kind == source.Scalar && name.Text != "" {
		return label(t.Name()) + " " + name.Text
	}
	return label(t.Name())
}
