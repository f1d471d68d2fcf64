package main

import "time"

// config is what an operator decides: deploy/plaza.example.yaml holds every
// key with what happens without it, and a test keeps the two alike. Nothing of
// a consultation stands here, and nothing of this stands in a consultation.
//
// Each key can be overridden by an environment variable: PLAZA_ and the key in
// capitals (PLAZA_LISTEN, PLAZA_FORUM_NAME); a channel's is PLAZA_CHANNEL_, its
// name, and the key (PLAZA_CHANNEL_SMS_AUTH_TOKEN), and an operator's likewise
// (PLAZA_OPERATOR_AMINA_TOKEN).
type config struct {
	Data      string `yaml:"data" env:"DATA"`
	Database  string `yaml:"database" env:"DATABASE"`
	Key       string `yaml:"key" env:"KEY"`
	KeyFile   string `yaml:"key_file" env:"KEY_FILE"`
	PublicURL string `yaml:"public_url" env:"PUBLIC_URL"`
	Listen    string `yaml:"listen" env:"LISTEN"`
	Metrics   string `yaml:"metrics" env:"METRICS"`
	Region    string `yaml:"region" env:"REGION"`
	Place     string `yaml:"place" env:"PLACE"`

	Fewest int `yaml:"fewest" env:"FEWEST"`

	Lease time.Duration `yaml:"lease" env:"LEASE"`

	Forum    forumConfig               `yaml:"forum" envPrefix:"FORUM_"`
	Quiet    quietConfig               `yaml:"quiet" envPrefix:"QUIET_"`
	Cap      capConfig                 `yaml:"cap" envPrefix:"CAP_"`
	Prices   pricesConfig              `yaml:"prices" envPrefix:"PRICES_"`
	Budgets  map[string]float64        `yaml:"budgets" env:"-"`
	Updates  updatesConfig             `yaml:"updates" envPrefix:"UPDATES_"`
	Nudges   nudgesConfig              `yaml:"nudges" envPrefix:"NUDGES_"`
	Timeouts timeoutConfig             `yaml:"timeouts" envPrefix:"TIMEOUTS_"`
	Spool    spoolConfig               `yaml:"spool" envPrefix:"SPOOL_"`
	Media    mediaConfig               `yaml:"media" envPrefix:"MEDIA_"`
	Log      logConfig                 `yaml:"log" envPrefix:"LOG_"`
	Channels map[string]*channelConfig `yaml:"channels" env:"-"`

	Operators  map[string]*operatorConfig `yaml:"operators" env:"-"`
	Broadcasts broadcastsConfig           `yaml:"broadcasts" envPrefix:"BROADCASTS_"`
}

// forumConfig is who speaks, as HELP tells people.
type forumConfig struct {
	Name     string `yaml:"name" env:"NAME"`
	Contact  string `yaml:"contact" env:"CONTACT"`
	Language string `yaml:"language" env:"LANGUAGE"`
}

// quietConfig is the night: no reminder and no first message leaves in it.
// Replies do, for whoever writes at night is awake.
type quietConfig struct {
	From  string `yaml:"from" env:"FROM"`
	Until string `yaml:"until" env:"UNTIL"`
	Zone  string `yaml:"zone" env:"ZONE"`
}

// capConfig bounds what a person gets unasked, over all consultations.
type capConfig struct {
	Messages int `yaml:"messages" env:"MESSAGES"`
	Days     int `yaml:"days" env:"DAYS"`
}

// pricesConfig is what messages cost.
type pricesConfig struct {
	Currency string                  `yaml:"currency" env:"CURRENCY"`
	Channels map[string]*priceConfig `yaml:"channels" env:"-"`
}

// priceConfig is what the messages of one channel cost.
type priceConfig struct {
	Per string             `yaml:"per"`
	Any float64            `yaml:"any"`
	To  map[string]float64 `yaml:"to"`
}

// timeoutConfig bounds what a caller of the server may take.
type timeoutConfig struct {
	Header time.Duration `yaml:"header" env:"HEADER"`
	Read   time.Duration `yaml:"read" env:"READ"`
	Write  time.Duration `yaml:"write" env:"WRITE"`
	Idle   time.Duration `yaml:"idle" env:"IDLE"`
	Drain  time.Duration `yaml:"drain" env:"DRAIN"`
}

// spoolConfig is where messages wait while the database is away.
type spoolConfig struct {
	Dir string `yaml:"dir" env:"DIR"`
	Max int    `yaml:"max" env:"MAX"` // MB; 0 keeps none
}

// mediaConfig bounds the pictures, voices and files that are fetched.
type mediaConfig struct {
	Max   int `yaml:"max" env:"MAX"` // MB of one; 0 fetches none
	Daily int `yaml:"daily" env:"DAILY"`
}

type logConfig struct {
	Level  string `yaml:"level" env:"LEVEL"`
	Format string `yaml:"format" env:"FORMAT"`
}

// channelConfig is one sender account. Which keys it needs depends on its kind.
type channelConfig struct {
	Kind                string `yaml:"kind" env:"KIND"`
	AccountSID          string `yaml:"account_sid" env:"ACCOUNT_SID"`
	AuthToken           string `yaml:"auth_token" env:"AUTH_TOKEN"`
	AuthTokenFile       string `yaml:"auth_token_file" env:"AUTH_TOKEN_FILE"`
	SecondaryToken      string `yaml:"secondary_token" env:"SECONDARY_TOKEN"`
	From                string `yaml:"from" env:"FROM"`
	MessagingServiceSID string `yaml:"messaging_service_sid" env:"MESSAGING_SERVICE_SID"`

	AccessToken       string `yaml:"access_token" env:"ACCESS_TOKEN"`
	AccessTokenFile   string `yaml:"access_token_file" env:"ACCESS_TOKEN_FILE"`
	AppSecret         string `yaml:"app_secret" env:"APP_SECRET"`
	AppSecretFile     string `yaml:"app_secret_file" env:"APP_SECRET_FILE"`
	SecondarySecret   string `yaml:"secondary_secret" env:"SECONDARY_SECRET"`
	VerifyToken       string `yaml:"verify_token" env:"VERIFY_TOKEN"`
	VerifyTokenFile   string `yaml:"verify_token_file" env:"VERIFY_TOKEN_FILE"`
	PhoneNumberID     string `yaml:"phone_number_id" env:"PHONE_NUMBER_ID"`
	BusinessAccountID string `yaml:"business_account_id" env:"BUSINESS_ACCOUNT_ID"`
	GraphVersion      string `yaml:"graph_version" env:"GRAPH_VERSION"`

	Token       string `yaml:"token" env:"TOKEN"`
	TokenFile   string `yaml:"token_file" env:"TOKEN_FILE"`
	Webhook     bool   `yaml:"webhook" env:"WEBHOOK"`
	SecretToken string `yaml:"secret_token" env:"SECRET_TOKEN"`

	Profile  string            `yaml:"profile" env:"PROFILE"`
	Settings map[string]string `yaml:"settings" env:"-"` // config_gateway.go

	Inbound inboundConfig `yaml:"inbound" envPrefix:"INBOUND_"`
	Start   string        `yaml:"start" env:"START"`
	Plain   bool          `yaml:"plain" env:"PLAIN"`

	Rate     float64 `yaml:"rate" env:"RATE"`
	Tier     int     `yaml:"tier" env:"TIER"`
	InFlight int     `yaml:"in_flight" env:"IN_FLIGHT"`
	MMS      bool    `yaml:"mms" env:"MMS"`
	APIURL   string  `yaml:"api_url" env:"API_URL"`
}

// inboundConfig is how a network that signs nothing is known when it calls.
type inboundConfig struct {
	Secret   string   `yaml:"secret" env:"SECRET"`
	User     string   `yaml:"user" env:"USER"`
	Password string   `yaml:"password" env:"PASSWORD"`
	Header   string   `yaml:"header" env:"HEADER"`
	Key      string   `yaml:"signing_key" env:"SIGNING_KEY"`
	Allow    []string `yaml:"allow" env:"ALLOW"`
	Proxies  []string `yaml:"proxies" env:"PROXIES"`
}

// defaults are what holds without a file and without a variable.
func defaults() config {
	return config{
		Data:    "plaza-data",
		Listen:  "127.0.0.1:8080",
		Metrics: "127.0.0.1:9090",
		Place:   "place",
		Fewest:  10,
		Lease:   30 * time.Second,
		Forum:   forumConfig{Language: "en"},
		Quiet:   quietConfig{From: "21:00", Until: "08:00", Zone: "UTC"},
		Cap:     capConfig{Messages: 12, Days: 30},
		Updates: updatesConfig{Weekly: "0 10 * * 1", Monthly: "0 10 1 * *"},
		Nudges:  nudgesConfig{At: "0 9 * * 1-5", Before: []int{30, 7}, Weeks: 13},
		Timeouts: timeoutConfig{
			Header: 5 * time.Second,
			Read:   15 * time.Second,
			Write:  30 * time.Second,
			Idle:   2 * time.Minute,
			Drain:  25 * time.Second,
		},
		Spool: spoolConfig{Max: 256},
		Media: mediaConfig{Max: 10, Daily: 20},
		Log:   logConfig{Level: "info", Format: "text"},

		Broadcasts: broadcastsConfig{Approval: "on"},
	}
}
