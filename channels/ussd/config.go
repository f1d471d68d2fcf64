package ussd

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"plaza/channels"
)

// Config is one code at Africa's Talking as seen from here.
type Config struct {
	// PublicURL is where the world finds this server; only Diagnose needs it.
	PublicURL string
	// Path is where the handler is mounted, as this server sees it; the
	// network calls Path and Callers.Secret.
	Path    string
	Callers channels.Callers
	// Plain gives up the accents that no GSM alphabet has: a screen that holds
	// one carries less than half, and not every network shows it.
	Plain bool
	// BodyTimeout bounds the reading of a request, 5 seconds when it is 0.
	BodyTimeout time.Duration
}

// Channel answers those who dial one code.
type Channel struct {
	cfg   Config
	guard *channels.Guard
}

// New checks a configuration and builds the channel. Without a proof of who
// calls there is none.
func New(cfg Config) (*Channel, error) {
	guard, err := cfg.Callers.Guard()
	if err != nil {
		return nil, fmt.Errorf("set up ussd: %w", err)
	}
	if cfg.BodyTimeout <= 0 {
		cfg.BodyTimeout = 5 * time.Second
	}
	cfg.PublicURL = strings.TrimRight(cfg.PublicURL, "/")
	return &Channel{cfg: cfg, guard: guard}, nil
}

// Capabilities says what a phone shows that has only figures to answer with.
// A text has no limit: it is shown screen by screen. The scope is empty: a
// phone number is the same person whichever code they dialled.
func (c *Channel) Capabilities() channels.Capabilities {
	return channels.Capabilities{Name: "ussd", Keypad: true}
}

// errSilent is what Send answers: the network asks and is answered, and never
// takes a message of ours.
var errSilent = errors.New("a screen can only answer who dials")

// Send refuses.
func (c *Channel) Send(ctx context.Context, _ channels.Outbound) (channels.Receipt, error) {
	if err := ctx.Err(); err != nil {
		return channels.Receipt{}, fmt.Errorf("%w: %w", channels.ErrTemporary, err)
	}
	return channels.Receipt{}, fmt.Errorf("%w: %w", channels.ErrPermanent, errSilent)
}
