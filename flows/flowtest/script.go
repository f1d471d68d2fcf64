package flowtest

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"plaza/flows"
	"plaza/flows/source"
)

// Script is a transcript, read: the scene that its head sets, and its lines.
type Script struct {
	Name  string
	Scene Scene
	Lines []Line
	src   []string
}

// Scene is what is so before the first line.
type Scene struct {
	Channel  string
	Language string
	At       string // the clock, as the flow's zone reads it; empty for the day the flow opens
	Seed     string // decides what is shuffled
	Wave     int
	Verified bool
	Helper   string            // a field worker who runs it for someone else
	Person   string            // who they run it for
	Given    map[string]string // rows bound by an invitation: the key by name
	Have     []Have
}

// Have is a row that the world already has.
type Have struct {
	Table string
	Cells map[string]string
}

// Line is one line after the head. Kind is its first character.
type Line struct {
	Kind byte
	Text string // trimmed
	Pos  source.Pos
}

// The kinds of lines.
const (
	Writes  = '>' // the person writes
	Says    = '<' // the flow must say this
	Offers  = '|' // with this option
	Tells   = '!' // the software's own sentence, by its key
	Records = '=' // this is now on record
	Asks    = '?' // this is the question now waiting
	Happens = '*' // the world acts
	Moves   = '@' // the clock moves
	Ends    = '.' // the run ended so
	Notes   = '#' // for the reviewer
)

// Parse reads a transcript and reports everything that is wrong with it.
func Parse(name string, src []byte) (*Script, source.Problems) {
	s := &Script{Name: name, Scene: Scene{Channel: "sms", Given: make(map[string]string)}}
	s.src = strings.Split(strings.TrimPrefix(string(src), "\ufeff"), "\n")
	var problems source.Problems
	wrong := func(pos source.Pos, message, hint string) {
		problems = append(problems, source.Problem{Pos: pos, Code: "chat", Message: message, Hint: hint})
	}
	head := true
	for n, line := range s.src {
		line = strings.TrimSpace(line)
		pos := source.Pos{File: name, Line: n + 1, Col: 1}
		switch {
		case line == "":
			head = head && !s.begun()
			continue
		case line[0] == Notes:
			continue
		case head && strings.IndexByte("><|!=?*@.", line[0]) < 0:
			if message, hint := s.Scene.set(line); message != "" {
				wrong(pos, message, hint)
			}
			s.src[n] = line
			continue
		}
		head = false
		if strings.IndexByte("><|!=?*@.", line[0]) < 0 {
			wrong(pos, fmt.Sprintf("nobody says %q", line), "begin the line with > for the person or < for the consultation")
			continue
		}
		text := strings.TrimSpace(line[1:])
		if message, hint := checkLine(line[0], text); message != "" {
			wrong(pos, message, hint)
			continue
		}
		s.Lines = append(s.Lines, Line{Kind: line[0], Text: text, Pos: pos})
	}
	return s, problems
}

// begun tells whether the head has said anything yet, so that blank lines and
// notes may stand before it.
func (s *Script) begun() bool { return s.Scene.Language != "" || s.Scene.At != "" }

// checkLine says what is wrong with a line by itself.
func checkLine(kind byte, text string) (message, hint string) {
	switch kind {
	case Records:
		if !strings.Contains(text, ":") {
			return "this line says nothing is on record", "write: = name: value"
		}
	case Offers:
		place, label, _ := strings.Cut(text, " ")
		if _, err := strconv.Atoi(place); err != nil || label == "" {
			return "this is no option", "write: | 2 Label"
		}
	case Moves:
		if _, err := move(time.Time{}, time.UTC, text); err != nil {
			return fmt.Sprintf("%q moves no clock", text), "write: @ +3 days, or @ 2022-05-11 09:00"
		}
	case Tells, Asks, Ends, Says, Happens:
		if text == "" {
			return "this line is empty", ""
		}
	}
	return "", ""
}

// set reads one line of the head.
func (s *Scene) set(line string) (message, hint string) {
	key, value, ok := strings.Cut(line, ":")
	key, value = strings.TrimSpace(key), strings.TrimSpace(value)
	if !ok {
		return fmt.Sprintf("nobody says %q", line), "the head has lines such as language: es"
	}
	switch key {
	case "channel":
		s.Channel = value
	case "language":
		s.Language = value
	case "at":
		if _, err := move(time.Time{}, time.UTC, value); err != nil {
			return fmt.Sprintf("%q is no time", value), "write: at: 2022-05-10 09:00"
		}
		s.At = value
	case "seed":
		s.Seed = value
	case "wave":
		n, err := strconv.Atoi(value)
		if err != nil {
			return fmt.Sprintf("%q is no number", value), "write: wave: 1"
		}
		s.Wave = n
	case "verified":
		s.Verified = value == "yes"
	case "assisted_by":
		s.Helper = value
	case "person":
		s.Person = value
	case "given":
		for name, key := range pairs(value) {
			s.Given[name] = key
		}
	case "have":
		table, cells, _ := strings.Cut(value, " ")
		s.Have = append(s.Have, Have{Table: table, Cells: pairs(cells)})
	default:
		keys := []string{"channel", "language", "at", "seed", "wave", "verified", "assisted_by", "person", "given", "have"}
		return fmt.Sprintf("a transcript has no %q", key), source.DidYouMean(key, keys)
	}
	return "", ""
}

// pairs reads field=value, field="a value", parted by commas. What has no =
// is a bare note.
func pairs(text string) map[string]string {
	out := make(map[string]string)
	for text = strings.TrimSpace(text); text != ""; text = strings.TrimLeft(text, ", ") {
		name, rest, ok := strings.Cut(text, "=")
		if !ok || strings.ContainsAny(name, " \"") {
			out["note"] = text
			return out
		}
		var value string
		if quoted, err := strconv.QuotedPrefix(rest); err == nil {
			value, _ = strconv.Unquote(quoted)
			text = rest[len(quoted):]
		} else {
			value, text, _ = strings.Cut(rest, ",")
		}
		out[strings.TrimSpace(name)] = strings.TrimSpace(value)
	}
	return out
}

// move reads where the clock goes: a span from where it is, or a day and
// perhaps a time of day in the flow's zone.
func move(from time.Time, zone *time.Location, text string) (time.Time, error) {
	if span, ok := strings.CutPrefix(text, "+"); ok {
		number, unit, _ := strings.Cut(strings.TrimSpace(span), " ")
		n, err := strconv.Atoi(number)
		of := map[string]time.Duration{"minute": time.Minute, "hour": time.Hour, "day": 24 * time.Hour, "week": 7 * 24 * time.Hour}[strings.TrimSuffix(unit, "s")]
		if err != nil || of == 0 {
			return from, fmt.Errorf("read %q: want a span such as +3 days", text)
		}
		return from.Add(time.Duration(n) * of), nil
	}
	layout := "2006-01-02 15:04"
	if !strings.Contains(text, " ") {
		layout = time.DateOnly
	}
	t, err := time.ParseInLocation(layout, text, zone)
	if err != nil {
		return from, fmt.Errorf("read %q: want a time such as 2022-05-10 09:00", text)
	}
	return t, nil
}

// can is what the networks of a transcript's channel key carry.
func can(channel string) flows.Can {
	if channel == "sms" {
		return 0
	}
	return flows.CanPhoto | flows.CanVoice | flows.CanFile | flows.CanLocation
}
