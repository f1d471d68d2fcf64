package terminal_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"plaza/channels"
	"plaza/channels/channeltest"
	"plaza/channels/terminal"
)

func network(t *testing.T, name string) channels.Capabilities {
	t.Helper()
	c, ok := channels.Network(name)
	if !ok {
		t.Fatalf("no network called %s", name)
	}
	return c
}

func TestConformance(t *testing.T) {
	channeltest.Run(t, channeltest.Suite{
		Open: func(t *testing.T, _ string) channels.Channel {
			return terminal.New(strings.NewReader(""), io.Discard, network(t, "terminal"))
		},
		Poll: func(t *testing.T, texts ...string) channels.PollReceiver {
			return terminal.New(strings.NewReader(strings.Join(texts, "\n")+"\n"), io.Discard, network(t, "terminal"))
		},
	})
}

// TestPrinted shows what a person sees, on each channel that can be played.
func TestPrinted(t *testing.T) {
	ask := channels.Say{Text: "¿Se terminó?\x1b[2J", Lang: "es", Options: []channels.Button{{ID: "y", Label: "Sí"}, {ID: "n", Label: "No"}}}
	for _, tt := range []struct{ as, want string }{
		{"terminal", "< ¿Se terminó?[2J\n  1 Sí\n  2 No\n"},
		{"sms", "< ¿Se terminó?[2J\n  1 Sí\n  2 No\n  (1 SMS, UCS-2 because of ó U+001B í)\n"},
		{"telegram", "< ¿Se terminó?[2J\n  [Sí]\n  [No]\n"},
	} {
		t.Run(tt.as, func(t *testing.T) {
			var out bytes.Buffer
			c := network(t, tt.as)
			term := terminal.New(strings.NewReader(""), &out, c)
			for _, d := range channels.Render(c, ask) {
				if _, err := term.Send(context.Background(), channels.Outbound{Text: d.Text, Buttons: d.Buttons}); err != nil {
					t.Fatal(err)
				}
			}
			if d := cmp.Diff(tt.want, out.String()); d != "" {
				t.Errorf("(-want +got):\n%s", d)
			}
		})
	}
}

// TestWidth breaks what is too wide for a screen between words, and loses
// nothing of it.
func TestWidth(t *testing.T) {
	for _, tt := range []struct{ text, want string }{
		{"one two three", "< one two\n  three\n"},
		{"one two th", "< one two\n  th\n"},
		{"one twos", "< one twos\n"},
		{"áéíóúáéí oú", "< áéíóúáéí\n  oú\n"},
		{"unbreakable and", "< unbreakable\n  and\n"},
		{"unbreakable", "< unbreakable\n"},
		{"a\n1 Yes", "< a\n  1 Yes\n"},
	} {
		var out bytes.Buffer
		term := terminal.New(strings.NewReader(""), &out, network(t, "terminal"))
		term.Width = 10
		if _, err := term.Send(context.Background(), channels.Outbound{Text: tt.text}); err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(tt.want, out.String()); d != "" {
			t.Errorf("%q (-want +got):\n%s", tt.text, d)
		}
	}
}

func TestLines(t *testing.T) {
	ends := errors.New("enough")
	for _, tt := range []struct {
		name, as, line string
		want           channels.Event
	}{
		{"text", "sms", "la 2, por favor", channels.Event{Text: "la 2, por favor"}},
		{"an empty line", "sms", "", channels.Event{}},
		{"a Windows line", "sms", "2\r", channels.Event{Text: "2"}},
		{"what is not UTF-8", "sms", "a\xff", channels.Event{Text: "a\ufffd"}},
		{"a tap", "telegram", "[tap] Sí", channels.Event{Text: "Sí", Tap: "y"}},
		{"a tap on what is not there", "telegram", "[tap] Quizás", channels.Event{Text: "[tap] Quizás"}},
		{"a photo", "telegram", "[photo] the bridge", channels.Event{Text: "the bridge", Media: []channels.Media{{Kind: "photo", URL: "terminal:in-1"}}}},
		{"a photo by SMS is text", "sms", "[photo]", channels.Event{Text: "[photo]"}},
		{"a place", "telegram", "[location 40.4,-3.7]", channels.Event{Place: "40.4,-3.7"}},
		{"a bracket", "telegram", "[sic", channels.Event{Text: "[sic"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			term := terminal.New(strings.NewReader(tt.line+"\n"), io.Discard, network(t, tt.as))
			if _, err := term.Send(context.Background(), channels.Outbound{Text: "?", Buttons: []channels.Button{{ID: "y", Label: "Sí"}}}); err != nil {
				t.Fatal(err)
			}
			var got channels.Event
			err := term.Poll(context.Background(), func(_ context.Context, events ...channels.Event) error {
				got = events[0]
				return ends
			})
			if !errors.Is(err, ends) {
				t.Errorf("got %v, want the sink's error", err)
			}
			tt.want.From, tt.want.Ref = terminal.You, "in-1"
			if d := cmp.Diff(tt.want, got); d != "" {
				t.Errorf("(-want +got):\n%s", d)
			}
		})
	}
}

func TestEchoAndPrompt(t *testing.T) {
	var out bytes.Buffer
	term := terminal.New(strings.NewReader("one\ntwo\n"), &out, network(t, "terminal"))
	term.Prompt, term.Echo = "? ", true
	if err := term.Poll(context.Background(), func(context.Context, ...channels.Event) error { return nil }); err != nil {
		t.Errorf("got %v at the end of the lines, want nil", err)
	}
	if got, want := out.String(), "? > one\n? > two\n? "; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestPollEndsWithItsContext(t *testing.T) {
	in, _, err := os.Pipe() // nobody ever writes
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close()
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	term := terminal.New(in, io.Discard, network(t, "terminal"))
	if err := term.Poll(ctx, func(context.Context, ...channels.Event) error { return nil }); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want context.Canceled", err)
	}
}
