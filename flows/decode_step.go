package flows

import (
	"fmt"
	"reflect"
	"slices"
	"strings"

	"plaza/flows/source"
)

// steps reads a list of steps, leaving out those that are none.
func (d *decoder) steps(n *source.Node, at string) []*Step {
	if n.Kind != source.List {
		hint := `begin each step with "- "`
		d.wants(n, at, "a list of steps", hint)
		return nil
	}
	steps := make([]*Step, 0, len(n.Items))
	for _, item := range n.Items {
		if step := d.step(item); step != nil {
			steps = append(steps, step)
		}
	}
	return steps
}

// step reads one step: the verb is the one key that is a verb's name.
func (d *decoder) step(n *source.Node) *Step {
	if n.Kind != source.Map {
		hint := ""
		if n.Kind == source.Scalar && !n.Empty() {
			hint = "write - say: " + n.Text
		}
		d.problem(n.Pos, "verb", "a step is a verb and its keys; this is "+n.Kind.String(), hint)
		return nil
	}
	known, later := verbNames(), laterVerbs()
	var found []source.Pair
	for _, pair := range n.Pairs {
		if slices.Contains(known, pair.Key.Text) || slices.Contains(later, pair.Key.Text) {
			found = append(found, pair)
		}
	}
	if len(found) == 0 {
		d.noVerb(n)
		return nil
	}
	if len(found) > 1 {
		var names []string
		for _, pair := range found {
			names = append(names, pair.Key.Text)
		}
		last := len(names) - 1
		d.problem(found[1].Key.Pos, "verb",
			fmt.Sprintf("a step is one verb; this one has %s and %s", strings.Join(names[:last], ", "), names[last]),
			`begin each with "- " of its own`)
	}
	name := found[0].Key.Text
	if slices.Contains(later, name) {
		d.problem(found[0].Key.Pos, "verb", name+" comes with a later version of Plaza", "leave this step out for now")
		return nil
	}
	step := &Step{Pos: n.Pos, Verb: newVerb(name)}
	also := []string{"when"}
	for _, other := range found[1:] {
		also = append(also, other.Key.Text)
	}
	if when := n.Value("when"); when != nil {
		step.When = d.condition(when, "Step.when")
	}
	if _, group := step.Verb.(*Group); group {
		if n.Value("when") == nil {
			d.problem(n.Pos, "verb", "then needs a when", "put the condition before it, or write the steps without then")
		}
	} else if n.Value("else") != nil {
		also = append(also, "else")
		for _, pair := range n.Pairs {
			if pair.Key.Text == "else" {
				d.problem(pair.Key.Pos, "verb", "only then may have else", "write when, then the step under then:, and the others under else:")
			}
		}
	}
	verb := reflect.ValueOf(step.Verb).Elem()
	d.fields(n, verb, also)
	if ask, ok := step.Verb.(*Ask); ok {
		d.askShape(n, ask)
	}
	return step
}

// noVerb reports a step without a verb, and guesses which was meant.
func (d *decoder) noVerb(n *source.Node) {
	for _, pair := range n.Pairs {
		if pair.Key.Text == "when" {
			continue
		}
		hint := source.DidYouMean(pair.Key.Text, verbNames())
		switch {
		case hint != "":
		case n.Value("options") != nil || n.Value("answer") != nil:
			hint = "a question begins with ask: NAME"
		default:
			hint = otherTongue(pair.Key.Text, verbNames())
		}
		if hint != "" {
			d.problem(pair.Key.Pos, "verb", "this step has no verb", hint)
			return
		}
	}
	d.problem(n.Pos, "verb", "this step does nothing", "a step begins with one of "+strings.Join(verbNames(), ", "))
}

// askShape holds the keys of a question against its kind of answer.
func (d *decoder) askShape(n *source.Node, ask *Ask) {
	options, answer := n.Value("options"), n.Value("answer")
	kind := ask.Answer.Value
	meant := meantKeys(n, append(keyNames(reflect.TypeFor[Ask]()), "when"))
	switch {
	case slices.Contains(meant, "options") || slices.Contains(meant, "answer"):
		return // which keys go with it is not known
	case options != nil && answer != nil:
		d.problem(answer.Pos, "key", describe(reflect.TypeFor[Ask](), n)+" has both options and answer", "keep one of the two")
		return
	case options == nil && answer == nil:
		d.problem(n.Pos, "key", describe(reflect.TypeFor[Ask](), n)+" needs options or answer",
			"answer is one of "+strings.Join(answerKinds(), ", "))
		return
	case options != nil:
		kind = "options"
	case !slices.Contains(answerKinds(), kind):
		return // reported with the value
	}
	may, must := askKeys(kind)
	for _, pair := range n.Pairs {
		owners := askOwners(pair.Key.Text)
		if len(owners) == 0 || slices.Contains(may, pair.Key.Text) {
			continue
		}
		d.problem(pair.Key.Pos, "key", fmt.Sprintf("%s does not go with %s", pair.Key.Text, kindInWords(kind)),
			fmt.Sprintf("it goes with %s", joinOr(owners)))
	}
	for _, k := range must {
		if n.Value(k) == nil && !slices.Contains(meant, k) {
			d.problem(n.Pos, "key", fmt.Sprintf("%s needs %s", describe(reflect.TypeFor[Ask](), n), k), d.rules["Ask."+k].hint())
		}
	}
}

func kindInWords(kind string) string {
	if kind == "options" {
		return "options"
	}
	return "answer: " + kind
}

func joinOr(kinds []string) string {
	words := make([]string, len(kinds))
	for i, kind := range kinds {
		words[i] = kindInWords(kind)
	}
	return strings.Join(words, " or ")
}

// options reads a map of id and text, or the name of a list.
func (d *decoder) options(n *source.Node, at string) *OptionList {
	list := &OptionList{}
	switch n.Kind {
	case source.Scalar:
		if at == "Flow.lists" {
			d.wants(n, at, "a map of options", "write one option a line, id: text")
			return nil
		}
		d.name(n, &list.Ref, "Ask.options")
		if list.Ref.Value == "" {
			return nil
		}
	case source.List:
		hint := "write one option a line, id: text"
		if len(n.Items) > 0 && n.Items[0].Kind == source.Scalar && n.Items[0].Text != "" {
			hint = fmt.Sprintf("give each an id: %s: %s", strings.TrimPrefix(nameHint(n.Items[0].Text, word), "write "), n.Items[0].Text)
		}
		d.wants(n, at, "a map of id and text, or a list's name", hint)
		return nil
	case source.Map:
		for _, pair := range n.Pairs {
			var id Name
			d.name(pair.Key, &id, "Option.id")
			option := &Option{Pos: pair.Key.Pos, ID: id.Value}
			d.option(pair.Value, option)
			list.Options = append(list.Options, option)
		}
	}
	return list
}

// option reads a bare text, or a map of text and words.
func (d *decoder) option(n *source.Node, o *Option) {
	if n.Kind != source.Map || n.Value("text") == nil && n.Value("words") == nil {
		d.text(n, &o.Text, "Option."+o.ID)
		return
	}
	for _, pair := range n.Pairs {
		switch pair.Key.Text {
		case "text":
			d.text(pair.Value, &o.Text, "Option.text")
		case "words":
			d.words(pair.Value, &o.Words, "Option.words")
		default:
			if slices.Contains(d.languages, pair.Key.Text) {
				d.problem(pair.Key.Pos, "key", "an option with words has its languages under text", fmt.Sprintf("write text: {%s: …}", pair.Key.Text))
				continue
			}
			d.unknownKey(pair.Key, "an option", []string{"text", "words"})
		}
	}
	if n.Value("text") == nil && !slices.ContainsFunc(d.languages, func(l string) bool { return n.Value(l) != nil }) {
		d.problem(n.Pos, "key", "option "+o.ID+" needs text", "")
	}
}
