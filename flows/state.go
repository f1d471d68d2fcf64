package flows

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"
)

// The stored form of a State is text of one line a field: a letter, then the
// value. What is empty is left out, so a conversation that has hardly begun
// is short, and a person with a database shell can read it. A tab parts what
// stands together in a line; tabs, line ends, backslashes, control characters
// and bytes that are not UTF-8 are escaped, since a text column takes them not.
const stateVersion = "1"

var errState = errors.New("not a stored conversation")

// AppendState appends the stored form of s to b. It keeps times to the
// microsecond and in UTC, as every time in the database is.
func AppendState(b []byte, s State) []byte {
	b = append(b, stateVersion...)
	b = appendString(b, 'f', s.Flow)
	b = appendInt(b, 'e', int64(s.Edition))
	b = appendString(b, 'r', s.Run)
	b = appendString(b, 'p', s.Part)
	b = appendString(b, 'l', s.Lang)
	b = appendString(b, 'c', s.Channel)
	b = appendString(b, 'h', s.Helper)
	b = appendInt(b, 'w', int64(s.Wave))
	b = appendTime(b, 'b', s.Began)
	b = appendInt(b, 'n', int64(s.Can))
	b = appendInt(b, 'W', int64(s.Wording))
	b = appendString(b, '@', s.At)
	b = appendTime(b, 't', s.Heard)
	b = appendInt(b, 'R', int64(s.Reminded))
	b = appendInt(b, 'm', int64(s.Misses))
	b = appendInt(b, 'C', int64(s.Confirms))
	b = appendString(b, '<', s.Returning)
	for _, id := range s.Shown {
		b = appendText(append(b, '\n', 's'), id)
	}
	for _, row := range s.Offered {
		b = appendText(append(b, '\n', 'o'), row.Key)
		b = appendCells(b, row.Cells)
	}
	b = appendString(b, '>', s.Held)
	b = appendString(b, '?', s.Pending)
	for _, table := range s.Cited {
		b = appendText(append(b, '\n', 'q'), table)
	}
	b = appendAnswers(b, '=', s.Answers)
	b = appendAnswers(b, 'k', s.Known)
	return appendString(b, '.', s.Outcome)
}

// ParseState reads what AppendState wrote. It refuses what it does not know,
// so that an older program never writes back half of a newer one's state.
func ParseState(b []byte) (State, error) {
	var s State
	version, src, _ := strings.Cut(string(b), "\n")
	if version != stateVersion {
		return State{}, fmt.Errorf("read a conversation: %w", errState)
	}
	var cells *map[string]string // what a cell line belongs to
	for src != "" {
		var line string
		line, src, _ = strings.Cut(src, "\n")
		if s.Answers == nil && line != "" && line[0] == '=' { // little else follows them
			s.Answers = make([]Answer, 0, strings.Count(src, "\n")+2)
		}
		if line == "" || !s.parseLine(line[0], line[1:], &cells) {
			// Only the letter: the rest may be what a person wrote.
			return State{}, fmt.Errorf("read a conversation: field %.1q: %w", line, errState)
		}
	}
	return s, nil
}

// parseLine reads one field into s and reports whether it could.
func (s *State) parseLine(field byte, v string, cells **map[string]string) bool {
	switch field {
	case 'f':
		return parseText(&s.Flow, v)
	case 'e':
		return parseInt(&s.Edition, v)
	case 'r':
		return parseText(&s.Run, v)
	case 'p':
		return parseText(&s.Part, v)
	case 'l':
		return parseText(&s.Lang, v)
	case 'c':
		return parseText(&s.Channel, v)
	case 'h':
		return parseText(&s.Helper, v)
	case 'w':
		return parseInt(&s.Wave, v)
	case 'b':
		return parseTime(&s.Began, v)
	case 'n':
		n, err := strconv.ParseUint(v, 10, 8)
		s.Can = Can(n)
		return err == nil
	case 'W':
		return parseInt(&s.Wording, v)
	case '@':
		return parseText(&s.At, v)
	case 't':
		return parseTime(&s.Heard, v)
	case 'R':
		return parseInt(&s.Reminded, v)
	case 'm':
		return parseInt(&s.Misses, v)
	case 'C':
		return parseInt(&s.Confirms, v)
	case '<':
		return parseText(&s.Returning, v)
	case 's':
		return parseEach(&s.Shown, v)
	case 'o':
		s.Offered = append(s.Offered, Row{})
		row := &s.Offered[len(s.Offered)-1]
		*cells = &row.Cells
		return parseText(&row.Key, v)
	case '>':
		return parseText(&s.Held, v)
	case '?':
		return parseText(&s.Pending, v)
	case 'q':
		return parseEach(&s.Cited, v)
	case '=':
		return parseAnswer(&s.Answers, v, cells)
	case 'k':
		return parseAnswer(&s.Known, v, cells)
	case '.':
		return parseText(&s.Outcome, v)
	case ' ':
		return parseCell(*cells, v)
	}
	return false
}

func appendString(b []byte, field byte, v string) []byte {
	if v == "" {
		return b
	}
	return appendText(append(b, '\n', field), v)
}

func appendInt(b []byte, field byte, v int64) []byte {
	if v == 0 {
		return b
	}
	return strconv.AppendInt(append(b, '\n', field), v, 10)
}

func appendTime(b []byte, field byte, v time.Time) []byte {
	if v.IsZero() {
		return b
	}
	return strconv.AppendInt(append(b, '\n', field), v.UnixMicro(), 10)
}

func appendAnswers(b []byte, field byte, answers []Answer) []byte {
	for i := range answers {
		a := &answers[i]
		b = appendText(append(b, '\n', field), a.Name)
		b = append(b, '\t', statusLetter(a.Status), '\t')
		b = appendText(b, a.Value)
		b = appendCells(b, a.Fields)
	}
	return b
}

// appendCells writes a row's cells by name, so that equal states are equal bytes.
func appendCells(b []byte, cells map[string]string) []byte {
	if len(cells) == 0 {
		return b
	}
	for _, column := range slices.Sorted(maps.Keys(cells)) {
		b = appendText(append(b, '\n', ' '), column)
		b = appendText(append(b, '\t'), cells[column])
	}
	return b
}

func parseInt(to *int, v string) bool {
	n, err := strconv.Atoi(v)
	*to = n
	return err == nil
}

func parseTime(to *time.Time, v string) bool {
	n, err := strconv.ParseInt(v, 10, 64)
	*to = time.UnixMicro(n).UTC()
	return err == nil
}

func parseEach(to *[]string, v string) bool {
	*to = append(*to, "")
	return parseText(&(*to)[len(*to)-1], v)
}

func parseAnswer(to *[]Answer, v string, cells **map[string]string) bool {
	name, rest, ok := strings.Cut(v, "\t")
	letter, value, ok2 := strings.Cut(rest, "\t")
	if !ok || !ok2 || len(letter) != 1 {
		return false
	}
	*to = append(*to, Answer{Status: letterStatus(letter[0])})
	a := &(*to)[len(*to)-1]
	*cells = &a.Fields
	return a.Status != "" && parseText(&a.Name, name) && parseText(&a.Value, value)
}

func parseCell(cells *map[string]string, v string) bool {
	column, value, ok := strings.Cut(v, "\t")
	if !ok || cells == nil {
		return false
	}
	if *cells == nil {
		*cells = make(map[string]string)
	}
	var k, c string
	if !parseText(&k, column) || !parseText(&c, value) {
		return false
	}
	(*cells)[k] = c
	return true
}

func statusLetter(s Status) byte {
	switch s {
	case Known:
		return 'k'
	case Skipped:
		return 's'
	case Unanswered:
		return 'n'
	case Unavailable:
		return 'u'
	}
	return 'a'
}

func letterStatus(c byte) Status {
	switch c {
	case 'a':
		return Answered
	case 'k':
		return Known
	case 's':
		return Skipped
	case 'n':
		return Unanswered
	case 'u':
		return Unavailable
	}
	return ""
}
