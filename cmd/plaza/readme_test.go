package main

import (
	"bytes"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"
)

// TestReadmeSession holds the session at the top of the README to what the
// command prints: it plays the lines of the citizen and compares the rest. Only
// what is said to a person at a terminal alone is left to testdata/script/try.txtar.
func TestReadmeSession(t *testing.T) {
	page, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	_, session, found := strings.Cut(string(page), "```text session ogp-strategy\n$ make demo\n")
	session, _, closed := strings.Cut(session, "```\n")
	if !found || !closed {
		t.Fatal("the README shows no session")
	}
	var typed, want, said []string
	option := regexp.MustCompile(`^  \d+ `)
	for line := range strings.Lines(session) {
		line = strings.TrimSuffix(line, "\n")
		switch {
		case strings.HasPrefix(line, "plaza: "):
			said = append(said, line)
			continue
		case strings.HasPrefix(line, "> "):
			typed = append(typed, line[2:])
		case strings.HasPrefix(line, "  ") && !option.MatchString(line):
			want[len(want)-1] += line[1:] // broken to fit a screen
			continue
		}
		want = append(want, line)
	}
	var out, talk bytes.Buffer
	w := world{in: strings.NewReader(strings.Join(typed, "\n")), out: &out, err: &talk, now: time.Now}
	if code := run(t.Context(), []string{"try", "ogp-strategy"}, w); code != 0 {
		t.Fatalf("exit code %d\n%s", code, &talk)
	}
	if want := strings.Join(want, "\n") + "\n"; !strings.HasPrefix(out.String(), want) {
		t.Errorf("the README shows\n%s\nwhere the command prints\n%s", want, &out)
	}
	if len(typed) < 3 || len(said) < 2 || !strings.HasPrefix(talk.String(), said[0]+"\n") {
		t.Errorf("the README shows %q, and the command says\n%s", said, &talk)
	}
}
