package channeltest

import (
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"plaza/channels"
)

// record is one file of recorded data: what it shows, and its sections.
type record struct {
	name     string
	sections map[string]string
}

// records reads a folder of files, of which there must be one at least.
func records(t *testing.T, folder string, known ...string) []record {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(folder, "*.txtar"))
	if err != nil {
		t.Fatal(err)
	}
	if len(files) == 0 {
		t.Fatalf("got no file in %s, want what the network says and expects", folder)
	}
	var all []record
	for _, file := range files {
		if _, err := os.Stat(file); err != nil {
			t.Fatal(err)
		}
		archive, err := txtar.ParseFile(file)
		if err != nil {
			t.Fatalf("read %s: %v", file, err)
		}
		r := record{name: strings.TrimSuffix(filepath.Base(file), ".txtar"), sections: map[string]string{}}
		for _, f := range archive.Files {
			if !slices.Contains(known, f.Name) {
				t.Fatalf("%s: there is no section %q, only %s", file, f.Name, strings.Join(known, ", "))
			}
			r.sections[f.Name] = strings.TrimSuffix(string(f.Data), "\n")
		}
		all = append(all, r)
	}
	return all
}

// head cuts a section into its first line, its "name: value" lines, and what
// follows a blank line.
func head(section string) (first string, named map[string]string, rest string) {
	top, rest, _ := strings.Cut(section, "\n\n")
	first, lines, _ := strings.Cut(top, "\n")
	named = map[string]string{}
	for line := range strings.Lines(lines) {
		name, value, _ := strings.Cut(strings.TrimSuffix(line, "\n"), ": ")
		named[name] = value
	}
	return first, named, rest
}

// encode turns "name=value" lines into a form. A value in quotes is read as Go
// reads it, so that it can hold a line break.
func encode(t *testing.T, lines string) string {
	t.Helper()
	var pairs []string
	for line := range strings.Lines(lines) {
		name, value, _ := strings.Cut(strings.TrimSuffix(line, "\n"), "=")
		pairs = append(pairs, url.QueryEscape(name)+"="+url.QueryEscape(unquote(t, value)))
	}
	return strings.Join(pairs, "&")
}

func unquote(t *testing.T, value string) string {
	t.Helper()
	if !strings.HasPrefix(value, `"`) {
		return value
	}
	s, err := strconv.Unquote(value)
	if err != nil {
		t.Fatalf("read %s: %v", value, err)
	}
	return s
}

// decode is encode backwards, sorted by name.
func decode(form url.Values) string {
	var lines []string
	for name, values := range form {
		for _, v := range values {
			if strings.ContainsAny(v, "\n\r\"") || v != strings.TrimSpace(v) {
				v = strconv.Quote(v)
			}
			lines = append(lines, name+"="+v)
		}
	}
	slices.Sort(lines)
	return strings.Join(lines, "\n")
}

// describe writes an event as the recorded files do: its kind and the fields
// that are set.
func describe(e channels.Event) string {
	var b strings.Builder
	b.WriteString([]string{"message", "status", "stopped", "started"}[e.Kind])
	add := func(name, value string) {
		if value != "" {
			fmt.Fprintf(&b, " %s=%s", name, value)
		}
	}
	quoted := func(s string) string {
		if s == "" {
			return ""
		}
		return strconv.Quote(s)
	}
	add("from", string(e.From))
	add("ref", e.Ref)
	if !e.At.IsZero() {
		add("at", e.At.UTC().Format("2006-01-02T15:04:05Z"))
	}
	add("text", quoted(e.Text))
	add("tap", e.Tap)
	for _, m := range e.Media {
		add(m.Kind, m.Type+" "+m.URL)
	}
	add("place", e.Place)
	add("lang", e.Lang)
	add("id", e.ID)
	if e.Kind == channels.Status {
		add("state", []string{"unheard", "sent", "delivered", "read", "failed"}[e.State])
	}
	add("why", quoted(e.Why))
	add("cost", quoted(e.Cost))
	if e.Dead {
		b.WriteString(" dead")
	}
	if e.Handled {
		b.WriteString(" handled")
	}
	return b.String()
}
