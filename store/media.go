package store

import "time"

// Media is one attachment of a person's message: first only where it is, later
// also what it is. It is forgotten and erased with the message it came with.
type Media struct {
	Contact Contact // empty for an anonymous record
	ID      string  // random: answers refer to it, and it tells nothing
	Ref     string  // the network's id of its message; known to AddMedia alone
	Kind    string  // photo, voice, file
	Type    string  // MIME; as the network says until it is kept
	State   MediaState
	Why     string // it was not kept; for an operator
	Data    []byte // sealed at rest: where it is to be fetched, then what was fetched
	Tries   int    // attempts begun, a claimed one included
	DueAt   time.Time
	At      time.Time // a day only, for an anonymous record
	Today   int       // how many the contact has had kept since the time given; filled by ClaimMedia
}

// MediaState is how far an attachment has come.
type MediaState string

// The states of an attachment.
const (
	MediaPending MediaState = "pending" // to be fetched
	MediaKept    MediaState = "kept"
	MediaLost    MediaState = "lost" // never will be
)

// place is what the data of an attachment is sealed for.
func (m *Media) place() string { return string(m.Contact) + "/" + m.ID }

// purpose tells where a thing is from what it is.
func (m *Media) purpose() string { return "media " + string(m.State) }

// SealMedia encrypts the data of an attachment. It opens only for the same
// contact, attachment and state.
func (k *Keys) SealMedia(m *Media) []byte { return k.SealBlob(m.purpose(), m.place(), m.Data) }

// OpenMedia is the data that SealMedia was given.
func (k *Keys) OpenMedia(m *Media, sealed []byte) ([]byte, error) {
	return k.OpenBlob(m.purpose(), m.place(), sealed)
}
