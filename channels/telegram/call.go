package telegram

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptrace"
	"strings"
	"sync/atomic"

	tgbotapi "github.com/go-telegram-bot-api/telegram-bot-api/v5"

	"plaza/channels"
)

// The most of an answer that is read. A hundred updates are some 100 KiB, and
// could be a few MiB.
const (
	answerBytes  = 1 << 20
	updatesBytes = 32 << 20
)

// attempt is the HTTP client of one call. It gives the library the context
// that its calls do not take, and remembers what became of the request.
type attempt struct {
	ctx       context.Context
	next      http.RoundTripper
	most      int64
	connected atomic.Bool
	status    int
}

// Do makes the one request of the attempt. It goes round http.Client, which
// would follow redirects and put the URL into its errors.
func (a *attempt) Do(r *http.Request) (*http.Response, error) {
	ctx := httptrace.WithClientTrace(a.ctx, &httptrace.ClientTrace{
		// From here on a request may be under way that we cannot call back.
		GotConn: func(httptrace.GotConnInfo) { a.connected.Store(true) },
	})
	answer, err := a.next.RoundTrip(r.WithContext(ctx))
	if err != nil {
		return nil, err
	}
	a.status = answer.StatusCode
	answer.Body = bounded{io.LimitReader(answer.Body, a.most), answer.Body}
	return answer, nil
}

// bounded reads the beginning of a body and closes all of it.
type bounded struct {
	io.Reader
	io.Closer
}

// call calls one method of the Bot API, once, and returns its result. An error
// is classified as one of Send is, and holds no token.
func (c *Channel) call(ctx context.Context, method string, params tgbotapi.Params, most int64) (json.RawMessage, error) {
	result, err := c.try(ctx, method, params, most)
	if err != nil {
		return nil, fmt.Errorf("telegram %s: %w", method, err)
	}
	return result, nil
}

func (c *Channel) try(ctx context.Context, method string, params tgbotapi.Params, most int64) (json.RawMessage, error) {
	try := &attempt{ctx: ctx, next: c.cfg.Transport, most: most}
	api := &tgbotapi.BotAPI{Token: c.cfg.Token, Client: try}
	api.SetAPIEndpoint(c.cfg.API + "/bot%s/%s")
	answer, err := api.MakeRequest(method, params)
	if err == nil {
		return answer.Result, nil
	}
	var refused *tgbotapi.Error
	switch {
	case errors.As(err, &refused):
		code := refused.Code
		if code == 0 {
			code = try.status
		}
		return nil, c.refusal(code, refused.Message, refused.RetryAfter)
	case ctx.Err() == nil && try.status >= http.StatusMultipleChoices: // a proxy's page
		return nil, c.refusal(try.status, "", 0)
	case !try.connected.Load():
		return nil, fmt.Errorf("%w: no connection: %w", channels.ErrTemporary, c.clean(ctx, err))
	default:
		// Once a connection is there, the request may have arrived, even when we
		// gave up on it ourselves.
		return nil, fmt.Errorf("no whole answer, it may have been done: %w", c.clean(ctx, err))
	}
}

// clean makes an error that can be logged: of a library's only the words are
// kept, without the token.
func (c *Channel) clean(ctx context.Context, err error) error {
	for _, end := range []error{context.Canceled, context.DeadlineExceeded} {
		if errors.Is(err, end) || errors.Is(ctx.Err(), end) {
			return end
		}
	}
	return errors.New(strings.ReplaceAll(err.Error(), c.cfg.Token, "TOKEN"))
}
