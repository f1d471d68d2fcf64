package httpgate

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"
)

// document is a profile as it is written. Each of its texts knows its place,
// so that what is wrong with it can be told with a line and a column.
type document struct {
	Name      text                  `yaml:"name"`
	About     text                  `yaml:"about"`
	Written   []text                `yaml:"written_from"`
	Tried     text                  `yaml:"tried"`
	MaxText   text                  `yaml:"max_text"`
	Settings  map[string]settingDoc `yaml:"settings"`
	Encoding  encodingDoc           `yaml:"encoding"`
	Validity  rangeDoc              `yaml:"validity"`
	Auth      authDoc               `yaml:"auth"`
	Request   requestDoc            `yaml:"request"`
	Answer    answerDoc             `yaml:"answer"`
	Messages  hookDoc               `yaml:"messages"`
	Receipts  hookDoc               `yaml:"receipts"`
	Stops     hookDoc               `yaml:"stops"`
	Signature signatureDoc          `yaml:"signature"`
	Ack       ackDoc                `yaml:"acknowledge"`
	Check     checkDoc              `yaml:"check"`
}

type settingDoc struct {
	About    text `yaml:"about"`
	Default  text `yaml:"default"`
	Optional text `yaml:"optional"`
	Secret   text `yaml:"secret"`
}

type encodingDoc struct {
	GSM  map[string]text `yaml:"gsm"`
	UCS2 map[string]text `yaml:"ucs2"`
}

type rangeDoc struct {
	Least text `yaml:"least"`
	Most  text `yaml:"most"`
}

type authDoc struct {
	Kind     text            `yaml:"kind"`
	User     text            `yaml:"user"`
	Password text            `yaml:"password"`
	Token    text            `yaml:"token"`
	Name     text            `yaml:"name"`
	Value    text            `yaml:"value"`
	Query    map[string]text `yaml:"query"`
}

type requestDoc struct {
	Method  text            `yaml:"method"`
	URL     text            `yaml:"url"`
	Headers map[string]text `yaml:"headers"`
	Query   map[string]text `yaml:"query"`
	Form    map[string]text `yaml:"form"`
	JSON    yaml.Node       `yaml:"json"`
}

type answerDoc struct {
	Format    text            `yaml:"format"`
	ID        text            `yaml:"id"`
	Cost      text            `yaml:"cost"`
	Currency  text            `yaml:"currency"`
	Error     text            `yaml:"error"`
	Errors    map[string]text `yaml:"errors"`
	Otherwise text            `yaml:"otherwise"`
	Statuses  map[string]text `yaml:"statuses"`
}

type hookDoc struct {
	Method  text            `yaml:"method"`
	Format  text            `yaml:"format"`
	At      text            `yaml:"at"`
	Each    text            `yaml:"each"`
	When    map[string]text `yaml:"when"`
	From    text            `yaml:"from"`
	Text    text            `yaml:"text"`
	ID      text            `yaml:"id"`
	Ours    text            `yaml:"ours"`
	Time    text            `yaml:"time"`
	Charset text            `yaml:"charset"`
	Parts   partsDoc        `yaml:"parts"`
	State   text            `yaml:"state"`
	States  map[string]text `yaml:"states"`
	Error   text            `yaml:"error"`
	Errors  map[string]text `yaml:"errors"`
	Cost    text            `yaml:"cost"`
	Money   text            `yaml:"currency"`
	Console text            `yaml:"console"`
	Paste   text            `yaml:"paste"`
}

type partsDoc struct {
	Ref   text `yaml:"ref"`
	Total text `yaml:"total"`
	Part  text `yaml:"part"`
	Wait  text `yaml:"wait"`
	Keep  text `yaml:"keep"`
}

type signatureDoc struct {
	Header    text `yaml:"header"`
	Timestamp text `yaml:"timestamp"`
}

type ackDoc struct {
	Status text `yaml:"status"`
	Type   text `yaml:"type"`
	Body   text `yaml:"body"`
}

type checkDoc struct {
	Method  text            `yaml:"method"`
	URL     text            `yaml:"url"`
	Query   map[string]text `yaml:"query"`
	Headers map[string]text `yaml:"headers"`
	Good    []text          `yaml:"good"`
	Refused []text          `yaml:"refused"`
}

// text is one scalar of a profile, always as it is written, and its place.
type text struct {
	value     string
	line, col int
	wrong     string
}

// UnmarshalYAML takes any scalar; anything else is told when the profile is
// checked, beside whatever else is wrong.
func (t *text) UnmarshalYAML(n *yaml.Node) error {
	t.line, t.col = n.Line, n.Column
	if n.Kind == yaml.ScalarNode {
		t.value = n.Value
	} else {
		t.wrong = "one value is wanted here, not a list or a map"
	}
	return nil
}

func (t text) given() bool { return t.line > 0 }

// problem is one thing wrong with a profile, and where.
type problem struct {
	line, col int
	says      string
}

// problems collects everything that is wrong with one profile.
type problems struct {
	file string
	all  []problem
}

func (p *problems) at(t text, format string, args ...any) {
	p.all = append(p.all, problem{max(t.line, 1), max(t.col, 1), fmt.Sprintf(format, args...)})
}

// err is every problem in the order of the file, each with file:line:col, or
// nil.
func (p *problems) err() error {
	slices.SortStableFunc(p.all, func(a, b problem) int {
		if a.line != b.line {
			return a.line - b.line
		}
		return a.col - b.col
	})
	var lines []error
	for _, one := range p.all {
		lines = append(lines, fmt.Errorf("%s:%d:%d: %s", p.file, one.line, one.col, one.says))
	}
	return errors.Join(lines...)
}

// maxProfile is the most of a profile that is read; the longest of ours has a
// tenth.
const maxProfile = 256 << 10

// load reads the document. A key that is not ours is an error: a setting that is
// silently not in force is worse than none.
func (p *problems) load(src []byte) document {
	var d document
	if len(src) > maxProfile {
		p.at(text{}, "this file has %d KiB; %d are the most that is read", len(src)>>10, maxProfile>>10)
		return d
	}
	err := yaml.Load(src, &d, yaml.WithKnownFields())
	var found []*yaml.LoadError
	if many, ok := errors.AsType[*yaml.LoadErrors](err); ok {
		found = many.Errors
	} else if one, ok := errors.AsType[*yaml.LoadError](err); ok {
		found = []*yaml.LoadError{one}
	} else if err != nil {
		p.at(text{}, "this cannot be read: %s", strings.TrimPrefix(err.Error(), "yaml: "))
	}
	for _, e := range found {
		p.at(text{line: e.Mark.Line, col: e.Mark.Column}, "%s", plainWords(e.Message))
	}
	return d
}

// plainWords retells what the YAML library says of a key.
func plainWords(says string) string {
	if rest, ok := strings.CutPrefix(says, "field "); ok {
		if name, _, ok := strings.Cut(rest, " not found in type"); ok {
			return fmt.Sprintf("%q is no key of a profile here", name)
		}
	}
	return says
}
