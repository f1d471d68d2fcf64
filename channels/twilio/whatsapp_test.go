package twilio_test

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"plaza/channels"
	"plaza/channels/channeltest"
	"plaza/channels/twilio"
	"plaza/channels/twilio/twiliotest"
)

// onWhatsApp is the same account with a WhatsApp sender.
func onWhatsApp(api string) twilio.Config {
	cfg := config(api)
	cfg.Path = "/hooks/whatsapp"
	return cfg
}

func TestWhatsAppConformance(t *testing.T) {
	channeltest.Run(t, channeltest.Suite{
		Open: func(t *testing.T, api string) channels.Channel {
			c, err := twilio.NewWhatsApp(onWhatsApp(api))
			if err != nil {
				t.Fatal(err)
			}
			return c
		},
		Data:    "testdata/whatsapp",
		Secrets: []string{twiliotest.Token, twiliotest.Account},
		Sign:    sign,
	})
}

// square is a WhatsApp sender, the fake behind it, and a clock that both see.
type square struct {
	*town
	channel *twilio.WhatsApp
	clock   time.Time
}

func newSquare(t *testing.T, cfg twiliotest.Config) *square {
	t.Helper()
	q := &square{town: &town{}, clock: time.Date(2022, 5, 10, 9, 0, 0, 0, time.UTC)}
	web := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { q.channel.Webhook(q.sink.Keep).ServeHTTP(w, r) }))
	t.Cleanup(web.Close)
	cfg.Webhook, cfg.Connect, cfg.Now = public+"/hooks/whatsapp", web.URL, func() time.Time { return q.clock }
	q.Server = twiliotest.New(cfg)
	t.Cleanup(q.Close)
	q.channel = q.open(t)
	return q
}

// open is one more process on the same account.
func (q *square) open(t *testing.T) *twilio.WhatsApp {
	t.Helper()
	account := onWhatsApp(q.URL)
	account.Now = func() time.Time { return q.clock }
	account.ListLabel = func(string) string { return "Elegir" }
	c, err := twilio.NewWhatsApp(account)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

const ana = "whatsapp:+15005550006"

func asks(text string, labels ...string) channels.Outbound {
	m := channels.Outbound{ID: "m", To: "+15005550006", Text: text, Lang: "es"}
	for _, l := range labels {
		m.Buttons = append(m.Buttons, channels.Button{ID: "id-" + l, Label: l})
	}
	return m
}

// TestTaps asks by quick replies and by a list, and what is tapped comes back
// by the option's id.
func TestTaps(t *testing.T) {
	q := newSquare(t, twiliotest.Config{Statuses: []twiliotest.Status{}})
	ctx := deadline(t)
	person := q.Citizen(ana)
	if _, err := person.Send(ctx, "Hola"); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		ask  channels.Outbound
		tap  string
		list bool
	}{
		{asks("¿Acepta?\n\"Diga\" sí o no.", "Sí", "No"), "No", false},
		{asks("¿Qué tema?", "Clima y medio ambiente", "Datos", "Justicia", "Otro tema"), "Justicia", true},
	} {
		if _, err := q.channel.Send(ctx, tt.ask); err != nil {
			t.Fatal(err)
		}
		m, err := person.Next(ctx)
		if err != nil || m.Body != tt.ask.Text || len(m.Options) != len(tt.ask.Buttons) || m.Options[0].List != tt.list {
			t.Fatalf("got %+v, %v, want %q with its options", m, err, tt.ask.Text)
		}
		if _, err := person.Tap(ctx, m, tt.tap); err != nil {
			t.Fatal(err)
		}
		events := q.sink.Events()
		if got := events[len(events)-1]; got.Tap != "id-"+tt.tap || got.Text != tt.tap || got.From != "+15005550006" {
			t.Errorf("got %+v, want a tap on %s", got, tt.tap)
		}
	}
}

// TestContentIsMadeOnce: the same options with other words need no other
// content, and a process that starts anew finds what is there.
func TestContentIsMadeOnce(t *testing.T) {
	q := newSquare(t, twiliotest.Config{Statuses: []twiliotest.Status{}})
	ctx := deadline(t)
	if _, err := q.Citizen(ana).Send(ctx, "Hola"); err != nil {
		t.Fatal(err)
	}
	for i, m := range []channels.Outbound{
		asks("¿Acepta?", "Sí", "No"), asks("¿Seguro?", "Sí", "No"), asks("¿Y esto?", "No", "Sí"), asks("¿Cuál?", "A", "B", "C", "D"), asks("¿Otra?", "E"),
	} {
		if i == 1 {
			q.clock = q.clock.Add(time.Hour)
			q.channel = q.open(t)
		}
		if _, err := q.channel.Send(ctx, m); err != nil {
			t.Fatal(err)
		}
	}
	again := q.open(t) // five pieces of content are more than one page of the fake
	if _, err := again.Send(ctx, asks("¿Fin?", "E")); err != nil {
		t.Fatal(err)
	}
	got := q.Contents()
	if len(got) != 4 {
		t.Errorf("got %d pieces of content, want 4: %+v", len(got), got)
	}
	for _, c := range got {
		if c.Body != "{{1}}" || strings.Contains(c.Name, "Acepta") {
			t.Errorf("got %+v, want no text of a message in it", c)
		}
	}
}

// TestContentThatFailsSendsNothing: until the content is there nothing has
// left, so it may be tried again.
func TestContentThatFailsSendsNothing(t *testing.T) {
	q := newSquare(t, twiliotest.Config{AuthToken: strings.Repeat("a", 32)})
	_, err := q.channel.Send(deadline(t), asks("¿Acepta?", "Sí", "No"))
	if !errors.Is(err, channels.ErrTemporary) || len(q.Sent()) != 0 {
		t.Errorf("got %v and %d messages, want ErrTemporary and none", err, len(q.Sent()))
	}
}

// TestTheSessionEnds: a day after the person's last word only a template that
// was approved reaches them, and their answer opens the session again.
func TestTheSessionEnds(t *testing.T) {
	q := newSquare(t, twiliotest.Config{Statuses: []twiliotest.Status{}})
	ctx := deadline(t)
	person := q.Citizen(ana)
	if _, err := person.Send(ctx, "Hola"); err != nil {
		t.Fatal(err)
	}
	spoke := q.clock
	text := channels.TemplateText{Name: "plaza_water_main_theme_1", Lang: "pt", Body: "Ainda espera {{1}}, não é?", Samples: []string{"a água"}}
	put, err := q.channel.PutTemplate(ctx, text)
	if err != nil {
		t.Fatal(err)
	}
	put.Vars = []string{"a\nágua"}
	m := channels.Outbound{ID: "m", To: "+15005550006", Text: "Ainda espera a\nágua, não é?", Session: spoke, Template: &put}

	q.clock = spoke.Add(24*time.Hour - time.Second)
	if _, err := q.channel.Send(ctx, m); err != nil || len(person.Received()) != 1 || person.Received()[0].Content != "" {
		t.Fatalf("within the session: got %v, %+v, want the text", err, person.Received())
	}
	q.clock = spoke.Add(24 * time.Hour)
	bare := m
	bare.Template = nil
	if _, err := q.channel.Send(ctx, bare); !errors.Is(err, channels.ErrClosed) || len(q.Sent()) != 1 {
		t.Errorf("without a template: got %v and %d messages, want ErrClosed and no more than before", err, len(q.Sent()))
	}
	if _, err := q.channel.Send(ctx, m); err != nil || len(person.Received()) != 1 {
		t.Errorf("not approved: got %v, %d received; want it taken by Twilio, and not let through", err, len(person.Received()))
	}
	q.Settle()
	events := q.sink.Events()
	if got := events[len(events)-1]; got.State != channels.Failed || !strings.HasPrefix(got.Why, "63016") {
		t.Errorf("got %+v, want it failed with 63016", got)
	}
	q.Review(text.Name, "approved", "")
	if _, err := q.channel.Send(ctx, m); err != nil || len(person.Received()) != 2 || person.Received()[1].Body != "Ainda espera a água, não é?" {
		t.Errorf("approved: got %v, %+v, want it on one line", err, person.Received())
	}
	other := channels.Template{Name: "plaza_water_main_other_2", Lang: "pt"}
	m.Template = &other
	if _, err := q.channel.Send(ctx, m); !errors.Is(err, channels.ErrClosed) {
		t.Errorf("never handed in: got %v, want ErrClosed", err)
	}
}

// TestTemplates hands texts in and reads back how they stand.
func TestTemplates(t *testing.T) {
	q := newSquare(t, twiliotest.Config{})
	ctx := deadline(t)
	for i, name := range []string{"plaza_a", "plaza_b", "plaza_c", "plaza_d", "plaza_a"} { // the fake's page has three
		if _, err := q.channel.PutTemplate(ctx, channels.TemplateText{Name: name, Lang: "es", Body: "Sigue pendiente.\n1 Sí\n2 No"}); err != nil {
			t.Fatalf("%d: %v", i, err)
		}
	}
	q.Review("plaza_b", "approved", "")
	q.Review("plaza_c", "rejected", "TAG_CONTENT_MISMATCH")
	q.Review("plaza_d", "paused", "")
	states, err := q.channel.Templates(ctx)
	var got []string
	for _, s := range states {
		got = append(got, strings.TrimSpace(s.Name+" "+s.Lang+" "+s.State+" "+s.Why))
	}
	want := []string{"plaza_a es pending", "plaza_b es approved", "plaza_c es rejected TAG_CONTENT_MISMATCH", "plaza_d es paused"}
	if err != nil || !slices.Equal(got, want) {
		t.Errorf("got %q, %v, want %q", got, err, want)
	}
	for _, c := range q.Contents() {
		if c.Submitted != c.Name || c.Category != "UTILITY" {
			t.Errorf("got %+v, want it handed in under its name", c)
		}
	}
}

// TestWhatWouldBeRefusedIsNotHandedIn: the answer would come after a day.
func TestWhatWouldBeRefusedIsNotHandedIn(t *testing.T) {
	q := newSquare(t, twiliotest.Config{})
	for name, body := range map[string]string{
		"empty":                    " ",
		"too long":                 strings.Repeat("a", 1025),
		"begins with a place":      "{{1}} still waits.",
		"ends with a place":        "Still waiting: {{1}}",
		"two places side by side":  "Still {{1}} {{2}} waiting.",
		"a place without a sample": "Still {{1}} and {{2}} and {{3}} waiting.",
	} {
		if _, err := q.channel.PutTemplate(deadline(t), channels.TemplateText{Name: "plaza_x", Lang: "en", Body: body, Samples: []string{"a", "b"}}); !errors.Is(err, channels.ErrPermanent) {
			t.Errorf("%s: got %v, want ErrPermanent", name, err)
		}
	}
	if got := q.Requests(); got != 0 {
		t.Errorf("got %d requests, want none", got)
	}
}

// TestDeletedContentIsMadeAgain: an operator tidies up in the console.
func TestDeletedContentIsMadeAgain(t *testing.T) {
	q := newSquare(t, twiliotest.Config{Statuses: []twiliotest.Status{}})
	ctx := deadline(t)
	if _, err := q.Citizen(ana).Send(ctx, "Hola"); err != nil {
		t.Fatal(err)
	}
	m := asks("¿Acepta?", "Sí", "No")
	if _, err := q.channel.Send(ctx, m); err != nil {
		t.Fatal(err)
	}
	q.Forget()
	if _, err := q.channel.Send(ctx, m); !errors.Is(err, channels.ErrTemporary) {
		t.Errorf("got %v, want ErrTemporary", err)
	}
	if _, err := q.channel.Send(ctx, m); err != nil {
		t.Errorf("got %v when it was tried again, want none", err)
	}
}

// TestAPersonWhoHidesTheirNumber is answered by the id they have.
func TestAPersonWhoHidesTheirNumber(t *testing.T) {
	q := newSquare(t, twiliotest.Config{})
	ctx := deadline(t)
	person := q.Citizen("whatsapp:US.13491208655302741918")
	if _, err := person.Send(ctx, "Hola"); err != nil {
		t.Fatal(err)
	}
	from := q.sink.Events()[0].From
	if _, err := q.channel.Send(ctx, channels.Outbound{ID: "m", To: from, Text: "Hola."}); err != nil {
		t.Fatal(err)
	}
	if got := person.Received(); len(got) != 1 || got[0].Body != "Hola." {
		t.Errorf("got %+v, want the answer", got)
	}
}

// TestADoubtfulWhatsAppIsFound by the number with its prefix.
func TestADoubtfulWhatsAppIsFound(t *testing.T) {
	q := newSquare(t, twiliotest.Config{Statuses: []twiliotest.Status{}})
	ctx := deadline(t)
	if _, err := q.Citizen(ana).Send(ctx, "Hola"); err != nil {
		t.Fatal(err)
	}
	m := asks("¿Acepta?", "Sí", "No")
	sent, err := q.channel.Send(ctx, m)
	if err != nil {
		t.Fatal(err)
	}
	r, found, err := q.channel.Find(ctx, m, q.clock, nil)
	if err != nil || !found || r.Ref != sent.Ref {
		t.Errorf("got %+v, %v, %v, want %s", r, found, err, sent.Ref)
	}
}
