package httpgate

import (
	"fmt"
	"slices"
	"strings"

	"plaza/channels"
)

// verdict is what one of a gateway's codes means: for a message on its way out,
// or for one that a receipt speaks of.
type verdict struct {
	class class
	says  string // for an operator; never the gateway's own words, which may hold a number or a text
}

// class is the word that a profile begins a verdict with.
type class string

// What a code can mean. The first row is for answers to a request, the second
// for receipts; what a receipt calls temporary or permanent has failed.
const (
	taken, temporary, permanent, stopped, dead, unknown class = "taken", "temporary", "permanent", "stopped", "dead", "unknown"
	nothingNew, sent, delivered, read, failed           class = "nothing", "sent", "delivered", "read", "failed"
)

var (
	ofAnswers  = []class{taken, temporary, permanent, stopped, dead, unknown}
	ofStates   = []class{nothingNew, sent, delivered, read, failed, stopped, dead}
	ofFailures = []class{failed, stopped, dead, temporary, permanent}
)

// verdicts reads a table of codes: `"6": stopped, the person has opted out`.
func (r *reader) verdicts(in map[string]text, may []class) map[string]verdict {
	out := map[string]verdict{}
	for code, t := range in {
		r.whole(t)
		word, says, _ := strings.Cut(t.value, ",")
		v := verdict{class(strings.TrimSpace(word)), strings.TrimSpace(says)}
		if !slices.Contains(may, v.class) {
			r.at(t, "%q begins with none of %s", t.value, classes(may))
		}
		out[code] = v
	}
	return out
}

func classes(all []class) string {
	var words []string
	for _, c := range all {
		words = append(words, string(c))
	}
	return strings.Join(words, ", ")
}

// err is the error of the contract that a class stands for; nil where nobody
// knows.
func (c class) err() error {
	switch c {
	case temporary:
		return channels.ErrTemporary
	case permanent:
		return channels.ErrPermanent
	case stopped:
		return channels.ErrStopped
	case dead:
		return channels.ErrDead
	}
	return nil
}

// told is what an operator reads of a code.
func told(code string, v verdict, known bool) string {
	code = printable(code)
	switch {
	case known && v.says != "" && code != "":
		return code + ": " + v.says
	case known && v.says != "":
		return v.says
	case code != "":
		return "code " + code
	}
	return ""
}

// printable lets a gateway's code through, and nothing that could be a text: a
// code is short and has no blanks, and a number of seven digits or more may be
// a person's.
func printable(code string) string {
	digits := 0
	for _, r := range code {
		if r <= ' ' || r > '~' {
			return ""
		}
		if r >= '0' && r <= '9' {
			digits++
		}
	}
	if len(code) > 48 || digits > 6 {
		return ""
	}
	return code
}

// failure words an attempt that was not taken.
func failure(c class, says string) error {
	if err := c.err(); err != nil {
		return fmt.Errorf("send by gateway: %w: %s", err, says)
	}
	return fmt.Errorf("send by gateway: %s", says)
}
