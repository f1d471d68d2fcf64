package twilio

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/twilio/twilio-go/client"
	openapi "github.com/twilio/twilio-go/rest/api/v2010"

	"plaza/channels"
)

// longest is the most that ValidityPeriod takes, by the description of the API.
const longest = 36000 * time.Second

// Send creates one message. It makes one request, whatever happens.
//
// No error of it holds a token, an address or a text; those of Twilio do, so
// they are not wrapped.
func (c *Channel) Send(ctx context.Context, m channels.Outbound) (channels.Receipt, error) {
	ctx, cancel := context.WithTimeout(ctx, c.cfg.Timeout)
	defer cancel()
	return c.create(ctx, m, func(params *openapi.CreateMessageParams) { params.SetBody(m.Text) })
}

// create makes one message of what say puts into it.
func (c *account) create(ctx context.Context, m channels.Outbound, say func(*openapi.CreateMessageParams)) (channels.Receipt, error) {
	validity, err := c.validity(m.Expires)
	if err != nil {
		return channels.Receipt{}, err
	}
	try := &attempt{ctx: ctx, to: c.api, next: c.cfg.Transport}
	api := openapi.NewApiServiceWithClient(c.client(try))

	params := &openapi.CreateMessageParams{}
	params.SetPathAccountSid(c.cfg.AccountSID)
	params.SetTo(c.net.prefix + string(m.To))
	params.SetValidityPeriod(int(validity / time.Second))
	params.SetStatusCallback(c.callback(m.ID))
	if c.cfg.MessagingServiceSID != "" {
		params.SetMessagingServiceSid(c.cfg.MessagingServiceSID)
	} else {
		params.SetFrom(c.net.prefix + c.cfg.From)
	}
	say(params)
	answer, err := api.CreateMessage(params)
	if err != nil {
		return channels.Receipt{}, try.classify(err)
	}
	return accepted(try.status, answer)
}

// client is made anew for each attempt, because twilio-go takes no context:
// the transport carries it. It costs two small structs; connections are kept
// by the transport below.
func (c *account) client(try *attempt) *client.Client {
	twilio := &client.Client{
		Credentials: client.NewCredentials(c.cfg.AccountSID, c.cfg.AuthToken),
		HTTPClient:  &http.Client{Transport: try},
	}
	twilio.SetAccountSid(c.cfg.AccountSID)
	return twilio
}

// validity is how long Twilio may try. It refuses less than a second, and so
// do we: what is not worth sending any more is not sent.
func (c *account) validity(expires time.Time) (time.Duration, error) {
	if expires.IsZero() {
		return c.cfg.Validity, nil
	}
	left := expires.Sub(c.cfg.Now())
	if left < time.Second {
		return 0, fmt.Errorf("send by twilio: %w: the message expired before it was sent", channels.ErrPermanent)
	}
	return min(left, c.cfg.Validity), nil
}

// callback is the URL at which Twilio says what became of our message. It has
// one parameter: Twilio sorts several, and signs the order it was given
// (twilio/twilio-php issue 790).
func (c *account) callback(id string) string {
	return c.cfg.PublicURL + "/" + strings.TrimLeft(c.cfg.Path, "/") + "?" + statusKey + "=" + url.QueryEscape(id)
}

// accepted reads Twilio's answer to a message it took.
func accepted(status int, answer *openapi.ApiV2010Message) (channels.Receipt, error) {
	if status < 200 || status > 299 {
		return channels.Receipt{}, fmt.Errorf("send by twilio: http %d instead of an answer", status)
	}
	if answer.ErrorCode != nil && *answer.ErrorCode != 0 { // taken, and failed at once
		return channels.Receipt{}, failure(status, *answer.ErrorCode)
	}
	if answer.Sid == nil || *answer.Sid == "" {
		return channels.Receipt{}, errors.New("send by twilio: the answer names no message")
	}
	return channels.Receipt{Ref: *answer.Sid, Cost: cost(or(answer.Price), or(answer.PriceUnit))}, nil
}

// or is what a field of an answer says; nothing when it is not there.
func or(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}

// classify says what an error of an attempt means for the message.
func (a *attempt) classify(err error) error {
	if number, answered := a.refused(err); answered {
		return a.later(failure(a.status, number), number)
	}
	if !a.connected.Load() {
		return fmt.Errorf("send by twilio: %w: no connection: %w", channels.ErrTemporary, plain(err))
	}
	// Once a connection is there, the request may have arrived, even when we
	// gave up on it ourselves.
	return fmt.Errorf("send by twilio: no answer, the message may have left: %w", plain(err))
}

// unsent classifies an error of a call that sends nothing to anybody, and can
// therefore be made again.
func (a *attempt) unsent(err error) error {
	number, answered := a.refused(err)
	if !answered {
		return fmt.Errorf("%w: no answer: %w", channels.ErrTemporary, plain(err))
	}
	says := "http " + strconv.Itoa(a.status)
	if number != 0 {
		says += ", " + why(number)
	}
	class := channels.ErrTemporary
	if a.status == http.StatusBadRequest {
		class = channels.ErrPermanent
	}
	if known, ok := explain(number); ok && known.class != nil {
		class = known.class
	}
	return a.later(fmt.Errorf("%w: %s", class, says), number)
}

// refused finds Twilio's code in an error, 0 where it gave none, and says
// whether there was an answer at all: one that is no JSON is a proxy's, or was cut.
func (a *attempt) refused(err error) (number int, answered bool) {
	var refused *client.TwilioRestError
	if errors.As(err, &refused) {
		number = refused.Code
	}
	return number, a.status != 0
}

// errContent is the refusal of content that is not there any more.
var errContent = errors.New("the content is gone")

// failure classifies an answer that is not yes. The status decides where the
// code is not known: a 4xx has not been acted on, of a 5xx nobody knows.
func failure(status, number int) error {
	says := "http " + strconv.Itoa(status)
	if number != 0 {
		says += ", " + why(number)
	}
	known, ok := explain(number)
	class := known.class
	if number == 21655 && status == http.StatusBadRequest {
		return fmt.Errorf("send by twilio: %w: %s", errContent, says)
	}
	switch {
	case status == http.StatusTooManyRequests: // never acted on, says help.twilio.com on error 429
		class = channels.ErrTemporary
	case status >= 500:
		class = nil
	case ok:
	case status == http.StatusUnauthorized, status == http.StatusForbidden, status == http.StatusNotFound, status == http.StatusRequestTimeout:
		class = channels.ErrTemporary // the account's fault, or the way's; never the person's
	case status >= 400:
		class = channels.ErrPermanent
	}
	if class == nil {
		return fmt.Errorf("send by twilio: %s", says)
	}
	return fmt.Errorf("send by twilio: %w: %s", class, says)
}

// later adds how long Twilio asked us to wait, in its answer or in its pages.
func (a *attempt) later(err error, number int) error {
	asked := max(a.retryAfter, wait(number))
	if asked <= 0 || !errors.Is(err, channels.ErrTemporary) {
		return err
	}
	all := a.status == http.StatusTooManyRequests || wait(number) > 0 // it is the sender's limit, not the person's
	return &channels.RetryAfter{Err: err, For: asked, All: all}
}

// plain takes the URL out of an error: it names the account.
func plain(err error) error {
	var u *url.Error
	if errors.As(err, &u) {
		return u.Err
	}
	return err
}
