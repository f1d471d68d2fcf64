package broadcast

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"plaza/civic/audience"
	"plaza/flows/source"
)

// What holds where the file says nothing.
const (
	defaultWithin = 3 * 24 * time.Hour
	longestWithin = 30 * 24 * time.Hour
	defaultShare  = 0.2
	defaultLeast  = 50
)

var (
	idForm     = regexp.MustCompile(`^[a-z0-9][a-z0-9-]{0,39}$`)
	nameForm   = regexp.MustCompile(`^[a-z][a-z0-9_]*$`)
	langForm   = regexp.MustCompile(source.LanguageForm)
	pauseForm  = regexp.MustCompile(`^([0-9]{1,3})% (?:of at least ([0-9]{1,6}) )?fail$`)
	withinForm = regexp.MustCompile(`^([0-9]{1,3}) (hour|day|week)s?$`)
)

// keys are those of the file, in the order in which they are best written.
func keys() []string {
	return []string{"broadcast", "title", "purpose", "about", "audience", "without", "text", "setback", "template", "settings", "fallback", "within", "pause when"}
}

// Parse reads a broadcast file the strict way and reports everything wrong
// with its form at once. The File is never nil.
func Parse(name string, src []byte) (*File, source.Problems) {
	doc, problems := source.ParseYAML(name, src)
	f := &File{
		Name: name, src: src, Settings: map[string]Text{}, Fallbacks: map[string]Text{},
		Within: defaultWithin, Pause: Pause{Share: defaultShare, Least: defaultLeast},
	}
	r := &reader{problems: problems}
	if doc.Root == nil {
		if len(problems) == 0 {
			r.problem(source.Pos{File: name, Line: 1, Col: 1}, "key", "this broadcast is empty", "it has "+strings.Join(keys(), ", "))
		}
		return f, r.problems
	}
	r.file(doc.Root, f)
	r.problems.Sort()
	return f, r.problems
}

// reader reads nodes. It notes every problem and goes on.
type reader struct{ problems source.Problems }

func (r *reader) problem(pos source.Pos, code, message, hint string) {
	r.problems = append(r.problems, source.Problem{Pos: pos, Code: code, Message: message, Hint: hint})
}

func (r *reader) file(root *source.Node, f *File) {
	if root.Kind != source.Map {
		r.problem(root.Pos, "key", "a broadcast must be a map of keys; this is "+root.Kind.String(), "it has "+strings.Join(keys(), ", "))
		return
	}
	seen := map[string]bool{}
	for _, pair := range root.Pairs {
		k, v := pair.Key, pair.Value
		seen[k.Text] = true
		switch k.Text {
		case "broadcast":
			f.ID = r.word(k.Text, v, idForm, "small letters, digits and -, such as uruguay-3")
		case "title":
			f.Title = r.text(k.Text, v)
		case "purpose":
			f.Purpose = r.word(k.Text, v, nil, "")
		case "about":
			f.About = r.word(k.Text, v, nil, "")
		case "template":
			f.Template = r.word(k.Text, v, nameForm, "small letters, digits and _, such as progress_v2")
		case "audience":
			f.Audience = r.condition(k.Text, v)
		case "without":
			f.Without = r.condition(k.Text, v)
		case "text":
			f.Text = r.text(k.Text, v)
		case "setback":
			f.Setback = r.text(k.Text, v)
		case "settings":
			r.texts(k.Text, v, f.Settings)
		case "fallback":
			r.texts(k.Text, v, f.Fallbacks)
		case "within":
			r.within(v, f)
		case "pause when":
			r.pause(v, f)
		default:
			hint := source.DidYouMean(k.Text, keys())
			if hint == "" {
				hint = "it has " + strings.Join(keys(), ", ")
			}
			r.problem(k.Pos, "key", fmt.Sprintf("a broadcast has no key %q", k.Text), hint)
		}
	}
	for _, need := range []struct{ key, hint string }{
		{"broadcast", "broadcast: uruguay-3"},
		{"purpose", "what people agreed to: updates, or CONSULTATION.PURPOSE"},
		{"audience", "audience: everyone, or language is es"},
		{"text", "text: {en: …, es: …}"},
	} {
		if !seen[need.key] {
			r.problem(root.Pos, "key", "a broadcast needs "+need.key, need.hint)
		}
	}
}

// scalar is the text of a value that is one, and nothing of which YAML dropped.
func (r *reader) scalar(key string, n *source.Node) (string, bool) {
	switch {
	case n.Empty():
		r.problem(n.Pos, "key", key+" is empty", "write it after the colon, or delete the key")
	case n.Kind != source.Scalar:
		r.problem(n.Pos, "key", fmt.Sprintf("%s must be a text; this is %s", key, n.Kind), `a text that begins with "{" or "[" needs "double quotes"`)
	case n.Cut != "" && !strings.HasPrefix(n.Cut, "# ") && n.Cut != "#":
		r.problem(n.CutPos, "text-cut", fmt.Sprintf("the text stops at %q", n.Cut), `put it in "double quotes"; comments go on their own line`)
	default:
		return strings.TrimSpace(n.Text), true
	}
	return "", false
}

func (r *reader) word(key string, n *source.Node, form *regexp.Regexp, hint string) Word {
	text, ok := r.scalar(key, n)
	if ok && form != nil && !form.MatchString(text) {
		r.problem(n.Pos, "name", fmt.Sprintf("%s cannot be %q", key, text), hint)
	}
	return Word{n.Pos, text}
}

func (r *reader) condition(key string, n *source.Node) *audience.Condition {
	text, ok := r.scalar(key, n)
	if !ok {
		return &audience.Condition{Pos: n.Pos}
	}
	pos := n.Pos
	if !n.Plain {
		pos.Col++ // behind the quote
	}
	c, problems := audience.Parse(pos, text)
	r.problems = append(r.problems, problems...)
	return c
}

// text reads a sentence in each language.
func (r *reader) text(key string, n *source.Node) Text {
	t := Text{Pos: n.Pos, In: map[string]Phrase{}}
	if n.Kind != source.Map || len(n.Pairs) == 0 {
		r.problem(n.Pos, "key", key+" must be a map of languages", key+": {en: …, es: …}; a text with a comma in it needs quotes")
		return t
	}
	for _, pair := range n.Pairs {
		lang := pair.Key.Text
		if !langForm.MatchString(lang) {
			hint := "en for English, es for Spanish"
			if pair.Value.Empty() {
				hint = "a comma inside {en: …} needs quotes"
			}
			r.problem(pair.Key.Pos, "language", fmt.Sprintf("%q is not the code of a language", lang), hint)
			continue
		}
		text, ok := r.scalar(key, pair.Value)
		if !ok {
			continue
		}
		if slices.Contains(t.Langs, lang) {
			r.problem(pair.Key.Pos, "key", lang+" is there twice", "delete one of them")
			continue
		}
		t.Langs, t.In[lang] = append(t.Langs, lang), Phrase{pair.Value.Pos, text}
	}
	return t
}

// texts reads sentences by name.
func (r *reader) texts(key string, n *source.Node, into map[string]Text) {
	if n.Kind != source.Map {
		r.problem(n.Pos, "key", key+" must be a map of names", key+": {name: {en: …, es: …}}")
		return
	}
	for _, pair := range n.Pairs {
		if !nameForm.MatchString(pair.Key.Text) {
			r.problem(pair.Key.Pos, "name", fmt.Sprintf("%q cannot be a name", pair.Key.Text), "small letters, digits and _")
			continue
		}
		into[pair.Key.Text] = r.text(pair.Key.Text, pair.Value)
	}
}

func (r *reader) within(n *source.Node, f *File) {
	text, ok := r.scalar("within", n)
	if !ok {
		return
	}
	m := withinForm.FindStringSubmatch(text)
	if m == nil {
		r.problem(n.Pos, "key", fmt.Sprintf("within cannot be %q", text), "within: 3 days")
		return
	}
	count, _ := strconv.Atoi(m[1]) // three digits at most
	each := map[string]time.Duration{"hour": time.Hour, "day": 24 * time.Hour, "week": 7 * 24 * time.Hour}[m[2]]
	if f.Within = time.Duration(count) * each; f.Within <= 0 || f.Within > longestWithin {
		r.problem(n.Pos, "key", "within is from 1 hour to 30 days", "news that is older is not news")
	}
}

func (r *reader) pause(n *source.Node, f *File) {
	text, ok := r.scalar("pause when", n)
	if !ok {
		return
	}
	m := pauseForm.FindStringSubmatch(text)
	if m == nil {
		r.problem(n.Pos, "key", fmt.Sprintf("pause when cannot be %q", text), "pause when: 20% fail, or 20% of at least 100 fail")
		return
	}
	share, _ := strconv.Atoi(m[1]) // three digits at most
	if share < 1 || share > 100 {
		r.problem(n.Pos, "key", "pause when is from 1% to 100%", "")
	}
	f.Pause.Share = float64(share) / 100
	if m[2] != "" {
		f.Pause.Least, _ = strconv.Atoi(m[2])
	}
	f.Pause.Least = max(f.Pause.Least, 1)
}
