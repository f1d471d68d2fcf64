package twilio_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"plaza/channels/channeltest"
	"plaza/channels/twilio"
)

// goodTap is a quick reply that was tapped.
func goodTap() *crafted {
	c := good()
	c.Target = "/hooks/whatsapp"
	c.form.Set("From", "whatsapp:+15005550006")
	c.form.Set("To", "whatsapp:+15005550001")
	c.form.Set("ButtonPayload", "yes")
	c.form.Set("ButtonText", "Yes")
	return c
}

// malformedWhatsApp is what can be wrong with the fields that only WhatsApp has.
var malformedWhatsApp = []struct {
	name  string
	spoil func(*crafted)
}{
	{"a number of SMS", func(c *crafted) { c.form.Set("From", "+15005550006") }},
	{"a person of another channel", func(c *crafted) { c.form.Set("From", "messenger:1234") }},
	{"the prefix alone", func(c *crafted) { c.form.Set("From", "whatsapp:") }},
	{"the prefix twice", func(c *crafted) { c.form.Set("From", "whatsapp:whatsapp:+15005550006") }},
	{"a number without its plus", func(c *crafted) { c.form.Set("From", "whatsapp:15005550006") }},
	{"a number with letters", func(c *crafted) { c.form.Set("From", "whatsapp:+1500CALLNOW") }},
	{"an id without a country", func(c *crafted) { c.form.Set("From", "whatsapp:13491208655302741918") }},
	{"an id without end", func(c *crafted) { c.form.Set("From", "whatsapp:US."+strings.Repeat("1", 129)) }},
	{"an id with a path in it", func(c *crafted) { c.form.Set("From", "whatsapp:US.../../x") }},
	{"nobody", func(c *crafted) { c.form.Del("From") }},
	{"nobody, and an id of another channel", func(c *crafted) {
		c.form.Del("From")
		c.form.Set("ExternalUserId", "messenger:1234")
	}},
	{"two payloads", func(c *crafted) { c.form.Add("ButtonPayload", "no") }},
	{"a payload without end", func(c *crafted) { c.form.Set("ButtonPayload", strings.Repeat("y", 257)) }},
	{"a payload with a line break", func(c *crafted) { c.form.Set("ButtonPayload", "yes\nno") }},
	{"a payload with a byte 0", func(c *crafted) { c.form.Set("ButtonPayload", "yes\x00") }},
	{"a payload in bad UTF-8", func(c *crafted) { c.form.Set("ButtonPayload", "\xff") }},
	{"two lines of a list", func(c *crafted) { c.form["ListId"] = []string{"a", "b"} }},
	{"a label in bad UTF-8", func(c *crafted) {
		c.form.Set("Body", "")
		c.form.Set("ButtonText", "\xff")
	}},
	{"half a place", func(c *crafted) { c.form.Set("Latitude", "1.5") }},
	{"a place in words", func(c *crafted) {
		c.form.Set("Latitude", "north")
		c.form.Set("Longitude", "1")
	}},
	{"a place that is no number", func(c *crafted) {
		c.form.Set("Latitude", "NaN")
		c.form.Set("Longitude", "1")
	}},
	{"a place beyond the pole", func(c *crafted) {
		c.form.Set("Latitude", "90.1")
		c.form.Set("Longitude", "1")
	}},
	{"a place round the world", func(c *crafted) {
		c.form.Set("Latitude", "1")
		c.form.Set("Longitude", "-180.5")
	}},
	{"a place written otherwise", func(c *crafted) {
		c.form.Set("Latitude", "0x1p3")
		c.form.Set("Longitude", "1")
	}},
	{"two latitudes", func(c *crafted) {
		c.form["Latitude"] = []string{"1", "2"}
		c.form.Set("Longitude", "1")
	}},
	{"a status for a number of SMS", func(c *crafted) {
		c.form.Set("MessageStatus", "delivered")
		c.form.Set("To", "+15005550006")
	}},
}

func TestMalformedWhatsAppWebhooks(t *testing.T) {
	channel, err := twilio.NewWhatsApp(onWhatsApp(""))
	if err != nil {
		t.Fatal(err)
	}
	var sink channeltest.Sink
	server := httptest.NewServer(channel.Webhook(sink.Keep))
	defer server.Close()
	for _, tt := range malformedWhatsApp {
		t.Run(tt.name, func(t *testing.T) {
			c := goodTap()
			tt.spoil(c)
			channeltest.Refuses(t, server, &sink, http.StatusBadRequest, c.sealed(), goodTap().sealed())
		})
	}
}
