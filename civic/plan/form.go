package plan

import (
	"cmp"
	"fmt"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"plaza/flows/source"
)

// form is what the text of a value must look like, besides its type.
type form struct {
	pattern *regexp.Regexp
	values  []string // one of these
	hint    string
	unknown bool // a Day may be written unknownDay
}

// unknownDay is how it is written that our source gives no day.
const unknownDay = "not known"

var (
	idForm       = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)
	codeForm     = regexp.MustCompile(`^[A-Za-z0-9-]{2,16}$`)
	languageForm = regexp.MustCompile(source.LanguageForm)
	urlForm      = regexp.MustCompile(`^https?://[^\s/@]+(/\S*)?$`)
	shareForm    = regexp.MustCompile(`^[0-9]+([.,][0-9]+)? ?%?$`)
	yearForm     = regexp.MustCompile(`^(19|20)[0-9]{2}$`)
)

func formOf(name string) form {
	switch name {
	case "id":
		return form{pattern: idForm, hint: "small letters, digits and hyphens: uruguay-3"}
	case "code":
		return form{pattern: codeForm, hint: "2 to 16 letters, digits and hyphens, as OGP gives it: NGKD0003"}
	case "language":
		return form{pattern: languageForm, hint: "en for English, es for Spanish, pt-BR for the Portuguese of Brazil"}
	case "year":
		return form{pattern: yearForm, hint: "four digits: 2021"}
	case "whole":
		return form{hint: "a whole number above zero"}
	case "knowable":
		return form{unknown: true, hint: dayHint + `; "not known" when the source gives none`}
	case "url":
		return form{pattern: urlForm, hint: "the whole address: https://www.opengovpartnership.org/"}
	case "value":
		return form{values: Values()}
	case "results":
		return form{values: Results()}
	case "opening":
		return form{values: Openings()}
	case "ambition":
		return form{values: Ambitions()}
	case "yesno":
		return form{values: []string{"yes", "no"}}
	case "chosen":
		return form{values: Chosen()}
	}
	return form{}
}

const dayHint = "write year-month-day, 2023-03-31; 2023-03 when only the month is known, 2023 when only the year is"

// wrong is what is the matter with a value, for the caller to say where.
type wrong struct{ code, message, hint string }

// scan reads text into a value that is written as one word or number: the
// same in YAML and in a cell of a table.
func scan(text string, v reflect.Value, k key) *wrong {
	refuse := func(message, hint string) *wrong { return &wrong{"key", fmt.Sprintf(message, k.name, text), hint} }
	switch p := v.Addr().Interface().(type) {
	case *string:
		if w := k.check(text); w != nil {
			return w
		}
		*p = text
	case *int:
		n, err := strconv.Atoi(text)
		if err != nil || n < 1 || n > 1_000_000_000 || strings.HasPrefix(text, "+") {
			return refuse("%s is a whole number, not %q", "write digits only, above zero")
		}
		*p = n
	case *bool:
		switch text {
		case "yes", "no":
			*p = text == "yes"
		default:
			return refuse("%s is yes or no, not %q", "write yes or no")
		}
	case *Day:
		if k.form.unknown && text == unknownDay {
			*p = Day{}
			return nil
		}
		day, err := ParseDay(text)
		if err != nil {
			return refuse("%s: %q is not a day", meant(text, cmp.Or(k.form.hint, dayHint)))
		}
		*p = day
	case *Completion:
		n, w := k.oneOf(text, completions())
		if w != nil {
			if shareForm.MatchString(text) {
				w.hint = "how much is done is a note; a status is one of " + strings.Join(completions()[1:], ", ")
			}
			return w
		}
		*p = Completion(n)
	case *Kind:
		n, w := k.oneOf(text, kinds())
		if w != nil {
			return w
		}
		*p = Kind(n)
	default:
		panic(fmt.Sprintf("plan: %s is no single value", v.Type())) // a type of ours without its case
	}
	return nil
}

// check holds a word to the form of its key.
func (k key) check(text string) *wrong {
	switch {
	case k.form.values != nil:
		if !slices.Contains(k.form.values, text) {
			_, w := k.oneOf(text, k.form.values)
			return w
		}
	case k.form.pattern != nil && !k.form.pattern.MatchString(text):
		return &wrong{"key", fmt.Sprintf("%s cannot be %q", k.name, text), k.form.hint}
	}
	return nil
}

// oneOf finds a word in a scale.
func (k key) oneOf(text string, words []string) (int, *wrong) {
	if i := slices.Index(words, text); i >= 0 && text != "" {
		return i, nil
	}
	words = slices.DeleteFunc(slices.Clone(words), func(w string) bool { return w == "" })
	hint := source.DidYouMean(text, words)
	if hint == "" {
		hint = strings.Join(words, ", ")
	}
	return 0, &wrong{"key", fmt.Sprintf("%s cannot be %q", k.name, text), hint}
}

// format is the inverse of scan; it is empty when there is nothing to write.
func format(v reflect.Value, k key) string {
	switch x := v.Interface().(type) {
	case string:
		return x
	case int:
		if x == 0 {
			return ""
		}
		return strconv.Itoa(x)
	case bool:
		if x {
			return "yes"
		}
		return ""
	case Day:
		if x.IsZero() && k.form.unknown {
			return unknownDay
		}
		return x.String()
	case fmt.Stringer:
		return x.String()
	}
	panic(fmt.Sprintf("plan: %s is no single value", v.Type()))
}
