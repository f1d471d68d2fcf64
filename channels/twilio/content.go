package twilio

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	openapi "github.com/twilio/twilio-go/rest/content/v1"

	"plaza/channels"
)

// Twilio draws buttons and lists only from content that was made before. What
// differs from one person to the next is the text; so content is made once for
// each row of options, with the text as its variable, and kept by a name that
// is a hash of the options. After a restart, and on another node, it is found
// again by that name. The options themselves are no variables: WhatsApp does
// not take them everywhere (twilio.com/docs/api/errors/63013). That a variable
// of a message inside the session may have line ends, no page says or denies;
// it was not tried with the provider.

const (
	contentPage  = 100
	contentPages = 50
	// freshly is how long a list of all content is believed when something is
	// missing from it: a template may have been handed in from elsewhere.
	freshly = time.Minute
)

// shelf knows content by its name and language.
type shelf struct {
	mu    sync.RWMutex
	sids  map[string]string
	read  time.Time  // when all of it was read
	fetch sync.Mutex // one at a time reads it or adds to it
}

func newShelf() *shelf { return &shelf{sids: map[string]string{}} }

func (s *shelf) find(key string) string {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.sids[key]
}

func (s *shelf) keep(key, sid string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.sids[key] = sid
}

// since is when all content was read last.
func (s *shelf) since() time.Time {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.read
}

func (s *shelf) all(at time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.read = at
}

func (s *shelf) clear() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.sids, s.read = map[string]string{}, time.Time{}
}

// template finds the content of a template that was handed in.
func (c *WhatsApp) template(ctx context.Context, t channels.Template) (string, error) {
	key := t.Name + " " + languageCode(t.Lang)
	if sid := c.shelf.find(key); sid != "" {
		return sid, nil
	}
	c.shelf.fetch.Lock()
	defer c.shelf.fetch.Unlock()
	if err := c.look(ctx, key); err != nil {
		return "", err
	}
	if sid := c.shelf.find(key); sid != "" {
		return sid, nil
	}
	return "", fmt.Errorf("%w: its template was never handed in: see plaza templates", channels.ErrClosed)
}

// shape finds the content for a message's buttons, or makes it.
func (c *WhatsApp) shape(ctx context.Context, m channels.Outbound) (string, error) {
	content := c.buttons(m)
	key := content.FriendlyName + " " + content.Language
	if sid := c.shelf.find(key); sid != "" {
		return sid, nil
	}
	c.shelf.fetch.Lock()
	defer c.shelf.fetch.Unlock()
	if err := c.look(ctx, key); err != nil {
		return "", err
	}
	if sid := c.shelf.find(key); sid != "" {
		return sid, nil
	}
	return c.make(ctx, content)
}

// buttons is the content for a row of options: quick replies where they fit,
// else a list.
func (c *WhatsApp) buttons(m channels.Outbound) openapi.ContentCreateRequest {
	content := openapi.ContentCreateRequest{Language: languageCode(m.Lang), Variables: map[string]string{"1": "…"}}
	hash := sha256.New()
	label := ""
	if c.Capabilities().List(m.Buttons) {
		label = c.cfg.ListLabel(m.Lang)
		list := &openapi.TwilioListPicker{Body: "{{1}}", Button: label}
		for _, b := range m.Buttons {
			list.Items = append(list.Items, openapi.ListItem{Id: b.ID, Item: b.Label})
		}
		content.Types.TwilioListPicker = list
	} else {
		replies := &openapi.TwilioQuickReply{Body: "{{1}}"}
		for _, b := range m.Buttons {
			replies.Actions = append(replies.Actions, openapi.QuickReplyAction{Type: "QUICK_REPLY", Title: b.Label, Id: b.ID})
		}
		content.Types.TwilioQuickReply = replies
	}
	fmt.Fprintf(hash, "%q %q", label, m.Buttons)
	content.FriendlyName = "plaza-buttons-" + hex.EncodeToString(hash.Sum(nil)[:12])
	return content
}

// make creates content. Nothing is sent by it, so it may be tried again: the
// worst is content that is there twice.
func (c *WhatsApp) make(ctx context.Context, content openapi.ContentCreateRequest) (string, error) {
	try := &attempt{ctx: ctx, to: c.content, next: c.cfg.Transport}
	params := &openapi.CreateContentParams{}
	params.SetContentCreateRequest(content)
	made, err := openapi.NewApiServiceWithClient(c.client(try)).CreateContent(params)
	if err != nil {
		return "", fmt.Errorf("make content: %w", try.unsent(err))
	}
	if try.status/100 != 2 || !sid.MatchString(or(made.Sid)) {
		return "", fmt.Errorf("make content: %w: http %d without a name for it", channels.ErrTemporary, try.status)
	}
	c.shelf.keep(content.FriendlyName+" "+content.Language, *made.Sid)
	return *made.Sid, nil
}

// look reads the list of all content, unless it was read just now or somebody
// found what is missing meanwhile. The caller holds fetch.
func (c *WhatsApp) look(ctx context.Context, key string) error {
	now := c.cfg.Now()
	if c.shelf.find(key) != "" || now.Sub(c.shelf.since()) < freshly {
		return nil
	}
	next := page{}
	for range contentPages {
		try := &attempt{ctx: ctx, to: c.content, next: c.cfg.Transport, most: listBytes}
		params := &openapi.ListContentParams{}
		params.SetPageSize(contentPage)
		list, err := openapi.NewApiServiceWithClient(c.client(try)).PageContent(params, next.token, next.number)
		if err != nil {
			return fmt.Errorf("look for content: %w", try.unsent(err))
		}
		if try.status != http.StatusOK {
			return fmt.Errorf("look for content: %w: http %d", channels.ErrTemporary, try.status)
		}
		for _, x := range list.Contents {
			if strings.HasPrefix(or(x.FriendlyName), "plaza") && sid.MatchString(or(x.Sid)) {
				c.shelf.keep(*x.FriendlyName+" "+or(x.Language), *x.Sid)
			}
		}
		if next = after(list.Meta.NextPageUrl); next == (page{}) {
			break
		}
	}
	c.shelf.all(now)
	return nil
}

// page is where a list goes on.
type page struct{ token, number string }

func after(next *string) page {
	u, err := url.Parse(or(next))
	if err != nil {
		return page{}
	}
	q := u.Query()
	return page{q.Get("PageToken"), q.Get("Page")}
}

// languageCode is a language as WhatsApp writes it: pt_BR, and never pt alone, which
// it does not have.
func languageCode(lang string) string {
	if lang = strings.ReplaceAll(lang, "-", "_"); lang == "pt" {
		return "pt_BR"
	}
	if lang == "" {
		return "en"
	}
	return lang
}
