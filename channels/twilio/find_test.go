package twilio_test

import (
	"testing"
	"time"

	"plaza/channels"
	"plaza/channels/twilio"
	"plaza/channels/twilio/twiliotest"
)

// TestADoubtfulSendIsFound: what became of a message whose answer was cut off
// is in the list, if it is anywhere. Twilio's clock is a day before ours.
func TestADoubtfulSendIsFound(t *testing.T) {
	const to = "+15005550006"
	service := "MG0123456789abcdef0123456789abcdef"
	began := time.Date(2022, 5, 10, 9, 0, 0, 0, time.UTC)
	text := channels.Outbound{ID: "m-2", To: to, Text: "¿Acepta?"}
	// A step is a message that Twilio has, so long after our attempt began.
	type step struct {
		to, body string
		after    time.Duration
	}
	for _, tt := range []struct {
		name    string
		has     []step
		known   int // so many of them, from the first, are known to be others
		ask     channels.Outbound
		later   time.Duration // when we ask
		service bool
		want    string // the ref's last digit, "no", or "unknown"
	}{
		{"it is there", []step{{to, "¿Acepta?", time.Second}}, 0, text, 5 * time.Second, false, "1"},
		{"it is not there, after a minute", nil, 0, text, 2 * time.Minute, false, "no"},
		{"it is not there yet", nil, 0, text, 20 * time.Second, false, "unknown"},
		{"the same was said an hour before", []step{{to, "¿Acepta?", -time.Hour}}, 0, text, 2 * time.Minute, false, "no"},
		{"the same was said an hour before and now", []step{{to, "¿Acepta?", -time.Hour}, {to, "¿Acepta?", time.Second}}, 0, text, 2 * time.Minute, false, "2"},
		{"the same was said a second before", []step{{to, "¿Acepta?", -time.Second}}, 0, text, 2 * time.Minute, false, "unknown"},
		{"the same was said in that second, by another", []step{{to, "¿Acepta?", 0}}, 1, text, 2 * time.Minute, false, "no"},
		{"the same was said in that second, by another and now", []step{{to, "¿Acepta?", 0}, {to, "¿Acepta?", 0}}, 1, text, 2 * time.Minute, false, "2"},
		{"it is there twice", []step{{to, "¿Acepta?", time.Second}, {to, "¿Acepta?", 2 * time.Second}}, 0, text, 2 * time.Minute, false, "unknown"},
		{"something else was said", []step{{to, "Gracias.", time.Second}}, 0, text, 2 * time.Minute, false, "no"},
		{"it was said to somebody else", []step{{"+15005550007", "¿Acepta?", time.Second}}, 0, text, 2 * time.Minute, false, "no"},
		{"a trial account says so first", []step{{to, "Sent from your Twilio trial account - ¿Acepta?", time.Second}}, 0, text, 2 * time.Minute, false, "1"},
		{"by a service that chooses the number", []step{{to, "¿Acepta?", time.Second}}, 0, text, 2 * time.Minute, true, "1"},
		{"content that reads otherwise in the list", []step{{to, "Accept?", time.Second}}, 0, channels.Outbound{ID: "m-2", To: to, Text: "¿Acepta?", Buttons: []channels.Button{{ID: "y", Label: "Sí"}}}, 2 * time.Minute, false, "unknown"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			clock := began
			n := newTown(t, twiliotest.Config{
				Statuses: []twiliotest.Status{},
				Now:      func() time.Time { return clock.AddDate(0, 0, -1) },
			}, func(c *twilio.Config) {
				c.Now = func() time.Time { return clock }
				if tt.service {
					c.MessagingServiceSID = service
				}
			})
			var refs []string
			for _, s := range tt.has {
				clock = began.Add(s.after)
				r, err := n.channel.Send(deadline(t), channels.Outbound{ID: "m", To: channels.Address(s.to), Text: s.body})
				if err != nil {
					t.Fatal(err)
				}
				refs = append(refs, r.Ref)
			}
			clock = began.Add(tt.later)
			r, found, err := n.channel.Find(deadline(t), tt.ask, began, refs[:tt.known])
			got := "no"
			switch {
			case err != nil:
				got = "unknown"
			case found:
				got = r.Ref[len(r.Ref)-1:]
			}
			if got != tt.want {
				t.Errorf("got %s (%v), want %s", got, err, tt.want)
			}
		})
	}
}

// TestALookUpThatFailsSaysSo: an error is neither yes nor no.
func TestALookUpThatFailsSaysSo(t *testing.T) {
	n := newTown(t, twiliotest.Config{AuthToken: "0000"}, nil)
	if _, found, err := n.channel.Find(deadline(t), channels.Outbound{To: "+15005550006", Text: "Hi"}, time.Time{}, nil); err == nil || found {
		t.Errorf("got %v, %v, want an error", found, err)
	}
}
