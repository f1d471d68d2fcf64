package whatsapp_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"plaza/channels"
	"plaza/channels/channeltest"
	"plaza/channels/whatsapp"
	"plaza/channels/whatsapp/whatsapptest"
)

// town is the adapter and the fake, joined over loopback.
type town struct {
	*whatsapptest.Server
	channel *whatsapp.Channel
	sink    channeltest.Sink

	mu  sync.Mutex
	now time.Time // of both sides
}

// messages are the events that people made.
func (n *town) messages() []channels.Event {
	return slices.DeleteFunc(n.sink.Events(), func(e channels.Event) bool { return e.Kind == channels.Status })
}

func (n *town) clock() time.Time {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.now
}

func (n *town) pass(d time.Duration) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.now = n.now.Add(d)
}

func newTown(t testing.TB, cfg whatsapptest.Config, change func(*whatsapp.Config)) *town {
	t.Helper()
	n := &town{now: nine}
	var hook http.Handler
	web := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { hook.ServeHTTP(w, r) }))
	t.Cleanup(web.Close)
	cfg.Webhook, cfg.Connect = public+"/hooks/wa", web.URL
	if cfg.Now != nil {
		cfg.Now = n.clock
	}
	n.Server = whatsapptest.New(cfg)
	t.Cleanup(n.Close)
	account := config(n.URL)
	account.Now = n.clock
	if change != nil {
		change(&account)
	}
	n.channel = open(t, account)
	hook = n.channel.Webhook(n.sink.Keep)
	return n
}

// byTheClock makes the fake count seconds and sessions.
func byTheClock() whatsapptest.Config { return whatsapptest.Config{Now: time.Now} } // newTown puts its own

func deadline(t testing.TB) context.Context {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Minute) // only against hanging
	t.Cleanup(cancel)
	return ctx
}

func ok(t *testing.T, status int, err error) {
	t.Helper()
	if status != http.StatusOK || err != nil {
		t.Fatalf("got %d, %v, want 200", status, err)
	}
}

func TestAConversation(t *testing.T) {
	n := newTown(t, whatsapptest.Config{}, nil)
	ctx := deadline(t)
	ana := n.Citizen("15005550006")
	status, err := ana.Send(ctx, "¿Futuro?")
	ok(t, status, err)
	to := n.messages()[0].From
	if to != channels.Address(ana.UserID) {
		t.Fatalf("got the address %s, want the id that business knows her by", to)
	}
	send := func(m channels.Outbound) whatsapptest.Message {
		t.Helper()
		m.To, m.Lang, m.Session = to, "es", nine
		receipt, err := n.channel.Send(ctx, m)
		if err != nil {
			t.Fatal(err)
		}
		got, err := ana.Next(ctx)
		if err != nil || got.ID != receipt.Ref {
			t.Fatalf("got %+v, %v, want the message %s", got, err, receipt.Ref)
		}
		return got
	}
	send(channels.Outbound{ID: "in/1/0", Text: "¿Acepta?", Buttons: []channels.Button{{ID: "y", Label: "Sí"}, {ID: "n", Label: "No"}}})
	status, err = ana.Tap(ctx, "y")
	ok(t, status, err)
	if got := send(channels.Outbound{ID: "in/2/0", Text: "¿Qué?", Buttons: []channels.Button{{ID: "a", Label: "Agua"}, {ID: "b", Label: "Luz"}, {ID: "c", Label: "Vías"}, {ID: "d", Label: "Salud"}}}); got.List != "Ver opciones" {
		t.Errorf("got %+v, want a list", got)
	}
	status, err = ana.Tap(ctx, "d")
	ok(t, status, err)
	if got := send(channels.Outbound{ID: "in/3/0", Text: "¿Dónde?", Wants: "location"}); !got.AsksPlace {
		t.Errorf("got %+v, want a button that shares the place", got)
	}
	status, err = ana.Share(ctx, -1.25, 36.5)
	ok(t, status, err)
	n.Settle()
	var said []string
	for _, e := range n.messages() {
		said = append(said, fmt.Sprint(e.Text, " ", e.Tap, " ", e.Place))
	}
	if want := []string{"¿Futuro?  ", "Sí y ", "Salud d ", "  -1.25,36.5"}; !slices.Equal(said, want) {
		t.Errorf("got %q, want %q", said, want)
	}
	states := map[string][]channels.Delivery{}
	for _, e := range n.sink.Events() {
		if e.Kind == channels.Status {
			states[e.ID] = append(states[e.ID], e.State)
			if e.From != to {
				t.Errorf("got a status for %s, want %s", e.From, to)
			}
		}
	}
	for _, id := range []string{"in/1/0", "in/2/0", "in/3/0"} {
		if want := []channels.Delivery{channels.Sent, channels.Delivered}; !slices.Equal(states[id], want) {
			t.Errorf("%s: got %v, want %v", id, states[id], want)
		}
	}
	if f := n.Failures(); len(f) > 0 {
		t.Errorf("got the failures %v, want none", f)
	}
}

// TestOnePersonStaysOne: with the number shown, hidden, or shown again, the
// person is the same and is reached.
func TestOnePersonStaysOne(t *testing.T) {
	n := newTown(t, whatsapptest.Config{}, nil)
	ctx := deadline(t)
	ana := n.Citizen("15005550006")
	status, err := ana.Send(ctx, "one")
	ok(t, status, err)
	ana.Hide()
	status, err = ana.Send(ctx, "two")
	ok(t, status, err)
	got := n.messages()
	if len(got) != 2 || got[0].From != got[1].From {
		t.Fatalf("got %+v, want the same person twice", got)
	}
	if _, err := n.channel.Send(ctx, channels.Outbound{ID: "m", To: got[1].From, Text: "Hi"}); err != nil {
		t.Fatal(err)
	}
	if m := ana.Received(); len(m) != 1 || m[0].To != "" {
		t.Errorf("got %+v, want one message to her id, and none to a number", m)
	}
	old := n.Citizen("15005550007")
	old.NumberOnly()
	status, err = old.Send(ctx, "three")
	ok(t, status, err)
	if _, err := n.channel.Send(ctx, channels.Outbound{ID: "o", To: n.messages()[2].From, Text: "Hi"}); err != nil {
		t.Fatal(err)
	}
	n.Settle()
	for _, e := range n.sink.Events() {
		if e.ID == "o" && e.From != "+15005550007" {
			t.Errorf("got a status for %s, want +15005550007, which it went to", e.From)
		}
	}
}

func TestWhoMovesIsDeadThere(t *testing.T) {
	for _, hidden := range []bool{false, true} {
		n := newTown(t, whatsapptest.Config{}, nil)
		ctx := deadline(t)
		ana := n.Citizen("15005550006")
		if hidden {
			ana.Hide()
		}
		if _, err := ana.Move(ctx, "15005550099"); err != nil {
			t.Fatal(err)
		}
		if got := n.sink.Events(); len(got) != 1 || got[0].From != channels.Address(ana.UserID) || !got[0].Dead {
			t.Errorf("hidden %v: got %+v, want the old address dead", hidden, got)
		}
	}
}

func TestOptOut(t *testing.T) {
	n := newTown(t, whatsapptest.Config{}, nil)
	ctx := deadline(t)
	ana := n.Citizen("15005550006")
	for _, stop := range []bool{true, false} {
		status, err := ana.StopMarketing(ctx, stop)
		ok(t, status, err)
	}
	got := n.messages()
	if len(got) != 2 || got[0].Kind != channels.Stopped || got[1].Kind != channels.Started || got[0].Ref == got[1].Ref {
		t.Errorf("got %+v, want a stop and a start that are told apart", got)
	}
	// Meta filed our template under marketing: it is taken, and fails.
	n.PutTemplate(whatsapptest.Template{Name: "news", Lang: "es", Category: "MARKETING", Body: "Hola {{1}}.", Status: "APPROVED"})
	if _, err := ana.StopMarketing(ctx, true); err != nil {
		t.Fatal(err)
	}
	m := channels.Outbound{ID: "cast/1/1", To: channels.Address(ana.UserID), Text: "Hola Ana.", Lang: "es", Template: &channels.Template{Name: "news", Lang: "es", Vars: []string{"Ana"}}}
	if _, err := n.channel.Send(ctx, m); err != nil {
		t.Fatal(err)
	}
	n.Settle()
	all := n.sink.Events()
	if last := all[len(all)-1]; last.Kind != channels.Stopped || last.From != m.To {
		t.Errorf("got %+v, want an opt-out from the failed status", last)
	}
}

func TestBlockedIsNotDead(t *testing.T) {
	n := newTown(t, whatsapptest.Config{}, nil)
	ana := n.Citizen("15005550006")
	ana.Block(true)
	if _, err := n.channel.Send(deadline(t), channels.Outbound{ID: "m", To: channels.Address(ana.UserID), Text: "Hi"}); err != nil {
		t.Fatal(err)
	}
	n.Settle()
	if got := n.sink.Events(); len(got) != 1 || got[0].State != channels.Failed || got[0].Dead || !strings.HasPrefix(got[0].Why, "131026: ") {
		t.Errorf("got %+v, want a failure that names 131026, and an address that is not dead", got)
	}
}

func TestTheSession(t *testing.T) {
	n := newTown(t, byTheClock(), nil)
	ctx := deadline(t)
	n.PutTemplate(whatsapptest.Template{Name: "reminder", Lang: "es", Category: "UTILITY", Body: "\"{{1}}\" espera.", Status: "APPROVED"})
	ana := n.Citizen("15005550006")
	status, err := ana.Send(ctx, "Hola")
	ok(t, status, err)
	m := channels.Outbound{ID: "m", To: channels.Address(ana.UserID), Text: "Hola.", Lang: "es", Session: n.clock()}
	if _, err := n.channel.Send(ctx, m); err != nil {
		t.Errorf("within the day: got %v, want none", err)
	}
	n.pass(24 * time.Hour)
	before := n.Requests()
	if _, err := n.channel.Send(ctx, m); !errors.Is(err, channels.ErrClosed) || n.Requests() != before {
		t.Errorf("a day later: got %v and %d calls, want ErrClosed and none", err, n.Requests()-before)
	}
	unsure := m
	unsure.Session = time.Time{}
	if _, err := n.channel.Send(ctx, unsure); !errors.Is(err, channels.ErrClosed) {
		t.Errorf("where we do not know: got %v, want Meta's own ErrClosed", err)
	}
	m.Template = &channels.Template{Name: "reminder", Lang: "es", Vars: []string{"OGP\n 2026"}}
	if _, err := n.channel.Send(ctx, m); err != nil {
		t.Errorf("by a template: got %v, want none", err)
	}
	got := ana.Received()
	if last := got[len(got)-1]; last.Text != `"OGP 2026" espera.` {
		t.Errorf("got %+v, want the template with its place filled on one line", last)
	}
}

func TestClosedAfterwards(t *testing.T) {
	cfg := byTheClock()
	cfg.LateRefusal = true
	n := newTown(t, cfg, nil)
	if _, err := n.channel.Send(deadline(t), channels.Outbound{ID: "m", To: "US.77", Text: "Hi"}); err != nil {
		t.Fatal(err)
	}
	n.Settle()
	if got := n.sink.Events(); len(got) != 1 || got[0].State != channels.Failed || !strings.HasPrefix(got[0].Why, "131047: ") || got[0].ID != "m" {
		t.Errorf("got %+v, want the failure of m", got)
	}
}

func TestPace(t *testing.T) {
	n := newTown(t, byTheClock(), nil)
	ctx := deadline(t)
	to := func(i int) channels.Address {
		c := n.Citizen(fmt.Sprintf("1500555%04d", i))
		if _, err := c.Send(ctx, "x"); err != nil {
			t.Fatal(err)
		}
		return channels.Address(c.UserID)
	}
	refused := func(err error, wait time.Duration) bool {
		var after *channels.RetryAfter
		return errors.Is(err, channels.ErrTemporary) && errors.As(err, &after) && after.For == wait
	}
	var err error
	for i := range 80 {
		if _, err = n.channel.Send(ctx, channels.Outbound{ID: "m", To: to(i), Text: "Hi"}); err != nil {
			t.Fatalf("message %d: got %v, want none", i+1, err)
		}
	}
	if _, err = n.channel.Send(ctx, channels.Outbound{ID: "m", To: to(80), Text: "Hi"}); !refused(err, 10*time.Second) {
		t.Errorf("the 81st of a second: got %v, want to wait ten seconds (130429)", err)
	}
	n.pass(time.Second)
	one := to(99)
	for i := range 45 {
		if _, err = n.channel.Send(ctx, channels.Outbound{ID: "m", To: one, Text: "Hi"}); err != nil {
			t.Fatalf("message %d to one: got %v, want none", i+1, err)
		}
	}
	if _, err = n.channel.Send(ctx, channels.Outbound{ID: "m", To: one, Text: "Hi"}); !refused(err, 6*time.Second) {
		t.Errorf("the 46th to one: got %v, want to wait six seconds (131056)", err)
	}
	n.pass(6 * time.Second)
	if _, err = n.channel.Send(ctx, channels.Outbound{ID: "m", To: one, Text: "Hi"}); err != nil {
		t.Errorf("six seconds later: got %v, want none", err)
	}
}

func TestAWrongTokenIsTemporary(t *testing.T) {
	n := newTown(t, whatsapptest.Config{}, func(c *whatsapp.Config) { c.AccessToken = "EAAGwrong" })
	_, err := n.channel.Send(deadline(t), channels.Outbound{ID: "m", To: "US.77", Text: "Hi"})
	if !errors.Is(err, channels.ErrTemporary) {
		t.Errorf("got %v, want ErrTemporary", err)
	}
}

func TestTimeOutIsUnknown(t *testing.T) {
	n := newTown(t, whatsapptest.Config{Answer: func(whatsapptest.Message) whatsapptest.Answer {
		return whatsapptest.Answer{Hang: true, Taken: true}
	}}, func(c *whatsapp.Config) { c.Timeout = 100 * time.Millisecond })
	_, err := n.channel.Send(deadline(t), channels.Outbound{ID: "m", To: "US.77", Text: "Hi"})
	if !errors.Is(err, context.DeadlineExceeded) || errors.Is(err, channels.ErrTemporary) || errors.Is(err, channels.ErrPermanent) {
		t.Errorf("got %v, want a time-out whose outcome is unknown", err)
	}
	if got := len(n.Sent()); got != 1 {
		t.Errorf("got %d messages at Meta, want the one that left", got)
	}
}

// TestWebhooksComeAgain has a sink that fails twice, and a network that repeats
// everything.
func TestWebhooksComeAgain(t *testing.T) {
	n := newTown(t, whatsapptest.Config{Repeat: 3}, nil)
	n.sink.Fail(2)
	status, err := n.Citizen("15005550006").Send(deadline(t), "2")
	ok(t, status, err)
	got := n.sink.Events()
	if len(got) != 3 || got[0].Ref != got[1].Ref || got[1].Ref != got[2].Ref {
		t.Errorf("got %+v, want the same three times", got)
	}
}

func TestStatusesOutOfOrder(t *testing.T) {
	n := newTown(t, whatsapptest.Config{Repeat: 2, Statuses: []whatsapptest.Status{{State: "read"}, {State: "sent"}, {State: "failed", Code: 131000}}}, nil)
	if _, err := n.channel.Send(deadline(t), channels.Outbound{ID: "m", To: "US.77", Text: "Hi"}); err != nil {
		t.Fatal(err)
	}
	n.Settle()
	var got []channels.Delivery
	for _, e := range n.sink.Events() {
		got = append(got, e.State)
	}
	if want := []channels.Delivery{channels.Read, channels.Read, channels.Sent, channels.Sent, channels.Failed, channels.Failed}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v as they came", got, want)
	}
}

func TestSecondarySecret(t *testing.T) {
	old := strings.Repeat("e", 32)
	n := newTown(t, whatsapptest.Config{AppSecret: old}, func(c *whatsapp.Config) { c.SecondarySecret = old })
	status, err := n.Citizen("15005550006").Send(deadline(t), "2")
	ok(t, status, err)
}

// TestSeveralNumbersOfOneApp: what is for the other number is acknowledged, or
// Meta would bring it for a week, and is not ours.
func TestSeveralNumbersOfOneApp(t *testing.T) {
	n := newTown(t, whatsapptest.Config{PhoneNumberID: "999"}, nil)
	status, err := n.Citizen("15005550006").Send(deadline(t), "2")
	ok(t, status, err)
	if got := n.sink.Events(); len(got) != 0 {
		t.Errorf("got %+v, want nothing", got)
	}
}

// TestACrowd has a thousand people who answer by themselves, with a tap.
func TestACrowd(t *testing.T) {
	n := newTown(t, whatsapptest.Config{}, nil)
	ask := func(i int) channels.Outbound {
		c := n.Citizen(fmt.Sprintf("1500%07d", i))
		c.Answers(func(m whatsapptest.Message) string { return m.Buttons[1].ID })
		return channels.Outbound{ID: c.UserID, To: channels.Address(c.UserID), Text: "¿Sí?", Buttons: []channels.Button{{ID: "y", Label: "Sí"}, {ID: "n-" + c.UserID, Label: "No"}}}
	}
	channeltest.Thousand(t, n.channel, &n.sink, n.Settle, ask, func(e channels.Event) bool { return e.Tap == "n-"+string(e.From) })
	if f := n.Failures(); len(f) > 0 {
		t.Errorf("got %d failures, the first %v", len(f), f[0])
	}
}

func TestNewSaysAllThatIsWrong(t *testing.T) {
	_, err := whatsapp.New(whatsapp.Config{PublicURL: "plaza.test", PhoneNumberID: "+1555", Version: "25", VerifyToken: "short"})
	for _, want := range []string{"access_token", "app_secret", "verify_token", "phone_number_id", "business_account_id", "graph_version", "public_url", "the clock"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want it to name %s", err, want)
		}
	}
}

// TestCapabilities: the ids of people are private to the business account, so
// that is where a STOP holds.
func TestCapabilities(t *testing.T) {
	got := open(t, config("")).Capabilities()
	want := channels.Capabilities{Name: "whatsapp", Scope: whatsapptest.Account, MaxText: 4096, Buttons: 3, ButtonText: 20, ListItems: 10, ListText: 24,
		Session: 24 * time.Hour, AskPlace: true, Photo: true, Voice: true, File: true, Location: true, Receipts: true}
	if got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
}
