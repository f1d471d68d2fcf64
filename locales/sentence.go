package locales

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/nicksnyder/go-i18n/v2/i18n"
	"golang.org/x/text/feature/plural"
	"golang.org/x/text/language"
)

// sentence is one message of a catalogue in one language, taken apart once so
// that filling it is only joining pieces.
type sentence struct {
	tag     language.Tag
	forms   [plural.Many + 1]pieces // by plural form; Other is always there
	plurals bool
}

// pieces are a text and the names between its parts: text, {name}, text, …
type pieces struct {
	texts []string
	names []string // one fewer than texts
}

// newSentence reads a message, with the universal words of its language put
// in for {word.stop} and the like.
func newSentence(tag language.Tag, m *i18n.Message, w Words) (*sentence, error) {
	s := &sentence{tag: tag}
	for form, text := range map[plural.Form]string{
		plural.Zero: m.Zero, plural.One: m.One, plural.Two: m.Two, plural.Few: m.Few, plural.Many: m.Many, plural.Other: m.Other,
	} {
		if text == "" {
			continue
		}
		p, err := cut(text, w)
		if err != nil {
			return nil, err
		}
		s.forms[form] = p
		s.plurals = s.plurals || form != plural.Other
	}
	if s.forms[plural.Other].texts == nil {
		return nil, fmt.Errorf("no form called other")
	}
	return s, nil
}

// cut takes a text apart at its {names}.
func cut(text string, w Words) (pieces, error) {
	var p pieces
	var part strings.Builder
	for {
		before, rest, found := strings.Cut(text, "{")
		part.WriteString(before)
		if !found {
			p.texts = append(p.texts, part.String())
			return p, nil
		}
		name, after, closed := strings.Cut(rest, "}")
		if !closed || name == "" {
			return p, fmt.Errorf("{ without } in %q", text)
		}
		text = after
		if key, ok := strings.CutPrefix(name, "word."); ok {
			word := w.universal(key)
			if word == "" {
				return p, fmt.Errorf("no universal word %q", key)
			}
			part.WriteString(word)
			continue
		}
		p.texts = append(p.texts, part.String())
		p.names = append(p.names, name)
		part.Reset()
	}
}

// universal is the word we print for a universal word: the first of its list.
func (w Words) universal(key string) string {
	list := map[string][]string{
		"stop": w.Stop, "start": w.Start, "help": w.Help, "language": w.Language, "back": w.Back,
		"skip": w.Skip, "status": w.Status, "my_data": w.MyData, "erase": w.Erase, "link": w.Link,
		"plan": w.Plan, "follow": w.Follow, "unfollow": w.Unfollow, "updates": w.Updates, "more": w.More,
		"now": w.Now, "weekly": w.Weekly, "monthly": w.Monthly,
	}[key]
	if len(list) == 0 {
		return ""
	}
	return list[0]
}

// fill puts the arguments into the form they ask for. A missing one stays as
// its {name}: a test catches it, a person can still read around it.
func (s *sentence) fill(args map[string]any) string {
	p := &s.forms[plural.Other]
	if s.plurals {
		if n, ok := count(args); ok {
			if f := &s.forms[plural.Cardinal.MatchPlural(s.tag, n, 0, 0, 0, 0)]; f.texts != nil {
				p = f
			}
		}
	}
	if len(p.names) == 0 {
		return p.texts[0]
	}
	var buf [512]byte
	out := append(buf[:0], p.texts[0]...)
	for i, name := range p.names {
		if v, ok := args[name]; ok {
			out = appendValue(out, v)
		} else {
			out = append(out, '{')
			out = append(out, name...)
			out = append(out, '}')
		}
		out = append(out, p.texts[i+1]...)
	}
	return strings.TrimSpace(string(out))
}

// count is the number that decides the plural form.
func count(args map[string]any) (n int, ok bool) {
	for _, name := range [...]string{"n", "max", "min"} {
		switch v := args[name].(type) {
		case nil:
		case int:
			return abs(v), true
		case int64:
			return abs(int(v)), true
		case string:
			n, err := strconv.Atoi(v)
			return abs(n), err == nil
		}
	}
	return 0, false
}

func abs(n int) int {
	if n < 0 {
		return -n
	}
	return n
}

func appendValue(out []byte, v any) []byte {
	switch v := v.(type) {
	case string:
		return append(out, v...)
	case int:
		return strconv.AppendInt(out, int64(v), 10)
	}
	return fmt.Append(out, v)
}
