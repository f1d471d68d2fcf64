package bot

import (
	"encoding/json"
	"fmt"
	"strings"

	"plaza/channels"
	"plaza/flows"
	"plaza/store"
)

// mostAttached is how many attachments of one message are looked at.
const mostAttached = 10

// ourMedia begins our own reference to an attachment, which is what an answer
// keeps. A network's address of it would lead back to the message, and so to
// the person, for as long as the answer is kept.
const ourMedia = "media:"

// MediaID is the id that a reference in an answer names; false when it is none.
func MediaID(value string) (string, bool) { return strings.CutPrefix(value, ourMedia) }

// Attachments bounds what is fetched of what people send.
type Attachments struct {
	Max   int64 // bytes of one; 0 means that none is fetched
	Daily int   // how many of one contact are kept in a day
}

// origin is where an attachment is to be fetched.
type origin struct {
	Channel string
	Media   channels.Media
}

// attach gives a message references to its attachments, and notes where they
// are to be fetched. A channel that brings none leaves the reference alone: it
// says that there was one.
func (b *Bot) attach(in *store.Inbound, media []channels.Media) error {
	if len(media) == 0 {
		return nil
	}
	_, brings := b.Channels[in.Channel].(channels.Fetcher)
	media = media[:min(len(media), mostAttached)]
	ours := make([]flows.Media, len(media))
	for i, m := range media {
		id := b.newID()
		ours[i] = flows.Media{Kind: m.Kind, URL: ourMedia + id, Type: m.Type}
		if !brings || b.Attachments.Max == 0 {
			continue
		}
		from, err := json.Marshal(origin{Channel: in.Channel, Media: m})
		if err != nil {
			return fmt.Errorf("note an attachment: %w", err)
		}
		in.Attached = append(in.Attached, store.Media{
			Contact: in.Contact, ID: id, Ref: in.Ref, Kind: m.Kind, Type: m.Type, Data: from, DueAt: in.At, At: in.At,
		})
	}
	var err error
	if in.Media, err = json.Marshal(ours); err != nil {
		return fmt.Errorf("keep media: %w", err)
	}
	return nil
}

// attached lets what came with a message be fetched once it is known that the
// message belongs to something the person agreed to. Otherwise nobody asked
// for it, and it is left where it is.
func (t *turn) attached(in *store.Inbound) {
	switch {
	case in.Media == nil:
	case in.Run != "":
		t.w.media = append(t.w.media, in.Attached...)
	case in.Attached == nil: // it waited, and so did what came with it
		t.w.dropMedia(in.Contact, ids(media(in.Media)))
	}
}

// ids are those of our references.
func ids(ms []flows.Media) []string {
	var all []string
	for _, m := range ms {
		if id, ok := MediaID(m.URL); ok {
			all = append(all, id)
		}
	}
	return all
}

// given are the ids of the attachments among a run's answers.
func given(p *flows.Program, answers []flows.Answer) []string {
	var all []string
	for _, a := range answers {
		switch p.Kind(a.Name) {
		case "photo", "voice", "file":
			if id, ok := MediaID(a.Value); ok {
				all = append(all, id)
			}
		}
	}
	return all
}

// Kinds says what a line of a conversation came with: photo, voice, file.
func Kinds(l store.Line) []string {
	var kinds []string
	for _, m := range media(l.Media) {
		kinds = append(kinds, m.Kind)
	}
	return kinds
}
