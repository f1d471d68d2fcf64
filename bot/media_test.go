package bot_test

import (
	"bytes"
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"image"
	"image/jpeg"
	"io"
	"strings"
	"testing"
	"time"

	"plaza/bot"
	"plaza/channels"
	"plaza/store"
)

// pond asks for a picture.
const pond = `
flow: pond
title: The pond
languages: [en]
start: {en: [POND]}
steps:
  - consent: take_part
    required: yes
    keep: 1 month
    text: May we keep it?
  - ask: look
    text: What does it look like?
    answer: photo
  - ask: more
    text: Anything to add?
    answer: text
  - say: Thank you.
`

// album is a network that carries pictures and keeps them until we ask.
type album struct {
	*network
	files map[string][]byte
	fails []error // of the next fetches
	asked int
	while func() // while a fetch is under way
}

const picturesAt = "https://net.example/account/message/"

func (a *album) Capabilities() channels.Capabilities {
	return channels.Capabilities{Name: "sms", Photo: true, Voice: true, File: true}
}

func (a *album) Fetch(_ context.Context, m channels.Media) (io.ReadCloser, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.asked++
	if a.while != nil {
		a.while()
	}
	if len(a.fails) > 0 {
		err := a.fails[0]
		a.fails = a.fails[1:]
		if err != nil {
			return nil, err
		}
	}
	return io.NopCloser(bytes.NewReader(a.files[m.URL])), nil
}

// withAlbum is a world whose network carries pictures.
func withAlbum(t *testing.T, yamls ...string) (*world, *album) {
	t.Helper()
	w := newWorld(t)
	a := &album{network: w.net, files: map[string][]byte{}}
	w.config.Channels = map[string]channels.Channel{"sms": a}
	w.config.Attachments = bot.Attachments{Max: 100_000, Daily: 3}
	w.Bot = w.node()
	for _, y := range yamls {
		w.publish(y)
	}
	return w, a
}

// sends lets a person send pictures, with these words.
func (p *someone) sends(a *album, words string, pictures ...[]byte) *someone {
	p.t.Helper()
	p.posts++
	e := channels.Event{Kind: channels.Message, From: channels.Address(p.number), Ref: fmt.Sprintf("SMref%d", p.posts), Text: words}
	for i, data := range pictures {
		url := fmt.Sprintf("%s%s/%d", picturesAt, e.Ref, i)
		a.files[url] = data
		e.Media = append(e.Media, channels.Media{Kind: "photo", URL: url, Type: "image/jpeg"})
	}
	if err := p.Receive(p.t.Context(), "sms", e); err != nil {
		p.t.Fatal(err)
	}
	p.dispatch()
	return p
}

// fetch fetches what is due, and returns how many attachments were tried.
func (w *world) fetch() int {
	w.t.Helper()
	n, err := w.Fetch(w.t.Context())
	if err != nil {
		w.t.Fatal(err)
	}
	return n
}

// look is the reference that the person's answer holds.
func (p *someone) look() string {
	p.t.Helper()
	_, ref, _ := strings.Cut(strings.Join(p.runs(), " "), "look=")
	ref, _, _ = strings.Cut(ref, " ")
	return ref
}

// kept is the attachment behind a reference, as it is kept.
func (w *world) kept(c store.Contact, ref string) store.Media {
	w.t.Helper()
	id, ok := bot.MediaID(ref)
	if !ok {
		w.t.Fatalf("%q is no reference of ours", ref)
	}
	var m store.Media
	err := w.store.View(w.t.Context(), func(v store.View) (err error) {
		m, err = v.Media(w.t.Context(), c, id)
		return err
	})
	if errors.Is(err, store.ErrNotFound) {
		return store.Media{State: "gone"}
	}
	if err != nil {
		w.t.Fatal(err)
	}
	return m
}

// wantState holds an attachment to be there as said.
func (w *world) wantState(c store.Contact, ref string, want store.MediaState) {
	w.t.Helper()
	if got := w.kept(c, ref); got.State != want {
		w.t.Errorf("got %s (%s), want %s", got.State, got.Why, want)
	}
}

// nowhere holds the database's files to have none of these bytes.
func (w *world) nowhere(when string, secrets ...[]byte) {
	w.t.Helper()
	held := readAll(w.t, w.storeDir)
	for _, s := range secrets {
		if bytes.Contains(held, s) || bytes.Contains(held, []byte(hex.EncodeToString(s))) {
			w.t.Errorf("%s: the database holds %.40q", when, s)
		}
	}
}

func snapshot(t *testing.T) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, image.NewGray(image.Rect(0, 0, 8, 8)), nil); err != nil {
		t.Fatal(err)
	}
	return append(b.Bytes(), "36deg49'2.2E"...)
}

func TestPictureIsFetchedAfterItsMessage(t *testing.T) {
	w, a := withAlbum(t, pond)
	ana := w.person("+1").says("POND", "yes").skips().sends(a, "", snapshot(t)).hears("Anything")
	if a.asked != 0 {
		t.Error("it was fetched while its network waited")
	}
	ref := ana.look()
	w.wantState(ana.contact(), ref, store.MediaPending)
	w.nowhere("before", []byte(picturesAt))
	if n := w.fetch(); n != 1 {
		t.Errorf("fetched %d, want 1", n)
	}
	m := w.kept(ana.contact(), ref)
	if m.State != store.MediaKept || m.Kind != "photo" || m.Type != "image/jpeg" || bytes.Contains(m.Data, []byte("36deg")) {
		t.Errorf("got %s %s %s (%s), want a clean picture", m.State, m.Kind, m.Type, m.Why)
	}
	w.nowhere("after", []byte(picturesAt), m.Data[:40], []byte("36deg"))
	if n := w.fetch(); n != 0 || a.asked != 1 {
		t.Errorf("it was fetched %d times", a.asked)
	}
}

func TestPictureGoesWithWhoSentIt(t *testing.T) {
	for name, leave := range map[string]func(*someone){
		"Erased":       func(p *someone) { p.says("ERASE") },
		"TheEndOfKeep": func(p *someone) { p.wait(40 * day) },
	} {
		t.Run(name, func(t *testing.T) {
			w, a := withAlbum(t, pond)
			ana := w.person("+1").says("POND", "yes").sends(a, "", snapshot(t))
			ref := ana.look()
			w.fetch()
			m := w.kept(ana.contact(), ref)
			leave(ana.says("It is green."))
			w.wantState(ana.contact(), ref, "gone")
			id, _ := bot.MediaID(ref)
			w.nowhere("after", []byte(id), m.Data[:40], []byte("green"))
		})
		t.Run(name+"WhileItIsFetched", func(t *testing.T) {
			w, a := withAlbum(t, pond)
			ana := w.person("+1").says("POND", "yes").sends(a, "", snapshot(t))
			ref := ana.look()
			a.while = func() {
				a.while = nil
				a.mu.Unlock()
				defer a.mu.Lock()
				leave(ana)
			}
			w.fetch()
			w.wantState(ana.contact(), ref, "gone")
		})
	}
}

func TestPictureThatCannotBeFetched(t *testing.T) {
	broken := errors.New("connection reset")
	for _, tt := range []struct {
		name  string
		fails []error
		file  []byte
		want  store.MediaState
		asked int
	}{
		{"OnceOK", []error{broken}, snapshot(t), store.MediaKept, 2},
		{"ForEver", slicesOf(broken, 20), snapshot(t), store.MediaLost, 5},
		{"TheNetworkHasItNoMore", []error{channels.ErrPermanent}, snapshot(t), store.MediaLost, 1},
		{"TooLarge", nil, bytes.Repeat(snapshot(t), 1000), store.MediaLost, 1},
		{"NoPicture", nil, []byte("<html>please log in</html>"), store.MediaLost, 1},
	} {
		t.Run(tt.name, func(t *testing.T) {
			w, a := withAlbum(t, pond)
			a.fails = tt.fails
			ana := w.person("+1").says("POND", "yes").sends(a, "", tt.file)
			for range 10 {
				w.fetch()
				w.clock = w.clock.Add(time.Hour)
			}
			w.wantState(ana.contact(), ana.look(), tt.want)
			if a.asked != tt.asked {
				t.Errorf("asked %d times, want %d", a.asked, tt.asked)
			}
			if m := w.kept(ana.contact(), ana.look()); m.State == store.MediaLost && (m.Why == "" || len(m.Data) > 0) {
				t.Errorf("got why %q and %d bytes, want a reason and nothing else", m.Why, len(m.Data))
			}
		})
	}
}

func TestPicturesAreBounded(t *testing.T) {
	w, a := withAlbum(t, pond)
	ana := w.person("+1").says("POND", "yes")
	many := make([][]byte, 12)
	for i := range many {
		many[i] = snapshot(t)
	}
	ana.sends(a, "", many...)
	for w.fetch() > 0 {
	}
	if a.asked != 3 {
		t.Errorf("%d were fetched of one person in a day, want 3", a.asked)
	}
	ben := w.person("+2").says("POND", "yes").sends(a, "", snapshot(t))
	w.fetch()
	w.wantState(ben.contact(), ben.look(), store.MediaKept)
	w.clock = w.clock.Add(25 * time.Hour)
	ana.sends(a, "another", snapshot(t))
	if w.fetch(); a.asked != 5 {
		t.Errorf("%d were fetched, want one more the next day", a.asked)
	}
}

// Whoever has agreed to nothing is not asked for a picture, and what they send
// stays with their network.
func TestPictureNobodyAskedFor(t *testing.T) {
	w, a := withAlbum(t, pond)
	w.person("+1").sends(a, "look!", snapshot(t))
	if n := w.fetch(); n != 0 || a.asked != 0 {
		t.Errorf("fetched %d", a.asked)
	}
	w.nowhere("after", []byte(picturesAt))
}

func TestPictureOfAMessageThatWaits(t *testing.T) {
	w, a := withAlbum(t, pond)
	ana := w.person("+1").says("POND", "yes").skips()
	ben := w.person("+2")
	w.line.mute = true
	ana.sends(a, "", snapshot(t)).hearsNothing()
	ben.sends(a, "look!", snapshot(t)).hearsNothing()
	w.line.mute = false
	w.wait(time.Second)
	ana.hears("Anything")
	w.fetch()
	w.wantState(ana.contact(), ana.look(), store.MediaKept)
	if a.asked != 1 {
		t.Errorf("fetched %d, want only what answers something", a.asked)
	}
}

// An anonymous record keeps the picture that it was given, and nobody's.
func TestPictureOfAnAnonymousRecord(t *testing.T) {
	for _, early := range []bool{true, false} {
		t.Run(fmt.Sprintf("FetchedBeforeTheEnd=%t", early), func(t *testing.T) {
			w, a := withAlbum(t, strings.Replace(strings.Replace(pond, "steps:", "record: anonymous\nsteps:", 1), "    keep: 1 month\n", "", 1))
			ana := w.person("+1").says("POND", "yes").sends(a, "", snapshot(t))
			if early {
				w.fetch()
			}
			ana.sends(a, "It is green.", snapshot(t)) // the second answers nothing
			var refs []string
			err := w.store.View(t.Context(), func(v store.View) error {
				return v.EachRun(t.Context(), "pond", func(r store.Run, as []store.Answer) error {
					for _, answer := range as {
						if answer.Name == "look" && r.Contact == "" {
							refs = append(refs, answer.Value)
						}
					}
					return nil
				})
			})
			if err != nil || len(refs) != 1 {
				t.Fatalf("got %q, %v, want one answer of nobody", refs, err)
			}
			w.clock = w.clock.Add(fetchAgain)
			w.wait(2 * time.Hour)
			for w.fetch() > 0 {
			}
			w.wantState("", refs[0], store.MediaKept)
			w.wantState(ana.contact(), refs[0], "gone")
			if got := w.kept("", refs[0]); !got.At.Equal(time.Date(2026, 3, 2, 0, 0, 0, 0, time.UTC)) {
				t.Errorf("got %v, want no more than the day", got.At)
			}
			if a.asked != 1 {
				t.Errorf("fetched %d, want only what was answered", a.asked)
			}
			ana.says("ERASE")
			w.wantState("", refs[0], store.MediaKept)
		})
	}
}

// fetchAgain is longer than a claim holds.
const fetchAgain = 10 * time.Minute

func TestWhoeverReadsTheConversationSeesThatThereIsAPicture(t *testing.T) {
	w, a := withAlbum(t, pond)
	ana := w.person("+1").says("POND", "yes").sends(a, "the north bank", snapshot(t))
	var last store.Line
	err := w.store.View(t.Context(), func(v store.View) error {
		lines, err := v.Transcript(t.Context(), ana.contact(), 10)
		for _, l := range lines {
			if l.In {
				last = l
			}
		}
		return err
	})
	if got := fmt.Sprint(bot.Kinds(last), last.Text); err != nil || got != "[photo]the north bank" {
		t.Errorf("got %q, %v", got, err)
	}
}
