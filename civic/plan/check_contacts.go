package plan

import (
	"fmt"
	"maps"
	"reflect"
	"regexp"
	"slices"

	"plaza/flows/source"
)

var (
	mailForm  = regexp.MustCompile(`[\pL0-9._%+-]+@[\pL0-9-]+\.[\pL0-9.-]+`)
	phoneForm = regexp.MustCompile(`(^|[^\pL0-9])[+0][0-9]([ ()./-]{0,2}[0-9]){7,}`)
)

// contacts warns of what looks like a way to reach somebody. The texts that
// OGP publishes hold the addresses and telephone numbers of officials, and a
// plan is sent to everybody who follows it. It may be a public one: so it is a
// warning, and the address itself is not repeated.
func (c *checker) contacts(pos source.Pos, what string, v reflect.Value) {
	for _, k := range keysOf(v.Type()) {
		var texts []string
		switch x := v.Field(k.field).Interface().(type) {
		case string:
			texts = []string{x}
		case []string:
			texts = x
		case Text:
			texts = slices.Sorted(maps.Values(x))
		case []Text:
			for _, text := range x {
				texts = append(texts, slices.Sorted(maps.Values(text))...)
			}
		}
		for _, text := range texts {
			kind := ""
			switch {
			case k.name == "url":
			case mailForm.MatchString(text):
				kind = "an e-mail address"
			case phoneForm.MatchString(text):
				kind = "a telephone number"
			}
			if kind != "" {
				c.problems = append(c.problems, source.Problem{Pos: pos, Code: "contact", Warning: true,
					Message: fmt.Sprintf("%s: %s holds what looks like %s", what, k.name, kind),
					Hint:    "delete it if it is a person's: a plan is sent to everybody who follows it"})
				break
			}
		}
	}
}
