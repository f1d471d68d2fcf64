package plan

import (
	"fmt"
	"slices"
	"strings"

	"plaza/flows/source"
)

// text reads what people see: a bare one is in the first language, otherwise
// it is a map of languages.
func (d *decoder) text(n *source.Node, k key) Text {
	switch n.Kind {
	case source.Scalar:
		if line, ok := d.line(n, k, "a text"); ok {
			return Text{d.languages[0]: line}
		}
	case source.List:
		d.wants(n, k, "a text", `a text that begins with "[" needs "double quotes"`)
	case source.Map:
		t := make(Text, len(n.Pairs))
		for _, pair := range n.Pairs {
			if !d.language(pair, n.Flow) {
				continue
			}
			if line, ok := d.line(pair.Value, k, "a text"); ok {
				t[pair.Key.Text] = line
			}
		}
		return t
	}
	return nil
}

// line reads one scalar, and says so when YAML dropped a part of it.
func (d *decoder) line(n *source.Node, k key, what string) (string, bool) {
	switch text := strings.ReplaceAll(strings.TrimSpace(n.Text), "\r\n", "\n"); {
	case n.Kind != source.Scalar:
		d.wants(n, k, what, `a text that begins with "{" or "[" needs "double quotes"`)
	case text == "":
		d.problem(n.Pos, "key", k.name+" is empty", "write it after the colon, or delete the key")
	case n.Cut != "" && !strings.HasPrefix(n.Cut, "# ") && n.Cut != "#":
		d.problem(n.CutPos, "text-cut", fmt.Sprintf("the text stops at %q", n.Cut), `put the text in "double quotes"; comments go on their own line`)
	default:
		// An escape in "double quotes" can hold what no file may.
		if _, ps := source.Decode("", []byte(text)); len(ps) > 0 {
			d.problem(n.Pos, "syntax", k.name+" holds "+ps[0].Message, ps[0].Hint)
			return "", false
		}
		return text, true
	}
	return "", false
}

// language reports whether a key is one of the plan's languages.
func (d *decoder) language(pair source.Pair, flow bool) bool {
	lang := pair.Key.Text
	if slices.Contains(d.languages, lang) || d.guessed && languageForm.MatchString(lang) {
		return true
	}
	hint := source.DidYouMean(lang, d.languages)
	switch {
	case flow && pair.Value.Empty():
		hint = "a comma inside {en: …} needs quotes"
	case hint == "":
		hint = "its languages are " + strings.Join(d.languages, ", ")
	}
	d.problem(pair.Key.Pos, "language", fmt.Sprintf("%q is not a language of this plan", lang), hint)
	return false
}
