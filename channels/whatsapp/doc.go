// Package whatsapp is WhatsApp by Meta's own Cloud API: one phone number of one
// WhatsApp business account.
//
//	citizen ──► Meta ──POST, signed──► Webhook ──► Sink      messages, taps, places, pictures
//	                 ──POST, signed──► Webhook ──► Sink      what became of ours; stops
//	Send ──one POST, bearer token──► Meta ──► citizen
//
// What Meta promises, and what it does not, decided how this is written. The
// pages named below are of developers.facebook.com/documentation/business-messaging/whatsapp.
//
// # Who a person is
//
// Meta names a person twice: by a user id that is private to our business
// ("US.13491208655302741918", from_user_id), which stands in every message,
// and by their number (from), which is left out for whoever took a username
// (business-scoped-user-ids). The number can therefore vanish between two
// messages of one person, and the user id cannot: the address is the user id
// wherever there is one, and +number only for a message that has none. A number
// that came along is dropped with the name. Messages go to the address as it is:
// "recipient" takes a user id, "to" takes a number.
//
// The user id changes when the person moves to another number, and Meta says so
// (webhooks/reference/messages/system). Nothing here can carry a conversation
// over: the old address is reported dead, and the person begins again or joins
// their two channels.
//
// Because user ids mean nothing outside our business, the Scope is the business
// account: a STOP holds for every number of it.
//
// # Statuses
//
// They come in any order, more than once, and without the person's user id when
// a message to a number failed. So each message carries our own id and the kind
// of address it went to (biz_opaque_callback_data), and a status is read by them.
//
// # Webhooks
//
// The signature is over the bytes as they came, with their \u escapes
// (webhooks/create-webhook-endpoint); nothing is decoded before it is checked.
// What is not answered with 200 comes again for up to seven days, so a call that
// Meta signed is refused only where we could not keep it: of a batch, what cannot
// be a message is passed over, or it would hold up its neighbours for a week.
// An app has one callback for all its numbers: what is for another number is
// acknowledged and dropped. Meta can be told to call each number's own address
// instead, and plaza doctor does.
//
// # Sending
//
// To create a message is not idempotent: the API takes no key of ours. Send
// tells apart what surely did not leave (no connection, a refusal) from what may
// have (a connection cut after the request was under way, an error of Meta's own).
// There is no way to look a message up afterwards.
//
// Only what was said within 24 hours of the person's last word may be free text;
// after that it is a Template, in the category UTILITY.
package whatsapp
