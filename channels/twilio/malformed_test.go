package twilio_test

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
	"plaza/channels/twilio/twiliotest"
)

// crafted is a request that may be wrong in any way. It begins as a good one.
type crafted struct {
	method, target string
	form           url.Values
	body           string // instead of the form
	header         http.Header
	signature      string // instead of the right one
	token          string // that signs
	signedURL      string // instead of the one that is called
	chunked        bool
	keep           bool // body: say its length, send none of the rest
}

func good() *crafted {
	return &crafted{
		method: http.MethodPost, target: "/hooks/sms", token: twiliotest.Token, header: http.Header{},
		form: url.Values{
			"AccountSid": {twiliotest.Account}, "MessageSid": {"SM00000000000000000000000000000001"},
			"From": {"+15005550006"}, "To": {twiliotest.Number}, "Body": {"2"}, "NumMedia": {"0"},
		},
	}
}

// write sends the request as bytes: no client of ours is in between to mend it.
func (c *crafted) write(w io.Writer) {
	body := c.body
	if body == "" {
		body = c.form.Encode()
	}
	form, err := url.ParseQuery(body)
	if err != nil {
		form = c.form
	}
	signed := c.signedURL
	if signed == "" {
		signed = public + c.target
	}
	signature := c.signature
	if signature == "" {
		signature = twiliotest.Sign(c.token, signed, form)
	}
	head := http.Header{
		"Host": {"plaza.test"}, "Content-Type": {"application/x-www-form-urlencoded"},
		"X-Twilio-Signature": {signature}, "Connection": {"close"},
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

// malformed is every bad webhook we could think of: what is wrong, and the
// status it must get. None may have an effect.
var malformed = []struct {
	name   string
	status int
	spoil  func(*crafted)
}{
	{"no signature", 403, func(c *crafted) { c.header["X-Twilio-Signature"] = nil }},
	{"an empty signature", 403, func(c *crafted) { c.header["X-Twilio-Signature"] = []string{""} }},
	{"two signatures, one of them right", 403, func(c *crafted) {
		c.header["X-Twilio-Signature"] = []string{twiliotest.Sign(c.token, public+c.target, c.form), "AAAAAAAAAAAAAAAAAAAAAAAAAAA="}
	}},
	{"a signature of zeroes", 403, func(c *crafted) { c.signature = "AAAAAAAAAAAAAAAAAAAAAAAAAAA=" }},
	{"a signature that is no base64", 403, func(c *crafted) { c.signature = "not base64 at all" }},
	{"a signature that is too long", 403, func(c *crafted) { c.signature = strings.Repeat("A", 4000) }},
	{"signed with another token", 403, func(c *crafted) { c.token = strings.Repeat("f", 32) }},
	{"signed with no token", 403, func(c *crafted) { c.token = "" }},
	{"signed for another path", 403, func(c *crafted) { c.signedURL = public + "/hooks/other" }},
	{"signed for another host", 403, func(c *crafted) { c.signedURL = "https://evil.test/hooks/sms" }},
	{"signed for http instead of https", 403, func(c *crafted) { c.signedURL = "http://plaza.test/hooks/sms" }},
	{"signed for the host that the request names", 403, func(c *crafted) {
		c.header.Set("Host", "evil.test")
		c.header.Set("X-Forwarded-Host", "evil.test")
		c.header.Set("X-Forwarded-Proto", "https")
		c.signedURL = "https://evil.test/hooks/sms"
	}},
	{"a query that was not signed", 403, func(c *crafted) { c.target, c.signedURL = "/hooks/sms?status=m-42", public+"/hooks/sms" }},
	{"a query taken away", 403, func(c *crafted) { c.signedURL = public + "/hooks/sms?status=m-42" }},
	{"the body changed after signing", 403, func(c *crafted) {
		c.signature = twiliotest.Sign(c.token, public+c.target, c.form)
		c.form.Set("Body", "1")
	}},
	{"a field added after signing", 403, func(c *crafted) {
		c.signature = twiliotest.Sign(c.token, public+c.target, c.form)
		c.form.Set("OptOutType", "STOP")
	}},
	{"a field taken away after signing", 403, func(c *crafted) {
		c.signature = twiliotest.Sign(c.token, public+c.target, c.form)
		c.form.Del("NumMedia")
	}},
	{"a second value added after signing", 403, func(c *crafted) {
		c.signature = twiliotest.Sign(c.token, public+c.target, c.form)
		c.form.Add("From", "+15005550009")
	}},
	{"the end of one field moved into the next", 403, func(c *crafted) {
		c.signature = twiliotest.Sign(c.token, public+c.target, c.form)
		c.form.Set("Body", "")
		c.form.Set("Bod", "y2")
	}},
	{"the message as JSON, signed as a form", 415, func(c *crafted) {
		c.header.Set("Content-Type", "application/json")
		c.body = `{"MessageSid":"SM00000000000000000000000000000001"}`
	}},
	{"no content type", 415, func(c *crafted) { c.header["Content-Type"] = nil }},
	{"two content types", 415, func(c *crafted) {
		c.header["Content-Type"] = []string{"application/x-www-form-urlencoded", "text/plain"}
	}},
	{"a content type that cannot be read", 415, func(c *crafted) { c.header.Set("Content-Type", "application/x-www-form-urlencoded; =") }},
	{"a file upload", 415, func(c *crafted) { c.header.Set("Content-Type", "multipart/form-data; boundary=x") }},
	{"another character set", 415, func(c *crafted) {
		c.header.Set("Content-Type", "application/x-www-form-urlencoded; charset=UTF-16")
	}},
	{"a compressed body", 415, func(c *crafted) { c.header.Set("Content-Encoding", "gzip") }},
	{"GET", 405, func(c *crafted) { c.method = http.MethodGet }},
	{"PUT", 405, func(c *crafted) { c.method = http.MethodPut }},
	{"DELETE", 405, func(c *crafted) { c.method = http.MethodDelete }},
	{"a method of one's own", 405, func(c *crafted) { c.method = "SEND" }},
	{"a whole URL instead of a path", 400, func(c *crafted) { c.target, c.signedURL = "http://evil.test/hooks/sms", public+"/hooks/sms" }},
	{"a body of a megabyte", 413, func(c *crafted) { c.form.Set("Body", strings.Repeat("x", 1<<20)) }},
	{"a body of a byte too many", 413, func(c *crafted) {
		c.form.Set("Body", "")
		c.form.Set("Body", strings.Repeat("x", 64<<10+1-len(c.form.Encode())))
	}},
	{"a megabyte in chunks, whose size nobody said", 413, func(c *crafted) {
		c.form.Set("Body", strings.Repeat("x", 1<<20))
		c.chunked = true
	}},
	{"a thousand unsigned fields", 403, func(c *crafted) {
		c.signature = "AAAAAAAAAAAAAAAAAAAAAAAAAAA="
		for i := range 1000 {
			c.form.Set(fmt.Sprint("Field", i), "x")
		}
	}},
	{"a sender that stops in the middle", 408, func(c *crafted) { c.keep = true }},
	{"bad UTF-8 in the text", 400, func(c *crafted) { c.form.Set("Body", "a\xff\xfeb") }},
	{"bad UTF-8 in the number", 400, func(c *crafted) { c.form.Set("From", "+1500\xff") }},
	{"a surrogate in UTF-8", 400, func(c *crafted) { c.form.Set("Body", "\xed\xa0\x80") }},
	{"an escape that is cut", 400, func(c *crafted) { c.body = c.form.Encode() + "&x=%4" }},
	{"an escape that is none", 400, func(c *crafted) { c.body = c.form.Encode() + "&x=%zz" }},
	{"a name that is escaped wrongly", 400, func(c *crafted) { c.body = c.form.Encode() + "&%z=1" }},
	{"semicolons between the fields", 400, func(c *crafted) { c.body = strings.ReplaceAll(c.form.Encode(), "&", ";") }},
	{"no body", 403, func(c *crafted) { c.form = url.Values{} }},
	{"no MessageSid", 400, func(c *crafted) { c.form.Del("MessageSid") }},
	{"an empty MessageSid", 400, func(c *crafted) { c.form.Set("MessageSid", "") }},
	{"a MessageSid with a path in it", 400, func(c *crafted) { c.form.Set("MessageSid", "../../SM1") }},
	{"a MessageSid without end", 400, func(c *crafted) { c.form.Set("MessageSid", strings.Repeat("S", 5000)) }},
	{"two MessageSids", 400, func(c *crafted) { c.form.Add("MessageSid", "SM00000000000000000000000000000002") }},
	{"no From", 400, func(c *crafted) { c.form.Del("From") }},
	{"an empty From", 400, func(c *crafted) { c.form.Set("From", "") }},
	{"two Froms", 400, func(c *crafted) { c.form.Add("From", "+15005550009") }},
	{"the same From twice", 400, func(c *crafted) { c.form.Add("From", c.form.Get("From")) }},
	{"a From of another channel", 400, func(c *crafted) { c.form.Set("From", "whatsapp:+15005550006") }},
	{"a From with a line break", 400, func(c *crafted) { c.form.Set("From", "+15005550006\n+15005550009") }},
	{"a From without end", 400, func(c *crafted) { c.form.Set("From", "+"+strings.Repeat("1", 5000)) }},
	{"two Bodies", 400, func(c *crafted) { c.form.Add("Body", "1") }},
	{"no AccountSid", 403, func(c *crafted) { c.form.Del("AccountSid") }},
	{"another account's AccountSid", 403, func(c *crafted) { c.form.Set("AccountSid", "AC"+strings.Repeat("9", 32)) }},
	{"two AccountSids", 400, func(c *crafted) { c.form.Add("AccountSid", "AC"+strings.Repeat("9", 32)) }},
	{"NumMedia that is no number", 400, func(c *crafted) { c.form.Set("NumMedia", "many") }},
	{"NumMedia below nothing", 400, func(c *crafted) { c.form.Set("NumMedia", "-1") }},
	{"NumMedia beyond what Twilio sends", 400, func(c *crafted) { c.form.Set("NumMedia", "1000000000") }},
	{"media that are not there", 400, func(c *crafted) { c.form.Set("NumMedia", "1") }},
	{"media on another host", 400, func(c *crafted) {
		c.form.Set("NumMedia", "1")
		c.form.Set("MediaUrl0", "https://evil.test/api.twilio.com/x.jpg")
	}},
	{"media on a host that ends alike", 400, func(c *crafted) {
		c.form.Set("NumMedia", "1")
		c.form.Set("MediaUrl0", "https://eviltwilio.com/x.jpg")
	}},
	{"media with a password", 400, func(c *crafted) {
		c.form.Set("NumMedia", "1")
		c.form.Set("MediaUrl0", "https://a:b@api.twilio.com/x.jpg")
	}},
	{"media in a file", 400, func(c *crafted) {
		c.form.Set("NumMedia", "1")
		c.form.Set("MediaUrl0", "file:///etc/passwd")
	}},
	{"a status without the message", 400, func(c *crafted) {
		c.form.Set("MessageStatus", "delivered")
		c.form.Del("MessageSid")
	}},
	{"a status without the person", 400, func(c *crafted) {
		c.form.Set("MessageStatus", "delivered")
		c.form.Del("To")
	}},
	{"two statuses", 400, func(c *crafted) { c.form["MessageStatus"] = []string{"delivered", "failed"} }},
	{"a status for an id with a byte 0", 400, func(c *crafted) {
		c.target = "/hooks/sms?status=m%00"
		c.form.Set("MessageStatus", "delivered")
	}},
	{"a status for an id without end", 400, func(c *crafted) {
		c.target = "/hooks/sms?status=" + strings.Repeat("m", 5000)
		c.form.Set("MessageStatus", "delivered")
	}},
	{"two lengths", 400, func(c *crafted) { c.header["Content-Length"] = []string{"10", "20"} }},
	{"a length below nothing", 400, func(c *crafted) { c.header["Content-Length"] = []string{"-1"} }},
	{"a header of two megabytes", 431, func(c *crafted) { c.header.Set("X-Bomb", strings.Repeat("x", 2<<20)) }},
	{"a hundred thousand headers", 431, func(c *crafted) { c.header["X-Bomb"] = make([]string, 200_000) }},
}

// TestMalformedWebhooks sends each of them to a real server and then a good
// one, which must arrive as if nothing had been.
func TestMalformedWebhooks(t *testing.T) {
	if len(malformed) < 40 {
		t.Fatalf("got %d bad requests, want at least 40", len(malformed))
	}
	var effects atomic.Int32
	server := httptest.NewServer(open(t, config("")).Webhook(func(context.Context, ...channels.Event) error {
		effects.Add(1)
		return nil
	}))
	defer server.Close()
	for _, tt := range malformed {
		t.Run(tt.name, func(t *testing.T) { refuses(t, server, &effects, good, tt.status, tt.spoil) })
	}
}

// refuses sends a good request, spoiled, and one that is not.
func refuses(t *testing.T, server *httptest.Server, effects *atomic.Int32, good func() *crafted, status int, spoil func(*crafted)) {
	t.Helper()
	before := effects.Load()
	c := good()
	spoil(c)
	if got := call(t, server, c); got != status {
		t.Errorf("got %d, want %d", got, status)
	}
	if got := effects.Load() - before; got != 0 {
		t.Errorf("got %d effects, want none", got)
	}
	if got := call(t, server, good()); got != http.StatusOK || effects.Load() != before+1 {
		t.Errorf("a good one afterwards: got %d and %d effects, want 200 and 1", got, effects.Load()-before)
	}
}

// TestReplay hands a repeated request over again, as the same message: the
// store knows it, and a replay has no second effect there. The adapter keeps
// no memory that a restart would lose.
func TestReplay(t *testing.T) {
	var refs []string
	server := httptest.NewServer(open(t, config("")).Webhook(func(_ context.Context, events ...channels.Event) error {
		for _, e := range events {
			refs = append(refs, e.Ref)
		}
		return nil
	}))
	defer server.Close()
	for range 3 {
		if got := call(t, server, good()); got != http.StatusOK {
			t.Errorf("got %d, want 200", got)
		}
	}
	if len(refs) != 3 || refs[0] != refs[1] || refs[1] != refs[2] {
		t.Errorf("got %q, want the same three times", refs)
	}
}

// call sends a crafted request and returns the status of the answer.
func call(t *testing.T, server *httptest.Server, c *crafted) int {
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
	if answer.StatusCode == http.StatusOK && (answer.Header.Get("Content-Type") != "text/xml; charset=utf-8" || !strings.HasSuffix(string(body), "<Response></Response>")) {
		t.Errorf("got %s %q, want an empty TwiML", answer.Header.Get("Content-Type"), body)
	}
	return answer.StatusCode
}
