package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"os/signal"
	"runtime/debug"
	"slices"
	"strings"
	"syscall"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"plaza/bot"
	"plaza/bot/web"
	"plaza/channels"
	"plaza/store"
)

type serveCmd struct{}

// maxHeader bounds the head of a request; the networks send less than a tenth.
const maxHeader = 32 << 10

// gcPercent is how far the heap of serve may grow between two collections. What
// lives in it is a few MiB, and at Go's own 100 it would be swept dozens of
// times a second under load; make bench shows what this costs in memory. GOGC
// in the environment has the last word.
const gcPercent = 400

// Run serves until it is told to stop, then finishes what is in hand.
func (serveCmd) Run(ctx context.Context, w world, ui ui, file configFile) error {
	if !slices.ContainsFunc(w.env, func(v string) bool { return strings.HasPrefix(v, "GOGC=") }) {
		debug.SetGCPercent(gcPercent)
	}
	ctx, stop := signal.NotifyContext(ctx, syscall.SIGTERM, syscall.SIGINT)
	defer stop()
	c, err := file.load(w, ui)
	if err != nil {
		return err
	}
	s := &server{ui: ui, now: w.now, log: c.logger(w), broke: make(chan error, 2)}
	s.house, err = c.open(ctx, w, ui, mayServe, true)
	if errors.Is(err, store.ErrAway) {
		err = s.hold(ctx, w, &c, err)
	}
	if s.house != nil {
		defer s.house.close(ui)
	}
	if err != nil {
		return s.stop(err)
	}
	if s.public == nil { // not yet, for a hold
		if err := s.listen(ctx, &c); err != nil {
			return err
		}
	}
	return s.serve(ctx, stop)
}

// server is a forum that listens.
type server struct {
	*house
	ui      ui
	now     func() time.Time
	log     *slog.Logger
	public  *front
	metrics *front // nil when nobody is told
	broke   chan error
	held    *bot.Hold // what was served before the store was reached; nil for nothing
}

// listen takes the addresses before anything is promised.
func (s *server) listen(ctx context.Context, c *config) (err error) {
	if s.public, err = s.front(ctx, c, c.Listen); err != nil {
		return hint(err, "listen in the configuration says where")
	}
	if c.Metrics == "off" {
		return nil
	}
	if s.metrics, err = s.front(ctx, c, c.Metrics); err != nil {
		_ = s.public.Close()
		return hint(fmt.Errorf("tell metrics: %w", err), "metrics in the configuration says where, or off")
	}
	return nil
}

// announce says what is served and where.
func (s *server) announce() {
	say := s.ui.say
	say("version %s, with everything in %s", version(), s.where)
	flows := s.bot.Library().Flows()
	if len(flows) == 0 {
		say("no consultation is published yet")
		s.ui.hint("plaza publish FOLDER, also while this runs")
	}
	for _, id := range flows {
		p := s.bot.Library().Newest(id)
		say("consultation %s, edition %d.%d, in %s: %s", id, p.Edition, p.Wording, strings.Join(p.Languages(), ", "), title(p.Flow))
		if shut := shut(p, s.now()); shut != "" {
			say("  %s", shut)
			continue
		}
		say("  opens with %s", strings.Join(startWords(p), ", "))
	}
	if len(s.bot.Channels) == 0 {
		say("no channel is configured: nobody can write")
		s.ui.hint("plaza try NAME talks in the terminal; deploy/plaza.example.yaml shows how a channel is set up")
	}
	for _, name := range s.channelNames() {
		if _, ok := s.bot.Channels[name].(channels.PollReceiver); ok {
			say("channel %s: asks its network for messages", name)
		}
		if _, ok := s.bot.Channels[name].(channels.WebhookReceiver); ok {
			if s.Channels[name].Kind == "httpgate" { // its address holds a secret, which is not for a log
				say("channel %s: plaza doctor %s says what to tell its gateway", name, name)
				continue
			}
			say("channel %s: set its webhook to %s", name, strings.TrimRight(s.PublicURL, "/")+web.HookPath(name))
		}
		if _, ok := s.bot.Channels[name].(channels.Responder); ok {
			say("channel %s: set its callback to %s and its inbound.secret behind it", name, strings.TrimRight(s.PublicURL, "/")+web.HookPath(name))
			s.hearStart(name)
		}
	}
	if s.metrics != nil {
		say("metrics on http://%s/metrics", s.metrics.addr)
	}
	say("listening on http://%s", s.public.addr)
}

// serve runs until ctx ends or a listener breaks, then drains: first the
// requests in hand, then the runtime that answers them. again takes the next
// signal back, so that a second one ends the process at once.
func (s *server) serve(ctx context.Context, again func()) error {
	s.public.show(web.New(s.bot))
	if s.metrics != nil {
		s.metrics.show(s.metricsPage())
	}
	s.announce() // what is told of answers
	if s.held != nil {
		s.held.Pass(s.bot)
	}
	running, halt := context.WithCancel(context.WithoutCancel(ctx))
	defer halt()
	stopped := make(chan struct{})
	go func() {
		defer close(stopped)
		s.bot.Run(running)
	}()

	var err error
	select {
	case <-ctx.Done():
		s.ui.say("stopping: finishing what is in hand, for %s at most", s.Timeouts.Drain)
	case err = <-s.broke:
	}
	again()
	drain, cancel := context.WithTimeout(context.WithoutCancel(ctx), s.Timeouts.Drain)
	defer cancel()
	if e := s.public.Shutdown(drain); e != nil {
		err = errors.Join(err, fmt.Errorf("finish the requests in hand: %w", e))
		_ = s.public.Close()
	}
	halt()
	select {
	case <-stopped:
	case <-drain.Done():
		err = errors.Join(err, errors.New("stopped before everything in hand was finished; what was acknowledged is kept"))
	}
	if s.metrics != nil {
		_ = s.metrics.Close()
	}
	if err == nil {
		s.ui.say("stopped")
	}
	return err
}

// metricsPage tells Prometheus what this process has done.
func (s *server) metricsPage() http.Handler {
	reg := prometheus.NewRegistry()
	reg.MustRegister(s.collectors()...)
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", promhttp.HandlerFor(reg, promhttp.HandlerOpts{}))
	return mux
}

func (s *server) collectors() []prometheus.Collector {
	return append(s.bot.Collectors(), collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
}

// hearStart says what a dialled code opens, where that is nothing.
func (s *server) hearStart(channel string) {
	word := s.Channels[channel].Start
	if word == "" {
		s.ui.say("  who dials is shown what is open: its start names no consultation")
		return
	}
	for _, id := range s.bot.Library().Flows() {
		if slices.ContainsFunc(startWords(s.bot.Library().Newest(id)), func(w string) bool { return strings.EqualFold(w, word) }) {
			return
		}
	}
	s.ui.say("  who dials is shown what is open: no consultation begins with %q", word)
}
