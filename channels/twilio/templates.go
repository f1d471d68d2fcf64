package twilio

import (
	"context"
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"unicode/utf8"

	openapi "github.com/twilio/twilio-go/rest/content/v1"

	"plaza/channels"
)

// mostTemplate is the most characters of a template
// (twilio.com/docs/api/errors/63021).
const mostTemplate = 1024

// category is what our templates are handed in as: they speak of something the
// person takes part in. WhatsApp may put them into another, and does.
const category = "UTILITY"

var (
	slot     = regexp.MustCompile(`{{[0-9]+}}`)
	touching = regexp.MustCompile(`}}\s*{{`)
)

// PutTemplate makes a text's content where there is none, and hands it in for
// WhatsApp's approval where that was not done.
func (c *WhatsApp) PutTemplate(ctx context.Context, t channels.TemplateText) (channels.Template, error) {
	put := channels.Template{Name: t.Name, Lang: t.Lang}
	if err := approvable(t); err != nil {
		return put, err
	}
	all, err := c.approvals(ctx)
	if err != nil {
		return put, fmt.Errorf("hand in %s: %w", t.Name, err)
	}
	id := ""
	for _, x := range all {
		if or(x.FriendlyName) != t.Name || or(x.Language) != languageCode(t.Lang) {
			continue
		}
		if id = or(x.Sid); approval(x, "status") != "unsubmitted" {
			return put, nil
		}
	}
	if id == "" {
		if id, err = c.make(ctx, contentOf(t)); err != nil {
			return put, fmt.Errorf("hand in %s: %w", t.Name, err)
		}
	}
	try := &attempt{ctx: ctx, to: c.content, next: c.cfg.Transport}
	params := &openapi.CreateApprovalCreateParams{}
	params.SetContentApprovalRequest(openapi.ContentApprovalRequest{Name: t.Name, Category: category})
	if _, err := openapi.NewApiServiceWithClient(c.client(try)).CreateApprovalCreate(id, params); err != nil {
		return put, fmt.Errorf("hand in %s: %w", t.Name, try.unsent(err))
	}
	return put, nil
}

// approvable says what WhatsApp would refuse after a day of waiting.
func approvable(t channels.TemplateText) error {
	no := func(why string) error { return fmt.Errorf("hand in %s: %w: %s", t.Name, channels.ErrPermanent, why) }
	body := strings.TrimSpace(t.Body)
	slots := slot.FindAllStringIndex(body, -1)
	switch {
	case body == "":
		return no("it is empty")
	case utf8.RuneCountInString(body) > mostTemplate:
		return no(fmt.Sprintf("it is longer than %d characters", mostTemplate))
	case len(slots) > 0 && (slots[0][0] == 0 || slots[len(slots)-1][1] == len(body)):
		return no("it begins or ends with what differs; put words around it")
	case touching.MatchString(body):
		return no("two things that differ stand side by side; put words between them")
	case len(slots) > len(t.Samples):
		return no("a place has no sample")
	}
	return nil
}

func contentOf(t channels.TemplateText) openapi.ContentCreateRequest {
	content := openapi.ContentCreateRequest{FriendlyName: t.Name, Language: languageCode(t.Lang)}
	content.Types.TwilioText = &openapi.TwilioText{Body: strings.TrimSpace(t.Body)}
	for i, sample := range t.Samples {
		if content.Variables == nil {
			content.Variables = map[string]string{}
		}
		content.Variables[fmt.Sprint(i+1)] = level(sample)
	}
	return content
}

// Templates lists our templates, and how each stands with WhatsApp.
func (c *WhatsApp) Templates(ctx context.Context) ([]channels.TemplateState, error) {
	all, err := c.approvals(ctx)
	if err != nil {
		return nil, fmt.Errorf("read the templates: %w", err)
	}
	var states []channels.TemplateState
	for _, x := range all {
		if name := or(x.FriendlyName); strings.HasPrefix(name, "plaza_") {
			states = append(states, channels.TemplateState{
				Template: channels.Template{Name: name, Lang: strings.ReplaceAll(or(x.Language), "_", "-")},
				State:    state(approval(x, "status")), Why: approval(x, "rejection_reason"),
			})
		}
	}
	return states, nil
}

// state says in our words how a template stands
// (twilio.com/docs/whatsapp/tutorial/message-template-approvals-statuses).
func state(said string) string {
	switch said {
	case "approved", "rejected", "paused":
		return said
	case "disabled":
		return "rejected"
	case "received", "pending":
		return "pending"
	}
	return "draft"
}

// approval is one field of how content stands; content that nobody handed in
// stands as unsubmitted.
func approval(x openapi.ContentV1ContentAndApprovals, key string) string {
	said := ""
	if x.ApprovalRequests != nil {
		said, _ = (*x.ApprovalRequests)[key].(string)
	}
	if said == "" && key == "status" {
		return "unsubmitted"
	}
	return said
}

// approvals lists all content with how it stands, page by page.
func (c *WhatsApp) approvals(ctx context.Context) ([]openapi.ContentV1ContentAndApprovals, error) {
	var all []openapi.ContentV1ContentAndApprovals
	next := page{}
	for range contentPages {
		ctx, cancel := context.WithTimeout(ctx, c.cfg.Timeout)
		try := &attempt{ctx: ctx, to: c.content, next: c.cfg.Transport, most: listBytes}
		params := &openapi.ListContentAndApprovalsParams{}
		params.SetPageSize(contentPage)
		list, err := openapi.NewApiServiceWithClient(c.client(try)).PageContentAndApprovals(params, next.token, next.number)
		cancel()
		if err != nil {
			return nil, try.unsent(err)
		}
		if try.status != http.StatusOK {
			return nil, fmt.Errorf("%w: http %d instead of a list", channels.ErrTemporary, try.status)
		}
		all = append(all, list.Contents...)
		if next = after(list.Meta.NextPageUrl); next == (page{}) {
			break
		}
	}
	return all, nil
}
