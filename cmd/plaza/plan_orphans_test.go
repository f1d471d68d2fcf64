package main

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"plaza/channels"
)

// Whoever renames a theme that people follow is told, before and after.
func TestPlanImportSaysWhomItLeavesWithoutNews(t *testing.T) {
	dir := t.TempDir()
	write := func(name, text string) string {
		t.Helper()
		file := filepath.Join(dir, name)
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return file
	}
	config := write("plaza.yaml", "public_url: https://plaza.example.org\ndata: "+dir+"\nchannels:\n"+
		"  sms: {kind: twilio, account_sid: AC00000000000000000000000000000000, auth_token: none, from: '+15005550006'}\n")
	about := func(topics string) string {
		return write("riverbend.yaml", strings.Replace(riverbend, "    milestones:\n", "    "+topics+"\n    milestones:\n", 1))
	}
	w := world{in: strings.NewReader(""), out: io.Discard, env: []string{"USER=amina"}, now: func() time.Time { return time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC) }}
	plaza := func(args ...string) string {
		t.Helper()
		var said bytes.Buffer
		w.err = &said
		if code := run(t.Context(), append([]string{"--config", config}, args...), w); code != 0 {
			t.Fatalf("%v: exit code %d\n%s", args, code, &said)
		}
		return said.String()
	}
	const leaves = "no commitment of riverbend has any longer"
	if said := plaza("plan", "import", about("themes: [water]\n    places: [North]")); strings.Contains(said, leaves) {
		t.Errorf("of a new plan: got\n%s", said)
	}
	h, err := configFile(config).open(t.Context(), w, ui{err: w.err}, mustExist, true)
	if err != nil {
		t.Fatal(err)
	}
	for i := range 12 {
		words := []string{"FOLLOW water"}
		if i == 0 {
			words = append(words, "FOLLOW north")
		}
		for n, word := range words {
			e := channels.Event{Kind: channels.Message, From: channels.Address(fmt.Sprintf("+150055500%02d", i)), Ref: fmt.Sprint(n), Text: word, At: w.now()}
			if err := h.bot.Receive(t.Context(), "sms", e); err != nil {
				t.Fatal(err)
			}
		}
	}
	h.close(ui{err: w.err})
	const want = `plaza: 12 people follow the theme water, which no commitment of riverbend has any longer: they hear nothing more of it
plaza: fewer than 10 people follow the place North, which no commitment of riverbend has any longer: they hear nothing more of it
hint: let the commitments have the old name beside the new one, and these people still hear of them
`
	renamed := about("themes: [wells]")
	for _, args := range [][]string{{"plan", "import", renamed, "--dry-run"}, {"plan", "import", renamed}} {
		if said := plaza(args...); !strings.HasSuffix(said, want) {
			t.Errorf("%v: got\n%s\nwant at the end\n%s", args, said, want)
		}
	}
	if said := plaza("plan", "import", about("themes: [wells, water]\n    places: [North]")); strings.Contains(said, leaves) {
		t.Errorf("of a plan with both names: got\n%s", said)
	}
}
