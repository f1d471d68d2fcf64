package bot_test

import (
	"context"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"plaza/channels"
	"plaza/flows"
)

var update = flag.Bool("update", false, "write the golden files anew")

// easel is a channel that keeps what it was given to carry, as a reviewer reads it.
type easel struct {
	caps  channels.Capabilities
	drawn strings.Builder
}

func (e *easel) Capabilities() channels.Capabilities { return e.caps }

func (e *easel) Send(_ context.Context, m channels.Outbound) (channels.Receipt, error) {
	marks := strings.NewReplacer("\u200e", "<LRM>", "\u200f", "<RLM>")
	fmt.Fprintf(&e.drawn, "\n%s\n", marks.Replace(m.Text))
	shape := "[ %s ]\n"
	if len(m.Buttons) > 0 && e.caps.List(m.Buttons) {
		shape = "( %s )\n"
	}
	for _, o := range m.Buttons {
		fmt.Fprintf(&e.drawn, shape, o.Label)
	}
	if m.Wants != "" {
		fmt.Fprintf(&e.drawn, "[ share the %s ]\n", m.Wants)
	}
	if n, large := channels.Segments(m.Text); e.caps.Segments {
		fmt.Fprintf(&e.drawn, "  # %d SMS%s\n", n, map[bool]string{true: ", large alphabet"}[large])
	}
	return channels.Receipt{Ref: m.ID}, nil
}

// TestRendering draws a question of every kind on every channel in every
// language, and holds each drawing to a file that a person can read: buttons
// in brackets, the rows of a list that opens in parentheses, what the person
// writes behind >.
func TestRendering(t *testing.T) {
	folder := &flows.Folder{Files: map[string][]byte{}}
	for _, name := range []string{"flow.yaml", "halls.csv"} {
		data, err := os.ReadFile(filepath.Join("testdata", "rendering", name))
		if err != nil {
			t.Fatal(err)
		}
		folder.Files[name] = data
	}
	for _, name := range []string{"sms", "telegram", "whatsapp", "ussd", "terminal"} {
		caps, ok := channels.Network(name)
		if !ok {
			t.Fatalf("no network called %s", name)
		}
		for _, lang := range []string{"en", "es", "fr", "pt", "sw", "ar"} {
			t.Run(name+" "+lang, func(t *testing.T) {
				golden(t, filepath.Join("testdata", "rendering", name+"."+lang+".txt"), draw(t, folder, caps, lang))
			})
		}
	}
}

// draw goes through the consultation in one language: yes, the first option,
// the second, past everything else, and yes.
func draw(t *testing.T, folder *flows.Folder, caps channels.Capabilities, lang string) string {
	t.Helper()
	w := newWorld(t)
	e := &easel{caps: caps}
	w.config.Channels = map[string]channels.Channel{"sms": e}
	w.config.Rand = rand.NewChaCha8([32]byte{1}) // the receipt is drawn from it
	w.Bot = w.node()
	if _, problems, err := w.Publish(t.Context(), folder); err != nil {
		t.Fatalf("publish: %v\n%v", err, problems)
	}
	start := map[string]string{"en": "market", "es": "mercado", "fr": "marché", "pt": "feira", "sw": "soko", "ar": "السوق"}[lang]
	says := append([]string{start, "yes", "1", "2"}, slices.Repeat([]string{"SKIP"}, 14)...)
	for i, text := range append(says, "yes") {
		fmt.Fprintf(&e.drawn, "\n> %s\n", text)
		event := channels.Event{From: "somebody", Ref: strconv.Itoa(i), Text: text, Lang: lang}
		if err := w.Receive(t.Context(), "sms", event); err != nil {
			t.Fatal(err)
		}
		w.dispatch()
	}
	return strings.TrimLeft(e.drawn.String(), "\n")
}

func golden(t *testing.T, file, got string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o600); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatalf("%v\nhint: go test ./bot -run Rendering -update writes it", err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", file, diff)
	}
}
