// Package terminal is the channel of whoever sits at this machine: it reads
// lines and prints messages. A consultation is tried with it, as if it were on
// any other channel, with what it would cost there.
package terminal

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"strconv"
	"strings"
	"sync"
	"unicode/utf8"

	"plaza/channels"
)

// You is the address of the person at the terminal.
const You channels.Address = "you"

// longest is the longest line that is read.
const longest = 64 << 10

// Terminal is a conversation over a reader and a writer.
type Terminal struct {
	// Prompt is written before each line is read, empty where nobody sees it.
	Prompt string
	// Width is where the lines of a message are broken, between words; 0 leaves
	// that to whatever they are read in.
	Width int
	// Echo writes every line that is read, for input that nobody typed here.
	Echo bool

	as  channels.Capabilities
	out io.Writer

	mu      sync.Mutex // holds out and what is below
	buttons []channels.Button
	sent    int

	lines   *bufio.Scanner
	reading sync.Once
	typed   chan string
	failed  error // why the lines ended, once typed is closed
	heard   int
	pending *channels.Event // read, and not yet kept by a sink
}

// New makes a terminal that carries what the given channel would. Tell it to
// be channels.Network("sms") to see segments.
func New(in io.Reader, out io.Writer, as channels.Capabilities) *Terminal {
	t := &Terminal{as: as, out: out, lines: bufio.NewScanner(in), typed: make(chan string)}
	t.lines.Buffer(nil, longest)
	return t
}

// Capabilities says what the channel that the terminal plays can carry.
func (t *Terminal) Capabilities() channels.Capabilities { return t.as }

// Send prints a message: its lines behind "<", its buttons in brackets and,
// where they are paid for, its segments.
func (t *Terminal) Send(ctx context.Context, m channels.Outbound) (channels.Receipt, error) {
	if err := ctx.Err(); err != nil {
		return channels.Receipt{}, fmt.Errorf("print: %w: %w", channels.ErrTemporary, err)
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	var b strings.Builder
	b.WriteString("< " + strings.ReplaceAll(broken(printable(m.Text), t.Width-2), "\n", "\n  ") + "\n")
	for _, o := range m.Buttons {
		b.WriteString("  [" + printable(o.Label) + "]\n")
	}
	if t.as.Segments {
		b.WriteString("  " + Cost(m.Text) + "\n")
	}
	if _, err := io.WriteString(t.out, b.String()); err != nil {
		return channels.Receipt{}, fmt.Errorf("print: %w", err) // some of it may be seen
	}
	if len(m.Buttons) > 0 {
		t.buttons = m.Buttons
	}
	t.sent++
	return channels.Receipt{Ref: "out-" + strconv.Itoa(t.sent)}, nil
}

// broken breaks lines that are longer than width where a space stands. A word
// that is longer by itself stays whole.
func broken(text string, width int) string {
	if width <= 0 {
		return text
	}
	var out []string
	for line := range strings.SplitSeq(text, "\n") {
		for utf8.RuneCountInString(line) > width {
			at, room := -1, width
			for i, r := range line {
				if r == ' ' && (room >= 0 || at < 0) {
					at = i
				}
				if room--; room < 0 && at >= 0 {
					break
				}
			}
			if at < 0 {
				break
			}
			out = append(out, line[:at])
			line = line[at+1:]
		}
		out = append(out, line)
	}
	return strings.Join(out, "\n")
}

// Cost says in a line what a text costs by SMS, and which characters make it
// cost more.
func Cost(text string) string {
	n, ucs2 := channels.Segments(text)
	if !ucs2 {
		return fmt.Sprintf("(%d SMS)", n)
	}
	return fmt.Sprintf("(%d SMS, UCS-2 because of %s)", n, few(channels.OutsideGSM(text)))
}

// few names some characters and counts the rest.
func few(letters []rune) string {
	const most = 5
	rest := ""
	if len(letters) > most {
		rest = fmt.Sprintf(" and %d more", len(letters)-most)
		letters = letters[:most]
	}
	named := make([]string, len(letters))
	for i, r := range letters {
		named[i] = string(r)
		if !strconv.IsGraphic(r) || r == '\u00a0' {
			named[i] = fmt.Sprintf("U+%04X", r)
		}
	}
	return strings.Join(named, " ") + rest
}

// printable drops what would drive the terminal: a text of a consultation may
// come from anywhere.
func printable(text string) string {
	return strings.Map(func(r rune) rune {
		if r != '\n' && r != '\t' && (r < ' ' || 0x7f <= r && r < 0xa0) {
			return -1
		}
		return r
	}, text)
}
