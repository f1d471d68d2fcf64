package ussd_test

import (
	"strings"
	"testing"

	"plaza/channels"
	"plaza/channels/ussd"
)

// TestDiagnose says the whole address that the network must call, which is the
// one that is answered, and what may keep the network out.
func TestDiagnose(t *testing.T) {
	const secret = "s3cr3t-of-the-path"
	c, err := ussd.New(ussd.Config{PublicURL: "https://plaza.example.org/", Path: "/hooks/dial/",
		Callers: channels.Callers{Secret: secret, Allow: []string{"192.0.2.7"}}})
	if err != nil {
		t.Fatal(err)
	}
	var doctor channels.Doctor = c
	var pasted []string
	proxies := false
	for _, f := range doctor.Diagnose(t.Context(), false) {
		if f.Paste != "" {
			pasted = append(pasted, f.Paste)
		}
		if strings.Contains(f.Says+f.Do, secret) {
			t.Errorf("got %q, want the secret nowhere but in what is pasted", f.Says+f.Do)
		}
		proxies = proxies || strings.Contains(f.Do, "inbound.proxies")
	}
	if want := "https://plaza.example.org/hooks/dial/" + secret; len(pasted) != 1 || pasted[0] != want {
		t.Errorf("got %q to paste, want %q", pasted, want)
	}
	if !proxies {
		t.Error("got no word of proxies, want one: an allow list is set without them")
	}
}
