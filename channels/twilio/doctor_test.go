package twilio_test

import (
	"slices"
	"strings"
	"testing"

	"plaza/channels"
	"plaza/channels/twilio"
	"plaza/channels/twilio/twiliotest"
)

// grades are how findings stand, in order, and their words, for a message.
func grades(found []channels.Finding) (grades []channels.Grade, says string) {
	for _, f := range found {
		grades = append(grades, f.Grade)
		says += f.Says + "; "
	}
	return grades, says
}

// TestDoctor finds each fault, mends what it may, and finds nothing more.
func TestDoctor(t *testing.T) {
	const service = "MG0123456789abcdef0123456789abcdef"
	sms := func(change func(*twilio.Config)) func(api string) (channels.Doctor, error) {
		return func(api string) (channels.Doctor, error) {
			cfg := config(api)
			change(&cfg)
			return twilio.New(cfg)
		}
	}
	wa := func(change func(*twilio.Config)) func(api string) (channels.Doctor, error) {
		return func(api string) (channels.Doctor, error) {
			cfg := onWhatsApp(api)
			change(&cfg)
			return twilio.NewWhatsApp(cfg)
		}
	}
	asIs := func(*twilio.Config) {}
	byService := func(c *twilio.Config) { c.From, c.MessagingServiceSID = "", service }
	const good, doubt, ill = channels.Good, channels.Doubtful, channels.Bad
	const insist = "#rc=5&rp=all"
	for _, tt := range []struct {
		name  string
		open  func(api string) (channels.Doctor, error)
		state func(*twiliotest.Server)
		want  []channels.Grade
		mends bool // and then all is good
	}{
		{"all is well", sms(asIs), func(s *twiliotest.Server) { s.SetHooks(public+"/hooks/sms"+insist, "", "") }, []channels.Grade{good, good, good}, false},
		{"no webhook", sms(asIs), func(*twiliotest.Server) {}, []channels.Grade{good, good, ill}, true},
		{"somebody else's webhook", sms(asIs), func(s *twiliotest.Server) { s.SetHooks("https://demo.twilio.com/welcome/sms/reply/", "", "") }, []channels.Grade{good, good, ill}, true},
		{"a webhook that is called once", sms(asIs), func(s *twiliotest.Server) { s.SetHooks(public+"/hooks/sms/", "", "") }, []channels.Grade{good, good, doubt}, true},
		{"another account's number", sms(func(c *twilio.Config) { c.From = "+15005550099" }), func(*twiliotest.Server) {}, []channels.Grade{good, ill}, false},
		{"a number without pictures", sms(func(c *twilio.Config) { c.MMS = true }), func(s *twiliotest.Server) { s.SetHooks(public+"/hooks/sms"+insist, "", "") }, []channels.Grade{good, good, ill, good}, false},
		{"a short code", sms(func(c *twilio.Config) { c.From = "12345" }), func(*twiliotest.Server) {}, []channels.Grade{good, doubt}, false},
		{"a wrong token", sms(func(c *twilio.Config) { c.AuthToken = strings.Repeat("f", 32) }), func(*twiliotest.Server) {}, []channels.Grade{ill}, false},
		{"a suspended account", sms(asIs), func(s *twiliotest.Server) { s.Suspend("suspended") }, []channels.Grade{ill}, false},
		{"a service without a webhook", sms(byService), func(*twiliotest.Server) {}, []channels.Grade{good, good, ill}, true},
		{"a service that is well", sms(byService), func(s *twiliotest.Server) { s.SetHooks("", public+"/hooks/sms"+insist, "") }, []channels.Grade{good, good, good}, false},
		{"a WhatsApp sender without a webhook", wa(asIs), func(*twiliotest.Server) {}, []channels.Grade{good, good, ill}, true},
		{"a WhatsApp sender that is well", wa(asIs), func(s *twiliotest.Server) { s.SetHooks("", "", public+"/hooks/whatsapp"+insist) }, []channels.Grade{good, good, good}, false},
		{"no WhatsApp sender", wa(func(c *twilio.Config) { c.From = "+15005550099" }), func(*twiliotest.Server) {}, []channels.Grade{good, ill}, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := twiliotest.New(twiliotest.Config{})
			t.Cleanup(s.Close)
			tt.state(s)
			doctor, err := tt.open(s.URL)
			if err != nil {
				t.Fatal(err)
			}
			before := [3]string{}
			before[0], before[1], before[2] = s.Hooks()
			found := doctor.Diagnose(deadline(t), false)
			got, says := grades(found)
			if !slices.Equal(got, tt.want) {
				t.Errorf("got %v (%s), want %v", got, says, tt.want)
			}
			after := [3]string{}
			if after[0], after[1], after[2] = s.Hooks(); after != before {
				t.Errorf("got %q, was %q: want nothing set without mend", after, before)
			}
			for _, f := range found {
				if f.Grade != good && f.Do == "" || f.Paste != "" && !strings.HasPrefix(f.Paste, public) || strings.Contains(f.Says+f.Do, twiliotest.Token) {
					t.Errorf("got %+v, want what to do, our address to paste, and no secret", f)
				}
			}
			if !tt.mends {
				return
			}
			doctor.Diagnose(deadline(t), true)
			got, says = grades(doctor.Diagnose(deadline(t), false))
			if slices.ContainsFunc(got, func(g channels.Grade) bool { return g != good }) {
				t.Errorf("when mended: got %v (%s), want all good", got, says)
			}
		})
	}
}

func TestDoctorWithoutTwilio(t *testing.T) {
	c := open(t, config("http://127.0.0.1:1"))
	if got, says := grades(c.Diagnose(deadline(t), true)); !slices.Equal(got, []channels.Grade{channels.Bad}) || !strings.Contains(says, "cannot be reached") {
		t.Errorf("got %v (%s), want that Twilio cannot be reached", got, says)
	}
}
