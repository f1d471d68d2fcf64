// Package telegramtest plays Telegram and the people behind it, on this
// machine: the Bot API that takes messages and files out, long polling and
// webhooks that bring updates, and all the ways in which the real one lets us
// down.
//
//	telegram := telegramtest.New(telegramtest.Config{})
//	defer telegram.Close()
//	ana := telegram.Person(4001)
//	ana.Start("ogp-strategy")
//	question, err := ana.Next(ctx)
//	err = ana.Tap("Yes")
//
// It imports nothing of ours, so that what it sends and expects is a second
// opinion. What it refuses, and in which words, is as in the server of the Bot
// API (tdlib/telegram-bot-api, Client.cpp).
package telegramtest

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"slices"
	"sync"
	"time"
)

// What a Config without its own uses.
const (
	Token    = "123456789:AAE-fake_token_of_a_bot_that_is_none"
	Username = "plaza_test_bot"
)

// Config says whose bot this is and how the network behaves. All fields may be
// left empty.
type Config struct {
	Token    string // Token
	Username string // Username

	// Connect is the scheme and host really connected to for a webhook, when
	// the public one is a name that nobody serves.
	Connect string
	// Wait is the time between two tries of a webhook, and Tries how many there
	// are before an update is thrown away: 10 when it is 0.
	Wait  time.Duration
	Tries int
	// Repeat is how many times each update is delivered to a webhook at least,
	// whatever the answer: 1 when it is 0.
	Repeat int

	// Answer decides what the API says to a call; nil, and an answer of nil,
	// are the usual.
	Answer func(Call) *Answer
	// Latency is how long every call but getUpdates takes.
	Latency time.Duration
}

// Call is one call of the API.
type Call struct {
	Method string
	Params map[string]string
}

// Answer is what the API says instead of the usual. The zero value refuses with
// a 500.
type Answer struct {
	Status      int
	Description string
	RetryAfter  int   // seconds, with 429
	MigrateTo   int64 // with 400: the group's new number
	Body        string
	Hang        bool // no answer
	Cut         bool // the connection ends
	Done        bool // what was asked for is done all the same
}

// Server is one fake bot's Telegram. It is safe for concurrent use.
type Server struct {
	URL string // of the API

	cfg    Config
	http   *httptest.Server
	client *http.Client
	life   context.Context
	end    context.CancelFunc

	mu      sync.Mutex
	news    chan struct{} // closed and made anew at every change
	ids     int64         // messages, taps, dates
	update  int64
	queue   []*queued
	allowed []string
	poll    int // the getUpdates that came last
	hook    webhook
	people  map[int64]*Person
	groups  map[int64]*Group
	files   map[string]stored
	taps    map[string]bool // that can be answered
	menus   map[string]string
	calls   []Call
	failed  []error
}

// New starts a fake. Close it, or its goroutines stay.
func New(cfg Config) *Server {
	if cfg.Token == "" {
		cfg.Token = Token
	}
	if cfg.Username == "" {
		cfg.Username = Username
	}
	if cfg.Tries == 0 {
		cfg.Tries = 10
	}
	cfg.Repeat = max(cfg.Repeat, 1)
	s := &Server{
		cfg: cfg, news: make(chan struct{}), ids: 100, update: 7000,
		client: &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 128}, Timeout: 30 * time.Second},
		people: map[int64]*Person{}, groups: map[int64]*Group{}, files: map[string]stored{}, taps: map[string]bool{}, menus: map[string]string{},
	}
	s.life, s.end = context.WithCancel(context.Background())
	s.http = httptest.NewServer(http.HandlerFunc(s.serve))
	s.URL = s.http.URL
	return s
}

// Answer changes what Config.Answer says, from now on.
func (s *Server) Answer(answer func(Call) *Answer) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.cfg.Answer = answer
}

// Connect changes where webhooks are really connected to, from now on.
func (s *Server) Connect(to string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.cfg.Connect = to
}

// Close stops the fake. What was not delivered is dropped.
func (s *Server) Close() {
	s.end()
	s.http.CloseClientConnections()
	s.http.Close()
	s.client.CloseIdleConnections()
}

// Calls lists the calls of a method, or of all but getUpdates when it is empty,
// those refused included.
func (s *Server) Calls(method string) []Call {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.called(method)
}

func (s *Server) called(method string) []Call {
	return slices.DeleteFunc(slices.Clone(s.calls), func(c Call) bool {
		return c.Method != method && method != "" || method == "" && c.Method == "getUpdates"
	})
}

// Await returns when a method has been called so many times.
func (s *Server) Await(ctx context.Context, method string, n int) error {
	return s.until(ctx, func() bool { return len(s.called(method)) >= n })
}

// Settle returns when every update has been taken: confirmed by a later
// getUpdates, or answered by the webhook with a 2xx, or given up.
func (s *Server) Settle(ctx context.Context) error {
	return s.until(ctx, func() bool { return len(s.queue) == 0 })
}

// Waiting is how many updates have not been taken.
func (s *Server) Waiting() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.queue)
}

// Failures are the updates that a webhook never answered with a 2xx.
func (s *Server) Failures() []error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.failed)
}

// until waits for something to become true; it is asked under the lock.
func (s *Server) until(ctx context.Context, true func() bool) error {
	for {
		s.mu.Lock()
		done, news := true(), s.news
		s.mu.Unlock()
		if done {
			return nil
		}
		select {
		case <-news:
		case <-ctx.Done():
			return ctx.Err()
		case <-s.life.Done():
			return errClosed
		}
	}
}

// changed wakes who waits. It is called under the lock.
func (s *Server) changed() {
	close(s.news)
	s.news = make(chan struct{})
}

// next makes an id that was not used before, under the lock.
func (s *Server) next() int64 {
	s.ids++
	return s.ids
}

// date is a time that only goes forward, under the lock.
func (s *Server) date() int64 { return 1_760_000_000 + s.next() }

var errClosed = errors.New("the fake is closed")
