package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"plaza/channels/twilio/twiliotest"
)

// TestTemplatesVerb hands a shipped consultation in, reads how its texts stand,
// and hands in no text twice.
func TestTemplatesVerb(t *testing.T) {
	twilio := twiliotest.New(twiliotest.Config{})
	t.Cleanup(twilio.Close)
	dir := t.TempDir()
	write := func(name, text string) string {
		file := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return file
	}
	config := write("plaza.yaml", `public_url: https://plaza.test
data: `+dir+`
broadcasts: {approval: "off"}
channels:
  sms: {kind: twilio, account_sid: `+twiliotest.Account+`, auth_token: `+twiliotest.Token+`, from: "+15005550001", api_url: `+twilio.URL+`}
  wat: {kind: twilio-whatsapp, account_sid: `+twiliotest.Account+`, auth_token: `+twiliotest.Token+`, from: "+15005550001", api_url: `+twilio.URL+`}
`)
	plaza := func(args ...string) (code int, out, said string) {
		var o, e bytes.Buffer
		code = run(t.Context(), append([]string{"--config", config}, args...), world{in: strings.NewReader(""), out: &o, err: &e, now: time.Now})
		return code, o.String(), e.String()
	}
	states := func(out string) map[string]int {
		n := map[string]int{}
		for line := range strings.Lines(out) {
			switch {
			case !strings.HasPrefix(line, "wat  "):
				t.Errorf("got %q, want WhatsApp alone: nobody approves an SMS", line)
			case strings.Contains(line, "handed in"):
				n["handed in"]++
			default:
				n[strings.Fields(line)[1]]++
			}
		}
		return n
	}

	code, out, said := plaza("templates", "status", "ogp-strategy")
	all := states(out)["missing"]
	if code != 0 || all < 20 || strings.Count(out, "\n") != all {
		t.Fatalf("got %d, %s%s, want every text missing", code, out, said)
	}
	if code, out, said := plaza("templates", "push", "ogp-strategy"); code != 0 || states(out)["handed in"] != all {
		t.Fatalf("got %d, %s%s, want all %d handed in", code, out, said, all)
	}
	first := twilio.Contents()[0]
	twilio.Review(first.Name, "approved", "")
	twilio.Review(twilio.Contents()[1].Name, "rejected", "TAG_CONTENT_MISMATCH")
	code, out, said = plaza("templates", "push", "ogp-strategy")
	if code != 0 || states(out)["approved"] != 1 || states(out)["pending"] != all-2 || !strings.Contains(out, "TAG_CONTENT_MISMATCH") || len(twilio.Contents()) != all {
		t.Errorf("got %d, %s%s and %d texts at Twilio, want them as they stand and none handed in again", code, out, said, len(twilio.Contents()))
	}

	write("short/flow.yaml", `flow: short
title: {en: Short}
languages: [en]
start: [SHORT]
remind: [1 day]
steps:
  - consent: take_part
    required: yes
    keep: 1 year
    text: Do you agree?
  - ask: what
    text: What is it about?
    answer: text
  - ask: why
    text: "{what}?"
    answer: text
`)
	code, out, said = plaza("templates", "push", filepath.Join(dir, "short"))
	if code != 1 || states(out)["handed in"] != 3 || !strings.Contains(said, "begins or ends with what differs") {
		t.Errorf("got %d, %s%s, want three handed in and one refused", code, out, said)
	}
	if strings.Contains(said, twiliotest.Token) {
		t.Errorf("got %s, want it without the token", said)
	}

	if code, _, said := plaza("plan", "import", "kaduna", "--as", "amina"); code != 0 {
		t.Fatalf("got %d, %s, want a plan published", code, said)
	}
	code, out, said = plaza("templates", "push")
	if code != 0 || states(out)["handed in"] != 12 || !strings.Contains(out, "  ar  plaza_news") || !strings.Contains(out, "  en  plaza_nudge") {
		t.Errorf("got %d, %s%s, want the texts of its news and reminders handed in, in six languages", code, out, said)
	}

	well := write("well.yaml", `broadcast: well
purpose: updates
audience: everyone
template: well_done
text: {en: "The well is done. {word.stop} to leave.", es: "El pozo está listo. {word.stop} para salir."}
`)
	if code, _, said := plaza("broadcast", "send", well, "--as", "amina"); code != 0 {
		t.Fatalf("got %d, %s, want a broadcast proposed", code, said)
	}
	code, out, said = plaza("templates", "push")
	if code != 0 || states(out)["handed in"] != 2 || !strings.Contains(out, "  es  well_done") {
		t.Errorf("got %d, %s%s, want the broadcast's text handed in, in two languages", code, out, said)
	}
}

func TestTemplatesNeedAChannelThatWantsThem(t *testing.T) {
	var out, said bytes.Buffer
	config := filepath.Join(t.TempDir(), "plaza.yaml")
	if err := os.WriteFile(config, []byte("public_url: https://plaza.test\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	code := run(t.Context(), []string{"--config", config, "templates", "status", "ogp-strategy"}, world{in: strings.NewReader(""), out: &out, err: &said, now: time.Now})
	if code != 1 || !strings.Contains(said.String(), "twilio-whatsapp") {
		t.Errorf("got %d, %s, want it to name the kinds that do", code, said.String())
	}
}
