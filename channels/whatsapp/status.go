package whatsapp

import (
	"strconv"

	"plaza/channels"
)

// statusOf reads what became of a message of ours.
func statusOf(s status) []channels.Event {
	state, news := states(s.Status)
	to, id := readOpaque(s.Opaque)
	// A message to a number names its person by both, but for one that failed.
	user := s.UserID
	if to == toNumber {
		user = ""
	}
	e := channels.Event{Kind: channels.Status, From: addressOf(user, s.Recipient), Ref: s.ID, At: at(s.Timestamp), ID: id, State: state}
	if e.From == "" {
		e.From = addressOf(s.UserID, "")
	}
	if !news || e.From == "" || !isRef(e.Ref) {
		return nil
	}
	if state != channels.Failed {
		return []channels.Event{e}
	}
	stopped := false
	e.Why = "failed"
	for i, fault := range s.Errors {
		if i == 0 {
			e.Why = why(fault.Code)
		}
		known, _ := explain(fault.Code)
		stopped = stopped || known.class == channels.ErrStopped //nolint:errorlint // the sentinel itself, from our table
	}
	if stopped {
		return []channels.Event{e, {Kind: channels.Stopped, From: e.From, Ref: e.Ref, At: e.At, Handled: true}}
	}
	return []channels.Event{e}
}

// states says what a status means, and whether it is news. A voice message that
// was played has been read; a status that we do not know is none
// (webhooks/reference/messages/status).
func states(said string) (channels.Delivery, bool) {
	switch said {
	case "sent":
		return channels.Sent, true
	case "delivered":
		return channels.Delivered, true
	case "read", "played":
		return channels.Read, true
	case "failed":
		return channels.Failed, true
	}
	return channels.Unheard, false
}

// preferenceOf reads that a person stopped what WhatsApp calls marketing from
// us, or wants it again (webhooks/reference/user_preferences). Meta would still
// carry our reminders as utility; the person has said in the only way that the
// app offers that they want to hear less, and we do not argue.
//
// Meta gives it no id, so the moment and the person make one.
func preferenceOf(p preference) []channels.Event {
	e := channels.Event{From: addressOf(p.UserID, p.Number), At: at(p.Timestamp), Handled: true}
	if e.From == "" || p.Category != "marketing_messages" {
		return nil
	}
	switch p.Value {
	case "stop":
		e.Kind = channels.Stopped
	case "resume":
		e.Kind = channels.Started
	default:
		return nil
	}
	e.Ref = "preference-" + p.Value + "-" + strconv.FormatInt(e.At.Unix(), 10)
	return []channels.Event{e}
}
