package twilio

import (
	"context"
	"fmt"
	"strings"

	openapi "github.com/twilio/twilio-go/rest/api/v2010"
	services "github.com/twilio/twilio-go/rest/messaging/v1"
	senders "github.com/twilio/twilio-go/rest/messaging/v2"

	"plaza/channels"
)

// insist asks Twilio to call again when it was not heard: five times, whatever
// the reason (twilio.com/docs/usage/webhooks/webhooks-connection-overrides).
// It calls once without it.
const insist = "#rc=5&rp=all"

// hook is the address that Twilio must call.
func (c *account) hook() string { return c.cfg.PublicURL + "/" + strings.TrimLeft(c.cfg.Path, "/") }

// Diagnose asks whether the account is open, the number or the service is
// there and can send, and whether Twilio brings what people write to us.
func (c *Channel) Diagnose(ctx context.Context, mend bool) []channels.Finding {
	found, ok := c.examine(ctx)
	switch {
	case !ok:
		return found
	case c.cfg.MessagingServiceSID != "":
		return append(found, c.service(ctx, mend)...)
	}
	return append(found, c.number(ctx, mend)...)
}

// Diagnose asks whether the account is open and the WhatsApp sender is online,
// and whether Twilio brings what people write to us.
func (c *WhatsApp) Diagnose(ctx context.Context, mend bool) []channels.Finding {
	found, ok := c.examine(ctx)
	switch {
	case !ok:
		return found
	case c.cfg.From == "":
		return append(found, c.service(ctx, mend)...)
	}
	return append(found, c.sender(ctx, mend)...)
}

// examine asks for the account itself. Without it there is nothing more to ask.
func (c *account) examine(ctx context.Context) ([]channels.Finding, bool) {
	try := &attempt{ctx: ctx, to: c.api, next: c.cfg.Transport}
	account, err := openapi.NewApiServiceWithClient(c.client(try)).FetchAccount(c.cfg.AccountSID)
	switch {
	case err != nil:
		f := bad("Twilio does not know us: " + try.unsent(err).Error())
		f.Do = "compare account_sid and auth_token with the console's first page"
		if try.status == 0 {
			f = bad("Twilio cannot be reached: " + try.unsent(err).Error())
			f.Do = "let this machine reach api.twilio.com by https"
		}
		return []channels.Finding{f}, false
	case or(account.Status) != "active":
		f := bad("the account is " + or(account.Status))
		f.Do = "see the notices in Twilio's console"
		return []channels.Finding{f}, false
	case or(account.Type) == "Trial":
		return []channels.Finding{{
			Grade: channels.Doubtful, Says: "the account is a trial: it sends to verified numbers only, and says so in every message",
			Do: "upgrade it in the console before you invite anybody",
		}}, true
	}
	return []channels.Finding{{Says: "the account is active, and the token is right"}}, true
}

// number asks for the number that sends.
func (c *account) number(ctx context.Context, mend bool) []channels.Finding {
	if !strings.HasPrefix(c.cfg.From, "+") {
		return []channels.Finding{{
			Grade: channels.Doubtful, Says: "a short code, or a sender of letters, cannot be asked for its webhook",
			Do: "see that the console has this address where a message comes in:", Paste: c.hook() + insist,
		}}
	}
	try := &attempt{ctx: ctx, to: c.api, next: c.cfg.Transport}
	params := &openapi.ListIncomingPhoneNumberParams{}
	params.SetPathAccountSid(c.cfg.AccountSID)
	params.SetPhoneNumber(c.cfg.From)
	list, err := openapi.NewApiServiceWithClient(c.client(try)).PageIncomingPhoneNumber(params, "", "")
	switch {
	case err != nil:
		return []channels.Finding{bad("the number cannot be asked for: " + try.unsent(err).Error())}
	case len(list.IncomingPhoneNumbers) == 0:
		f := bad("the number of from is none of this account's")
		f.Do = "write it as the console does, +15005550006, or buy it there"
		return []channels.Finding{f}
	}
	n := list.IncomingPhoneNumbers[0]
	if n.Capabilities == nil || !n.Capabilities.Sms {
		f := bad("the number cannot send SMS")
		f.Do = "choose one in the console that can"
		return []channels.Finding{f}
	}
	found := []channels.Finding{{Says: "the number is this account's, and can send SMS"}}
	if c.cfg.MMS && !n.Capabilities.Mms {
		f := bad("mms is set, and the number carries no pictures")
		f.Do = "take mms out of the configuration, so that people are asked for words"
		found = append(found, f)
	}
	if or(n.SmsApplicationSid) != "" {
		f := bad("a TwiML application answers the number's messages, and its webhook is not asked")
		f.Do = "take the application off the number in the console, and set the webhook instead:"
		f.Paste = c.hook() + insist
		return append(found, f)
	}
	return append(found, c.hooked(or(n.SmsUrl), or(n.SmsMethod), mend, func() error {
		try := &attempt{ctx: ctx, to: c.api, next: c.cfg.Transport}
		params := &openapi.UpdateIncomingPhoneNumberParams{}
		params.SetPathAccountSid(c.cfg.AccountSID)
		params.SetSmsUrl(c.hook() + insist)
		params.SetSmsMethod("POST")
		params.SetSmsFallbackUrl(c.hook())
		params.SetSmsFallbackMethod("POST")
		_, err := openapi.NewApiServiceWithClient(c.client(try)).UpdateIncomingPhoneNumber(or(n.Sid), params)
		return try.mended(err)
	}))
}

// service asks for the messaging service.
func (c *account) service(ctx context.Context, mend bool) []channels.Finding {
	try := &attempt{ctx: ctx, to: c.setup, next: c.cfg.Transport}
	s, err := services.NewApiServiceWithClient(c.client(try)).FetchService(c.cfg.MessagingServiceSID)
	if err != nil {
		f := bad("the messaging service cannot be asked for: " + try.unsent(err).Error())
		f.Do = "compare messaging_service_sid with the console"
		return []channels.Finding{f}
	}
	found := []channels.Finding{{Says: "the messaging service is there"}}
	url := or(s.InboundRequestUrl)
	if s.UseInboundWebhookOnNumber != nil && *s.UseInboundWebhookOnNumber {
		url = "" // each number has its own, of which we know nothing
	}
	return append(found, c.hooked(url, or(s.InboundMethod), mend, func() error {
		try := &attempt{ctx: ctx, to: c.setup, next: c.cfg.Transport}
		params := &services.UpdateServiceParams{}
		params.SetInboundRequestUrl(c.hook() + insist)
		params.SetInboundMethod("POST")
		params.SetFallbackUrl(c.hook())
		params.SetFallbackMethod("POST")
		params.SetUseInboundWebhookOnNumber(false)
		_, err := services.NewApiServiceWithClient(c.client(try)).UpdateService(c.cfg.MessagingServiceSID, params)
		return try.mended(err)
	}))
}

// sender asks for the WhatsApp sender.
func (c *account) sender(ctx context.Context, mend bool) []channels.Finding {
	try := &attempt{ctx: ctx, to: c.setup, next: c.cfg.Transport, most: listBytes}
	params := &senders.ListChannelsSenderParams{}
	params.SetChannel("whatsapp")
	params.SetPageSize(100)
	list, err := senders.NewApiServiceWithClient(c.client(try)).PageChannelsSender(params, "", "")
	if err != nil {
		return []channels.Finding{bad("the WhatsApp senders cannot be asked for: " + try.unsent(err).Error())}
	}
	for _, s := range list.Senders {
		if or(s.SenderId) != prefix+c.cfg.From {
			continue
		}
		var found []channels.Finding
		if status := or(s.Status); !strings.HasPrefix(status, "ONLINE") {
			f := bad("the WhatsApp sender is " + strings.ToLower(status))
			f.Do = "see what it lacks in the console, at WhatsApp senders"
			found = append(found, f)
		} else {
			found = append(found, channels.Finding{Says: "the WhatsApp sender is online"})
		}
		url, method := "", ""
		if s.Webhook != nil {
			url, method = or(s.Webhook.CallbackUrl), or(s.Webhook.CallbackMethod)
		}
		return append(found, c.hooked(url, method, mend, func() error {
			try := &attempt{ctx: ctx, to: c.setup, next: c.cfg.Transport}
			params := &senders.UpdateChannelsSenderParams{}
			params.SetMessagingV2Update(senders.MessagingV2Update{Webhook: &senders.MessagingV2Webhook{
				CallbackUrl: new(c.hook() + insist), CallbackMethod: new("POST"), FallbackUrl: new(c.hook()), FallbackMethod: new("POST"),
			}})
			_, err := senders.NewApiServiceWithClient(c.client(try)).UpdateChannelsSender(or(s.Sid), params)
			return try.mended(err)
		}))
	}
	f := bad("the number of from is no WhatsApp sender of this account")
	f.Do = "make one of it in the console, at WhatsApp senders, or correct from"
	return []channels.Finding{f}
}

// hooked says whether a webhook is ours, and sets it when it may.
func (c *account) hooked(url, method string, mend bool, set func() error) channels.Finding {
	address, overrides, _ := strings.Cut(url, "#")
	right := strings.TrimRight(address, "/") == strings.TrimRight(c.hook(), "/") && (method == "" || method == "POST")
	switch {
	case right && overrides != "":
		return channels.Finding{Says: "Twilio brings messages to " + c.hook()}
	case mend:
		if err := set(); err != nil {
			f := bad("the webhook could not be set: " + err.Error())
			f.Do, f.Paste = "set it in the console, where a message comes in, by HTTP POST:", c.hook()+insist
			return f
		}
		return channels.Finding{Says: "the webhook is set to " + c.hook() + " now"}
	case right:
		return channels.Finding{
			Grade: channels.Doubtful, Says: "Twilio calls our webhook only once, also when it is not heard",
			Do: "add the ending that makes it insist, in the console or by --mend:", Paste: c.hook() + insist,
		}
	}
	f := bad("Twilio brings messages to another address than ours, or to none")
	f.Do, f.Paste = "set it in the console, where a message comes in, by HTTP POST, or by --mend:", c.hook()+insist
	return f
}

// mended says what became of a call that sets something.
func (a *attempt) mended(err error) error {
	if err == nil && a.status/100 != 2 {
		return fmt.Errorf("http %d", a.status)
	}
	if err != nil {
		return a.unsent(err)
	}
	return nil
}

func bad(says string) channels.Finding { return channels.Finding{Grade: channels.Bad, Says: says} }
