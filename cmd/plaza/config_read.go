package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"

	"github.com/caarlos0/env/v11"
	"go.yaml.in/yaml/v4"

	"plaza/flows/source"
)

// configFile is the configuration a verb was told to read; empty for the usual.
type configFile string

// defaultConfig is read when it exists and no other file is named.
const defaultConfig = "plaza.yaml"

// load reads the configuration: the defaults, then the file, then the
// environment. Everything wrong with it is told at once.
func (f configFile) load(w world, ui ui) (config, error) {
	c := defaults()
	vars := env.ToMap(w.env)
	name, named := string(f), true
	if name == "" {
		name = vars["PLAZA_CONFIG"]
	}
	if name == "" {
		name, named = defaultConfig, false
	}
	src, err := os.ReadFile(name)
	switch {
	case err == nil:
		err = readConfig(name, src, &c)
	case errors.Is(err, fs.ErrNotExist) && !named:
		err = nil
	}
	if err != nil {
		return c, hint(fmt.Errorf("read the configuration: %w", err), "deploy/plaza.example.yaml explains every key")
	}
	unknown, err := c.override(vars)
	for _, u := range unknown {
		ui.say("%s", u)
	}
	if err == nil {
		err = c.check()
	}
	if err != nil {
		return c, hint(fmt.Errorf("read the configuration: %w", err), "deploy/plaza.example.yaml explains every key")
	}
	return c, nil
}

// readConfig reads a file over c. A key that is not ours is an error: a
// setting that is silently not in force is worse than none.
func readConfig(name string, src []byte, c *config) error {
	if onlyComments(src) {
		return nil
	}
	err := yaml.Load(src, c, yaml.WithKnownFields())
	var all []*yaml.LoadError
	if many, ok := errors.AsType[*yaml.LoadErrors](err); ok {
		all = many.Errors
	} else if one, ok := errors.AsType[*yaml.LoadError](err); ok {
		all = []*yaml.LoadError{one}
	} else if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	var lines []error
	for _, e := range all {
		lines = append(lines, fmt.Errorf("%s:%d:%d: %s", name, e.Mark.Line, e.Mark.Column, plain(e.Message)))
	}
	return errors.Join(lines...)
}

// guess is ", did you mean x?" when one of the words is near to what was
// written, and nothing otherwise.
func guess(wrote string, words []string) string {
	if s := source.DidYouMean(wrote, words); s != "" {
		return ", " + s
	}
	return ""
}

// onlyComments is true of a file that sets nothing, which YAML calls no document.
func onlyComments(src []byte) bool {
	for line := range strings.Lines(string(src)) {
		if s := strings.TrimSpace(line); s != "" && !strings.HasPrefix(s, "#") {
			return false
		}
	}
	return true
}

var (
	unknownField = regexp.MustCompile(`^field (\S+) not found in type (\S.*)$`)
	wrongKind    = regexp.MustCompile("^cannot construct !!(\\w+)(?: `.*`)? into (.+)$")
)

// plain turns what the YAML library says into words for an operator.
func plain(msg string) string {
	if m := unknownField.FindStringSubmatch(msg); m != nil {
		return fmt.Sprintf("%q is no setting%s", m[1], guess(m[1], keys(reflect.TypeFor[config](), m[2])))
	}
	if strings.Contains(msg, "found character that cannot start any token") {
		return "a tab, or a sign that means something to YAML: indent with spaces, and put the value in \"double quotes\""
	}
	if m := wrongKind.FindStringSubmatch(msg); m != nil {
		want := map[string]string{"time.Duration": "a time such as 15s or 2m", "string": "a text"}[m[2]]
		if want == "" {
			want = "another kind of value"
		}
		return "this should be " + want // and is not repeated: it may be a token in the wrong place
	}
	return msg
}

// keys are the names of the settings of one section, by the name of its type,
// or of all: what stands in another section would not be known in this one.
func keys(t reflect.Type, section string) (all []string) {
	for i := range t.NumField() {
		f := t.Field(i)
		if section == "" || t.String() == section {
			all = append(all, f.Tag.Get("yaml"))
		}
		ft := f.Type
		if ft.Kind() == reflect.Map && ft.Elem().Kind() == reflect.Pointer {
			ft = ft.Elem().Elem()
		}
		if ft.Kind() == reflect.Struct {
			all = append(all, keys(ft, section)...)
		}
	}
	return all
}

// override lays the environment over c, and tells of the variables that begin
// like ours and are not. They are no error, as a key of the file is: a cluster
// hands PLAZA_PORT and the like to everyone near a service called plaza.
func (c *config) override(vars map[string]string) (unknown []string, err error) {
	known := []string{"PLAZA_CONFIG", tokenVariable}
	read := func(v any, prefix string) {
		o := env.Options{Environment: vars, Prefix: prefix}
		if e := env.ParseWithOptions(v, o); e != nil {
			err = errors.Join(err, e)
		}
		params, e := env.GetFieldParamsWithOptions(v, o)
		err = errors.Join(err, e)
		for _, p := range params {
			known = append(known, p.Key)
		}
	}
	read(c, "PLAZA_")
	// A channel may stand in the environment alone: its kind makes it. So may
	// an operator, by the token.
	c.Channels = named(c.Channels, vars, "PLAZA_CHANNEL_", "_KIND")
	c.Operators = named(c.Operators, vars, "PLAZA_OPERATOR_", "_TOKEN", "_TOKEN_FILE")
	for _, name := range c.channelNames() {
		prefix := variable("PLAZA_CHANNEL_", name)
		read(c.Channels[name], prefix)
		known = append(known, c.Channels[name].settle(vars, prefix)...)
	}
	for _, name := range c.operatorNames() {
		read(c.Operators[name], variable("PLAZA_OPERATOR_", name))
	}
	for v := range vars {
		if strings.HasPrefix(v, "PLAZA_") && !slices.Contains(known, v) {
			unknown = append(unknown, v+" is no setting"+guess(v, known))
		}
	}
	slices.Sort(unknown)
	return unknown, err
}

// named adds to a section of names those that stand in the environment alone:
// each has one of these variables. None of the section is nil afterwards.
func named[T any](section map[string]*T, vars map[string]string, before string, after ...string) map[string]*T {
	var alone []string
	for v := range vars {
		for _, end := range after {
			name, begins := strings.CutPrefix(v, before)
			if name, ends := strings.CutSuffix(name, end); begins && ends {
				alone = append(alone, strings.ReplaceAll(strings.ToLower(name), "_", "-"))
			}
		}
	}
	for name := range section {
		alone = slices.DeleteFunc(alone, func(a string) bool { return variable(before, a) == variable(before, name) })
		if section[name] == nil {
			section[name] = new(T)
		}
	}
	for _, name := range alone {
		if section == nil {
			section = map[string]*T{}
		}
		section[name] = new(T)
	}
	return section
}

// variable is how the variables begin that set what has this name.
func variable(before, name string) string {
	return before + strings.ToUpper(strings.ReplaceAll(name, "-", "_")) + "_"
}

// channelNames are the configured channels, sorted.
func (c *config) channelNames() []string {
	var names []string
	for name := range c.Channels {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// inData is a file of the data directory.
func (c *config) inData(name string) string { return filepath.Join(c.Data, name) }
