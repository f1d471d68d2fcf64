package whatsapp

import (
	"regexp"
	"strings"

	"plaza/channels"
)

// userID is a person's id within our business: the two letters of a country, a
// dot, and up to 128 letters and digits (business-scoped-user-ids).
var userID = regexp.MustCompile(`^[A-Z]{2}\.[A-Za-z0-9.]{1,140}$`)

// addressOf is the one rule of this package: the user id where there is one,
// else the number. It is empty where a message names nobody.
func addressOf(user, number string) channels.Address {
	if userID.MatchString(user) {
		return channels.Address(user)
	}
	if n := strings.TrimPrefix(number, "+"); digits.MatchString(n) {
		return channels.Address("+" + n)
	}
	return ""
}

// kind is what an address is, as a message carries it to its statuses.
type kind byte

const (
	toUser   kind = 'u'
	toNumber kind = 'n'
	toNobody kind = 0
)

func kindOf(a channels.Address) kind {
	switch s := string(a); {
	case userID.MatchString(s):
		return toUser
	case strings.HasPrefix(s, "+") && digits.MatchString(s[1:]):
		return toNumber
	}
	return toNobody
}

// maxOpaque is the most that Meta is known to carry along with a message; the
// figure was not checked against its pages, and our ids are a tenth of it.
const maxOpaque = 512

// opaque is what a message to this address carries to its statuses.
func (k kind) opaque(id string) string {
	if id == "" || len(id)+2 > maxOpaque {
		return ""
	}
	return string([]byte{byte(k), ':'}) + id
}

// readOpaque takes it apart; a message that was not sent by us has none of ours.
func readOpaque(s string) (kind, string) {
	before, id, found := strings.Cut(s, ":")
	if !found || before != "u" && before != "n" || !isID(id) {
		return toNobody, ""
	}
	return kind(before[0]), id
}
