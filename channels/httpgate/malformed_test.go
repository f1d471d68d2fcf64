package httpgate_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"

	"plaza/channels"
)

// crafted is a call that may be wrong in any way. It begins as a good one.
type crafted struct {
	method, target, body string
	header               http.Header
	user, password       string
}

// goodCalls are a good call of two gateways that differ in all they can.
func goodCalls() map[string]*crafted {
	return map[string]*crafted{
		"infobip": {
			method: http.MethodPost, target: "/hooks/sms/" + secret + "/messages", user: "gateway", password: "a-password",
			header: http.Header{"Content-Type": {"application/json"}},
			body:   `{"results":[{"messageId":"1","from":"254711000111","to":"20880","text":"2","receivedAt":"2016-10-06T09:28:39.220+0000"}]}`,
		},
		"kannel": {
			method: http.MethodGet, target: "/hooks/sms/" + secret + "/messages?from=%2B254711000111&text=2&charset=UTF-8&id=1&time=1652173200",
			user: "gateway", password: "a-password", header: http.Header{},
		},
		"africastalking": {
			method: http.MethodPost, target: "/hooks/sms/" + secret + "/messages", user: "gateway", password: "a-password",
			header: http.Header{"Content-Type": {"application/x-www-form-urlencoded"}},
			body:   "from=%2B254711000111&text=2&id=1",
		},
	}
}

func swap(old, with string) func(*crafted) {
	return func(c *crafted) {
		c.body, c.target = strings.ReplaceAll(c.body, old, with), strings.ReplaceAll(c.target, old, with)
	}
}

// malformed is every bad call we could think of: whose, what is wrong, and the
// status it must get. None may have an effect.
var malformed = []struct {
	gateway, name string
	status        int
	spoil         func(*crafted)
}{
	{"kannel", "no password", 401, func(c *crafted) { c.user = "" }},
	{"kannel", "another password", 403, func(c *crafted) { c.password = "b-password" }},
	{"kannel", "the beginning of the password", 403, func(c *crafted) { c.password = "a-pass" }},
	{"kannel", "another user", 403, func(c *crafted) { c.user = "somebody" }},
	{"kannel", "another secret", 403, swap(secret, strings.Repeat("x", len(secret)))},
	{"kannel", "the beginning of the secret", 403, swap(secret, secret[:10])},
	{"kannel", "no secret", 403, swap(secret+"/", "")},
	{"kannel", "the secret in capitals", 403, swap(secret, strings.ToUpper(secret))},
	{"kannel", "the secret twice", 404, swap(secret, secret+"/"+secret)},
	{"kannel", "nothing behind the secret", 404, swap("/messages", "/")},
	{"kannel", "something that nobody calls", 404, swap("/messages", "/payments")},
	{"kannel", "opt-outs, which Kannel does not tell", 404, swap("/messages", "/stops")},
	{"kannel", "a message with an id of ours", 404, swap("/messages", "/messages/bS00Mg")},
	{"kannel", "a receipt with an id that is none", 404, swap("/messages", "/receipts/%2e%2e")},
	{"kannel", "a receipt with an id too many", 404, swap("/messages", "/receipts/bS00Mg/bS00Mg")},
	{"kannel", "another method", 405, func(c *crafted) { c.method = http.MethodPost }},
	{"kannel", "a method of no web", 405, func(c *crafted) { c.method = "BREW" }},
	{"kannel", "no sender", 400, swap("from=", "form=")},
	{"kannel", "an empty sender", 400, swap("from=%2B254711000111", "from=")},
	{"kannel", "two senders", 400, swap("from=", "from=%2B254711000222&from=")},
	{"kannel", "a sender with a line break", 400, swap("%2B254711000111", "%2B254711%0A000111")},
	{"kannel", "a sender in Arabic digits", 400, swap("%2B254711000111", "%D9%A1%D9%A2%D9%A3")},
	{"kannel", "a sender without end", 400, swap("254711000111", strings.Repeat("1", 5000))},
	{"kannel", "no id", 400, swap("&id=1", "")},
	{"kannel", "an id with a blank", 400, swap("&id=1", "&id=1+2")},
	{"kannel", "an id without end", 400, swap("&id=1", "&id="+strings.Repeat("1", 5000))},
	{"kannel", "two texts", 400, swap("text=2", "text=2&text=1")},
	{"kannel", "a text of no characters", 400, swap("text=2", "text=%FF%FE%FA")},
	{"kannel", "half a character of UTF-16", 400, swap("text=2&charset=UTF-8", "text=2&charset=UTF-16BE")},
	{"kannel", "an escape that is none", 400, swap("text=2", "text=%ZZ")},
	{"kannel", "a semicolon between fields", 400, swap("&text=", ";text=")},
	{"infobip", "no JSON", 400, func(c *crafted) { c.body = "results=1" }},
	{"infobip", "half a JSON", 400, func(c *crafted) { c.body = c.body[:40] }},
	{"infobip", "two JSONs", 400, func(c *crafted) { c.body += c.body }},
	{"infobip", "a list where an object belongs", 400, func(c *crafted) { c.body = "[" + c.body + "]" }},
	{"infobip", "no results", 400, swap("results", "outcomes")},
	{"infobip", "results that are no list", 400, func(c *crafted) { c.body = `{"results":{"0":{"from":"254711000111","messageId":"1"}}}` }},
	{"infobip", "results that are no objects", 400, func(c *crafted) { c.body = `{"results":["254711000111",1,null]}` }},
	{"infobip", "a hundred thousand results", 400, func(c *crafted) { c.body = `{"results":[` + strings.Repeat("1,", 100_000) + `1]}` }},
	{"infobip", "results inside one another without end", 400, func(c *crafted) { c.body = `{"results":` + strings.Repeat("[", 100_000) }},
	{"infobip", "a sender that is an object", 400, swap(`"254711000111"`, `{"number":"254711000111"}`)},
	{"infobip", "a sender that is nothing", 400, swap(`"254711000111"`, `null`)},
	{"infobip", "an id that is a list", 400, swap(`"messageId":"1"`, `"messageId":["1"]`)},
	{"infobip", "a form", 415, func(c *crafted) { c.header.Set("Content-Type", "application/x-www-form-urlencoded") }},
	{"infobip", "two kinds", 415, func(c *crafted) { c.header["Content-Type"] = []string{"application/json", "text/plain"} }},
	{"infobip", "another alphabet", 415, func(c *crafted) { c.header.Set("Content-Type", "application/json; charset=utf-16") }},
	{"infobip", "packed", 415, func(c *crafted) { c.header.Set("Content-Encoding", "gzip") }},
	{"infobip", "a body of a megabyte", 413, func(c *crafted) { c.body = `{"results":"` + strings.Repeat("x", 1<<20) + `"}` }},
	{"africastalking", "JSON", 415, func(c *crafted) { c.header.Set("Content-Type", "application/json") }},
	{"africastalking", "no kind", 415, func(c *crafted) { c.header["Content-Type"] = nil }},
	{"africastalking", "the fields in the query", 400, func(c *crafted) { c.target, c.body = c.target+"?"+c.body, "" }},
	{"africastalking", "two ids", 400, swap("id=1", "id=1&id=2")},
	{"africastalking", "an opt-out of nobody", 400, swap("/messages", "/stops")},
}

// TestMalformedCalls makes each of them to a real server and then a good one,
// which must arrive as if nothing had been.
func TestMalformedCalls(t *testing.T) {
	if len(malformed) < 25 {
		t.Fatalf("got %d bad calls, want at least 25", len(malformed))
	}
	for _, tt := range malformed {
		t.Run(tt.gateway+": "+tt.name, func(t *testing.T) {
			var effects atomic.Int32
			server := httptest.NewServer(open(t, config(t, tt.gateway, "http://127.0.0.1:1")).Webhook(func(context.Context, ...channels.Event) error {
				effects.Add(1)
				return nil
			}))
			defer server.Close()
			c := goodCalls()[tt.gateway]
			tt.spoil(c)
			if got, said := c.call(t, server.URL); got != tt.status || strings.Contains(said, secret) {
				t.Errorf("got %d %q, want %d", got, said, tt.status)
			}
			if got := effects.Load(); got != 0 {
				t.Errorf("got %d effects, want none", got)
			}
			if got, _ := goodCalls()[tt.gateway].call(t, server.URL); got != http.StatusOK || effects.Load() != 1 {
				t.Errorf("a good one afterwards: got %d and %d effects, want 200 and 1", got, effects.Load())
			}
		})
	}
}

func (c *crafted) call(t *testing.T, server string) (int, string) {
	t.Helper()
	r, err := http.NewRequest(c.method, server+c.target, strings.NewReader(c.body))
	if err != nil {
		t.Fatal(err)
	}
	r.Header = c.header
	if c.user != "" {
		r.SetBasicAuth(c.user, c.password)
	}
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	said, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp.StatusCode, fmt.Sprint(resp.Header, string(said))
}
