package main

import (
	"bufio"
	"bytes"
	"fmt"
	"net"
	"net/url"
	"strconv"

	"plaza/channels/twilio/twiliotest"
)

// What the tests' own account at the provider is called. All of it is made up.
const (
	accountSID = "AC00000000000000000000000000000000"
	authToken  = "notarealtoken"
	ourNumber  = "+15005550006" // one of the provider's magic numbers
	publicURL  = "https://plaza.example"
	hookPath   = "/hooks/sms/"
)

// A line is one keep-alive connection of the network to plaza. It speaks HTTP
// by hand: the less the load costs, the more of the machine is plaza's.
type line struct {
	addr string
	conn net.Conn
	read *bufio.Reader
}

// request is one message as the provider posts it, signed.
func request(ref, from, text string) []byte {
	body := url.Values{
		"MessageSid": {ref}, "AccountSid": {accountSID}, "From": {from}, "To": {ourNumber}, "Body": {text}, "NumMedia": {"0"},
	}
	form := body.Encode()
	return fmt.Appendf(nil, "POST %s HTTP/1.1\r\nHost: plaza.example\r\nContent-Type: application/x-www-form-urlencoded\r\n"+
		"X-Twilio-Signature: %s\r\nContent-Length: %d\r\n\r\n%s", hookPath, twiliotest.Sign(authToken, publicURL+hookPath, body), len(form), form)
}

// deliver posts one message and returns the status. An error means that nobody
// knows whether it arrived.
func (l *line) deliver(request []byte) (int, error) {
	if l.conn == nil {
		conn, err := net.Dial("tcp", l.addr)
		if err != nil {
			return 0, err
		}
		l.conn, l.read = conn, bufio.NewReader(conn)
	}
	status, err := l.exchange(request)
	if err != nil {
		l.hangUp()
	}
	return status, err
}

// exchange sends the request and reads the answer: a status, a length, a body.
func (l *line) exchange(request []byte) (status int, err error) {
	if _, err := l.conn.Write(request); err != nil {
		return 0, err
	}
	length := 0
	for first := true; ; first = false {
		head, err := l.read.ReadSlice('\n')
		if err != nil {
			return 0, err
		}
		head = bytes.TrimRight(head, "\r\n")
		switch {
		case first:
			if len(head) < 12 {
				return 0, fmt.Errorf("no answer of HTTP: %q", head)
			}
			if status, err = strconv.Atoi(string(head[9:12])); err != nil {
				return 0, err
			}
		case len(head) == 0:
			_, err := l.read.Discard(length)
			return status, err
		case bytes.HasPrefix(head, []byte("Content-Length: ")):
			if length, err = strconv.Atoi(string(head[16:])); err != nil {
				return 0, err
			}
		}
	}
}

func (l *line) hangUp() {
	if l.conn != nil {
		_ = l.conn.Close()
		l.conn = nil
	}
}

// ref is a message's id at the provider, the same for every copy of it.
func ref(person, message int) string { return fmt.Sprintf("SM%024x%08x", person, message) }

// phone is a person's phone number, in a country code that nobody has.
func phone(person int) string { return "+999" + fmt.Sprintf("%010d", person) }
