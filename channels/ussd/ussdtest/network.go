// Package ussdtest is a USSD network as Africa's Talking offers it: phones that
// dial a code and see one screen at a time. It is written from what that
// provider publishes, not from the adapter, and is strict where the provider
// is: a screen that is too long, or an answer that begins with neither CON nor
// END, ends the session.
package ussdtest

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"
	"unicode/utf16"
)

// Network is the provider's side of one code.
type Network struct {
	Callback string              // where a request goes, with all that stands in it
	Code     string              // what is dialled; "*384*1#" when empty
	Prove    func(*http.Request) // adds what the operator arranged; nil adds nothing
	Client   *http.Client        // nil is the default

	mu       sync.Mutex
	sessions int
	told     []string // the statuses of ended sessions
}

// longest is what a screen carries when no character needs sixteen bits.
const longest = 182

// Told is how the sessions so far have ended, in the provider's words.
func (n *Network) Told() []string {
	n.mu.Lock()
	defer n.mu.Unlock()
	return append([]string(nil), n.told...)
}

// Phone is somebody's phone in this network.
func (n *Network) Phone(number string) *Phone { return &Phone{network: n, number: number} }

// Phone is a phone: it shows one screen, and knows nothing of the last session.
type Phone struct {
	network *Network
	number  string
	session string
	typed   []string
	hops    int
	last    string // the last answer
	open    bool
}

// ErrNoSession is returned when something is typed and no session is open.
var ErrNoSession = errors.New("no session is open")

// Dial opens a session and returns its first screen. One that was open is cut.
func (p *Phone) Dial(ctx context.Context) (Screen, error) {
	if p.open {
		if err := p.Cut(ctx); err != nil {
			return Screen{}, err
		}
	}
	p.network.mu.Lock()
	p.network.sessions++
	p.session = fmt.Sprintf("ATUid_%032x", p.network.sessions)
	p.network.mu.Unlock()
	p.typed, p.hops, p.open = nil, 0, true
	return p.ask(ctx)
}

// Type answers the screen that is shown.
func (p *Phone) Type(ctx context.Context, text string) (Screen, error) {
	if !p.open {
		return Screen{}, ErrNoSession
	}
	p.typed = append(p.typed, text)
	return p.ask(ctx)
}

// Repeat asks for the present screen once more, as a network does that has not
// heard the answer.
func (p *Phone) Repeat(ctx context.Context) (Screen, error) {
	if p.session == "" {
		return Screen{}, ErrNoSession
	}
	return p.ask(ctx)
}

// Cut ends the session where it is: the person has walked out of reach.
func (p *Phone) Cut(ctx context.Context) error { return p.end(ctx, "Incomplete", "") }

// Screen is what a phone shows.
type Screen struct {
	Text string
	Open bool // an answer can be typed
}

// ask posts the history and reads the next screen.
func (p *Phone) ask(ctx context.Context) (Screen, error) {
	status, answer, err := p.post(ctx, url.Values{"text": {strings.Join(p.typed, "*")}})
	p.hops++
	if err == nil && status != http.StatusOK {
		err = fmt.Errorf("the application answered %d", status)
	}
	verb, text, _ := strings.Cut(answer, " ")
	switch {
	case err != nil:
	case verb != "CON" && verb != "END":
		err = fmt.Errorf("the answer begins with neither CON nor END")
	case tooLong(text):
		err = fmt.Errorf("the screen is too long: %q", text)
	}
	if err != nil {
		return Screen{}, errors.Join(err, p.end(ctx, "Failed", err.Error()))
	}
	p.last = answer
	if verb == "END" {
		return Screen{Text: text}, p.end(ctx, "Success", "")
	}
	p.open = true
	return Screen{Text: text, Open: true}, nil
}

// tooLong counts a text in the alphabet of phones: seven bits a character, or
// sixteen for all of them as soon as one needs it.
func tooLong(text string) bool {
	const alphabet = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
	n := 0
	for _, r := range text {
		switch {
		case strings.ContainsRune(alphabet, r):
			n++
		case strings.ContainsRune("^{}\\[~]|€", r):
			n += 2
		default:
			return len(utf16.Encode([]rune(text))) > 80
		}
	}
	return n > longest
}

// end closes the session and tells the application so.
func (p *Phone) end(ctx context.Context, status, fault string) error {
	p.open = false
	p.network.mu.Lock()
	p.network.told = append(p.network.told, status)
	p.network.mu.Unlock()
	form := url.Values{
		"date": {"2026-03-02 09:00:00"}, "status": {status}, "cost": {"0.00"}, "durationInMillis": {"1000"},
		"hopsCount": {fmt.Sprint(p.hops)}, "input": {strings.Join(p.typed, "*")}, "lastAppResponse": {p.last},
	}
	if fault != "" {
		form.Set("errorMessage", fault)
	}
	code, body, err := p.post(ctx, form)
	if err == nil && (code != http.StatusOK || body != "") {
		err = fmt.Errorf("the news of an ended session was answered %d %q", code, body)
	}
	return err
}

// post makes a request about the session.
func (p *Phone) post(ctx context.Context, form url.Values) (status int, body string, err error) {
	code := p.network.Code
	if code == "" {
		code = "*384*1#"
	}
	form.Set("sessionId", p.session)
	form.Set("phoneNumber", p.number)
	form.Set("serviceCode", code)
	form.Set("networkCode", "63902")
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, p.network.Callback, strings.NewReader(form.Encode()))
	if err != nil {
		return 0, "", err
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	if p.network.Prove != nil {
		p.network.Prove(r)
	}
	client := p.network.Client
	if client == nil {
		client = http.DefaultClient
	}
	answer, err := client.Do(r)
	if err != nil {
		return 0, "", err
	}
	defer func() { _ = answer.Body.Close() }()
	text, err := io.ReadAll(io.LimitReader(answer.Body, 64<<10))
	return answer.StatusCode, string(text), err
}
