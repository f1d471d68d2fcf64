package telegramtest

import (
	"context"
	"encoding/json"
	"slices"
	"strconv"
	"time"
)

// queued is one update that was not taken yet. Of one key only the first is
// delivered to a webhook at a time, as Telegram does.
type queued struct {
	id   int64
	key  string
	raw  json.RawMessage
	busy bool
}

// tell queues an update of a kind, under the lock, unless the bot does not want
// that kind.
func (s *Server) tell(kind, key string, what any) int64 {
	if len(s.allowed) > 0 && !slices.Contains(s.allowed, kind) {
		return 0
	}
	s.update++
	raw, err := json.Marshal(map[string]any{"update_id": s.update, kind: what})
	if err != nil {
		panic("telegramtest: " + err.Error()) // maps of strings and numbers always encode
	}
	s.push(key, raw)
	return s.update
}

func (s *Server) push(key string, raw json.RawMessage) {
	s.queue = append(s.queue, &queued{id: s.update, key: key, raw: raw})
	s.changed()
	s.deliver()
}

// Inject queues an update as it stands, with update_id put in where %d is: for
// what no person would send.
func (s *Server) Inject(update func(id int64) string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.update++
	s.push("injected", json.RawMessage(update(s.update)))
}

// getUpdates is long polling: what the offset has passed is confirmed and
// forgotten, the rest comes again each time.
func (s *Server) getUpdates(ctx context.Context, p map[string]string) any {
	number := func(name string, otherwise int64) int64 {
		if n, err := strconv.ParseInt(p[name], 10, 64); err == nil {
			return n
		}
		return otherwise
	}
	offset, limit := number("offset", 0), int(min(max(number("limit", 100), 1), 100))
	timer := time.NewTimer(time.Duration(min(number("timeout", 0), 50)) * time.Second)
	defer timer.Stop()

	s.mu.Lock()
	if s.hook.url != "" {
		s.mu.Unlock()
		return refusal{code: 409, description: "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"}
	}
	if a := p["allowed_updates"]; a != "" {
		if json.Unmarshal([]byte(a), &s.allowed) != nil {
			s.mu.Unlock()
			return bad("can't parse allowed updates JSON object")
		}
	}
	s.poll++
	mine := s.poll
	s.queue = slices.DeleteFunc(s.queue, func(q *queued) bool { return q.id < offset })
	s.changed()
	s.mu.Unlock()

	for late := false; ; {
		s.mu.Lock()
		found, other, news := []json.RawMessage{}, s.poll != mine, s.news
		for _, q := range s.queue {
			if len(found) < limit {
				found = append(found, q.raw)
			}
		}
		s.mu.Unlock()
		switch {
		case other:
			return refusal{code: 409, description: "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"}
		case len(found) > 0 || late:
			return found
		}
		select {
		case <-news:
		case <-timer.C:
			late = true
		case <-ctx.Done():
			return found
		case <-s.life.Done():
			return found
		}
	}
}
