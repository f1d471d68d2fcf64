package httpgate_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"plaza/channels"
	"plaza/channels/httpgate"
)

// least is the shortest profile that does something.
const least = `name: Ours
written_from: [our provider's PDF]
settings:
  key: {about: the key, secret: true}
request:
  url: https://gateway.example.org/send
  form: {to: "{to}", text: "{text}", key: "{set.key}", report: "{receipts}"}
answer: {format: none}
messages: {method: GET, format: query, from: from, text: text, id: id}
`

func TestShippedProfilesAreRead(t *testing.T) {
	names := httpgate.Shipped()
	if len(names) < 5 {
		t.Fatalf("got %q, want five at least", names)
	}
	for _, name := range names {
		p, err := httpgate.Open(name)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if len(p.Written) == 0 || p.Tried != (name == "kannel") {
			t.Errorf("%s: got pages %q and tried %v, want pages, and only Kannel tried", name, p.Written, p.Tried)
		}
	}
}

func TestOpenAFile(t *testing.T) {
	file := filepath.Join(t.TempDir(), "ours.yaml")
	if err := os.WriteFile(file, []byte(least), 0o600); err != nil {
		t.Fatal(err)
	}
	if p, err := httpgate.Open(file); err != nil || p.Name != "Ours" || !p.Has("key") || p.Has("keys") {
		t.Errorf("got %+v, %v, want our own profile", p, err)
	}
	for _, name := range []string{"", "pigeon", "../kannel", "./nowhere.yaml"} {
		if p, err := httpgate.Open(name); err == nil || p != nil {
			t.Errorf("%q: got %v, %v, want an error", name, p, err)
		}
	}
}

// TestProfileRefuses spoils the shortest profile in every way we could think
// of; each is told with its place.
func TestProfileRefuses(t *testing.T) {
	for _, tt := range []struct{ name, old, with, want string }{
		{"an unknown key", "answer:", "anwser:", `ours.yaml:8:1: "anwser" is no key`},
		{"an unknown key of a section", "url:", "ulr:", `ours.yaml:6:3: "ulr" is no key`},
		{"a key twice", "answer:", "name: x\nanswer:", `ours.yaml:8:1: mapping key "name" already defined at line 1`},
		{"a tab", "settings:\n  key", "settings:\n\tkey", "ours.yaml:4:"},
		{"a list for a text", "name: Ours", "name: [Ours]", "ours.yaml:1:7: one value is wanted"},
		{"no pages", "written_from: [our provider's PDF]\n", "", "written_from: missing"},
		{"no name", "name: Ours\n", "", "name: missing"},
		{"a place that is not closed", `"{text}"`, `"{text"`, "ours.yaml:7:28: a { that is not closed"},
		{"a place that was not opened", `"{text}"`, `"text}"`, "ours.yaml:7:28: a } without"},
		{"a place of no name", `"{text}"`, `"{}"`, "{} is no place"},
		{"a place that is not there", `"{text}"`, `"{txt}"`, "{txt} is nothing that can stand here; there is id, lang"},
		{"a filter that is not there", `"{text}"`, `"{text|rot13}"`, "the filters are digits"},
		{"a setting that nobody declared", `"{set.key}"`, `"{set.token}"`, "{set.token} is nothing"},
		{"a setting without words", "{about: the key, secret: true}", "{secret: true}", "settings.key: about: missing"},
		{"a setting with a capital", "  key: {", "  Key: {", "settings.Key: a setting's name"},
		{"a setting that ends like a file", "  key: {", "  key_file: {", "end in _file"},
		{"a place in an address without a filter", `"{receipts}"`, `"{receipts}?to={to}"`, "write {to|query}"},
		{"a host that a message chooses", "https://gateway.example.org/send", "https://{to}/send", "request.url: it begins with"},
		{"a host that a message completes", "https://gateway.example.org/send", `"https://gateway.example.org{to}"`, "request.url: it begins with"},
		{"an address of no web", "https://gateway.example.org/send", "ftp://gateway.example.org/send", "request.url: it begins with"},
		{"a query in the address", "/send", "/send?to=1", "stands under query"},
		{"no address", "  url: https://gateway.example.org/send\n", "", "request.url: missing"},
		{"another method", "request:\n", "request:\n  method: BREW\n", `"BREW" is none of POST, GET, PUT`},
		{"a GET with a body", "request:\n", "request:\n  method: GET\n", "a GET has no body"},
		{"two bodies", "  form:", "  json: {to: x}\n  form:", "one body, please"},
		{"a text in a header", "request:\n", "request:\n  headers: {X-Text: \"{text}\"}\n", "{text} is nothing that can stand here"},
		{"a header of no name", "request:\n", "request:\n  headers: {\"X Text\": a}\n", "is no name of a header"},
		{"an id that nobody gives", "answer: {format: none}", "answer: {format: none, id: x}", "has no fields"},
		{"no way for a receipt to find its message", `, report: "{receipts}"`, "", "no receipt finds its message"},
		{"a class that is none", "answer: {format: none}", `answer: {format: json, id: id, error: e, errors: {"1": perhaps}}`, "begins with none of taken, temporary"},
		{"codes without a field", "answer: {format: none}", `answer: {format: json, id: id, errors: {"1": dead}}`, "they need answer.error"},
		{"a status that is none", "answer: {format: none}", `answer: {format: none, statuses: {"99": temporary}}`, `"99" is no HTTP status`},
		{"a pattern that is none", "answer: {format: none}", `answer: {format: text, id: "("}`, "should be a pattern with one (group)"},
		{"a pattern of two groups", "answer: {format: none}", `answer: {format: text, id: "(a)(b)"}`, "should be a pattern with one (group)"},
		{"no messages", "messages: {method: GET, format: query, from: from, text: text, id: id}\n", "", "messages: missing"},
		{"messages of nobody", "from: from, ", "", "messages.from: missing"},
		{"messages without ids", ", id: id", "", "messages.id: missing"},
		{"a GET read as a form", "format: query", "format: form", "a GET is read with format: query"},
		{"a list in a query", "text: text", "each: results, text: text", "only JSON holds a list"},
		{"half of what parts need", "text: text", "parts: {ref: r}, text: text", "messages.parts.total: missing"},
		{"receipts without states", "messages: {", "receipts: {method: GET, format: query, from: to, state: s}\nmessages: {", "receipts.states: missing"},
		{"two that come to one address", "messages: {", "receipts: {method: GET, format: query, at: messages, from: to, state: s, states: {a: sent}}\nmessages: {", "to be told apart"},
		{"an address of two parts", "messages: {", "messages: {at: a/b, ", "should be one word"},
		{"a truth that is none", "secret: true", "secret: perhaps", `"perhaps" should be true or false`},
		{"parameters of one alphabet only", "request:\n", "encoding: {gsm: {c: 0}, ucs2: {d: 2}}\nrequest:\n", "one of gsm and ucs2 only"},
		{"a password for a bearer", "request:\n", "auth: {kind: bearer, token: x, password: y}\nrequest:\n", "a bearer has no such key"},
		{"no password for basic", "request:\n", "auth: {kind: basic, user: x}\nrequest:\n", "auth.password: missing"},
		{"a text in the password", "request:\n", "auth: {kind: bearer, token: \"{text}\"}\nrequest:\n", "{text} is nothing"},
		{"a time that is none", "request:\n", "validity: {least: soon}\nrequest:\n", "should be a time such as 20s"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if !strings.Contains(least, tt.old) {
				t.Fatalf("the profile has no %q", tt.old)
			}
			p, err := httpgate.Parse("ours.yaml", []byte(strings.Replace(least, tt.old, tt.with, 1)))
			if err == nil || p != nil || !strings.Contains(err.Error(), tt.want) || !strings.HasPrefix(err.Error(), "ours.yaml:") {
				t.Errorf("got %v, want %q", err, tt.want)
			}
		})
	}
	t.Run("everything at once", func(t *testing.T) {
		src := strings.NewReplacer("{text}", "{txt}", "format: none", "format: some", "from: from, ", "").Replace(least)
		if _, err := httpgate.Parse("ours.yaml", []byte(src)); err == nil || strings.Count(err.Error(), "ours.yaml:") < 3 {
			t.Errorf("got %v, want all three", err)
		}
	})
	t.Run("too long", func(t *testing.T) {
		if _, err := httpgate.Parse("ours.yaml", []byte(least+strings.Repeat("#\n", 200_000))); err == nil {
			t.Error("got no error")
		}
	})
}

// TestNewRefuses is about what a user of a profile gets wrong.
func TestNewRefuses(t *testing.T) {
	for _, tt := range []struct {
		name, want string
		spoil      func(*httpgate.Config)
	}{
		{"a setting that is missing", "settings.api_key: missing: Settings, API Key", func(c *httpgate.Config) { c.Settings = map[string]string{"username": "plaza"} }},
		{"a setting that is unknown", "settings.api_kye: the profile knows no such setting; it has api_key", func(c *httpgate.Config) { c.Settings["api_kye"] = "x" }},
		{"a secret with a line break", "settings.api_key: it holds a control character", func(c *httpgate.Config) { c.Settings["api_key"] = "gateway-secret\nX-Other: 1" }},
		{"an address that is none", "settings.url: it is no address", func(c *httpgate.Config) { c.Settings["url"] = "gateway" }},
		{"an address with a password", "settings.url: it is no address", func(c *httpgate.Config) { c.Settings["url"] = "https://a:gateway-secret@example.org" }},
		{"callers that are not known", "who calls is not known", func(c *httpgate.Config) { c.Callers = channels.Callers{Secret: secret} }},
		{"no secret in the address", "inbound.secret", func(c *httpgate.Config) { c.Callers.Secret = "" }},
		{"a signing key for who signs nothing", "inbound.signing_key", func(c *httpgate.Config) { c.Callers.Key = "a-signing-key" }},
		{"no public address", "public_url", func(c *httpgate.Config) { c.PublicURL = "" }},
		{"a country that is none", "country", func(c *httpgate.Config) { c.Country = "KE" }},
		{"no clock", "the clock is missing", func(c *httpgate.Config) { c.Now = nil }},
		{"no profile", "the profile is missing", func(c *httpgate.Config) { c.Profile = nil }},
	} {
		t.Run(tt.name, func(t *testing.T) {
			cfg := config(t, "africastalking", "https://example.org")
			tt.spoil(&cfg)
			c, err := httpgate.New(cfg)
			if err == nil || c != nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("got %v, want %q", err, tt.want)
			}
			if err != nil && (strings.Contains(err.Error(), "gateway-secret") || strings.Contains(err.Error(), secret)) {
				t.Errorf("got %v, want no secret in it", err)
			}
		})
	}
}
