package main

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"plaza/channels/telegram/telegramtest"
	"plaza/channels/twilio/twiliotest"
	"plaza/channels/whatsapp/whatsapptest"
	"plaza/store"
	"plaza/store/postgres/pgtest"
)

// A handset is one person on one network, as the networks' fakes play them.
type handset struct {
	name  string
	write func(context.Context, string) error
	// tap picks an option by its label; nil where there is nothing to tap.
	tap func(ctx context.Context, label string) error
	// next waits for the next message: its text, and what can be tapped.
	next func(context.Context) (text string, labels []string, err error)

	heard  string // since the person last wrote
	labels []string
	taps   int
	offers int // what of the three options picked can be tapped
}

// TestEverywhere holds the shipped consultation over every kind of channel at
// once: the real program on a real Postgres, each network's fake speaking real
// HTTP. The same person says the same things and must be understood alike.
func TestEverywhere(t *testing.T) {
	lines := readEverywhere(t)
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()
	s, phones := everywhere(ctx, t)
	for _, p := range phones {
		t.Run(p.name, func(t *testing.T) {
			for i, l := range lines {
				if err := p.play(ctx, l); err != nil {
					t.Fatalf("line %d, %q: %v\nheard: %s", i+1, l, err, p.heard)
				}
			}
			if p.taps != p.offers {
				t.Errorf("tapped %d options, want %d", p.taps, p.offers)
			}
		})
	}
	var want []string
	for _, l := range lines {
		if answer, ok := strings.CutPrefix(l, "= "); ok {
			want = append(want, answer)
		}
	}
	slices.Sort(want)
	runs := 0
	err := s.open(ctx, t).View(ctx, func(v store.View) error {
		return v.EachRun(ctx, "ogp-strategy", func(r store.Run, answers []store.Answer) error {
			runs++
			var got []string
			for _, a := range answers {
				got = append(got, a.Name+": "+a.Value)
			}
			slices.Sort(got)
			if r.Outcome != "done" || !slices.Equal(got, want) {
				t.Errorf("by %s: %s with\n%q, want done with\n%q", r.Channel, r.Outcome, got, want)
			}
			return nil
		})
	})
	if err != nil || runs != len(phones) {
		t.Errorf("got %d runs (%v), want %d", runs, err, len(phones))
	}
}

// readEverywhere reads what is said, without comments.
func readEverywhere(t *testing.T) (lines []string) {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("testdata", "everywhere.chat"))
	if err != nil {
		t.Fatal(err)
	}
	for l := range strings.Lines(string(data)) {
		if l = strings.TrimSpace(l); l != "" && !strings.HasPrefix(l, "#") {
			lines = append(lines, l)
		}
	}
	return lines
}

// play does one line.
func (p *handset) play(ctx context.Context, line string) error {
	mark, rest, _ := strings.Cut(line, " ")
	switch mark {
	case ">":
		return p.say(ctx, rest)
	case "<":
		return p.await(ctx, func() bool { return strings.Contains(p.heard, rest) })
	case "*":
		return p.pick(ctx, rest)
	}
	return nil
}

func (p *handset) say(ctx context.Context, text string) error {
	p.heard, p.labels = "", nil
	return p.write(ctx, text)
}

// await takes messages until something is so.
func (p *handset) await(ctx context.Context, so func() bool) error {
	ctx, cancel := context.WithTimeout(ctx, 20*time.Second)
	defer cancel()
	for !so() {
		text, labels, err := p.next(ctx)
		if err != nil {
			return err
		}
		p.heard += text + "\n"
		p.labels = append(p.labels, labels...)
	}
	return nil
}

// pick takes an option as the channel offers it: a tap, its number in the
// list, or the word itself where the question has said it.
func (p *handset) pick(ctx context.Context, label string) error {
	if slices.Contains(p.labels, label) {
		p.heard, p.labels = "", nil
		p.taps++
		return p.tap(ctx, label)
	}
	for l := range strings.Lines(p.heard) {
		if number, text, ok := strings.Cut(strings.TrimSpace(l), " "); ok && text == label {
			if _, err := strconv.Atoi(number); err == nil {
				return p.say(ctx, number)
			}
		}
	}
	return p.say(ctx, label)
}

// everywhere starts a plaza with a channel of every kind.
func everywhere(ctx context.Context, t *testing.T) (*square, []*handset) {
	t.Helper()
	bin, err := buildPlaza()
	if err != nil {
		t.Fatal(err)
	}
	s := &square{bin: bin, dir: t.TempDir(), database: pgtest.New(t)}
	n := &node{bin: bin, addr: freeAddr(t), config: filepath.Join(s.dir, "plaza.yaml")}
	s.nodes = []*node{n}
	t.Cleanup(n.kill)
	local := "http://" + n.addr

	sms := twiliotest.New(twiliotest.Config{AccountSID: accountSID, AuthToken: authToken, From: ourNumber, Webhook: publicURL + hookPath, Connect: local})
	t.Cleanup(sms.Close)
	telegram := telegramtest.New(telegramtest.Config{})
	t.Cleanup(telegram.Close)
	meta := whatsapptest.New(whatsapptest.Config{Webhook: publicURL + "/hooks/wa/", Connect: local})
	t.Cleanup(meta.Close)
	wa := twiliotest.New(twiliotest.Config{AccountSID: accountSID, AuthToken: authToken, From: ourNumber, Webhook: publicURL + "/hooks/wa-twilio/", Connect: local})
	t.Cleanup(wa.Close)
	gateway := newSmsbox(t)

	config := fmt.Sprintf(`
data: %s
database: %s
public_url: %s
listen: %s
metrics: "off"
log: {level: warn}
quiet: {from: "00:00", until: "00:00"}
channels:
  sms: {kind: twilio, account_sid: %s, auth_token: %s, from: "%s", api_url: %s}
  telegram: {kind: telegram, token: "%s", api_url: %s}
  wa:
    {kind: whatsapp, access_token: %s, app_secret: %s, verify_token: %s,
    phone_number_id: "%s", business_account_id: "%s", api_url: %s}
  wa-twilio: {kind: twilio-whatsapp, account_sid: %s, auth_token: %s, from: "%s", api_url: %s}
  gateway:
    kind: httpgate
    profile: kannel
    settings: {url: %s, username: plaza, password: let-me-in}
    inbound: {secret: 0123456789abcdef0123456789abcdef, allow: [127.0.0.1]}
`, filepath.Join(s.dir, "data"), s.database, publicURL, n.addr,
		accountSID, authToken, ourNumber, sms.URL,
		telegramtest.Token, telegram.URL,
		whatsapptest.Token, whatsapptest.AppSecret, whatsapptest.VerifyToken, whatsapptest.PhoneID, whatsapptest.Account, meta.URL,
		accountSID, authToken, ourNumber, wa.URL,
		gateway.URL)
	if err := os.WriteFile(n.config, []byte(config), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{{"migrate"}, {"publish", withoutWindow(t)}} {
		if out, err := n.command(args...).CombinedOutput(); err != nil {
			t.Fatalf("plaza %s: %v\n%s", strings.Join(args, " "), err, out)
		}
	}
	s.start(ctx, t)
	return s, []*handset{
		byTwilio("sms", 0, sms.Citizen("+15005550010")),
		byTwilio("whatsapp by twilio", 3, wa.Citizen("whatsapp:+15005550012")),
		byTelegram(telegram), byMeta(meta), gateway.handset(t, n),
	}
}

func byTwilio(name string, offers int, c *twiliotest.Citizen) *handset {
	var last twiliotest.Message
	return &handset{
		name: name, offers: offers,
		write: func(ctx context.Context, text string) error { return accepted(c.Send(ctx, text)) },
		tap:   func(ctx context.Context, label string) error { return accepted(c.Tap(ctx, last, label)) },
		next: func(ctx context.Context) (string, []string, error) {
			m, err := c.Next(ctx)
			var labels []string
			for _, o := range m.Options {
				labels, last = append(labels, o.Title), m
			}
			return m.Body, labels, err
		},
	}
}

func byTelegram(s *telegramtest.Server) *handset {
	p := s.Person(4001)
	return &handset{
		name: "telegram", offers: 3,
		write: func(_ context.Context, text string) error { p.Say(text); return nil },
		tap:   func(_ context.Context, label string) error { return p.Tap(label) },
		next: func(ctx context.Context) (string, []string, error) {
			m, err := p.Next(ctx)
			return m.Text, m.Labels(), err
		},
	}
}

func byMeta(s *whatsapptest.Server) *handset {
	c := s.Citizen("15005550011")
	ids := map[string]string{}
	return &handset{
		name: "whatsapp", offers: 3,
		write: func(ctx context.Context, text string) error { return accepted(c.Send(ctx, text)) },
		tap:   func(ctx context.Context, label string) error { return accepted(c.Tap(ctx, ids[label])) },
		next: func(ctx context.Context) (string, []string, error) {
			m, err := c.Next(ctx)
			var labels []string
			for _, b := range m.Buttons {
				labels, ids[b.Title] = append(labels, b.Title), b.ID
			}
			return m.Text, labels, err
		},
	}
}

// accepted is the error of a webhook that was not answered with 200.
func accepted(status int, err error) error {
	if err == nil && status != 200 {
		return fmt.Errorf("http %d", status)
	}
	return err
}

// smsbox plays the HTTP side of Kannel: plaza sends through it, and it calls
// the address that plaza doctor says to paste into kannel.conf. The real one
// is in channels/channeltest/peers.
type smsbox struct {
	*httptest.Server
	sent chan string
}

func newSmsbox(t *testing.T) *smsbox {
	t.Helper()
	b := &smsbox{sent: make(chan string, 100)}
	b.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.FormValue("username") != "plaza" || r.FormValue("password") != "let-me-in" {
			http.Error(w, "Authorization failed for sendsms", http.StatusForbidden)
			return
		}
		if r.FormValue("to") == "" { // a question of doctor's
			http.Error(w, "Missing receiver number, rejected", http.StatusBadRequest)
			return
		}
		b.sent <- r.FormValue("text")
		w.WriteHeader(http.StatusAccepted)
		fmt.Fprint(w, "0: Accepted for delivery")
	}))
	t.Cleanup(b.Close)
	return b
}

// handset is a person behind the gateway, which is set up as doctor says.
func (b *smsbox) handset(t *testing.T, n *node) *handset {
	t.Helper()
	out, err := n.command("doctor", "gateway").CombinedOutput()
	m := regexp.MustCompile(`get-url = "(\S+)"`).FindSubmatch(out)
	if m == nil {
		t.Fatalf("plaza doctor gateway says no get-url (%v):\n%s", err, out)
	}
	local := strings.Replace(string(m[1]), publicURL, "http://"+n.addr, 1)
	messages := 0
	return &handset{
		name: "gateway",
		write: func(ctx context.Context, text string) error {
			messages++
			call := strings.NewReplacer(
				"%p", url.QueryEscape("+15005550013"), "%b", url.QueryEscape(text), "%C", "UTF-8",
				"%I", strconv.Itoa(messages), "%T", url.QueryEscape("2026-03-02 09:00:00"),
			).Replace(local)
			r, err := http.NewRequestWithContext(ctx, http.MethodGet, call, http.NoBody)
			if err != nil {
				return err
			}
			resp, err := http.DefaultClient.Do(r)
			if err != nil {
				return err
			}
			return accepted(resp.StatusCode, resp.Body.Close())
		},
		next: func(ctx context.Context) (string, []string, error) {
			select {
			case text := <-b.sent:
				return text, nil, nil
			case <-ctx.Done():
				return "", nil, ctx.Err()
			}
		},
	}
}
