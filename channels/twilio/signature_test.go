package twilio

import (
	"fmt"
	"net/url"
	"slices"
	"testing"
	"time"

	"github.com/twilio/twilio-go/client"
	"pgregory.net/rapid"
)

func signing(t interface{ Fatal(...any) }, public string) *Channel {
	c, err := New(Config{
		AccountSID: "AC0123456789abcdef0123456789abcdef", AuthToken: "primary", SecondaryToken: "secondary",
		From: "+15005550001", PublicURL: public, Now: time.Now,
	})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// The second opinion of this test is Twilio's own validator; that of npm is
// asked in channeltest/peers. Both read only the first of a repeated field, so
// there are none here.
func TestSignatureAgreesWithTwilioGo(t *testing.T) {
	words := rapid.StringMatching(`[A-Za-z0-9 +&%=;ñé¿😀/?]{0,12}`)
	rapid.Check(t, func(t *rapid.T) {
		public := rapid.SampledFrom([]string{"https://plaza.test", "https://plaza.test:443", "https://plaza.test:8443", "http://plaza.test", "https://plaza.test/under/a/path"}).Draw(t, "public")
		c := signing(t, public)
		target := rapid.SampledFrom([]string{"/hooks/sms", "/hooks/sms?status=m-42", "/hooks/sms?status=in%2F42%2F0"}).Draw(t, "target")
		form := map[string]string{}
		values := url.Values{}
		for i := range rapid.IntRange(0, 20).Draw(t, "fields") {
			name := fmt.Sprint(words.Draw(t, "name"), i)
			form[name] = words.Draw(t, "value")
			values.Set(name, form[name])
		}
		fields, err := readForm(values.Encode())
		if err != nil {
			t.Fatal(err)
		}
		token := rapid.SampledFrom([]string{"primary", "secondary", "another"}).Draw(t, "token")
		port := rapid.Bool().Draw(t, "port")
		signature := signatureOf(token, public, target, port, fields)
		theirs := client.NewRequestValidator(token)
		if !theirs.Validate(public+target, form, signature) {
			t.Fatalf("twilio-go does not accept our own signature of %s%s", public, target)
		}
		if got, want := c.authentic(target, fields, signature), token != "another"; got != want {
			t.Fatalf("%s%s with the %s token: got %v, want %v", public, target, token, got, want)
		}
	})
}

// signatureOf is what Twilio would send, for the URL with its port or without.
func signatureOf(token, public, target string, port bool, fields []field) string {
	base := public
	if both := bothPorts(public); port {
		base = both[len(both)-1]
	}
	message := base + target
	for _, f := range fields {
		message += f.name + f.value
	}
	return newSigner(token).sign([]byte(message))
}

func TestRepeatedFieldsAreSignedOnce(t *testing.T) {
	c := signing(t, "https://plaza.test")
	fields, err := readForm("b=2&a=1&b=1&b=2")
	if err != nil {
		t.Fatal(err)
	}
	// As twilio-node does since 3.80: the different values, in order.
	right := newSigner("primary").sign([]byte("https://plaza.test/hooks/sms" + "a1" + "b1" + "b2"))
	if !c.authentic("/hooks/sms", fields, right) {
		t.Error("got false, want the different values in order to be accepted")
	}
	first := newSigner("primary").sign([]byte("https://plaza.test/hooks/sms" + "a1" + "b2"))
	if c.authentic("/hooks/sms", fields, first) {
		t.Error("got true, want the first value alone to be refused")
	}
}

func TestBothPorts(t *testing.T) {
	for _, tt := range []struct {
		public string
		want   []string
	}{
		{"https://plaza.test", []string{"https://plaza.test", "https://plaza.test:443"}},
		{"https://plaza.test:443/x", []string{"https://plaza.test:443/x", "https://plaza.test/x"}},
		{"https://plaza.test:8443", []string{"https://plaza.test:8443", "https://plaza.test"}},
		{"http://[::1]", []string{"http://[::1]", "http://[::1]:80"}},
		{"http://[::1]:8080", []string{"http://[::1]:8080", "http://[::1]"}},
	} {
		if got := bothPorts(tt.public); !slices.Equal(got, tt.want) {
			t.Errorf("%s: got %q, want %q", tt.public, got, tt.want)
		}
	}
}

func BenchmarkAuthentic(b *testing.B) {
	c := signing(b, "https://plaza.test")
	body := "ToCountry=US&ToState=&SmsMessageSid=SM00000000000000000000000000000001&NumMedia=0&ToCity=&FromZip=94105&SmsSid=SM00000000000000000000000000000001&FromState=CA&SmsStatus=received&FromCity=SAN+FRANCISCO&Body=S%C3%AD&FromCountry=US&To=%2B15005550001&ToZip=&NumSegments=1&MessageSid=SM00000000000000000000000000000001&AccountSid=AC0123456789abcdef0123456789abcdef&From=%2B15005550006&ApiVersion=2010-04-01"
	fields, err := readForm(body)
	if err != nil {
		b.Fatal(err)
	}
	signature := signatureOf("primary", "https://plaza.test", "/hooks/sms", false, fields)
	b.ReportAllocs()
	for b.Loop() {
		fields, _ := readForm(body)
		if !c.authentic("/hooks/sms", fields, signature) {
			b.Fatal("refused")
		}
	}
}
