package telegram_test

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	"plaza/channels"
	"plaza/channels/telegram/telegramtest"
)

func TestFetch(t *testing.T) {
	n := newTown(t, "polled", telegramtest.Config{}, nil)
	ana := n.Person(4001)
	ana.Photo([]byte("the large picture"), "the well")
	ana.Voice([]byte("hm"))
	ana.Document("a.pdf", "application/pdf", []byte("%PDF"))
	for i, want := range []struct{ kind, mime, data string }{
		{"photo", "image/jpeg", "the large picture"}, {"voice", "audio/ogg", "hm"}, {"file", "application/pdf", "%PDF"},
	} {
		m := n.sink.Await(t, 3)[i].Media[0]
		if m.Kind != want.kind || m.Type != want.mime {
			t.Errorf("got %+v, want a %s of %s", m, want.kind, want.mime)
		}
		body, err := n.channel.(channels.Fetcher).Fetch(deadline(t), m)
		if err != nil {
			t.Fatal(err)
		}
		got, err := io.ReadAll(body)
		if err != nil || string(got) != want.data {
			t.Errorf("got %q, %v, want %q", got, err, want.data)
		}
		body.Close()
	}
}

// TestFetchGoesNowhereElse: neither an address that is not Telegram's, nor a
// path that leaves it, nor a redirect is followed, and nothing too large is
// read.
func TestFetchGoesNowhereElse(t *testing.T) {
	file := func(path string, size int) string {
		return fmt.Sprintf(`{"ok":true,"result":{"file_id":"A","file_unique_id":"u","file_path":%q,"file_size":%d}}`, path, size)
	}
	for _, tt := range []struct {
		name, url, answer string
		status            int // of the file
		body              string
		asked             int // requests
		want              error
	}{
		{"another host", "https://evil.test/x.jpg", "", 0, "", 0, channels.ErrPermanent},
		{"an id that is a path", "telegram:../../getUpdates", "", 0, "", 0, channels.ErrPermanent},
		{"nothing", "telegram:", "", 0, "", 0, channels.ErrPermanent},
		{"a path that leaves", "telegram:A", file("../getMe", 1), 0, "", 1, channels.ErrPermanent},
		{"a path in the middle", "telegram:A", file("photos/../../x", 1), 0, "", 1, channels.ErrPermanent},
		{"a path of the machine", "telegram:A", file("/var/lib/telegram/x", 1), 0, "", 1, channels.ErrPermanent},
		{"another address", "telegram:A", file("https://evil.test/x", 1), 0, "", 1, channels.ErrPermanent},
		{"a query", "telegram:A", file("x?y=1", 1), 0, "", 1, channels.ErrPermanent},
		{"no path", "telegram:A", `{"ok":true,"result":{"file_id":"A"}}`, 0, "", 1, channels.ErrPermanent},
		{"too large, it says", "telegram:A", file("x", 20<<20+1), 0, "", 1, channels.ErrPermanent},
		{"too large, says Telegram", "telegram:A", `{"ok":false,"error_code":400,"description":"Bad Request: file is too big"}`, 0, "", 1, channels.ErrPermanent},
		{"gone", "telegram:A", file("x", 1), 404, "", 2, channels.ErrPermanent},
		{"a redirect", "telegram:A", file("x", 1), 302, "", 2, channels.ErrPermanent},
		{"broken", "telegram:A", file("x", 1), 502, "", 2, channels.ErrTemporary},
		{"too large, in truth", "telegram:A", file("x", 1), 200, strings.Repeat("x", 20<<20+1), 2, nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			asked := 0
			cfg := config("http://telegram.test")
			cfg.Transport = handler(func(w http.ResponseWriter, r *http.Request) {
				asked++
				switch {
				case r.URL.Host != "telegram.test":
					t.Errorf("got a request to %s, want none", r.URL.Host)
				case strings.HasSuffix(r.URL.Path, "/getFile"):
					_, _ = io.WriteString(w, tt.answer)
				default:
					w.Header().Set("Location", "https://evil.test/x")
					w.WriteHeader(tt.status)
					_, _ = io.WriteString(w, tt.body)
				}
			})
			body, err := open(t, cfg).(channels.Fetcher).Fetch(deadline(t), channels.Media{Kind: "photo", URL: tt.url})
			if tt.want == nil && err == nil {
				if read, err := io.ReadAll(body); err == nil || len(read) > 20<<20 {
					t.Errorf("got %d bytes, %v, want an error at 20 MiB", len(read), err)
				}
			} else if !errors.Is(err, tt.want) || tt.want == nil {
				t.Errorf("got %v, want %v", err, tt.want)
			}
			if asked != tt.asked {
				t.Errorf("got %d requests, want %d", asked, tt.asked)
			}
		})
	}
}
