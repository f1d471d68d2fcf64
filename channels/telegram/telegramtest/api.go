package telegramtest

import (
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// serve is the API: /bot<token>/<method>, and /file/bot<token>/<path>.
func (s *Server) serve(w http.ResponseWriter, r *http.Request) {
	if rest, ok := strings.CutPrefix(r.URL.Path, "/file/bot"); ok {
		token, path, _ := strings.Cut(rest, "/")
		s.serveFile(w, token, path)
		return
	}
	rest, ok := strings.CutPrefix(r.URL.Path, "/bot")
	token, method, _ := strings.Cut(rest, "/")
	if !ok || token != s.cfg.Token {
		write(w, refusal{code: 401, description: "Unauthorized"})
		return
	}
	params, err := readParams(r)
	if err != nil {
		write(w, refusal{code: 400, description: "Bad Request: can't parse the request"})
		return
	}
	call := Call{Method: method, Params: params}
	s.mu.Lock()
	s.calls = append(s.calls, call)
	s.changed()
	answer := s.cfg.Answer
	s.mu.Unlock()
	if s.cfg.Latency > 0 && method != "getUpdates" {
		select {
		case <-time.After(s.cfg.Latency):
		case <-s.life.Done():
		}
	}
	var other *Answer
	if answer != nil {
		other = answer(call)
	}
	if other != nil {
		s.sayOtherwise(w, r, call, *other)
		return
	}
	write(w, s.do(r.Context(), call))
}

// sayOtherwise gives the answer that a test wants.
func (s *Server) sayOtherwise(w http.ResponseWriter, r *http.Request, call Call, a Answer) {
	if a.Done {
		s.do(r.Context(), call)
	}
	switch {
	case a.Hang:
		select {
		case <-r.Context().Done():
		case <-s.life.Done():
		}
		panic(http.ErrAbortHandler)
	case a.Cut:
		panic(http.ErrAbortHandler)
	case a.Body != "":
		w.WriteHeader(max(a.Status, 200))
		_, _ = io.WriteString(w, a.Body)
	default:
		if a.Status == 0 {
			a.Status = http.StatusInternalServerError
		}
		write(w, refusal{code: a.Status, description: a.Description, retryAfter: a.RetryAfter, migrateTo: a.MigrateTo})
	}
}

// readParams takes parameters in the query, as a form, or as JSON
// (core.telegram.org/bots/api#making-requests).
func readParams(r *http.Request) (map[string]string, error) {
	body, err := io.ReadAll(io.LimitReader(r.Body, 1<<20))
	if err != nil {
		return nil, err
	}
	params := map[string]string{}
	if strings.HasPrefix(r.Header.Get("Content-Type"), "application/json") {
		var raw map[string]json.RawMessage
		if err := json.Unmarshal(body, &raw); err != nil {
			return nil, err
		}
		for name, v := range raw {
			var text string
			if json.Unmarshal(v, &text) != nil {
				text = string(v)
			}
			params[name] = text
		}
	} else {
		form, err := url.ParseQuery(string(body))
		if err != nil {
			return nil, err
		}
		for name, v := range form {
			params[name] = v[0]
		}
	}
	for name, v := range r.URL.Query() {
		params[name] = v[0]
	}
	return params, nil
}

// refusal is an answer that is no.
type refusal struct {
	code        int
	description string
	retryAfter  int
	migrateTo   int64
}

func bad(description string) refusal {
	return refusal{code: 400, description: "Bad Request: " + description}
}

func forbidden(description string) refusal {
	return refusal{code: 403, description: "Forbidden: " + description}
}

// write writes an answer as the Bot API does.
func write(w http.ResponseWriter, result any) {
	w.Header().Set("Content-Type", "application/json")
	no, is := result.(refusal)
	if !is {
		encode(w, map[string]any{"ok": true, "result": result})
		return
	}
	said := map[string]any{"ok": false, "error_code": no.code, "description": no.description}
	if no.retryAfter > 0 {
		said["parameters"] = map[string]any{"retry_after": no.retryAfter}
	}
	if no.migrateTo != 0 {
		said["parameters"] = map[string]any{"migrate_to_chat_id": no.migrateTo}
	}
	w.WriteHeader(no.code)
	encode(w, said)
}

func encode(w io.Writer, v any) {
	_ = json.NewEncoder(w).Encode(v) // who asked may have gone
}
