// Package whatsapptest plays Meta's Cloud API and the people behind it, on this
// machine: the API that takes messages, templates and subscriptions, the
// webhooks that bring what people write and what became of ours, the media, and
// all the ways in which the real one lets us down.
//
//	meta := whatsapptest.New(whatsapptest.Config{Webhook: "https://plaza.test/hooks/wa", Connect: server.URL})
//	defer meta.Close()
//	ana := meta.Citizen("15005550006")
//	ana.Send(ctx, "Hola")
//	question, err := ana.Next(ctx)
//	ana.Tap(ctx, question.Buttons[0].ID)
//
// It imports nothing of ours, so that what it signs and expects is a second
// opinion.
package whatsapptest

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"sync"
	"time"
)

// What a Config without its own uses.
const (
	Token       = "EAAGm0PX4ZCpsBAKZCZCfaketoken"
	AppSecret   = "0123456789abcdef0123456789abcdef"
	VerifyToken = "a-verify-token-of-our-own"
	App         = "670843887433847"
	Account     = "102290129340398"
	PhoneID     = "106540352242922"
	Number      = "15550783881"
)

// Config says whose account this is and where its webhooks go. All fields may
// be left empty, but Webhook where people write.
type Config struct {
	AccessToken   string // Token
	AppSecret     string // AppSecret
	AppID         string // App
	AccountID     string // Account: the WhatsApp business account
	PhoneNumberID string // PhoneID

	// Webhook is the callback of the app. A number can be given another by the
	// API, as with Meta.
	Webhook string
	// Connect is the scheme and host really connected to, when the public ones
	// are names that nobody serves.
	Connect string

	// Answer decides what the API says to a message that is in order; nil takes
	// every one.
	Answer func(Message) Answer
	// Statuses are reported of each message, in this order. Nil means sent and
	// delivered; an empty list means none.
	Statuses []Status
	// StatusesOf decides it by message instead.
	StatusesOf func(Message) []Status
	// Repeat is how many times each webhook is delivered at least, whatever the
	// answer: 1 when it is 0.
	Repeat int
	// Tries is how many times a webhook is tried until it is answered with 200:
	// 5 when it is 0. Meta goes on for a week. Wait is the time between two.
	Tries int
	Wait  time.Duration

	// Now turns on what goes by the clock: 80 messages a second, one in six
	// seconds to one person after a burst of 45, and the 24 hours of a session.
	// Nil leaves all three out.
	Now func() time.Time
	// LateRefusal takes what is outside the session and reports it as failed
	// afterwards, as Meta does at times.
	LateRefusal bool

	// Workers deliver webhooks and automatic answers: 8 when it is 0.
	Workers int
}

// Server is one fake account. It is safe for concurrent use.
type Server struct {
	URL string // of the API

	cfg    Config
	http   *httptest.Server
	client *http.Client
	work   *lanes
	life   context.Context // of all that the fake does by itself
	end    context.CancelFunc

	mu         sync.Mutex
	requests   int
	sent       []Message
	citizens   map[string]*Citizen // by number and by user id
	failed     []error
	ids        int
	override   string // the number's own callback
	subscribed bool
	number     PhoneNumber
	token      TokenState
	templates  []Template
	media      map[string]file
	second     time.Time // the one that is counted
	count      int
	credit     map[string]*credit
}

// PhoneNumber is our number as the API shows it.
type PhoneNumber struct {
	Status, Quality, Limit, Throughput string
}

// TokenState is the access token as debug_token shows it.
type TokenState struct {
	Invalid bool
	Expires time.Time // never when it is zero
	Scopes  []string
}

// New starts a fake. Close it, or its goroutines stay.
func New(cfg Config) *Server {
	for _, d := range []struct {
		field *string
		value string
	}{{&cfg.AccessToken, Token}, {&cfg.AppSecret, AppSecret}, {&cfg.AppID, App}, {&cfg.AccountID, Account}, {&cfg.PhoneNumberID, PhoneID}} {
		if *d.field == "" {
			*d.field = d.value
		}
	}
	cfg.Repeat = max(cfg.Repeat, 1)
	if cfg.Tries <= 0 {
		cfg.Tries = 5
	}
	if cfg.Workers <= 0 {
		cfg.Workers = 8
	}
	if cfg.Statuses == nil {
		cfg.Statuses = []Status{{State: "sent"}, {State: "delivered"}}
	}
	s := &Server{
		cfg:        cfg,
		client:     &http.Client{Transport: &http.Transport{MaxIdleConns: 512, MaxIdleConnsPerHost: 512}, Timeout: 30 * time.Second},
		citizens:   map[string]*Citizen{},
		media:      map[string]file{},
		credit:     map[string]*credit{},
		subscribed: true,
		number:     PhoneNumber{Status: "CONNECTED", Quality: "GREEN", Limit: "TIER_2K", Throughput: "STANDARD"},
		token:      TokenState{Scopes: []string{"whatsapp_business_management", "whatsapp_business_messaging"}},
	}
	s.life, s.end = context.WithCancel(context.Background())
	s.work = newLanes(cfg.Workers)
	s.http = httptest.NewServer(http.HandlerFunc(s.serve))
	s.URL = s.http.URL
	return s
}

// Close stops the fake. Webhooks not yet delivered are dropped.
func (s *Server) Close() {
	s.end()
	s.work.close()
	s.http.CloseClientConnections()
	s.http.Close()
	s.client.CloseIdleConnections()
}

// Settle returns when every webhook and automatic answer that is due has been
// delivered.
func (s *Server) Settle() { s.work.settle() }

// Sent lists the messages that were taken, in order.
func (s *Server) Sent() []Message {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.sent)
}

// Requests counts the calls of the API, those refused included.
func (s *Server) Requests() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.requests
}

// Failures are the webhooks that were never answered with 200.
func (s *Server) Failures() []error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.failed)
}

// Subscribe says whether the app is subscribed to the account.
func (s *Server) Subscribe(on bool) { s.set(func() { s.subscribed = on }) }

// SetNumber changes what the API shows of our number.
func (s *Server) SetNumber(n PhoneNumber) { s.set(func() { s.number = n }) }

// SetToken changes what debug_token shows.
func (s *Server) SetToken(t TokenState) { s.set(func() { s.token = t }) }

// Callback is the address that the number's webhooks go to: its own, or the
// app's.
func (s *Server) Callback() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.override != "" {
		return s.override
	}
	return s.cfg.Webhook
}

func (s *Server) set(change func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	change()
}

// wamid makes a new id of a message; like Meta's, it looks like base64 and ends
// in an equals sign.
func (s *Server) wamid() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.ids++
	return fmt.Sprintf("wamid.HBgLMTUwMDU1NTAwMDYVAgARGBI%010dA=", s.ids)
}

func (s *Server) seconds() string {
	if s.cfg.Now == nil {
		return "1749416383"
	}
	return strconv.FormatInt(s.cfg.Now().Unix(), 10)
}

func (s *Server) fail(err error) { s.set(func() { s.failed = append(s.failed, err) }) }

// drain reads an answer to its end, so that its connection is used again.
func drain(r *http.Response) {
	_, _ = io.Copy(io.Discard, io.LimitReader(r.Body, 1<<20))
	_ = r.Body.Close()
}

var errClosed = errors.New("the fake is closed")
