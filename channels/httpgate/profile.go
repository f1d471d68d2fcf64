package httpgate

import (
	"embed"
	"fmt"
	"io/fs"
	"net/http"
	"os"
	"path"
	"regexp"
	"slices"
	"strings"
	"time"
)

//go:embed profiles/*.yaml
var shipped embed.FS

// Profile is a gateway as its file describes it, read and checked.
type Profile struct {
	Name    string   // as people call the gateway
	Tried   bool     // with the real gateway, not only its documents
	Written []string // the pages it was written from

	about      string
	maxText    int
	settings   map[string]setting
	gsm, ucs2  map[string]template
	validity   [2]time.Duration
	request    call
	answer     answer
	hooks      []*hook
	signature  *signature
	ack        ack
	check      *check
	namesUsURL bool // a request carries the address of its own receipts
}

// setting is what differs between two users of a gateway.
type setting struct {
	about    string
	standard string
	optional bool
	secret   bool
}

// ack is what the gateway wants to hear when an event is stored.
type ack struct {
	status int
	kind   string
	body   string
}

// check is a request that costs nothing and tells whether the gateway answers.
type check struct {
	call
	good, refused []int
}

// Shipped lists the profiles that come with Plaza, by the names that a
// configuration calls them.
func Shipped() []string {
	files, err := fs.Glob(shipped, "profiles/*.yaml")
	if err != nil {
		return nil // a bad pattern, which it is not
	}
	var names []string
	for _, f := range files {
		names = append(names, strings.TrimSuffix(path.Base(f), ".yaml"))
	}
	return names
}

// Open reads a shipped profile by its name, or a file by its path: what holds a
// slash or ends in .yaml is a path.
func Open(name string) (*Profile, error) {
	var src []byte
	var err error
	switch {
	case name == "":
		return nil, fmt.Errorf("profile: missing; there is %s, or the path of your own", strings.Join(Shipped(), ", "))
	case strings.ContainsAny(name, `/\`) || strings.HasSuffix(name, ".yaml"):
		src, err = os.ReadFile(name)
	case slices.Contains(Shipped(), name):
		src, err = shipped.ReadFile("profiles/" + name + ".yaml")
		name += ".yaml"
	default:
		return nil, fmt.Errorf("profile: there is no %q; there is %s, or the path of your own", name, strings.Join(Shipped(), ", "))
	}
	if err != nil {
		return nil, fmt.Errorf("read the profile: %w", err)
	}
	return Parse(name, src)
}

// Parse reads a profile. Everything wrong with it is told at once, each with
// file:line:col.
func Parse(file string, src []byte) (*Profile, error) {
	ps := &problems{file: file}
	d := ps.load(src)
	if len(ps.all) > 0 {
		return nil, ps.err()
	}
	r := &reader{problems: ps}
	p := r.profile(&d)
	if len(ps.all) > 0 {
		return nil, ps.err()
	}
	return p, nil
}

// reader makes a profile of a document, and problems of what is wrong in it.
type reader struct {
	*problems
	profileOf *Profile
	sending   []string // names that a request may use
}

var settingName = regexp.MustCompile(`^[a-z][a-z0-9_]*$`)

func (r *reader) profile(d *document) *Profile {
	p := &Profile{Name: r.need(d.Name, text{}, "name"), about: d.About.value, Tried: r.yes(d.Tried), settings: map[string]setting{}, maxText: 1600}
	r.profileOf = p
	for _, page := range d.Written {
		p.Written = append(p.Written, page.value)
	}
	if len(p.Written) == 0 {
		r.at(d.Name, "written_from: missing; say which pages of the gateway's documents this was written from")
	}
	if d.MaxText.given() {
		p.maxText = r.number(d.MaxText, "max_text", 70, 100_000)
	}
	r.settings(d)
	r.sending = append(r.sending, "to", "text", "id", "lang", "receipts", "messages",
		"validity.seconds", "validity.minutes", "validity.hours", "validity.ms")
	p.gsm, p.ucs2 = r.encodings(d.Encoding)
	p.validity = [2]time.Duration{time.Second, 10 * time.Hour}
	if d.Validity.Least.given() {
		p.validity[0] = r.duration(d.Validity.Least, "validity.least")
	}
	if d.Validity.Most.given() {
		p.validity[1] = r.duration(d.Validity.Most, "validity.most")
	}
	p.request = r.call(d.Request, d.Name)
	r.auth(d.Auth, &p.request)
	p.answer = r.answer(d.Answer)
	p.hooks = r.hooks(d)
	if d.Signature.Header.given() {
		p.signature = &signature{header: http.CanonicalHeaderKey(d.Signature.Header.value), timestamp: http.CanonicalHeaderKey(d.Signature.Timestamp.value)}
	}
	p.ack = ack{status: http.StatusOK, kind: "text/plain; charset=utf-8", body: d.Ack.Body.value}
	if d.Ack.Status.given() {
		p.ack.status = r.number(d.Ack.Status, "acknowledge.status", 200, 299)
	}
	if d.Ack.Type.given() {
		p.ack.kind = d.Ack.Type.value
	}
	if d.Check.URL.given() {
		p.check = r.checkCall(d)
	}
	return p
}

// settings reads what a user of the gateway has to say.
func (r *reader) settings(d *document) {
	for name, s := range d.Settings {
		r.whole(s.About, s.Default, s.Optional, s.Secret)
		switch {
		case !settingName.MatchString(name):
			r.at(s.About, "settings.%s: a setting's name is of small letters, digits and _", name)
		case strings.HasSuffix(name, "_file"):
			r.at(s.About, "settings.%s: names that end in _file are for values that are read from a file", name)
		case !s.About.given():
			r.at(d.Name, "settings.%s: about: missing; say where a user finds it", name)
		}
		r.profileOf.settings[name] = setting{about: s.About.value, standard: s.Default.value, optional: r.yes(s.Optional) || s.Default.given(), secret: r.yes(s.Secret)}
		r.sending = append(r.sending, "set."+name)
	}
}

// encodings reads the parameters that depend on whether a text fits the GSM
// alphabet. Both alphabets must set the same.
func (r *reader) encodings(d encodingDoc) (gsm, ucs2 map[string]template) {
	read := func(in, other map[string]text) map[string]template {
		out := map[string]template{}
		for name, t := range in {
			if _, there := other[name]; !there {
				r.at(t, "encoding: %s stands under one of gsm and ucs2 only", name)
			}
			out["enc."+name] = r.template(t, r.sending...)
		}
		return out
	}
	gsm, ucs2 = read(d.GSM, d.UCS2), read(d.UCS2, d.GSM)
	for name := range gsm {
		r.sending = append(r.sending, name)
	}
	return gsm, ucs2
}
