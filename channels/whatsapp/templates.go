package whatsapp

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"plaza/channels"
)

// mostPages bounds how many pages of templates are read, a hundred on each: an
// account is said to hold 6,000 at most (not checked).
const mostPages = 60

// asked is a template as Meta keeps it, or takes it.
type asked struct {
	Name       string  `json:"name"`
	Language   string  `json:"language"`
	Category   string  `json:"category,omitempty"`
	Status     string  `json:"status,omitempty"`
	Why        string  `json:"rejected_reason,omitempty"`
	Components []piece `json:"components"`
}

type piece struct {
	Type    string   `json:"type"`
	Text    string   `json:"text,omitempty"`
	Example *example `json:"example,omitempty"`
}

type example struct {
	BodyText [][]string `json:"body_text"`
}

// body is the text of a template.
func (a asked) body() string {
	for _, p := range a.Components {
		if p.Type == "BODY" {
			return p.Text
		}
	}
	return ""
}

// PutTemplate hands a text in as UTILITY, the category of what somebody takes
// part in; Meta may file it under another. The same text handed in before is
// found again; another text under its name and language is an error, because an
// approved one is not changed under people's eyes: give the new one a new name.
func (c *Channel) PutTemplate(ctx context.Context, t channels.TemplateText) (channels.Template, error) {
	put := channels.Template{Name: templateName(t.Name), Lang: t.Lang}
	if put.Name == "" || t.Lang == "" || t.Body == "" {
		return put, errors.New("put a template: it has no name, no language or no text")
	}
	there, err := c.listed(ctx, put.Name)
	if err != nil {
		return put, fmt.Errorf("put a template: %w", err)
	}
	for _, old := range there {
		if old.Name == put.Name && old.Language == code(t.Lang) {
			if old.body() != t.Body {
				return put, fmt.Errorf("put a template: %s is there in %s with another text: give this one a new name", put.Name, t.Lang)
			}
			return put, nil
		}
	}
	body := piece{Type: "BODY", Text: t.Body}
	if len(t.Samples) > 0 {
		body.Example = &example{[][]string{t.Samples}}
	}
	a, err := c.call(ctx, http.MethodPost, c.cfg.BusinessAccountID+"/message_templates", nil,
		asked{Name: put.Name, Language: code(t.Lang), Category: "UTILITY", Components: []piece{body}})
	if err == nil {
		err = a.manages()
	}
	if err != nil {
		return put, fmt.Errorf("put a template: %w", err)
	}
	return put, nil
}

// Templates lists what was handed in and how it stands.
func (c *Channel) Templates(ctx context.Context) ([]channels.TemplateState, error) {
	there, err := c.listed(ctx, "")
	if err != nil {
		return nil, fmt.Errorf("list the templates: %w", err)
	}
	all := make([]channels.TemplateState, len(there))
	for i, a := range there {
		state, why := stateOf(a)
		all[i] = channels.TemplateState{Template: channels.Template{Name: a.Name, Lang: tag(a.Language)}, State: state, Why: why}
	}
	return all, nil
}

// listed reads the account's templates, or those whose name holds a word.
func (c *Channel) listed(ctx context.Context, name string) ([]asked, error) {
	query := url.Values{"fields": {"name,language,status,rejected_reason,components"}, "limit": {"100"}}
	if name != "" {
		query.Set("name", name)
	}
	var all []asked
	for range mostPages {
		a, err := c.call(ctx, http.MethodGet, c.cfg.BusinessAccountID+"/message_templates", query, nil)
		if err == nil {
			err = a.manages()
		}
		if err != nil {
			return nil, err
		}
		var page struct {
			Data   []asked `json:"data"`
			Paging struct {
				Next    string `json:"next"`
				Cursors struct {
					After string `json:"after"`
				} `json:"cursors"`
			} `json:"paging"`
		}
		if json.Unmarshal(a.body, &page) != nil {
			return nil, errors.New("the answer is no list")
		}
		all = append(all, page.Data...)
		if page.Paging.Next == "" || page.Paging.Cursors.After == "" {
			break
		}
		query.Set("after", page.Paging.Cursors.After) // never the URL it gives: it holds the token
	}
	return all, nil
}

// stateOf is how a template stands, in our words (message_template_status_update).
func stateOf(a asked) (state, why string) {
	reason := ""
	if a.Why != "" && a.Why != "NONE" {
		reason = a.Why
	}
	switch a.Status {
	case "APPROVED":
		return "approved", ""
	case "REJECTED":
		return "rejected", reason
	case "PAUSED", "FLAGGED", "LOCKED":
		return "paused", reason
	case "DISABLED", "ARCHIVED", "DELETED", "PENDING_DELETION", "LIMIT_EXCEEDED":
		return "rejected", strings.ToLower(a.Status)
	}
	return "pending", reason // PENDING, IN_APPEAL, and what comes after this was written
}

// manages is nil where Meta did what it was asked. Its own sentence is passed
// on: it is about a text or an account of ours, never about a person.
func (a answer) manages() error {
	f := a.fault()
	switch {
	case f == nil && a.status >= 200 && a.status <= 299:
		return nil
	case f == nil:
		return fmt.Errorf("http %d", a.status)
	}
	says := why(f.Code)
	for _, s := range []string{f.Title, f.Says} {
		if s != "" {
			says += ": " + s
		}
	}
	return fmt.Errorf("http %d, %s", a.status, says)
}

// templateName is a name as Meta takes it: small letters, digits and
// underscores, 512 at most.
func templateName(name string) string {
	out := strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' {
			return r
		}
		return '_'
	}, strings.ToLower(name))
	return out[:min(len(out), 512)]
}

// code is a language as Meta names it: an underscore, and never Portuguese,
// Chinese or Kinyarwanda without a country (templates/supported-languages). Our
// own Portuguese is Brazil's.
func code(lang string) string {
	switch lang {
	case "pt":
		return "pt_BR"
	case "zh":
		return "zh_CN"
	case "rw":
		return "rw_RW"
	}
	return strings.ReplaceAll(lang, "-", "_")
}

// tag is code backwards: pt_BR is the pt that we handed in.
func tag(code string) string {
	switch code {
	case "pt_BR":
		return "pt"
	case "zh_CN":
		return "zh"
	case "rw_RW":
		return "rw"
	}
	return strings.ReplaceAll(code, "_", "-")
}
