package main

import (
	"strconv"
	"strings"

	"github.com/nyaruka/phonenumbers"
)

// settle lays the environment over the settings of a channel's profile. Their
// names are the profile's and not ours, so each variable with the prefix is
// one: PLAZA_CHANNEL_SMS_SETTINGS_API_KEY. Those it took are returned.
func (c *channelConfig) settle(vars map[string]string, prefix string) (taken []string) {
	for v, value := range vars {
		name, ok := strings.CutPrefix(v, prefix+"SETTINGS_")
		if !ok || name == "" {
			continue
		}
		if c.Settings == nil {
			c.Settings = map[string]string{}
		}
		name = strings.ToLower(name)
		c.Settings[name] = value
		// What the environment says holds, whichever of the two ways it says it.
		if other, isFile := strings.CutSuffix(name, "_file"); isFile {
			delete(c.Settings, other)
		} else if vars[v+"_FILE"] == "" {
			delete(c.Settings, name+"_file")
		}
		taken = append(taken, v)
	}
	return taken
}

// settings are the settings of the profile, with those that stand in files of
// their own: api_key_file holds api_key.
func (c *channelConfig) settings() (map[string]string, error) {
	open := map[string]string{}
	for name, value := range c.Settings {
		key, isFile := strings.CutSuffix(name, "_file")
		if !isFile {
			open[name] = value
			continue
		}
		read, err := secret{key: "settings." + key, value: c.Settings[key], file: value}.read()
		if err != nil {
			return nil, err
		}
		open[key] = read
	}
	return open, nil
}

// callingCode is the code of the country whose way of writing numbers is
// understood, such as 254; empty without one.
func callingCode(region string) string {
	if n := phonenumbers.GetCountryCodeForRegion(region); n > 0 {
		return strconv.Itoa(n)
	}
	return ""
}
