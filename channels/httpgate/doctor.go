package httpgate

import (
	"context"
	"fmt"
	"io"
	"net/netip"
	"net/url"
	"slices"
	"strings"

	"plaza/channels"
)

// Diagnose asks the gateway what it can be asked for nothing, and says what to
// paste where, so that the gateway calls us. Nothing can be mended by API here.
func (c *Channel) Diagnose(ctx context.Context, _ bool) []channels.Finding {
	var all []channels.Finding
	if c.profile.check != nil {
		all = append(all, c.ask(ctx))
	}
	if !c.profile.Tried {
		all = append(all, channels.Finding{Grade: channels.Doubtful,
			Says: "the profile for " + c.profile.Name + " was written from documents, which it names, and not tried with the provider",
			Do:   "send yourself a message, answer it, and look whether it is told as delivered, before you invite anybody"})
	}
	all = append(all, c.guards()...)
	for _, h := range c.profile.hooks {
		if f, ok := c.tell(h); ok {
			all = append(all, f)
		}
	}
	slices.SortStableFunc(all, func(a, b channels.Finding) int { return int(b.Grade) - int(a.Grade) })
	return all
}

// ask makes the request that costs nothing.
func (c *Channel) ask(ctx context.Context) channels.Finding {
	bad := func(format string, args ...any) channels.Finding {
		return channels.Finding{Grade: channels.Bad, Says: fmt.Sprintf(format, args...), Do: "look at the settings of the channel: the address, and what says who we are"}
	}
	v := values{}
	for name, s := range c.settings {
		v["set."+name] = s
	}
	ctx, cancel := context.WithTimeout(ctx, c.cfg.Timeout)
	defer cancel()
	r, err := c.profile.check.build(ctx, v)
	if err != nil {
		return bad("the gateway cannot be asked: %v", err)
	}
	resp, err := c.client.Do(r)
	if err != nil {
		return bad("the gateway does not answer: %v", plain(err))
	}
	defer func() { _ = resp.Body.Close() }()                           // read as far as we want it
	_, _ = io.Copy(io.Discard, io.LimitReader(resp.Body, answerBytes)) // so that the connection can be used again
	switch {
	case slices.Contains(c.profile.check.good, resp.StatusCode):
		return channels.Finding{Says: c.profile.Name + " answers, and knows us"}
	case slices.Contains(c.profile.check.refused, resp.StatusCode):
		return bad("%s answers, and does not know us: http %d", c.profile.Name, resp.StatusCode)
	}
	return bad("%s answers in a way that was not expected: http %d", c.profile.Name, resp.StatusCode)
}

// guards tells of what may let the wrong ones in, or the right ones not.
func (c *Channel) guards() []channels.Finding {
	var all []channels.Finding
	if u, err := url.Parse(c.settings["url"]); err == nil && u.Scheme == "http" && !isNear(u.Hostname()) {
		all = append(all, channels.Finding{Grade: channels.Doubtful, Says: "the gateway is called without TLS: numbers, texts and the password can be read on the way", Do: "use an https:// address"})
	}
	return append(all, c.guard.Doubts()...)
}

// isNear says whether a host is this machine or in a private network.
func isNear(host string) bool {
	a, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && (a.IsLoopback() || a.IsPrivate())
}

// tell says what to paste for one hook. The address holds the secret, as it
// must: the gateway has to call it.
func (c *Channel) tell(h *hook) (channels.Finding, bool) {
	paste := h.paste.plain(values{"url": c.address(h.kind)})
	if paste == "" {
		paste = c.address(h.kind)
	}
	if h.kind == "receipts" && c.profile.namesUsURL {
		return channels.Finding{}, false // each message names it
	}
	what := map[string]string{"messages": "what people write", "receipts": "what became of messages", "stops": "who wants nothing more"}[h.kind]
	do := strings.TrimSpace(h.console)
	if do != "" {
		do += ":"
	}
	return channels.Finding{Says: "the gateway must tell us " + what, Do: do, Paste: paste}, true
}
