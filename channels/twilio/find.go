package twilio

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	openapi "github.com/twilio/twilio-go/rest/api/v2010"

	"plaza/channels"
)

const (
	// listed is how many messages of ours to one person are looked through.
	listed = 200
	// listBytes is the most that is read of a list; a message is some 1,500.
	listBytes = 2 << 20
	// settled is how long after an attempt began a list without the message
	// proves that Twilio never had it: longer than the attempt itself, and than
	// what may still have been under way.
	settled = 30 * time.Second
	// apart is how far Twilio's clock, which we know to the second, may seem to
	// stand from ours.
	apart = 2 * time.Second
	// trial stands before every text that a trial account sends.
	trial = "Sent from your Twilio trial account - "
)

// errUnclear: it may be there and may not.
var errUnclear = errors.New("look up at twilio: nobody can tell which message it is")

// Find looks up what became of a message whose answer we never heard, in the
// list of what this sender sent to the person. Our id stands only in the status
// callback, which the list does not show; what is left is the text, and that
// Twilio made it after the attempt began, by Twilio's own clock, which we know
// to the second. Where two fit that are not known to be others, or the one that
// fits may be older, it says that nobody knows.
func (c *account) Find(ctx context.Context, m channels.Outbound, since time.Time, others []string) (channels.Receipt, bool, error) {
	ctx, cancel := context.WithTimeout(ctx, c.cfg.Timeout)
	defer cancel()
	try := &attempt{ctx: ctx, to: c.api, next: c.cfg.Transport, most: listBytes}
	params := &openapi.ListMessageParams{}
	params.SetPathAccountSid(c.cfg.AccountSID)
	params.SetTo(c.net.prefix + string(m.To))
	params.SetPageSize(listed)
	page, err := openapi.NewApiServiceWithClient(c.client(try)).PageMessage(params, "", "")
	if err != nil {
		return channels.Receipt{}, false, fmt.Errorf("look up at twilio: %w", try.unsent(err))
	}
	if try.status != http.StatusOK {
		return channels.Receipt{}, false, fmt.Errorf("look up at twilio: http %d instead of a list", try.status)
	}
	now := c.cfg.Now()
	ahead := time.Duration(0) // Twilio's clock before ours
	if !try.date.IsZero() {
		ahead = try.date.Sub(now)
	}
	found, err := c.pick(page.Messages, m, since.Add(ahead), others)
	switch {
	case err != nil:
		return channels.Receipt{}, false, err
	case found != nil:
		return channels.Receipt{Ref: or(found.Sid), Cost: cost(or(found.Price), or(found.PriceUnit))}, true, nil
	case now.Sub(since) < settled:
		return channels.Receipt{}, false, errors.New("look up at twilio: too early to say that it is not there")
	}
	return channels.Receipt{}, false, nil
}

// pick finds the one message that was made at or after a time of Twilio's and
// says what m says; nil when there is none.
func (c *account) pick(all []openapi.ApiV2010Message, m channels.Outbound, since time.Time, others []string) (*openapi.ApiV2010Message, error) {
	var found *openapi.ApiV2010Message
	var last time.Time
	for i := range all {
		x := &all[i]
		made, err := time.Parse(time.RFC1123Z, or(x.DateCreated))
		if err != nil {
			return nil, errors.New("look up at twilio: a message without a date")
		}
		last = made
		if made.Before(since.Add(-apart)) || !c.sent(x) || slices.Contains(others, or(x.Sid)) {
			continue
		}
		same := says(or(x.Body), m)
		switch {
		case !same && composed(m):
			return nil, errUnclear // how Twilio lists what it composed itself, nobody promises
		case !same:
			continue
		case found != nil, made.Before(since.Truncate(time.Second)):
			return nil, errUnclear
		}
		found = x
	}
	if found == nil && len(all) >= listed && !last.Before(since) {
		return nil, errUnclear // there is more than we looked through
	}
	return found, nil
}

// sent says whether a message left by this sender.
func (c *account) sent(x *openapi.ApiV2010Message) bool {
	if !strings.HasPrefix(or(x.Direction), "outbound") {
		return false
	}
	if c.cfg.MessagingServiceSID != "" {
		return or(x.MessagingServiceSid) == c.cfg.MessagingServiceSID
	}
	return or(x.From) == c.net.prefix+c.cfg.From
}

func says(body string, m channels.Outbound) bool {
	return strings.TrimSpace(strings.TrimPrefix(body, trial)) == strings.TrimSpace(m.Text)
}

// composed says whether Twilio puts a message together out of content.
func composed(m channels.Outbound) bool { return m.Template != nil || len(m.Buttons) > 0 }
