package whatsapp

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"plaza/channels"
)

// Diagnose asks Meta about the token, the number, the account's subscription
// and the callback, in the order in which the one needs the other. With mend it
// subscribes the token's app to the account, and has this number's calls sent
// to our own address, for which the server must be running: Meta makes sure of
// the address at once.
func (c *Channel) Diagnose(ctx context.Context, mend bool) []channels.Finding {
	app, found := c.token(ctx)
	there, more := c.number(ctx)
	found = append(found, more...)
	if !there {
		return append(worstFirst(found), c.console()...)
	}
	found = append(found, c.subscription(ctx, app, mend), c.called(ctx, mend))
	return append(worstFirst(found), c.console()...)
}

// worstFirst puts what is wrong before what is well, and keeps the order of
// each.
func worstFirst(all []channels.Finding) []channels.Finding {
	slices.SortStableFunc(all, func(a, b channels.Finding) int { return int(b.Grade) - int(a.Grade) })
	return all
}

// console is what nothing but a person can set.
func (c *Channel) console() []channels.Finding {
	return []channels.Finding{
		{Says: "the callback of the app, at developers.facebook.com", Paste: c.callback(),
			Do: "paste it at WhatsApp, Configuration, Callback URL; the verify token there is your verify_token; then subscribe to the fields messages and user_preferences"},
	}
}

// token says what the access token is good for, and whose app it is of.
func (c *Channel) token(ctx context.Context) (app string, found []channels.Finding) {
	var said struct {
		Data struct {
			App     string   `json:"app_id"`
			Valid   bool     `json:"is_valid"`
			Expires int64    `json:"expires_at"`
			Scopes  []string `json:"scopes"`
		} `json:"data"`
	}
	if err := c.ask(ctx, http.MethodGet, "debug_token", url.Values{"input_token": {c.cfg.AccessToken}}, nil, &said); err != nil {
		return "", []channels.Finding{{Grade: channels.Doubtful, Says: "what the access token is good for cannot be told: " + err.Error()}}
	}
	t := said.Data
	const renew = "make one for a system user in Meta's business settings, which does not expire, and set access_token"
	if !t.Valid {
		return t.App, []channels.Finding{{Grade: channels.Bad, Says: "the access token is not valid", Do: renew}}
	}
	expires := "it does not expire"
	if t.Expires > 0 {
		at := time.Unix(t.Expires, 0).UTC()
		expires = "it expires on " + at.Format("2 January 2006, 15:04 UTC")
		found = append(found, channels.Finding{Grade: channels.Doubtful, Says: "the access token expires on " + at.Format("2 January 2006, 15:04 UTC"), Do: renew})
	}
	for _, scope := range []string{"whatsapp_business_messaging", "whatsapp_business_management"} {
		if !slices.Contains(t.Scopes, scope) {
			found = append(found, channels.Finding{Grade: channels.Bad, Says: "the access token lacks the permission " + scope, Do: "make one that has it, and set access_token"})
		}
	}
	if len(found) == 0 {
		found = []channels.Finding{{Says: "the access token is valid and has both permissions; " + expires}}
	}
	return t.App, found
}

// number says how our number stands, and whether Meta shows it to us at all.
func (c *Channel) number(ctx context.Context) (there bool, found []channels.Finding) {
	var n struct {
		Status     string `json:"status"`
		Quality    string `json:"quality_rating"`
		Limit      string `json:"whatsapp_business_manager_messaging_limit"`
		Throughput struct {
			Level string `json:"level"`
		} `json:"throughput"`
	}
	fields := "status,quality_rating,whatsapp_business_manager_messaging_limit,throughput"
	if err := c.ask(ctx, http.MethodGet, c.cfg.PhoneNumberID, url.Values{"fields": {fields}}, nil, &n); err != nil {
		return false, []channels.Finding{{Grade: channels.Bad, Says: "the phone number cannot be read: " + err.Error(),
			Do: "check phone_number_id and access_token"}}
	}
	switch n.Status {
	case "CONNECTED":
		found = append(found, channels.Finding{Says: "the phone number is connected"})
	default:
		found = append(found, channels.Finding{Grade: channels.Bad, Says: "the phone number is " + lower(n.Status), Do: "register it for the Cloud API; WhatsApp Manager says what is missing"})
	}
	quality := channels.Finding{Says: "its quality is " + lower(n.Quality)}
	switch n.Quality {
	case "YELLOW":
		quality.Grade, quality.Do = channels.Doubtful, "people block or report it: write less often, and only to who asked for it"
	case "RED":
		quality.Grade, quality.Do = channels.Bad, "people block or report it, and Meta will send less for you: stop what is not a reply"
	}
	pace := "80"
	if n.Throughput.Level == "HIGH" {
		pace = "1,000"
	}
	return true, append(found, quality,
		channels.Finding{Says: "it sends " + pace + " messages a second, and opens conversations with " + people(n.Limit) + " in 24 hours"})
}

// people reads the tier of a portfolio (messaging-limits).
func people(tier string) string {
	switch n, found := strings.CutPrefix(tier, "TIER_"); {
	case n == "UNLIMITED":
		return "any number of people"
	case found:
		return strings.NewReplacer("K", ",000").Replace(n) + " people"
	}
	return "a number of people that Meta does not tell"
}

// subscription says whether the account's events reach an app at all.
func (c *Channel) subscription(ctx context.Context, app string, mend bool) channels.Finding {
	path := c.cfg.BusinessAccountID + "/subscribed_apps"
	var said struct {
		Data []struct {
			App struct {
				ID string `json:"id"`
			} `json:"whatsapp_business_api_data"`
		} `json:"data"`
	}
	if err := c.ask(ctx, http.MethodGet, path, nil, nil, &said); err != nil {
		return channels.Finding{Grade: channels.Bad, Says: "the business account cannot be read: " + err.Error(), Do: "check business_account_id and the token's permissions"}
	}
	for _, s := range said.Data {
		if s.App.ID == app || app == "" {
			return channels.Finding{Says: "the app is subscribed to the business account"}
		}
	}
	if !mend {
		return channels.Finding{Grade: channels.Bad, Says: "the app is not subscribed to the business account: no message reaches us", Do: "plaza doctor --mend subscribes it"}
	}
	if err := c.set(ctx, path, nil); err != nil {
		return channels.Finding{Grade: channels.Bad, Says: "the app could not be subscribed to the business account: " + err.Error()}
	}
	return channels.Finding{Says: "the app is now subscribed to the business account"}
}

// called says where Meta brings what people write to this number: to the
// number's own address, else the account's, else the app's (webhooks/override).
// That page was read as far as the account's; the names of the number's fields
// are from memory, so they are asked for apart from all else.
func (c *Channel) called(ctx context.Context, mend bool) channels.Finding {
	var n struct {
		Webhooks struct {
			Number  string `json:"phone_number"`
			Account string `json:"whatsapp_business_account"`
			App     string `json:"application"`
		} `json:"webhook_configuration"`
	}
	if err := c.ask(ctx, http.MethodGet, c.cfg.PhoneNumberID, url.Values{"fields": {"webhook_configuration"}}, nil, &n); err != nil && !mend {
		return channels.Finding{Grade: channels.Doubtful, Says: "where messages are brought to cannot be told: " + err.Error(), Do: "compare the callback in Meta's console with ours"}
	}
	ours := c.callback()
	at := n.Webhooks.App
	for _, own := range []string{n.Webhooks.Account, n.Webhooks.Number} {
		if own != "" {
			at = own
		}
	}
	if at == ours {
		return channels.Finding{Says: "messages are brought to " + ours}
	}
	if !mend {
		f := channels.Finding{Grade: channels.Bad, Says: "messages are not brought to us: no address is set", Do: "plaza doctor --mend sets it, while plaza is serving"}
		if at != "" {
			f.Says = "messages are brought to " + c.seen(at) + ", which is not us"
		}
		return f
	}
	set := map[string]any{"webhook_configuration": map[string]string{"override_callback_uri": ours, "verify_token": c.cfg.VerifyToken}}
	if err := c.set(ctx, c.cfg.PhoneNumberID, set); err != nil {
		return channels.Finding{Grade: channels.Bad, Says: "messages could not be directed to us: " + err.Error(), Do: "plaza must be serving at public_url, by https, while this is set"}
	}
	return channels.Finding{Says: "messages are now brought to " + ours}
}

// seen is an address as it may be shown: of a stranger's the host alone, for
// what is behind it may be their secret.
func (c *Channel) seen(address string) string {
	if strings.HasPrefix(address, c.cfg.PublicURL+"/") {
		return address
	}
	u, err := url.Parse(address)
	if err != nil {
		return "an address that is none"
	}
	return u.Scheme + "://" + u.Host
}

// ask makes a call whose answer is read into v.
func (c *Channel) ask(ctx context.Context, method, path string, query url.Values, body, v any) error {
	a, err := c.call(ctx, method, path, query, body)
	if err != nil {
		return err
	}
	if err := a.manages(); err != nil {
		return err
	}
	if json.Unmarshal(a.body, v) != nil {
		return fmt.Errorf("http %d, and no answer that can be read", a.status)
	}
	return nil
}

// set makes a call that changes something.
func (c *Channel) set(ctx context.Context, path string, body any) error {
	var done struct {
		Success bool `json:"success"`
	}
	if err := c.ask(ctx, http.MethodPost, path, nil, body, &done); err != nil {
		return err
	}
	if !done.Success {
		return fmt.Errorf("it was not done, and Meta does not say why")
	}
	return nil
}

func lower(s string) string {
	if s == "" {
		return "unknown"
	}
	return strings.ToLower(s)
}
