package whatsapp_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"plaza/channels"
	"plaza/channels/whatsapp"
	"plaza/channels/whatsapp/whatsapptest"
)

// tells is what doctor says, a finding a line.
func tells(t *testing.T, n *town, mend bool) string {
	t.Helper()
	var b strings.Builder
	grade := channels.Bad
	console := false
	for _, f := range n.channel.Diagnose(deadline(t), mend) {
		fmt.Fprintf(&b, "%d %s | %s | %s\n", f.Grade, f.Says, f.Do, f.Paste)
		console = f.Paste == public+"/hooks/wa"
		if f.Grade > grade {
			t.Errorf("got %+v after something less bad, want the worst first", f)
		}
		grade = f.Grade
		for _, secret := range []string{whatsapptest.Token, whatsapptest.AppSecret, whatsapptest.VerifyToken} {
			if strings.Contains(f.Says+f.Do+f.Paste, secret) {
				t.Errorf("got %+v, want it without a secret", f)
			}
		}
	}
	if !console {
		t.Error("got no callback to paste at the end, want one")
	}
	return b.String()
}

func TestDoctor(t *testing.T) {
	for _, tt := range []struct {
		name  string
		spoil func(*town)
		want  []string
	}{
		{"all is well", func(*town) {}, []string{
			"0 the access token is valid and has both permissions; it does not expire",
			"0 the phone number is connected", "0 its quality is green",
			"0 it sends 80 messages a second, and opens conversations with 2,000 people in 24 hours",
			"0 the app is subscribed", "0 messages are brought to " + public + "/hooks/wa"}},
		{"a token that ends", func(n *town) {
			n.SetToken(whatsapptest.TokenState{Expires: nine.Add(time.Hour), Scopes: []string{"whatsapp_business_messaging", "whatsapp_business_management"}})
		}, []string{"1 the access token expires on 10 May 2026, 10:00 UTC"}},
		{"a token that is over", func(n *town) { n.SetToken(whatsapptest.TokenState{Invalid: true}) }, []string{"2 the access token is not valid"}},
		{"a token of few permissions", func(n *town) {
			n.SetToken(whatsapptest.TokenState{Scopes: []string{"whatsapp_business_messaging"}})
		}, []string{"2 the access token lacks the permission whatsapp_business_management"}},
		{"a number that people report", func(n *town) {
			n.SetNumber(whatsapptest.PhoneNumber{Status: "FLAGGED", Quality: "RED", Limit: "TIER_UNLIMITED", Throughput: "HIGH"})
		}, []string{"2 the phone number is flagged", "2 its quality is red", "0 it sends 1,000 messages a second, and opens conversations with any number of people"}},
		{"an app that hears nothing", func(n *town) { n.Subscribe(false) }, []string{"2 the app is not subscribed"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			n := newTown(t, whatsapptest.Config{}, nil)
			tt.spoil(n)
			said := tells(t, n, false)
			for _, want := range tt.want {
				if !strings.Contains("\n"+said, "\n"+want) {
					t.Errorf("got\n%swant %q", said, want)
				}
			}
		})
	}
}

func TestDoctorMends(t *testing.T) {
	n := newTown(t, whatsapptest.Config{}, func(c *whatsapp.Config) { c.Path = "/hooks/another" })
	n.Subscribe(false)
	said := ""
	for range 2 { // the second finds what the first has set
		for _, f := range n.channel.Diagnose(deadline(t), true) {
			said += fmt.Sprintln(f.Grade, f.Says)
		}
	}
	for _, want := range []string{"0 the app is now subscribed", "0 messages are now brought to " + public + "/hooks/another", "0 the app is subscribed", "0 messages are brought to " + public + "/hooks/another"} {
		if !strings.Contains("\n"+said, "\n"+want) {
			t.Errorf("got\n%swant %q", said, want)
		}
	}
	if got := n.Callback(); got != public+"/hooks/another" {
		t.Errorf("got the callback %s, want ours", got)
	}
}

// TestDoctorCannotMend: Meta asks our address, which does not answer rightly.
func TestDoctorCannotMend(t *testing.T) {
	n := newTown(t, whatsapptest.Config{}, func(c *whatsapp.Config) { c.Path = "/hooks/another" })
	other := config(n.URL)
	other.Path, other.VerifyToken = "/hooks/another", "a-token-that-the-server-has-not"
	said := ""
	for _, f := range open(t, other).Diagnose(deadline(t), true) {
		said += fmt.Sprintln(f.Grade, f.Says)
	}
	if want := "2 messages could not be directed to us"; !strings.Contains(said, want) || strings.Contains(said, other.VerifyToken) {
		t.Errorf("got\n%swant %q and no token", said, want)
	}
}

// TestDoctorOfAStrangersAddress: what stands behind its host may be its secret.
func TestDoctorOfAStrangersAddress(t *testing.T) {
	n := newTown(t, whatsapptest.Config{}, nil)
	moved := config(n.URL)
	moved.PublicURL = "https://new.example.org"
	said := ""
	for _, f := range open(t, moved).Diagnose(deadline(t), false) {
		said += fmt.Sprintln(f.Grade, f.Says)
	}
	if want := "2 messages are brought to " + public + ", which is not us"; !strings.Contains(said, want) {
		t.Errorf("got\n%swant %q", said, want)
	}
}

func TestDoctorWithoutANetwork(t *testing.T) {
	found := open(t, config("http://127.0.0.1:1")).Diagnose(deadline(t), true)
	if len(found) < 2 || found[0].Grade != channels.Bad || strings.Contains(fmt.Sprint(found), whatsapptest.Token) {
		t.Errorf("got %+v, want what is wrong, without the token", found)
	}
}
