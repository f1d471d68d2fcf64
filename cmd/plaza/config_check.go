package main

import (
	"errors"
	"fmt"
	"net"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"

	"plaza/channels/all"
)

var channelName = regexp.MustCompile(`^[a-z][a-z0-9-]*$`)

// check finds what reading alone does not: values that cannot be, and keys
// that exclude or need each other.
func (c *config) check() error {
	var wrong []error
	no := func(format string, args ...any) { wrong = append(wrong, fmt.Errorf(format, args...)) }
	for _, a := range []struct{ key, addr string }{{"listen", c.Listen}, {"metrics", c.Metrics}} {
		if a.key == "metrics" && a.addr == "off" {
			continue
		}
		if _, _, err := net.SplitHostPort(a.addr); err != nil {
			no("%s: %q is no address such as 127.0.0.1:8080", a.key, a.addr)
		}
	}
	if c.PublicURL != "" {
		u, err := url.Parse(c.PublicURL)
		if err != nil || u.Scheme == "" || u.Host == "" || u.RawQuery != "" {
			no("public_url: %q is no address such as https://plaza.example.org", c.PublicURL)
		}
	}
	if _, err := time.LoadLocation(c.Quiet.Zone); err != nil {
		no("quiet.zone: %q is no time zone such as Africa/Nairobi", c.Quiet.Zone)
	}
	for _, t := range []struct{ key, at string }{{"quiet.from", c.Quiet.From}, {"quiet.until", c.Quiet.Until}} {
		if _, err := time.Parse("15:04", t.at); err != nil {
			no("%s: %q is no time of day such as 21:00", t.key, t.at)
		}
	}
	if c.Cap.Messages < 0 || c.Cap.Days < 1 {
		no("cap: %d messages in %d days is no bound; 0 messages is none at all", c.Cap.Messages, c.Cap.Days)
	}
	wrong = append(wrong, c.checkPrices()...)
	wrong = append(wrong, c.checkUpdates()...)
	wrong = append(wrong, c.checkOperators()...)
	if where, isPostgres := c.database(); strings.Contains(where, "://") && !isPostgres {
		no("database: it is neither a file nor a Postgres address such as postgres://plaza@localhost/plaza")
	}
	if c.Spool.Max < 0 {
		no("spool.max: %d is no number of megabytes; 0 keeps nothing on the disk", c.Spool.Max)
	}
	if c.Media.Max < 0 || c.Media.Max > 100 {
		no("media.max: %d is no size from 1 to 100 megabytes; 0 fetches nothing", c.Media.Max)
	}
	if c.Media.Daily < 1 {
		no("media.daily: %d is no number from 1 on; media.max: 0 fetches nothing", c.Media.Daily)
	}
	if c.Region != "" && !regexp.MustCompile(`^[A-Z]{2}$`).MatchString(c.Region) {
		no("region: %q is no country such as ZA", c.Region)
	}
	if c.Key != "" && c.KeyFile != "" {
		no("key and key_file: set one of them")
	}
	if !slices.Contains([]string{"debug", "info", "warn", "error"}, c.Log.Level) {
		no("log.level: %q is none of debug, info, warn, error", c.Log.Level)
	}
	if !slices.Contains([]string{"text", "json"}, c.Log.Format) {
		no("log.format: %q is none of text, json", c.Log.Format)
	}
	for _, name := range c.channelNames() {
		if !channelName.MatchString(name) {
			no("channels.%s: a channel's name is of small letters, digits and hyphens", name)
		}
		for _, e := range c.Channels[name].check() {
			no("channels.%s.%w", name, e)
		}
	}
	return errors.Join(wrong...)
}

// check finds what is wrong with a channel whatever its kind; what a kind needs
// its adapter says when it is opened.
func (c *channelConfig) check() (wrong []error) {
	var kinds []string
	for _, a := range all.Adapters() {
		kinds = append(kinds, a.Kind)
	}
	switch {
	case c.Kind == "":
		wrong = append(wrong, fmt.Errorf("kind: missing; there is %s", strings.Join(kinds, ", ")))
	case !slices.Contains(kinds, c.Kind):
		wrong = append(wrong, fmt.Errorf("kind: there is no channel %q; there is %s", c.Kind, strings.Join(kinds, ", ")))
	}
	for name := range c.Settings {
		if _, both := c.Settings[name+"_file"]; both {
			wrong = append(wrong, fmt.Errorf("settings.%s and %s_file: set one of them", name, name))
		}
	}
	for _, s := range c.secrets() {
		if s.value != "" && s.file != "" {
			wrong = append(wrong, fmt.Errorf("%s and %s_file: set one of them", s.key, s.key))
		}
	}
	return wrong
}
