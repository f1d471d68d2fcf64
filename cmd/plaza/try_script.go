package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"path"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/mattn/go-isatty"

	"plaza/flows"
)

// script is what the citizen does, line by line, from wherever it comes.
type script struct {
	in     io.Reader
	typed  bool              // by a person, who is prompted
	begins string            // its first line, when it is known before it is written
	name   string            // of the transcript that is played; empty otherwise
	head   map[string]string // of that transcript
}

// newScript decides who writes: a person at a terminal, whatever is piped in,
// or, when that is nothing, a transcript of the folder.
func newScript(in io.Reader, folder *flows.Folder, lang string) (*script, error) {
	if file, ok := in.(*os.File); ok && isatty.IsTerminal(file.Fd()) {
		return &script{in: in, typed: true}, nil
	}
	lines := bufio.NewReader(in)
	first, err := lines.ReadString('\n')
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("read what the citizen writes: %w", err)
	}
	if strings.TrimSpace(first) != "" {
		return &script{in: io.MultiReader(strings.NewReader(first), lines), begins: strings.TrimSpace(first)}, nil
	}
	name, head, said := transcript(folder, lang)
	s := &script{in: strings.NewReader(strings.Join(said, "\n")), name: name, head: head}
	if len(said) > 0 {
		s.begins = said[0]
	}
	return s, nil
}

// transcript finds the transcript to play when nobody writes: the plainest in
// this language, which is the one with the shortest name (en-sms.chat comes
// before stopped-en-sms.chat). It returns what the citizen does in it.
func transcript(folder *flows.Folder, lang string) (name string, head map[string]string, lines []string) {
	for file, src := range folder.Files {
		if path.Ext(file) != ".chat" {
			continue
		}
		h, l := citizen(string(src))
		if h["language"] != lang {
			continue
		}
		if name == "" || len(file) < len(name) || (len(file) == len(name) && file < name) {
			name, head, lines = file, h, l
		}
	}
	return name, head, lines
}

// citizen reads the head of a transcript and what the citizen does in it:
// writes ("text"), and lets time pass ("@ +1 day").
func citizen(src string) (head map[string]string, lines []string) {
	head = map[string]string{}
	inHead := true
	for line := range strings.Lines(src) {
		line = strings.TrimSpace(line)
		switch {
		case strings.HasPrefix(line, "#"):
		case inHead && line == "":
			inHead = len(head) == 0
		case inHead:
			if key, value, ok := strings.Cut(line, ":"); ok {
				head[strings.TrimSpace(key)] = strings.TrimSpace(value)
			}
		case strings.HasPrefix(line, "> "):
			lines = append(lines, strings.TrimPrefix(line, "> "))
		case strings.HasPrefix(line, "@ "):
			lines = append(lines, line)
		}
	}
	return head, lines
}

// clockForms are how a moment is written.
var clockForms = []string{"2006-01-02 15:04", time.DateOnly, time.RFC3339}

// moment reads a moment in a zone.
func moment(text string, zone *time.Location) (time.Time, error) {
	for _, form := range clockForms {
		if t, err := time.ParseInLocation(form, text, zone); err == nil {
			return t, nil
		}
	}
	return time.Time{}, fmt.Errorf("%q is no moment; write it as 2022-05-10 09:00", text)
}

// later reads what stands after "@": a moment, or how much time passes.
func later(text string, now time.Time, zone *time.Location) (time.Time, error) {
	text = strings.TrimSpace(text)
	rest, relative := strings.CutPrefix(text, "+")
	if !relative {
		return moment(text, zone)
	}
	number, unit, _ := strings.Cut(strings.TrimSpace(rest), " ")
	n, err := strconv.Atoi(number)
	i := slices.Index(units, strings.TrimSuffix(strings.TrimSpace(unit), "s"))
	if err != nil || i < 0 {
		return time.Time{}, fmt.Errorf("%q is no time; write @ +3 days, or @ 2022-05-10 09:00", text)
	}
	return now.Add(time.Duration(n) * unitTimes[i]), nil
}

// The units of the flow language; a month is 30 days and a year 365.
var (
	units     = []string{"minute", "hour", "day", "week", "month", "year"}
	unitTimes = []time.Duration{time.Minute, time.Hour, 24 * time.Hour, 7 * 24 * time.Hour, 30 * 24 * time.Hour, 365 * 24 * time.Hour}
)
