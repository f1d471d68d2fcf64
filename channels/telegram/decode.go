package telegram

import (
	"context"
	"math"
	"regexp"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"plaza/channels"
)

// news is what one update means for us.
type news struct {
	event *channels.Event
	after func(context.Context) // a courtesy, once the event is stored; may be nil
}

// decode says what an update means; nothing at all, for most that Telegram
// could send.
func (c *Channel) decode(u update) news {
	switch {
	case u.Message != nil && u.Message.Chat.private():
		return news{event: c.message(u.Message)}
	case u.Message != nil && u.Message.Chat.group():
		if strings.HasPrefix(u.Message.Text, "/") { // said to a bot
			return c.tellGroup(u.Message.Chat.ID, u.Message.From.Lang)
		}
	case u.Tap != nil:
		return c.tap(u.Tap)
	case u.Member != nil && u.Member.Chat.private():
		return news{event: c.membership(u.Member)}
	case u.Member != nil && u.Member.Chat.group() && u.Member.New.in() && !u.Member.Old.in():
		return c.tellGroup(u.Member.Chat.ID, u.Member.From.Lang)
	}
	return news{}
}

// message reads what a person sent, or returns nil where Telegram only notes
// that something happened in the chat.
func (c *Channel) message(m *message) *channels.Event {
	e := &channels.Event{
		Kind: channels.Message,
		From: address(m.Chat.ID),
		Ref:  "m" + strconv.FormatInt(m.ID, 10),
		At:   at(m.Date),
		Text: clean(m.Text + m.Caption), // there is never both
		Lang: language(m.From.Lang),
	}
	e.Text = command(e.Text)
	attach := func(kind string, f *file, mime string) {
		if f == nil || !fileID.MatchString(f.ID) {
			return
		}
		if f.Type != "" && utf8.ValidString(f.Type) {
			mime = f.Type
		}
		e.Media = append(e.Media, channels.Media{Kind: kind, URL: fileScheme + f.ID, Type: mime})
	}
	known := true
	switch {
	case len(m.Photo) > 0:
		attach("photo", largest(m.Photo), "image/jpeg")
	case m.Voice != nil:
		attach("voice", m.Voice, "audio/ogg")
	case m.Audio != nil:
		attach("voice", m.Audio, "audio/mpeg")
	case m.Video != nil:
		attach("file", m.Video, "video/mp4")
	case m.Round != nil:
		attach("file", m.Round, "video/mp4")
	case m.Document != nil:
		attach("file", m.Document, "application/octet-stream")
	case m.Location != nil:
		e.Place = m.Location.String()
	case m.Contact != nil:
		// Another person's number is not theirs to give.
		if m.Contact.UserID != 0 && m.Contact.UserID == m.From.ID {
			e.Text = phone(m.Contact.Phone)
		}
	case m.Sticker != nil:
		e.Text = clean(m.Sticker.Emoji)
	case m.Poll != nil, m.Dice != nil, m.Story != nil: // an empty text: the question is asked again
	default:
		known = e.Text != ""
	}
	if !known || m.ID == 0 {
		return nil
	}
	return e
}

// tap reads a tap. It is always answered, or the phone would wait.
func (c *Channel) tap(t *tap) news {
	if t.ID == "" {
		return news{}
	}
	if t.Message == nil || !t.Message.Chat.private() {
		return news{after: func(ctx context.Context) { c.answer(ctx, t.ID) }}
	}
	chat, message := address(t.Message.Chat.ID), t.Message.ID
	n := news{after: func(ctx context.Context) {
		c.answer(ctx, t.ID)
		c.takeAway(ctx, chat, message)
	}}
	if !c.boards.tapped(chat, message, t.ID) {
		return n
	}
	n.event = &channels.Event{Kind: channels.Message, From: chat, Ref: "t" + clean(t.ID), Lang: language(t.From.Lang), Tap: clean(t.Data)}
	for _, row := range t.Message.Keyboard.Rows {
		for _, b := range row {
			if b.Data == t.Data {
				n.event.Text = clean(b.Text)
			}
		}
	}
	if strings.HasPrefix(t.Data, digested) && n.event.Text != "" {
		n.event.Tap = "" // the id did not fit; the label says the same
	}
	return n
}

// membership reads that a person blocked the bot, or took it back.
func (c *Channel) membership(m *membership) *channels.Event {
	e := &channels.Event{From: address(m.Chat.ID), At: at(m.Date), Ref: m.New.Status + strconv.FormatInt(m.Date, 10), Lang: language(m.From.Lang)}
	switch {
	case m.New.Status == "kicked":
		e.Kind = channels.Stopped
	case m.New.in() && m.Old.Status == "kicked":
		e.Kind = channels.Started
	default:
		return nil
	}
	return e
}

// command turns a command of the menu into the word that says the same in every
// language; a deep link's /start into what the link carries. Anything else is
// what it is.
func command(text string) string {
	if !strings.HasPrefix(text, "/") {
		return text
	}
	word, rest := text, ""
	if space := strings.IndexFunc(text, unicode.IsSpace); space > 0 {
		word, rest = text[:space], strings.TrimSpace(text[space:])
	}
	word, _, _ = strings.Cut(word, "@") // /help@name_of_the_bot
	switch strings.ToLower(word) {
	case "/start":
		if rest != "" {
			return rest
		}
		return "START"
	case "/stop":
		return "STOP"
	case "/help":
		return "HELP"
	case "/language":
		return "LANGUAGE"
	case "/mydata":
		return "MY DATA"
	case "/erase":
		return "ERASE"
	case "/back":
		return "BACK"
	case "/skip":
		return "SKIP"
	case "/status":
		return "STATUS"
	case "/plan", "/follow", "/unfollow", "/updates", "/more":
		return strings.TrimSpace(strings.ToUpper(word[1:]) + " " + rest)
	}
	return text
}

// largest is the picture with the most points; Telegram sends it in several
// sizes.
func largest(sizes []file) *file {
	best := &sizes[0]
	for i := range sizes {
		if sizes[i].Width*sizes[i].Height > best.Width*best.Height {
			best = &sizes[i]
		}
	}
	return best
}

// String writes a place as a question for one reads it.
func (p place) String() string {
	if math.Abs(p.Lat) > 90 || math.Abs(p.Lon) > 180 {
		return ""
	}
	degrees := func(d float64) string { return strconv.FormatFloat(d, 'f', -1, 64) }
	return degrees(p.Lat) + "," + degrees(p.Lon)
}

// phone writes a number as it is dialled; Telegram often leaves the plus out.
func phone(n string) string {
	n = strings.TrimSpace(clean(n))
	if n != "" && !strings.HasPrefix(n, "+") {
		n = "+" + n
	}
	return n
}

func address(id int64) channels.Address { return channels.Address(strconv.FormatInt(id, 10)) }

func at(unix int64) time.Time {
	if unix <= 0 {
		return time.Time{}
	}
	return time.Unix(unix, 0).UTC()
}

// clean takes out the character 0, which is no text to a database.
func clean(s string) string { return strings.ReplaceAll(s, "\x00", "") }

var tag = regexp.MustCompile(`^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$`)

func language(code string) string {
	if !tag.MatchString(code) {
		return ""
	}
	return code
}
