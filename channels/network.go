package channels

import "time"

// Network is what a network of this name carries when nothing more is known:
// for trying a consultation, and for showing how it will be drawn. An adapter
// says its own.
//
// SMS: Twilio refuses a body of more than 1,600 characters
// (twilio.com/docs/api/errors/21617). WhatsApp: 1,024 characters and three
// reply buttons of 20 (developers.facebook.com/docs/whatsapp, interactive
// reply buttons), or a list of ten rows of 24. USSD: 182 characters on a
// screen. Telegram: 4,096 characters (core.telegram.org/bots/api,
// sendMessage); buttons have no stated limit, ours is what a phone shows
// without cutting.
func Network(name string) (Capabilities, bool) {
	switch name {
	case "sms":
		return Capabilities{Name: name, MaxText: 1600, Segments: true, Receipts: true}, true
	case "telegram":
		return Capabilities{Name: name, MaxText: 4096, Buttons: 12, ButtonText: 40,
			Photo: true, Voice: true, File: true, Location: true, AskPlace: true, AskNumber: true}, true
	case "whatsapp":
		return Capabilities{Name: name, MaxText: 1024, Buttons: 3, ButtonText: 20, ListItems: 10, ListText: 24,
			Session: 24 * time.Hour, Photo: true, Voice: true, File: true, Location: true, AskPlace: true, Receipts: true}, true
	case "ussd":
		return Capabilities{Name: name, MaxText: 182, Keypad: true}, true
	case "terminal":
		return Capabilities{Name: name}, true
	}
	return Capabilities{}, false
}
