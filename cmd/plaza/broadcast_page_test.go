package main

import (
	"io"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"plaza/bot"
	"plaza/civic/broadcast"
	"plaza/store"
)

// pageBlock is the first fenced block of docs/broadcasts.md that opens so.
func pageBlock(t *testing.T, opening string) string {
	t.Helper()
	page, err := os.ReadFile("../../docs/broadcasts.md")
	if err != nil {
		t.Fatal(err)
	}
	_, text, found := strings.Cut(string(page), "```"+opening+"\n")
	text, _, closed := strings.Cut(text, "```\n")
	if !found || !closed {
		t.Fatalf("the page has no %s", opening)
	}
	return text
}

// TestBroadcastPageStatus holds the drawing that docs/broadcasts.md shows to
// what the command draws of the broadcast that stands above it.
func TestBroadcastPageStatus(t *testing.T) {
	h := &house{config: defaults()}
	h.Quiet.Zone, h.Prices.Currency = "America/Montevideo", "USD"
	at := time.Date(2026, 3, 3, 12, 10, 0, 0, time.UTC)
	begins := at.Add(50 * time.Minute)
	s := &bot.BroadcastStatus{
		Record: &broadcast.Record{
			ID: "uruguay-3", State: broadcast.Running, Start: begins,
			Log: []broadcast.Entry{
				{At: at, By: "amina", Act: broadcast.Propose},
				{At: at.Add(20 * time.Minute), By: "joseph", Act: broadcast.Approve},
				{At: at.Add(20 * time.Minute), By: "joseph", Act: broadcast.Schedule},
				{At: begins, By: "plaza", Act: broadcast.Begin},
			},
		},
		Text:     parsed(t, pageBlock(t, "yaml broadcast")),
		Expanded: 1, Seen: 600, Meant: 600, People: 539, Tried: 168, Failed: 8, Cost: 11_200_000,
		Left: map[bot.LeftOut]int{bot.LeftStopped: 1, bot.LeftConsent: 60},
		Copies: []store.Tally{
			{Channel: "sms", State: store.Queued, N: 371}, {Channel: "sms", State: store.Sent, N: 160}, {Channel: "sms", State: store.Failed, N: 8},
		},
	}
	drawn := drawStatus(s, h, page{columns: column}, begins)
	if diff := cmp.Diff("$ plaza broadcast status uruguay-3\n"+drawn, pageBlock(t, "text status")); diff != "" {
		t.Errorf("the page shows (-drawn +page):\n%s", diff)
	}
}

// TestBroadcastPageCommands reads every command line of docs/broadcasts.md as
// the program does.
func TestBroadcastPageCommands(t *testing.T) {
	page, err := os.ReadFile("../../docs/broadcasts.md")
	if err != nil {
		t.Fatal(err)
	}
	lines := regexp.MustCompile("(?m)^(?:\\$ )?plaza .*$|`plaza [^`]+`").FindAllString(string(page), -1)
	if len(lines) < 15 {
		t.Fatalf("got %d command lines, want the page full of them", len(lines))
	}
	words := regexp.MustCompile(`"[^"]*"|\S+`)
	for _, line := range lines {
		command, _, _ := strings.Cut(strings.Trim(strings.TrimPrefix(line, "$ "), "`"), " #")
		command, _, _ = strings.Cut(command, " <")
		args := words.FindAllString(command, -1)[1:]
		if len(args) == 2 && (args[1] == "update" || args[1] == "preview") {
			continue // a verb is spoken of, without what it is done to
		}
		for i, arg := range args {
			args[i] = strings.Trim(arg, `"`)
		}
		var cmds commands
		parser := parserOf(&cmds, world{out: io.Discard, err: io.Discard}, func(int) {})
		if _, err := parser.Parse(args); err != nil {
			t.Errorf("%s: %v", command, err)
		}
	}
}
