package terminal

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"plaza/channels"
)

// Poll hands every line to the sink, until the lines or ctx end; the end of
// the lines is no error. A line that the sink did not keep comes first when
// Poll is called again. One goroutine goes on waiting for a line after ctx has
// ended: a reader cannot be interrupted.
func (t *Terminal) Poll(ctx context.Context, sink channels.Sink) error {
	t.reading.Do(func() { go t.read() })
	for {
		if t.pending == nil {
			e, err := t.next(ctx)
			if errors.Is(err, io.EOF) {
				return nil
			}
			if err != nil {
				return err
			}
			t.pending = &e
		}
		if err := sink(ctx, *t.pending); err != nil {
			return fmt.Errorf("keep line %s: %w", t.pending.Ref, err)
		}
		t.pending = nil
	}
}

// read passes lines on until there are no more.
func (t *Terminal) read() {
	defer close(t.typed)
	for t.lines.Scan() {
		t.typed <- t.lines.Text()
	}
	if t.failed = t.lines.Err(); t.failed == nil {
		t.failed = io.EOF
	}
}

// next waits for a line and reads what it means.
func (t *Terminal) next(ctx context.Context) (channels.Event, error) {
	t.show(t.Prompt)
	select {
	case <-ctx.Done():
		return channels.Event{}, ctx.Err()
	case line, ok := <-t.typed:
		if !ok {
			return channels.Event{}, t.failed
		}
		line = strings.ToValidUTF8(strings.TrimSuffix(line, "\r"), "\ufffd")
		if t.Echo {
			t.show("> " + line + "\n")
		}
		t.heard++
		return t.event(line), nil
	}
}

func (t *Terminal) show(text string) {
	if text == "" {
		return
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	fmt.Fprint(t.out, text)
}

// event reads a line as a transcript does: "[tap] Label", "[photo]", "[voice]",
// "[file]" and "[location 40.4,-3.7]" do what a phone can, where the channel
// that is played carries it; anything else is text.
func (t *Terminal) event(line string) channels.Event {
	e := channels.Event{Kind: channels.Message, From: You, Ref: "in-" + strconv.Itoa(t.heard), Text: line}
	act, rest, ok := strings.Cut(strings.TrimPrefix(line, "["), "]")
	if !ok || !strings.HasPrefix(line, "[") {
		return e
	}
	rest = strings.TrimSpace(rest)
	place, located := strings.CutPrefix(act, "location ")
	switch {
	case act == "tap":
		if id := t.button(rest); id != "" {
			e.Tap, e.Text = id, rest
		}
	case act == "photo" && t.as.Photo, act == "voice" && t.as.Voice, act == "file" && t.as.File:
		e.Media, e.Text = []channels.Media{{Kind: act, URL: "terminal:" + e.Ref}}, rest
	case located && t.as.Location:
		e.Place, e.Text = place, rest
	}
	return e
}

// button is the id of the button with this label under the last message that
// had any.
func (t *Terminal) button(label string) string {
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, b := range t.buttons {
		if b.Label == label {
			return b.ID
		}
	}
	return ""
}
