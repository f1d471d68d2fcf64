// Package twiliotest plays Twilio and the citizens behind it, on this machine:
// the API that takes messages, the webhooks that bring them, the receipts, and
// all the ways in which the real one lets us down.
//
//	twilio := twiliotest.New(twiliotest.Config{Webhook: "https://plaza.test/hooks/sms", Connect: server.URL})
//	defer twilio.Close()
//	ana := twilio.Citizen("+15005550006")
//	ana.Send(ctx, "Hola")
//	question, err := ana.Next(ctx)
//
// It imports nothing of ours, so that what it signs and expects is a second
// opinion.
package twiliotest

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"sync"
	"time"
)

// Account and Token are what a Config without its own uses.
const (
	Account = "AC0123456789abcdef0123456789abcdef"
	Token   = "0123456789abcdef0123456789abcdef"
	Number  = "+15005550001"
)

// Config says whose account this is and where its webhooks go. All fields may
// be left empty, but Webhook where citizens write.
type Config struct {
	AccountSID string // Account
	AuthToken  string // Token
	From       string // the number that citizens write to: Number

	// Webhook is the URL that is called, and signed, when a citizen writes.
	Webhook string
	// Connect is the scheme and host really connected to, for Webhook and for
	// status callbacks, when the public ones are names that nobody serves.
	Connect string

	// Answer decides what the API says to a message; nil takes every one.
	Answer func(Message) Answer
	// Statuses are reported of each message with a status callback, in this
	// order. Nil means sent and delivered; an empty list means none.
	Statuses []Status
	// StatusesOf decides it by message instead.
	StatusesOf func(Message) []Status
	// Repeat is how many times each webhook and callback is delivered at
	// least, whatever the answer: 1 when it is 0.
	Repeat int
	// Tries is how many times a webhook is tried until it is answered with a
	// 2xx: 1, as of Twilio without connection overrides, when it is 0. Wait is
	// the time between two of them.
	Tries int
	Wait  time.Duration
	// AdvancedOptOut adds OptOutType to STOP, START and HELP.
	AdvancedOptOut bool
	// Now is the clock of Twilio's side: the real one when it is nil.
	Now func() time.Time
	// Workers deliver callbacks and automatic answers: 8 when it is 0.
	Workers int
}

// Server is one fake account. It is safe for concurrent use.
type Server struct {
	URL string // of the API

	cfg    Config
	http   *httptest.Server
	client *http.Client
	work   *pool
	life   context.Context // of all that the fake does by itself
	end    context.CancelFunc

	mu       sync.Mutex
	requests int
	sent     []Message
	citizens map[string]*Citizen
	blocked  map[string]bool
	failed   []error
	sids     int

	mux      http.Handler
	contents []*Content
	files    map[string]file
	heard    map[string]time.Time // a WhatsApp citizen's last word
	console  console
}

// New starts a fake. Close it, or its goroutines stay.
func New(cfg Config) *Server {
	cfg.AccountSID = orElse(cfg.AccountSID, Account)
	cfg.AuthToken = orElse(cfg.AuthToken, Token)
	cfg.From = orElse(cfg.From, Number)
	cfg.Repeat = max(cfg.Repeat, 1)
	cfg.Tries = max(cfg.Tries, 1)
	if cfg.Now == nil {
		cfg.Now = time.Now
	}
	if cfg.Workers <= 0 {
		cfg.Workers = 8
	}
	if cfg.Statuses == nil {
		cfg.Statuses = []Status{{State: "sent"}, {State: "delivered"}}
	}
	s := &Server{
		cfg:      cfg,
		client:   &http.Client{Transport: &http.Transport{MaxIdleConns: 512, MaxIdleConnsPerHost: 512, DisableCompression: true}, Timeout: 30 * time.Second},
		citizens: map[string]*Citizen{},
		blocked:  map[string]bool{},
		files:    map[string]file{},
		heard:    map[string]time.Time{},
	}
	s.mux = s.routes()
	s.life, s.end = context.WithCancel(context.Background())
	s.work = newPool(cfg.Workers)
	s.http = httptest.NewServer(http.HandlerFunc(s.serve))
	s.URL = s.http.URL
	return s
}

// Close stops the fake. Callbacks not yet delivered are dropped, as by a
// network that fails.
func (s *Server) Close() {
	s.end()
	s.work.close()
	s.http.CloseClientConnections()
	s.http.Close()
	s.client.CloseIdleConnections()
}

// Settle returns when every callback and automatic answer that is due has
// been delivered.
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

// Failures are the webhooks and callbacks that were never answered with a 2xx.
func (s *Server) Failures() []error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.failed)
}

// Block makes the API refuse a number with 21610, as after a STOP.
func (s *Server) Block(number string) { s.block(number, true) }

func (s *Server) block(number string, on bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.blocked[number] = on
}

// sid makes a new id of a message.
func (s *Server) sid() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.newSID("SM")
}

func (s *Server) newSID(kind string) string {
	s.sids++
	return fmt.Sprintf("%s%032x", kind, s.sids)
}

func (s *Server) fail(err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.failed = append(s.failed, err)
}

func orElse(s, otherwise string) string {
	if s == "" {
		return otherwise
	}
	return s
}

// drain reads an answer to its end, so that its connection is used again.
func drain(r *http.Response) {
	_, _ = io.Copy(io.Discard, io.LimitReader(r.Body, 1<<20))
	_ = r.Body.Close()
}

var errClosed = errors.New("the fake is closed")
