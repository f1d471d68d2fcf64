package bot

import (
	"context"
	"errors"

	"plaza/channels"
	"plaza/store"
)

// unstopped is the error of a turn that was to leave a person alone and
// failed. They have said it all the same: whoever gets it silences them.
type unstopped struct {
	error
	how string // as in the ledger
}

func (u *unstopped) Unwrap() error { return u.error }

// toldToStop says whether a turn that failed was to leave the person alone,
// and how they had said so.
func toldToStop(kind channels.Kind, err error) (how string, told bool) {
	if u, ok := errors.AsType[*unstopped](err); ok {
		return u.how, true
	}
	return "network", kind == channels.Stopped
}

// silence opts a person out and does nothing else, so that a run which cannot
// be brought to its end does not keep us writing to them. The clock ends that
// run, when it can.
func (b *Bot) silence(w *writes, conv *store.Conversation, how string) {
	contact := conv.Contact
	conv.Stopped, conv.Desk, conv.Aside = b.Now().UTC(), "", ""
	w.conv(conv)
	w.consents = append(w.consents, store.Consent{
		Contact: contact, Purpose: everything, How: how, Lang: conv.Lang, At: conv.Stopped,
	})
	w.first = append(w.first,
		func(ctx context.Context, tx store.Tx) error { return tx.DropHandover(ctx, contact) },
		func(ctx context.Context, tx store.Tx) error { return tx.Halt(ctx, contact) })
}
