package main

import (
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"strings"

	"plaza/channels"
)

// operatorConfig is one person who acts for the forum. The token says that it
// is they; sha256: and the digest of one says the same to plaza, and nothing
// to whoever reads the file.
type operatorConfig struct {
	Token     string `yaml:"token" env:"TOKEN"`
	TokenFile string `yaml:"token_file" env:"TOKEN_FILE"`
}

// broadcastsConfig is how messages to many people are let go.
type broadcastsConfig struct {
	Approval string   `yaml:"approval" env:"APPROVAL"`
	Test     []string `yaml:"test" env:"TEST"`
}

const (
	// tokenLeast is how short a token may be before it can be guessed.
	tokenLeast = 16
	digested   = "sha256:"
)

// operatorNames are the configured operators, sorted.
func (c *config) operatorNames() []string { return slices.Sorted(maps.Keys(c.Operators)) }

// approvals says whether a second person must approve a broadcast.
func (c *config) approvals() bool { return c.Broadcasts.Approval == "on" }

// approvers says what an operator of plaza should know of the second person.
func (c *config) approvers() (f channels.Finding, some bool) {
	switch {
	case !c.approvals():
		return channels.Finding{Grade: channels.Doubtful, Says: "they leave without a second person: broadcasts.approval is off"}, true
	case len(c.Operators) < 2:
		return channels.Finding{
			Grade: channels.Doubtful,
			Says:  fmt.Sprintf("none can leave: somebody else than its author must approve it, and there %s", areOperators(len(c.Operators))),
			Do:    "name two people under operators in the configuration, or set broadcasts.approval: off",
		}, true
	}
	return f, false
}

// areOperators is how few operators there are.
func areOperators(n int) string {
	if n == 1 {
		return "is one operator"
	}
	return "are no operators"
}

// checkOperators finds what is wrong with the people who act, short of reading
// files that only some of them may read.
func (c *config) checkOperators() (wrong []error) {
	no := func(format string, args ...any) { wrong = append(wrong, fmt.Errorf(format, args...)) }
	if a := c.Broadcasts.Approval; a != "on" && a != "off" {
		no("broadcasts.approval: %q is neither on nor off", a)
	}
	for i, phone := range c.Broadcasts.Test {
		name, _, ok := strings.Cut(phone, ":")
		switch {
		case ok && c.Channels[name] == nil:
			no("broadcasts.test, entry %d: there is no channel %s%s", i+1, name, guess(name, c.channelNames()))
		case !ok && strings.HasPrefix(phone, "+"):
			no("broadcasts.test, entry %d: an address needs its channel before it, such as sms:+15005550006", i+1)
		}
	}
	holder := map[[sha256.Size]byte]string{}
	for _, name := range c.operatorNames() {
		key, o := "operators."+name, c.Operators[name]
		switch {
		case !channelName.MatchString(name):
			no("%s: an operator's name is of small letters, digits and hyphens", key)
		case o.Token == "" && o.TokenFile == "":
			no("%s: has neither token nor token_file, so nobody can be known as them", key)
		case o.Token != "" && o.TokenFile != "":
			no("%s.token and token_file: set one of them", key)
		case o.Token != "":
			d, err := digest(o.Token)
			if err != nil {
				no("%s.token: %w", key, err)
			} else if other := holder[d]; other != "" {
				no("%s.token: it is that of %s too, and the two could not be told apart", key, other)
			} else {
				holder[d] = name
			}
		}
	}
	return wrong
}

// digest is the digest of a configured token.
func digest(configured string) (d [sha256.Size]byte, err error) {
	text, isDigest := strings.CutPrefix(configured, digested)
	if !isDigest {
		if len(text) < tokenLeast {
			return d, fmt.Errorf("it is shorter than %d letters, and can be guessed; openssl rand -hex 16 prints a good one", tokenLeast)
		}
		return sha256.Sum256([]byte(text)), nil
	}
	b, err := hex.DecodeString(text)
	if err != nil || len(b) != sha256.Size {
		return d, fmt.Errorf("after %s there are 64 hexadecimal digits, as printf %%s TOKEN | sha256sum prints them", digested)
	}
	copy(d[:], b)
	return d, nil
}

// errNoOperator is the answer to a token that is nobody's.
var errNoOperator = errors.New("this token is of no operator in the configuration")

// operator is whose token this is. Every configured one is compared, each in
// constant time, so that the time taken tells nothing about any of them.
//
// A file that this user may not read holds somebody else's token: it is passed
// over, so that each operator can keep their own to themselves.
func (c *config) operator(token string) (string, error) {
	given := sha256.Sum256([]byte(token))
	found := ""
	for _, name := range c.operatorNames() {
		o := c.Operators[name]
		text, err := secret{key: "operators." + name + ".token", value: o.Token, file: o.TokenFile}.read()
		if errors.Is(err, fs.ErrPermission) {
			continue
		}
		if err != nil {
			return "", err
		}
		d, err := digest(text)
		if err != nil {
			return "", fmt.Errorf("operators.%s.token: %w", name, err)
		}
		if subtle.ConstantTimeCompare(d[:], given[:]) == 1 {
			if found != "" {
				return "", fmt.Errorf("this token is of %s and of %s: nobody could tell them apart", found, name)
			}
			found = name
		}
	}
	if found == "" {
		return "", errNoOperator
	}
	return found, nil
}
