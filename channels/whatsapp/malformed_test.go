package whatsapp_test

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"plaza/channels"
	"plaza/channels/whatsapp/whatsapptest"
)

// crafted is a request that may be wrong in any way. It begins as a good one.
type crafted struct {
	method, target string
	body           string
	sent           string // instead of the body, after it was signed
	header         http.Header
	signature      string // instead of the right one
	secret         string // that signs
	chunked        bool
	keep           bool // send none of the body but its first byte
}

const goodBody = `{"object":"whatsapp_business_account","entry":[{"id":"102290129340398","changes":[{"field":"messages","value":{"messaging_product":"whatsapp","metadata":{"phone_number_id":"106540352242922"},"messages":[{"from":"15005550006","from_user_id":"US.1","id":"wamid.A=","timestamp":"1749416383","type":"text","text":{"body":"S\u00ed"}}]}}]}]}`

func good() *crafted {
	return &crafted{method: http.MethodPost, target: "/hooks/wa", body: goodBody, secret: whatsapptest.AppSecret, header: http.Header{}}
}

// write sends the request as bytes: no client of ours is in between to mend it.
func (c *crafted) write(w io.Writer) {
	body := c.body
	if c.sent != "" {
		body = c.sent
	}
	signature := c.signature
	if signature == "" {
		signature = whatsapptest.Sign(c.secret, []byte(c.body))
	}
	head := http.Header{
		"Host": {"plaza.test"}, "Content-Type": {"application/json"},
		"X-Hub-Signature-256": {signature}, "Connection": {"close"},
	}
	if c.chunked {
		head.Set("Transfer-Encoding", "chunked")
		body = fmt.Sprintf("%x\r\n%s\r\n0\r\n\r\n", len(body), body)
	} else {
		head.Set("Content-Length", fmt.Sprint(len(body)))
	}
	for name, values := range c.header {
		head[name] = values
		if values == nil {
			delete(head, name)
		}
	}
	if c.keep {
		body = body[:1]
	}
	fmt.Fprintf(w, "%s %s HTTP/1.1\r\n", c.method, c.target)
	head.Write(w)
	io.WriteString(w, "\r\n"+body)
}

// replaced is the good body with a part of it changed, signed anew.
func replaced(old, new string) func(*crafted) {
	return func(c *crafted) { c.body = strings.Replace(goodBody, old, new, 1) }
}

// asks is a challenge with these parameters over the right ones.
func asks(change func(url.Values)) func(*crafted) {
	return func(c *crafted) {
		query := url.Values{"hub.mode": {"subscribe"}, "hub.challenge": {"1158201444"}, "hub.verify_token": {whatsapptest.VerifyToken}}
		change(query)
		c.method, c.target, c.body = http.MethodGet, "/hooks/wa?"+query.Encode(), ""
		c.header["Content-Type"], c.header["X-Hub-Signature-256"] = nil, nil
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
	{"no signature", 403, func(c *crafted) { c.header["X-Hub-Signature-256"] = nil }},
	{"an empty signature", 403, func(c *crafted) { c.header["X-Hub-Signature-256"] = []string{""} }},
	{"two signatures, one of them right", 403, func(c *crafted) {
		c.header["X-Hub-Signature-256"] = []string{whatsapptest.Sign(c.secret, []byte(c.body)), "sha256=" + zeroes}
	}},
	{"a signature of zeroes", 403, func(c *crafted) { c.signature = "sha256=" + zeroes }},
	{"the right signature without its name", 403, func(c *crafted) {
		c.signature = strings.TrimPrefix(whatsapptest.Sign(c.secret, []byte(c.body)), "sha256=")
	}},
	{"the old header alone", 403, func(c *crafted) {
		c.header["X-Hub-Signature-256"] = nil
		c.header["X-Hub-Signature"] = []string{"sha1=0000000000000000000000000000000000000000"}
	}},
	{"a signature called sha1", 403, func(c *crafted) {
		c.signature = strings.Replace(whatsapptest.Sign(c.secret, []byte(c.body)), "sha256", "sha1", 1)
	}},
	{"a signature cut short", 403, func(c *crafted) { c.signature = whatsapptest.Sign(c.secret, []byte(c.body))[:40] }},
	{"a signature with something after it", 403, func(c *crafted) { c.signature = whatsapptest.Sign(c.secret, []byte(c.body)) + "00" }},
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
	{"a form", 415, func(c *crafted) { c.header.Set("Content-Type", "application/x-www-form-urlencoded") }},
	{"text", 415, func(c *crafted) { c.header.Set("Content-Type", "text/plain") }},
	{"no content type", 415, func(c *crafted) { c.header["Content-Type"] = nil }},
	{"two content types", 415, func(c *crafted) { c.header["Content-Type"] = []string{"application/json", "text/plain"} }},
	{"a content type that cannot be read", 415, func(c *crafted) { c.header.Set("Content-Type", "application/json; =") }},
	{"another character set", 415, func(c *crafted) { c.header.Set("Content-Type", "application/json; charset=UTF-16") }},
	{"a compressed body", 415, func(c *crafted) { c.header.Set("Content-Encoding", "gzip") }},
	{"PUT", 405, func(c *crafted) { c.method = http.MethodPut }},
	{"DELETE", 405, func(c *crafted) { c.method = http.MethodDelete }},
	{"OPTIONS", 405, func(c *crafted) { c.method = http.MethodOptions }},
	{"a method of one's own", 405, func(c *crafted) { c.method = "SEND" }},
	{"a body of a byte too many", 413, func(c *crafted) { c.body = goodBody + strings.Repeat(" ", 3<<20+1-len(goodBody)) }},
	{"four megabytes in chunks, whose size nobody said", 413, func(c *crafted) {
		c.body = goodBody + strings.Repeat(" ", 4<<20)
		c.chunked = true
	}},
	{"a sender that stops in the middle", 408, func(c *crafted) { c.keep = true }},
	{"two lengths", 400, func(c *crafted) { c.header["Content-Length"] = []string{"10", "20"} }},
	{"a length below nothing", 400, func(c *crafted) { c.header["Content-Length"] = []string{"-1"} }},
	{"a header of two megabytes", 431, func(c *crafted) { c.header.Set("X-Bomb", strings.Repeat("x", 2<<20)) }},

	{"signed, and no JSON", 400, func(c *crafted) { c.body = "hello" }},
	{"signed, and half of it", 400, func(c *crafted) { c.body = goodBody[:len(goodBody)/2] }},
	{"signed, and a list", 400, func(c *crafted) { c.body = "[]" }},
	{"signed, and two objects", 400, func(c *crafted) { c.body = goodBody + goodBody }},
	{"signed, and an abyss of brackets", 400, func(c *crafted) { c.body = strings.Repeat("[", 1<<20) }},
	{"signed, with entries that are none", 400, replaced(`"entry":[`, `"entry":"x","was":[`)},
	{"signed, and null", 200, func(c *crafted) { c.body = "null" }},
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
	{"GET without anything", 403, func(c *crafted) { c.method, c.body, c.sent = http.MethodGet, "", "" }},
	{"a challenge that is escaped wrongly", 400, func(c *crafted) { c.method, c.target = http.MethodGet, "/hooks/wa?hub.mode=%zz" }},
}

// TestMalformedWebhooks sends each of them to a real server and then a good
// one, which must arrive as if nothing had been.
func TestMalformedWebhooks(t *testing.T) {
	if len(malformed) < 60 {
		t.Fatalf("got %d bad requests, want at least 60", len(malformed))
	}
	var effects atomic.Int32
	server := httptest.NewServer(open(t, config("")).Webhook(func(_ context.Context, events ...channels.Event) error {
		effects.Add(int32(len(events)))
		return nil
	}))
	defer server.Close()
	for _, tt := range malformed {
		t.Run(tt.name, func(t *testing.T) {
			before := effects.Load()
			c := good()
			tt.spoil(c)
			if got, _ := call(t, server, c); got != tt.status {
				t.Errorf("got %d, want %d", got, tt.status)
			}
			if got := effects.Load() - before; got != 0 {
				t.Errorf("got %d effects, want none", got)
			}
			if got, _ := call(t, server, good()); got != http.StatusOK || effects.Load() != before+1 {
				t.Errorf("a good one afterwards: got %d and %d effects, want 200 and 1", got, effects.Load()-before)
			}
		})
	}
}

// TestChallenge is how Meta makes sure of a callback.
func TestChallenge(t *testing.T) {
	server := httptest.NewServer(open(t, config("")).Webhook(func(context.Context, ...channels.Event) error { return nil }))
	defer server.Close()
	c := good()
	asks(func(url.Values) {})(c)
	if got, echo := call(t, server, c); got != http.StatusOK || echo != "1158201444" {
		t.Errorf("got %d %q, want the challenge", got, echo)
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

// call sends a crafted request and returns what was answered.
func call(t *testing.T, server *httptest.Server, c *crafted) (int, string) {
	t.Helper()
	conn, err := net.Dial("tcp", server.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	conn.SetDeadline(time.Now().Add(10 * time.Second))
	go c.write(conn) // the server may answer before it has read everything
	answer, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil {
		t.Fatalf("got %v, want an answer", err)
	}
	defer answer.Body.Close()
	body, _ := io.ReadAll(answer.Body)
	return answer.StatusCode, string(body)
}
