package twilio_test

import (
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"plaza/channels/channeltest"
	"plaza/channels/twilio/twiliotest"
)

// crafted is a request that may be wrong in any way. It begins as a good one.
type crafted struct {
	channeltest.Request // its body, where there is one, is instead of the form

	form      url.Values
	signature string // instead of the right one
	token     string // that signs
	signedURL string // instead of the one that is called
}

func good() *crafted {
	return &crafted{
		Request: channeltest.Request{Method: http.MethodPost, Target: "/hooks/sms", Header: http.Header{}},
		token:   twiliotest.Token,
		form: url.Values{
			"AccountSid": {twiliotest.Account}, "MessageSid": {"SM00000000000000000000000000000001"},
			"From": {"+15005550006"}, "To": {twiliotest.Number}, "Body": {"2"}, "NumMedia": {"0"},
		},
	}
}

// sealed is the request with its signature.
func (c *crafted) sealed() channeltest.Request {
	r := c.Request
	if r.Body == "" {
		r.Body = c.form.Encode()
	}
	form, err := url.ParseQuery(r.Body)
	if err != nil {
		form = c.form
	}
	signed := c.signedURL
	if signed == "" {
		signed = public + c.Target
	}
	signature := c.signature
	if signature == "" {
		signature = twiliotest.Sign(c.token, signed, form)
	}
	r.Header = http.Header{"Content-Type": {"application/x-www-form-urlencoded"}, "X-Twilio-Signature": {signature}}
	maps.Copy(r.Header, c.Header)
	return r
}

// malformed is every bad webhook we could think of: what is wrong, and the
// status it must get. None may have an effect.
var malformed = []struct {
	name   string
	status int
	spoil  func(*crafted)
}{
	{"no signature", 403, func(c *crafted) { c.Header["X-Twilio-Signature"] = nil }},
	{"an empty signature", 403, func(c *crafted) { c.Header["X-Twilio-Signature"] = []string{""} }},
	{"two signatures, one of them right", 403, func(c *crafted) {
		c.Header["X-Twilio-Signature"] = []string{twiliotest.Sign(c.token, public+c.Target, c.form), "AAAAAAAAAAAAAAAAAAAAAAAAAAA="}
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
		c.Header.Set("Host", "evil.test")
		c.Header.Set("X-Forwarded-Host", "evil.test")
		c.Header.Set("X-Forwarded-Proto", "https")
		c.signedURL = "https://evil.test/hooks/sms"
	}},
	{"a query that was not signed", 403, func(c *crafted) { c.Target, c.signedURL = "/hooks/sms?status=m-42", public+"/hooks/sms" }},
	{"a query taken away", 403, func(c *crafted) { c.signedURL = public + "/hooks/sms?status=m-42" }},
	{"the body changed after signing", 403, func(c *crafted) {
		c.signature = twiliotest.Sign(c.token, public+c.Target, c.form)
		c.form.Set("Body", "1")
	}},
	{"a field added after signing", 403, func(c *crafted) {
		c.signature = twiliotest.Sign(c.token, public+c.Target, c.form)
		c.form.Set("OptOutType", "STOP")
	}},
	{"a field taken away after signing", 403, func(c *crafted) {
		c.signature = twiliotest.Sign(c.token, public+c.Target, c.form)
		c.form.Del("NumMedia")
	}},
	{"a second value added after signing", 403, func(c *crafted) {
		c.signature = twiliotest.Sign(c.token, public+c.Target, c.form)
		c.form.Add("From", "+15005550009")
	}},
	{"the end of one field moved into the next", 403, func(c *crafted) {
		c.signature = twiliotest.Sign(c.token, public+c.Target, c.form)
		c.form.Set("Body", "")
		c.form.Set("Bod", "y2")
	}},
	{"the message as JSON, signed as a form", 415, func(c *crafted) {
		c.Header.Set("Content-Type", "application/json")
		c.Body = `{"MessageSid":"SM00000000000000000000000000000001"}`
	}},
	{"no content type", 415, func(c *crafted) { c.Header["Content-Type"] = nil }},
	{"two content types", 415, func(c *crafted) {
		c.Header["Content-Type"] = []string{"application/x-www-form-urlencoded", "text/plain"}
	}},
	{"a content type that cannot be read", 415, func(c *crafted) { c.Header.Set("Content-Type", "application/x-www-form-urlencoded; =") }},
	{"a file upload", 415, func(c *crafted) { c.Header.Set("Content-Type", "multipart/form-data; boundary=x") }},
	{"another character set", 415, func(c *crafted) {
		c.Header.Set("Content-Type", "application/x-www-form-urlencoded; charset=UTF-16")
	}},
	{"a compressed body", 415, func(c *crafted) { c.Header.Set("Content-Encoding", "gzip") }},
	{"GET", 405, func(c *crafted) { c.Method = http.MethodGet }},
	{"PUT", 405, func(c *crafted) { c.Method = http.MethodPut }},
	{"DELETE", 405, func(c *crafted) { c.Method = http.MethodDelete }},
	{"a method of one's own", 405, func(c *crafted) { c.Method = "SEND" }},
	{"a whole URL instead of a path", 400, func(c *crafted) { c.Target, c.signedURL = "http://evil.test/hooks/sms", public+"/hooks/sms" }},
	{"a body of a megabyte", 413, func(c *crafted) { c.form.Set("Body", strings.Repeat("x", 1<<20)) }},
	{"a body of a byte too many", 413, func(c *crafted) {
		c.form.Set("Body", "")
		c.form.Set("Body", strings.Repeat("x", 64<<10+1-len(c.form.Encode())))
	}},
	{"a megabyte in chunks, whose size nobody said", 413, func(c *crafted) {
		c.form.Set("Body", strings.Repeat("x", 1<<20))
		c.Chunked = true
	}},
	{"a thousand unsigned fields", 403, func(c *crafted) {
		c.signature = "AAAAAAAAAAAAAAAAAAAAAAAAAAA="
		for i := range 1000 {
			c.form.Set(fmt.Sprint("Field", i), "x")
		}
	}},
	{"a sender that stops in the middle", 408, func(c *crafted) { c.Stops = true }},
	{"bad UTF-8 in the text", 400, func(c *crafted) { c.form.Set("Body", "a\xff\xfeb") }},
	{"bad UTF-8 in the number", 400, func(c *crafted) { c.form.Set("From", "+1500\xff") }},
	{"a surrogate in UTF-8", 400, func(c *crafted) { c.form.Set("Body", "\xed\xa0\x80") }},
	{"an escape that is cut", 400, func(c *crafted) { c.Body = c.form.Encode() + "&x=%4" }},
	{"an escape that is none", 400, func(c *crafted) { c.Body = c.form.Encode() + "&x=%zz" }},
	{"a name that is escaped wrongly", 400, func(c *crafted) { c.Body = c.form.Encode() + "&%z=1" }},
	{"semicolons between the fields", 400, func(c *crafted) { c.Body = strings.ReplaceAll(c.form.Encode(), "&", ";") }},
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
		c.Target = "/hooks/sms?status=m%00"
		c.form.Set("MessageStatus", "delivered")
	}},
	{"a status for an id without end", 400, func(c *crafted) {
		c.Target = "/hooks/sms?status=" + strings.Repeat("m", 5000)
		c.form.Set("MessageStatus", "delivered")
	}},
	{"two lengths", 400, func(c *crafted) { c.Header["Content-Length"] = []string{"10", "20"} }},
	{"a length below nothing", 400, func(c *crafted) { c.Header["Content-Length"] = []string{"-1"} }},
	{"a header of two megabytes", 431, func(c *crafted) { c.Header.Set("X-Bomb", strings.Repeat("x", 2<<20)) }},
	{"a hundred thousand headers", 431, func(c *crafted) { c.Header["X-Bomb"] = make([]string, 200_000) }},
}

// TestMalformedWebhooks sends each of them to a real server and then a good
// one, which must arrive as if nothing had been.
func TestMalformedWebhooks(t *testing.T) {
	if len(malformed) < 40 {
		t.Fatalf("got %d bad requests, want at least 40", len(malformed))
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

// TestReplay hands a repeated request over again, as the same message: the
// store knows it, and a replay has no second effect there. The adapter keeps
// no memory that a restart would lose.
func TestReplay(t *testing.T) {
	var sink channeltest.Sink
	server := httptest.NewServer(open(t, config("")).Webhook(sink.Keep))
	defer server.Close()
	for range 3 {
		answer, body := channeltest.Call(t, server, good().sealed())
		if answer.StatusCode != http.StatusOK {
			t.Errorf("got %d, want 200", answer.StatusCode)
		}
		if kind := answer.Header.Get("Content-Type"); kind != "text/xml; charset=utf-8" || !strings.HasSuffix(body, "<Response></Response>") {
			t.Errorf("got %s %q, want an empty TwiML", kind, body)
		}
	}
	if got := sink.Events(); len(got) != 3 || got[0].Ref != got[1].Ref || got[1].Ref != got[2].Ref {
		t.Errorf("got %+v, want the same three times", got)
	}
}
