package whatsapp_test

import (
	"context"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"plaza/channels"
	"plaza/channels/channeltest"
	"plaza/channels/whatsapp/whatsapptest"
)

// crafted is a request that may be wrong in any way. It begins as a good one.
type crafted struct {
	channeltest.Request

	sent      string // instead of the body, after it was signed
	signature string // instead of the right one
	secret    string // that signs
}

const goodBody = `{"object":"whatsapp_business_account","entry":[{"id":"102290129340398","changes":[{"field":"messages","value":{"messaging_product":"whatsapp","metadata":{"phone_number_id":"106540352242922"},"messages":[{"from":"15005550006","from_user_id":"US.1","id":"wamid.A=","timestamp":"1749416383","type":"text","text":{"body":"S\u00ed"}}]}}]}]}`

func good() *crafted {
	return &crafted{
		Request: channeltest.Request{Method: http.MethodPost, Target: "/hooks/wa", Header: http.Header{}, Body: goodBody},
		secret:  whatsapptest.AppSecret,
	}
}

// sealed is the request with its signature.
func (c *crafted) sealed() channeltest.Request {
	signature := c.signature
	if signature == "" {
		signature = whatsapptest.Sign(c.secret, []byte(c.Body))
	}
	r := c.Request
	if c.sent != "" {
		r.Body = c.sent
	}
	r.Header = http.Header{"Content-Type": {"application/json"}, "X-Hub-Signature-256": {signature}}
	maps.Copy(r.Header, c.Header)
	return r
}

// replaced is the good body with a part of it changed, signed anew.
func replaced(old, new string) func(*crafted) {
	return func(c *crafted) { c.Body = strings.Replace(goodBody, old, new, 1) }
}

// asks is a challenge with these parameters over the right ones.
func asks(change func(url.Values)) func(*crafted) {
	return func(c *crafted) {
		query := url.Values{"hub.mode": {"subscribe"}, "hub.challenge": {"1158201444"}, "hub.verify_token": {whatsapptest.VerifyToken}}
		change(query)
		c.Method, c.Target, c.Body = http.MethodGet, "/hooks/wa?"+query.Encode(), ""
		c.Header["Content-Type"], c.Header["X-Hub-Signature-256"] = nil, nil
	}
}

const zeroes = "0000000000000000000000000000000000000000000000000000000000000000"

// malformed is every bad call we could think of: what is wrong, and the status
// it must get. None may have an effect. What Meta signed and is of no use to us
// is answered with 200, or it would come again for a week.
var malformed = []struct {
	name   string
	status int
	spoil  func(*crafted)
}{
	{"no signature", 403, func(c *crafted) { c.Header["X-Hub-Signature-256"] = nil }},
	{"an empty signature", 403, func(c *crafted) { c.Header["X-Hub-Signature-256"] = []string{""} }},
	{"two signatures, one of them right", 403, func(c *crafted) {
		c.Header["X-Hub-Signature-256"] = []string{whatsapptest.Sign(c.secret, []byte(c.Body)), "sha256=" + zeroes}
	}},
	{"a signature of zeroes", 403, func(c *crafted) { c.signature = "sha256=" + zeroes }},
	{"the right signature without its name", 403, func(c *crafted) {
		c.signature = strings.TrimPrefix(whatsapptest.Sign(c.secret, []byte(c.Body)), "sha256=")
	}},
	{"the old header alone", 403, func(c *crafted) {
		c.Header["X-Hub-Signature-256"] = nil
		c.Header["X-Hub-Signature"] = []string{"sha1=0000000000000000000000000000000000000000"}
	}},
	{"a signature called sha1", 403, func(c *crafted) {
		c.signature = strings.Replace(whatsapptest.Sign(c.secret, []byte(c.Body)), "sha256", "sha1", 1)
	}},
	{"a signature cut short", 403, func(c *crafted) { c.signature = whatsapptest.Sign(c.secret, []byte(c.Body))[:40] }},
	{"a signature with something after it", 403, func(c *crafted) { c.signature = whatsapptest.Sign(c.secret, []byte(c.Body)) + "00" }},
	{"a signature that is no hexadecimal", 403, func(c *crafted) { c.signature = "sha256=" + strings.Repeat("g", 64) }},
	{"a signature of 4000 digits", 403, func(c *crafted) { c.signature = "sha256=" + strings.Repeat("0", 4000) }},
	{"signed with another secret", 403, func(c *crafted) { c.secret = strings.Repeat("f", 32) }},
	{"signed with no secret", 403, func(c *crafted) { c.secret = "" }},
	{"signed with the verify token", 403, func(c *crafted) { c.secret = whatsapptest.VerifyToken }},
	{"signed with the access token", 403, func(c *crafted) { c.secret = whatsapptest.Token }},
	{"the body changed after signing", 403, func(c *crafted) { c.sent = strings.Replace(goodBody, `S\u00ed`, "No", 1) }},
	{"the same JSON in other bytes", 403, func(c *crafted) { c.sent = strings.Replace(goodBody, `\u00ed`, "í", 1) }},
	{"a space added after signing", 403, func(c *crafted) { c.sent = goodBody + " " }},
	{"the last byte taken away", 403, func(c *crafted) { c.sent = goodBody[:len(goodBody)-1] }},
	{"no body, signed for one", 403, func(c *crafted) { c.sent = " " }},
	{"a form", 415, func(c *crafted) { c.Header.Set("Content-Type", "application/x-www-form-urlencoded") }},
	{"text", 415, func(c *crafted) { c.Header.Set("Content-Type", "text/plain") }},
	{"no content type", 415, func(c *crafted) { c.Header["Content-Type"] = nil }},
	{"two content types", 415, func(c *crafted) { c.Header["Content-Type"] = []string{"application/json", "text/plain"} }},
	{"a content type that cannot be read", 415, func(c *crafted) { c.Header.Set("Content-Type", "application/json; =") }},
	{"another character set", 415, func(c *crafted) { c.Header.Set("Content-Type", "application/json; charset=UTF-16") }},
	{"a compressed body", 415, func(c *crafted) { c.Header.Set("Content-Encoding", "gzip") }},
	{"PUT", 405, func(c *crafted) { c.Method = http.MethodPut }},
	{"DELETE", 405, func(c *crafted) { c.Method = http.MethodDelete }},
	{"OPTIONS", 405, func(c *crafted) { c.Method = http.MethodOptions }},
	{"a method of one's own", 405, func(c *crafted) { c.Method = "SEND" }},
	{"a body of a byte too many", 413, func(c *crafted) { c.Body = goodBody + strings.Repeat(" ", 3<<20+1-len(goodBody)) }},
	{"four megabytes in chunks, whose size nobody said", 413, func(c *crafted) {
		c.Body = goodBody + strings.Repeat(" ", 4<<20)
		c.Chunked = true
	}},
	{"a sender that stops in the middle", 408, func(c *crafted) { c.Stops = true }},
	{"two lengths", 400, func(c *crafted) { c.Header["Content-Length"] = []string{"10", "20"} }},
	{"a length below nothing", 400, func(c *crafted) { c.Header["Content-Length"] = []string{"-1"} }},
	{"a header of two megabytes", 431, func(c *crafted) { c.Header.Set("X-Bomb", strings.Repeat("x", 2<<20)) }},

	{"signed, and no JSON", 400, func(c *crafted) { c.Body = "hello" }},
	{"signed, and half of it", 400, func(c *crafted) { c.Body = goodBody[:len(goodBody)/2] }},
	{"signed, and a list", 400, func(c *crafted) { c.Body = "[]" }},
	{"signed, and two objects", 400, func(c *crafted) { c.Body = goodBody + goodBody }},
	{"signed, and an abyss of brackets", 400, func(c *crafted) { c.Body = strings.Repeat("[", 1<<20) }},
	{"signed, with entries that are none", 400, replaced(`"entry":[`, `"entry":"x","was":[`)},
	{"signed, and null", 200, func(c *crafted) { c.Body = "null" }},
	{"another object", 200, replaced("whatsapp_business_account", "page")},
	{"another field", 200, replaced(`"field":"messages"`, `"field":"calls"`)},
	{"another number", 200, replaced("106540352242922", "106540352242923")},
	{"no number", 200, replaced("phone_number_id", "phone")},
	{"a value that is none", 200, replaced(`"value":{`, `"value":7,"was":{`)},
	{"messages that are none", 200, replaced(`"messages":[`, `"messages":{"0":1},"was":[`)},
	{"no id", 200, replaced(`"id":"wamid.A="`, `"x":1`)},
	{"an empty id", 200, replaced("wamid.A=", "")},
	{"an id that is a number", 200, replaced(`"wamid.A="`, "7")},
	{"an id with a line break", 200, replaced("wamid.A=", `wamid\n.A`)},
	{"an id with a byte 0", 200, replaced("wamid.A=", `wamid\u0000`)},
	{"an id without end", 200, replaced("wamid.A=", strings.Repeat("A", 5000))},
	{"nobody", 200, replaced(`"from":"15005550006","from_user_id":"US.1",`, "")},
	{"a person that is none", 200, replaced(`"from":"15005550006","from_user_id":"US.1"`, `"from":"ana","from_user_id":"ana"`)},
	{"a person with a path", 200, replaced(`"from":"15005550006","from_user_id":"US.1"`, `"from_user_id":"US.1/../2"`)},
	{"a person without end", 200, replaced(`"from":"15005550006","from_user_id":"US.1"`, `"from_user_id":"US.`+strings.Repeat("1", 5000)+`"`)},
	{"a text that is none", 200, replaced(`{"body":"S\u00ed"}`, `["x"]`)},

	{"a challenge without our token", 403, asks(func(q url.Values) { q.Del("hub.verify_token") })},
	{"a challenge with an empty token", 403, asks(func(q url.Values) { q.Set("hub.verify_token", "") })},
	{"a challenge with another token", 403, asks(func(q url.Values) { q.Set("hub.verify_token", strings.Repeat("x", 25)) })},
	{"a challenge with the beginning of our token", 403, asks(func(q url.Values) { q.Set("hub.verify_token", whatsapptest.VerifyToken[:10]) })},
	{"a challenge with two tokens, one of them ours", 403, asks(func(q url.Values) { q.Add("hub.verify_token", "x") })},
	{"a challenge in another mode", 403, asks(func(q url.Values) { q.Set("hub.mode", "unsubscribe") })},
	{"a challenge without a challenge", 403, asks(func(q url.Values) { q.Del("hub.challenge") })},
	{"a challenge with a page in it", 403, asks(func(q url.Values) { q.Set("hub.challenge", "<script> alert(1) </script>") })},
	{"a challenge without end", 403, asks(func(q url.Values) { q.Set("hub.challenge", strings.Repeat("1", 5000)) })},
	{"GET without anything", 403, func(c *crafted) { c.Method, c.Body, c.sent = http.MethodGet, "", "" }},
	{"a challenge that is escaped wrongly", 400, func(c *crafted) { c.Method, c.Target = http.MethodGet, "/hooks/wa?hub.mode=%zz" }},
}

// TestMalformedWebhooks sends each of them to a real server and then a good
// one, which must arrive as if nothing had been.
func TestMalformedWebhooks(t *testing.T) {
	if len(malformed) < 60 {
		t.Fatalf("got %d bad requests, want at least 60", len(malformed))
	}
	var sink channeltest.Sink
	server := httptest.NewServer(open(t, config("")).Webhook(sink.Keep))
	defer server.Close()
	for _, tt := range malformed {
		t.Run(tt.name, func(t *testing.T) {
			c := good()
			tt.spoil(c)
			channeltest.Refuses(t, server, &sink, tt.status, c.sealed(), good().sealed())
		})
	}
}

// TestChallenge is how Meta makes sure of a callback.
func TestChallenge(t *testing.T) {
	server := httptest.NewServer(open(t, config("")).Webhook(func(context.Context, ...channels.Event) error { return nil }))
	defer server.Close()
	c := good()
	asks(func(url.Values) {})(c)
	if got, echo := channeltest.Call(t, server, c.sealed()); got.StatusCode != http.StatusOK || echo != "1158201444" {
		t.Errorf("got %d %q, want the challenge", got.StatusCode, echo)
	}
	meta := whatsapptest.New(whatsapptest.Config{Connect: server.URL})
	defer meta.Close()
	if err := meta.Verify(context.Background(), public+"/hooks/wa", whatsapptest.VerifyToken); err != nil {
		t.Errorf("got %v, want none", err)
	}
	if err := meta.Verify(context.Background(), public+"/hooks/wa", "another"); err == nil {
		t.Error("got none with another token, want an error")
	}
}
