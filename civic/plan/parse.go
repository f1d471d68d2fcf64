package plan

import (
	"cmp"
	"fmt"
	"reflect"
	"slices"

	"plaza/flows/source"
)

// MaxPlan is the most bytes of a plan that are read and kept. History only
// grows, and it is not to come to an end: four MiB hold thousands of updates
// in six languages.
const MaxPlan = 4 << 20

const tooLong = "shorten the descriptions"

// Parse reads a plan from YAML. It returns as much of the plan as could be
// read, and every problem of reading at once; Check looks at what the plan
// means. name is the file's, for the places of the problems.
func Parse(name string, src []byte) (*Plan, source.Problems) {
	p := &Plan{Pos: source.Pos{File: name, Line: 1, Col: 1}}
	file, problems := source.ParseYAMLWithin(name, src, MaxPlan, tooLong)
	if file.Root == nil {
		if len(problems) == 0 {
			problems = source.Problems{{Pos: p.Pos, Code: "syntax", Message: "this file is empty", Hint: "a plan begins with plan: and its id"}}
		}
		return p, problems
	}
	d := &decoder{}
	d.prepareLanguages(file.Root)
	d.fields(file.Root, reflect.ValueOf(p).Elem())
	for i := range p.Commitments {
		p.Commitments[i].order()
	}
	problems = append(problems, d.problems...)
	problems.Sort()
	return p, problems
}

// order puts the values of a commitment in their one order, in which they mean
// nothing: tables have a column for each.
func (c *Commitment) order() {
	slices.SortFunc(c.Values, func(a, b string) int {
		return cmp.Compare(slices.Index(Values(), a), slices.Index(Values(), b))
	})
	c.Values = slices.Compact(c.Values)
}

// prepareLanguages looks ahead for the languages of the plan: every text
// depends on them, and they may be written below the texts.
func (d *decoder) prepareLanguages(root *source.Node) {
	if list := root.Value("languages"); list != nil && list.Kind == source.List {
		for _, item := range list.Items {
			if item.Kind != source.Scalar || !languageForm.MatchString(item.Text) {
				continue
			}
			if slices.Contains(d.languages, item.Text) {
				d.problem(item.Pos, "language", fmt.Sprintf("%s is named twice", item.Text), "")
			}
			d.languages = append(d.languages, item.Text)
		}
	}
	if len(d.languages) == 0 {
		d.languages, d.guessed = []string{"en"}, true
	}
}
