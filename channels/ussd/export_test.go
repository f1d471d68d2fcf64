package ussd

import (
	"context"

	"plaza/channels"
)

// Ask hands a history in and returns the screens it is answered with.
func Ask(ctx context.Context, c *Channel, session string, phone channels.Address, text string, x channels.Exchange) ([]string, error) {
	seen, _, _, err := c.answer(ctx, request{session: session, phone: phone, text: text}, x)
	return seen, err
}

// Screens cuts a text into screens.
func Screens(text, more string) []string {
	return screens([]channels.Outbound{{Text: text}}, more, false)
}
