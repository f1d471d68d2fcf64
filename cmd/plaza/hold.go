package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"time"

	"plaza/bot"
	"plaza/bot/web"
	"plaza/store"
	"plaza/store/spool"
)

// storeEvery is how often a store that has not been reached is asked again.
const storeEvery = time.Second

// spoolDir is where the spool is kept.
func (c *config) spoolDir() string {
	if c.Spool.Dir != "" {
		return c.Spool.Dir
	}
	return c.inData("spool")
}

// openSpool opens the spool, and takes over what a killed process left; nil
// when none is configured. The key must be there.
func (c *config) openSpool(w world) (*spool.Spool, error) {
	if c.Spool.Max == 0 {
		return nil, nil
	}
	path, isPostgres := c.database()
	keys, _, err := c.keys(path, isPostgres, mustExist)
	if err != nil {
		return nil, err
	}
	s, err := spool.Open(spool.Options{
		Dir: c.spoolDir(), Keys: keys, Max: int64(c.Spool.Max) << 20, Now: w.now, Rand: rand.Reader,
	})
	if errors.Is(err, store.ErrWrongKey) {
		err = hint(err, "it holds messages that were acknowledged: restore the key it was written with, or move the file away")
	}
	return s, err
}

// hold serves while the store has not been reached since the process began:
// what the networks bring goes to the spool, and everything else waits. It
// returns when the house is open, or nobody wants it any more.
//
// Without this, a plaza that is restarted while its database is away would be
// deaf, and lose what networks say once.
func (s *server) hold(ctx context.Context, w world, c *config, why error) error {
	h := &house{config: *c}
	var err error
	if h.spool, err = c.openSpool(w); h.spool == nil {
		return errors.Join(why, err) // no key: it has never been served, and nobody writes to it
	}
	s.house = h
	chans, err := c.openChannels(w)
	if err != nil {
		return err
	}
	if err := s.listen(ctx, c); err != nil {
		return err
	}
	s.held = bot.NewHold(h.spool, w.now)
	s.public.show(web.NewHold(chans, s.held))
	s.ui.say("%v", why)
	s.ui.say("until it answers, what networks bring is kept in %s; listening on http://%s", c.spoolDir(), s.public.addr)
	again := time.NewTicker(storeEvery)
	defer again.Stop()
	for errors.Is(why, store.ErrAway) {
		select {
		case <-again.C:
		case <-ctx.Done():
			return errStopped
		case err := <-s.broke:
			return err
		}
		if h.store, h.where, why = c.openStore(ctx, s.ui, mayServe); why != nil {
			continue
		}
		if why = h.furnish(ctx, w, chans); why != nil { // it has gone again
			why = errors.Join(why, h.store.Close())
			h.store = nil
		}
	}
	if ctx.Err() != nil {
		return errStopped
	}
	return why
}

// errStopped ends a hold that was told to stop: nothing is wrong.
var errStopped = errors.New("stopped")

// stop ends a server that never came to serve.
func (s *server) stop(err error) error {
	if s.public != nil {
		drain, cancel := context.WithTimeout(context.Background(), s.Timeouts.Drain)
		defer cancel()
		if e := s.public.Shutdown(drain); e != nil {
			err = errors.Join(err, fmt.Errorf("finish the requests in hand: %w", e))
		}
	}
	if s.metrics != nil {
		_ = s.metrics.Close()
	}
	if errors.Is(err, errStopped) {
		s.ui.say("stopped; what came waits in %s", s.spoolDir())
		return nil
	}
	return err
}
