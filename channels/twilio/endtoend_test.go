package twilio_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"plaza/channels"
	"plaza/channels/channeltest"
	"plaza/channels/twilio"
	"plaza/channels/twilio/twiliotest"
)

// town is the adapter and the fake, joined over loopback.
type town struct {
	*twiliotest.Server
	channel *twilio.Channel
	sink    channeltest.Sink
}

func newTown(t testing.TB, cfg twiliotest.Config, change func(*twilio.Config)) *town {
	t.Helper()
	n := &town{}
	var hook http.Handler
	web := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { hook.ServeHTTP(w, r) }))
	t.Cleanup(web.Close)
	cfg.Webhook, cfg.Connect = public+"/hooks/sms", web.URL
	n.Server = twiliotest.New(cfg)
	t.Cleanup(n.Close)
	account := config(n.URL)
	if change != nil {
		change(&account)
	}
	c, err := twilio.New(account)
	if err != nil {
		t.Fatal(err)
	}
	n.channel, hook = c, c.Webhook(n.sink.Keep)
	return n
}

func deadline(t testing.TB) context.Context {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Minute) // only against hanging
	t.Cleanup(cancel)
	return ctx
}

func TestAConversation(t *testing.T) {
	n := newTown(t, twiliotest.Config{}, nil)
	ctx := deadline(t)
	ana := n.Citizen("+15005550006")
	if status, err := ana.Send(ctx, "Futuro"); status != http.StatusOK || err != nil {
		t.Fatalf("got %d, %v, want 200", status, err)
	}
	receipt, err := n.channel.Send(ctx, channels.Outbound{ID: "in/1/0", To: "+15005550006", Text: "¿Acepta?\n1 Sí\n2 No", Lang: "es"})
	if err != nil {
		t.Fatal(err)
	}
	got, err := ana.Next(ctx)
	if err != nil || got.Body != "¿Acepta?\n1 Sí\n2 No" || got.SID != receipt.Ref {
		t.Errorf("got %+v, %v, want the question with the ref %s", got, err, receipt.Ref)
	}
	n.Settle()
	var said []string
	for _, e := range n.sink.Events() {
		said = append(said, fmt.Sprint(e.Kind, e.From, e.Text, e.ID, e.State))
	}
	want := []string{
		fmt.Sprint(channels.Message, "+15005550006", "Futuro", "", channels.Unheard),
		fmt.Sprint(channels.Status, "+15005550006", "", "in/1/0", channels.Sent),
		fmt.Sprint(channels.Status, "+15005550006", "", "in/1/0", channels.Delivered),
	}
	if !slices.Equal(said, want) {
		t.Errorf("got %q, want %q", said, want)
	}
	if f := n.Failures(); len(f) > 0 {
		t.Errorf("got the failures %v, want none", f)
	}
}

func TestTheFakeRefusesAsTwilioDoes(t *testing.T) {
	n := newTown(t, twiliotest.Config{AdvancedOptOut: true}, nil)
	ctx := deadline(t)
	ana := n.Citizen("+15005550006")
	send := func(to, text string) error {
		_, err := n.channel.Send(ctx, channels.Outbound{ID: "m", To: channels.Address(to), Text: text})
		return err
	}
	if _, err := ana.Send(ctx, "stop"); err != nil {
		t.Fatal(err)
	}
	if err := send("+15005550006", "Hi"); !errors.Is(err, channels.ErrStopped) {
		t.Errorf("after STOP: got %v, want ErrStopped", err)
	}
	if _, err := ana.Send(ctx, "START"); err != nil {
		t.Fatal(err)
	}
	if err := send("+15005550006", "Hi"); err != nil {
		t.Errorf("after START: got %v, want none", err)
	}
	if err := send("000", "Hi"); !errors.Is(err, channels.ErrPermanent) {
		t.Errorf("to no number: got %v, want ErrPermanent", err)
	}
	if err := send("+15005550006", strings.Repeat("a", 1601)); !errors.Is(err, channels.ErrPermanent) {
		t.Errorf("too long: got %v, want ErrPermanent", err)
	}
	n.Settle()
	kinds := []channels.Kind{}
	for _, e := range n.sink.Events() {
		if e.Kind != channels.Status {
			kinds = append(kinds, e.Kind)
		}
	}
	if want := []channels.Kind{channels.Stopped, channels.Started}; !slices.Equal(kinds, want) {
		t.Errorf("got %v, want %v", kinds, want)
	}
}

func TestAWrongTokenIsTemporary(t *testing.T) {
	n := newTown(t, twiliotest.Config{}, func(c *twilio.Config) { c.AuthToken = strings.Repeat("f", 32) })
	_, err := n.channel.Send(deadline(t), channels.Outbound{ID: "m", To: "+15005550006", Text: "Hi"})
	if !errors.Is(err, channels.ErrTemporary) {
		t.Errorf("got %v, want ErrTemporary", err)
	}
}

func TestTimeOutIsUnknown(t *testing.T) {
	n := newTown(t, twiliotest.Config{Answer: func(twiliotest.Message) twiliotest.Answer {
		return twiliotest.Answer{Hang: true, Taken: true}
	}}, func(c *twilio.Config) { c.Timeout = 100 * time.Millisecond })
	_, err := n.channel.Send(deadline(t), channels.Outbound{ID: "m", To: "+15005550006", Text: "Hi"})
	if !errors.Is(err, context.DeadlineExceeded) || errors.Is(err, channels.ErrTemporary) || errors.Is(err, channels.ErrPermanent) {
		t.Errorf("got %v, want a time-out whose outcome is unknown", err)
	}
	if got := len(n.Sent()); got != 1 {
		t.Errorf("got %d messages at Twilio, want the one that left", got)
	}
}

// TestWebhooksAreTriedAgain has a sink that fails twice, behind a webhook with
// connection overrides, and a network that repeats everything.
func TestWebhooksAreTriedAgain(t *testing.T) {
	n := newTown(t, twiliotest.Config{Tries: 5, Repeat: 3}, nil)
	n.sink.Fail(2)
	if status, err := n.Citizen("+15005550006").Send(deadline(t), "2"); status != http.StatusOK || err != nil {
		t.Fatalf("got %d, %v, want 200", status, err)
	}
	got := n.sink.Events()
	if len(got) != 3 || got[0].Ref != got[1].Ref || got[1].Ref != got[2].Ref {
		t.Errorf("got %+v, want the same three times", got)
	}
}

func TestStatusesOutOfOrder(t *testing.T) {
	n := newTown(t, twiliotest.Config{Statuses: []twiliotest.Status{{State: "delivered"}, {State: "sent"}, {State: "undelivered", Code: 30003}}}, nil)
	if _, err := n.channel.Send(deadline(t), channels.Outbound{ID: "m", To: "+15005550006", Text: "Hi"}); err != nil {
		t.Fatal(err)
	}
	n.Settle()
	var got []channels.Delivery
	for _, e := range n.sink.Events() {
		got = append(got, e.State)
	}
	if want := []channels.Delivery{channels.Delivered, channels.Sent, channels.Failed}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v as they came", got, want)
	}
}

func TestSecondaryToken(t *testing.T) {
	old := strings.Repeat("e", 32)
	n := newTown(t, twiliotest.Config{AuthToken: old}, func(c *twilio.Config) { c.SecondaryToken = old })
	if status, err := n.Citizen("+15005550006").Send(deadline(t), "2"); status != http.StatusOK || err != nil {
		t.Errorf("signed with the old token: got %d, %v, want 200", status, err)
	}
}

func TestBehindAProxyWithAPath(t *testing.T) {
	n := newTown(t, twiliotest.Config{}, func(c *twilio.Config) { c.PublicURL = public + "/town/" })
	form := n.Citizen("+15005550006").Form(twiliotest.Inbound{SID: "SM1", Text: "2"})
	r := httptest.NewRequest(http.MethodPost, "/hooks/sms", strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("X-Twilio-Signature", twiliotest.Sign(twiliotest.Token, public+"/town/hooks/sms", form))
	w := httptest.NewRecorder()
	n.channel.Webhook(n.sink.Keep).ServeHTTP(w, r)
	if w.Code != http.StatusOK {
		t.Errorf("got %d, want 200", w.Code)
	}
	if _, err := n.channel.Send(deadline(t), channels.Outbound{ID: "m", To: "+15005550006", Text: "Hi"}); err != nil {
		t.Fatal(err)
	}
	if got, want := n.Sent()[0].Callback, public+"/town/hooks/sms?status=m"; got != want {
		t.Errorf("got the callback %s, want %s", got, want)
	}
}

func TestMessagingService(t *testing.T) {
	service := "MG0123456789abcdef0123456789abcdef"
	n := newTown(t, twiliotest.Config{}, func(c *twilio.Config) { c.MessagingServiceSID = service })
	if _, err := n.channel.Send(deadline(t), channels.Outbound{ID: "m", To: "+15005550006", Text: "Hi"}); err != nil {
		t.Fatal(err)
	}
	if got := n.Sent()[0]; got.Service != service || got.From != "" {
		t.Errorf("got %+v, want the service and no number", got)
	}
}

// TestACrowd has a thousand citizens who answer by themselves.
func TestACrowd(t *testing.T) {
	n := newTown(t, twiliotest.Config{}, nil)
	ask := func(i int) channels.Outbound {
		to := fmt.Sprintf("+1500%07d", i)
		n.Citizen(to).Answers(func(m twiliotest.Message) string { return "re " + m.Body })
		return channels.Outbound{ID: to, To: channels.Address(to), Text: "Hi " + to}
	}
	channeltest.Thousand(t, n.channel, &n.sink, n.Settle, ask, func(e channels.Event) bool { return e.Text == "re Hi "+string(e.From) })
	if f := n.Failures(); len(f) > 0 {
		t.Errorf("got %d failures, the first %v", len(f), f[0])
	}
}

func TestNewSaysAllThatIsWrong(t *testing.T) {
	_, err := twilio.New(twilio.Config{AccountSID: "AC1", PublicURL: "plaza.test", Validity: 11 * time.Hour})
	for _, want := range []string{"account_sid", "auth_token", "from or messaging_service_sid", "public_url", "the clock", "validity"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want it to name %s", err, want)
		}
	}
}

// TestTheEnvironmentDoesNotChooseTheHost: twilio-go lets two variables move
// its calls to another region.
func TestTheEnvironmentDoesNotChooseTheHost(t *testing.T) {
	t.Setenv("TWILIO_REGION", "evil")
	t.Setenv("TWILIO_EDGE", "evil")
	host := ""
	c := config("")
	c.Transport = roundTrip(func(r *http.Request) (*http.Response, error) {
		host = r.URL.Host
		return nil, &url.Error{Err: errors.New("no")}
	})
	open(t, c).Send(deadline(t), channels.Outbound{ID: "m", To: "+15005550006", Text: "Hi"})
	if host != "api.twilio.com" {
		t.Errorf("got %s, want api.twilio.com", host)
	}
}

type roundTrip func(*http.Request) (*http.Response, error)

func (f roundTrip) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

func BenchmarkSend(b *testing.B) {
	n := newTown(b, twiliotest.Config{Statuses: []twiliotest.Status{}}, nil)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := n.channel.Send(context.Background(), channels.Outbound{ID: "m", To: "+15005550006", Text: "Hola, ¿qué tal?"}); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkWebhook is the handler alone, without HTTP around it.
func BenchmarkWebhook(b *testing.B) {
	n := newTown(b, twiliotest.Config{}, nil)
	body := n.Citizen("+15005550006").Form(twiliotest.Inbound{SID: "SM1", Text: "2"}).Encode()
	form, _ := url.ParseQuery(body)
	signature := twiliotest.Sign(twiliotest.Token, public+"/hooks/sms", form)
	hook := n.channel.Webhook(func(context.Context, ...channels.Event) error { return nil })
	b.ReportAllocs()
	for b.Loop() {
		r := httptest.NewRequest(http.MethodPost, "/hooks/sms", strings.NewReader(body))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set("X-Twilio-Signature", signature)
		w := httptest.NewRecorder()
		if hook.ServeHTTP(w, r); w.Code != http.StatusOK {
			b.Fatal(w.Code)
		}
	}
}
