package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestGatewaySettings(t *testing.T) {
	const src = "region: KE\nchannels:\n  gate: {kind: httpgate, profile: vonage, settings: {api_key: of the file, from: plaza}}\n"
	file := filepath.Join(t.TempDir(), "secret")
	if err := os.WriteFile(file, []byte("from a file\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	c, said, err := loadConfig(t, src,
		"PLAZA_CHANNEL_GATE_SETTINGS_API_KEY=of the environment", "PLAZA_CHANNEL_GATE_SETTINGS_API_SECRET_FILE="+file,
		"PLAZA_CHANNEL_GATE_INBOUND_SECRET=0123456789abcdef", "PLAZA_CHANNEL_GATE_INBOUND_ALLOW=192.0.2.7,198.51.100.0/24")
	if err != nil || said != "" {
		t.Fatalf("got %v, said %q", err, said)
	}
	got, err := c.Channels["gate"].settings()
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(map[string]string{"api_key": "of the environment", "api_secret": "from a file", "from": "plaza"}, got); diff != "" {
		t.Errorf("settings (-want +got):\n%s", diff)
	}
	in := c.Channels["gate"].Inbound
	if in.Secret != "0123456789abcdef" || strings.Join(in.Allow, " ") != "192.0.2.7 198.51.100.0/24" {
		t.Errorf("got %+v", in)
	}
	if got := callingCode(c.Region); got != "254" {
		t.Errorf("got the calling code %q, want 254", got)
	}
	if got := callingCode(""); got != "" {
		t.Errorf("got the calling code %q of no country", got)
	}
}

func TestGatewaySettingsRefuse(t *testing.T) {
	if _, _, err := loadConfig(t, "channels: {gate: {kind: httpgate, settings: {key: a, key_file: b}}}\n"); err == nil || !strings.Contains(err.Error(), "channels.gate.settings.key and key_file: set one of them") {
		t.Errorf("got %v, want that only one is set", err)
	}
	c, _, err := loadConfig(t, "channels: {gate: {kind: httpgate, settings: {key_file: /nowhere/at/all}}}\n")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.Channels["gate"].settings(); err == nil || !strings.Contains(err.Error(), "read settings.key_file") {
		t.Errorf("got %v, want that the file is not there", err)
	}
}
