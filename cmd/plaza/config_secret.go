package main

import (
	"fmt"
	"os"
	"strings"
)

// secret is a setting that can also be the name of a file which holds it.
type secret struct{ key, value, file string }

// read is the secret from wherever it was put.
func (s secret) read() (string, error) {
	if s.file == "" {
		return s.value, nil
	}
	b, err := os.ReadFile(s.file)
	if err != nil {
		return "", fmt.Errorf("read %s_file: %w", s.key, err)
	}
	return strings.TrimSpace(string(b)), nil
}

// secrets are those of a channel, of whatever kind it is.
func (c *channelConfig) secrets() []secret {
	return []secret{
		{"auth_token", c.AuthToken, c.AuthTokenFile},
		{"token", c.Token, c.TokenFile},
		{"access_token", c.AccessToken, c.AccessTokenFile},
		{"app_secret", c.AppSecret, c.AppSecretFile},
		{"verify_token", c.VerifyToken, c.VerifyTokenFile},
	}
}

// opened are the secrets of a channel by their keys.
func (c *channelConfig) opened() (map[string]string, error) {
	open := map[string]string{}
	for _, s := range c.secrets() {
		var err error
		if open[s.key], err = s.read(); err != nil {
			return nil, err
		}
	}
	return open, nil
}

// polls says whether we ask the network for messages: then nobody calls us.
func (c *channelConfig) polls() bool { return c.Kind == "telegram" && !c.Webhook }
