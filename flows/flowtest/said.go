package flowtest

import (
	"strings"

	"plaza/flows"
)

// said is a message, and how much of it the transcript has not yet named.
type said struct {
	key     string
	rest    string
	options []flows.Choice
	yesNo   bool // its options go without saying
}

func saidIn(came []flows.Effect) []said {
	var all []said
	for _, e := range came {
		if m, ok := e.(flows.Message); ok {
			all = append(all, said{key: m.Key, rest: m.Text, options: m.Options, yesNo: m.YesNo})
		}
	}
	return all
}

// line is the message, or what is left of it, as a line of a transcript.
func (s *said) line() string {
	if s.key != "" {
		return "! " + s.key
	}
	first, _, _ := strings.Cut(s.rest, "\n")
	return "< " + first
}

// matches takes what a line names off the message, and reports whether it is
// that. A line names one line of the message, or with "..." all that follows.
func (s *said) matches(line Line) bool {
	if line.Kind == Tells {
		ok := s.key == line.Text
		s.rest = ""
		return ok
	}
	if s.key != "" {
		return false
	}
	if like(line.Text, squeeze(s.rest)) {
		s.rest = ""
		return true
	}
	first, rest, _ := strings.Cut(s.rest, "\n")
	if !like(line.Text, squeeze(first)) {
		return false
	}
	s.rest = strings.TrimSpace(rest)
	return true
}

// squeeze writes a text in one line with single spaces.
func squeeze(s string) string { return strings.Join(strings.Fields(s), " ") }

// like tells whether text is what pattern says, where "..." stands for anything.
func like(pattern, text string) bool {
	parts := strings.Split(squeeze(pattern), "...")
	for n, part := range parts {
		if n > 0 && n < len(parts)-1 || n == 0 && len(parts) > 1 {
			part = strings.TrimSpace(part)
		}
		switch {
		case n == 0:
			if len(parts) == 1 {
				return part == text
			}
			if !strings.HasPrefix(text, part) {
				return false
			}
			text = text[len(part):]
		case n == len(parts)-1:
			return strings.HasSuffix(text, strings.TrimSpace(part))
		default:
			at := strings.Index(text, part)
			if at < 0 {
				return false
			}
			text = text[at+len(part):]
		}
	}
	return true
}
