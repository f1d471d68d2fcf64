package ussd

import (
	"context"
	"strings"

	"plaza/channels"
)

// Diagnose says what the network must call. It asks nobody: the network has
// nothing that can be asked for a code. The address holds the secret, as it
// must.
func (c *Channel) Diagnose(context.Context, bool) []channels.Finding {
	return append(c.guard.Doubts(),
		channels.Finding{Grade: channels.Doubtful, Says: "the network cannot be asked how the code stands",
			Do: "dial it; when the screen says that the application fails, look whether plaza serve is running and whether the network calls from elsewhere"},
		channels.Finding{Says: "the network must call us when somebody dials", Do: "at the code, set the callback URL:",
			Paste: c.cfg.PublicURL + "/" + strings.TrimLeft(c.cfg.Path, "/") + c.guard.Secret})
}
