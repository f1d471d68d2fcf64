package channeltest

import (
	"bufio"
	"fmt"
	"io"
	"maps"
	"net"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"
)

// Request is a call of a webhook that may be wrong in any way. It goes over
// the wire as it is: no client of ours is in between to mend it.
type Request struct {
	Method, Target string
	// Header stands before what every request has (a host, a length); a name
	// without values is not sent.
	Header  http.Header
	Body    string
	Chunked bool // sends the body as a chunk, so that nobody says its length
	Stops   bool // says the length of the body, and sends none but its first byte
}

// write sends the request as bytes.
func (r Request) write(w io.Writer) {
	body := r.Body
	head := http.Header{"Host": {"plaza.test"}, "Connection": {"close"}}
	if r.Chunked {
		head.Set("Transfer-Encoding", "chunked")
		body = fmt.Sprintf("%x\r\n%s\r\n0\r\n\r\n", len(body), body)
	} else {
		head.Set("Content-Length", fmt.Sprint(len(body)))
	}
	maps.Copy(head, r.Header)
	if r.Stops {
		body = body[:1]
	}
	fmt.Fprintf(w, "%s %s HTTP/1.1\r\n", r.Method, r.Target)
	head.Write(w)
	io.WriteString(w, "\r\n"+body)
}

// Call sends a request and returns the answer, with its body read.
func Call(t testing.TB, server *httptest.Server, r Request) (*http.Response, string) {
	t.Helper()
	conn, err := net.Dial("tcp", server.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	conn.SetDeadline(time.Now().Add(patience))
	go r.write(conn) // the server may answer before it has read everything
	answer, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil {
		t.Fatalf("got %v, want an answer", err)
	}
	defer answer.Body.Close()
	body, _ := io.ReadAll(answer.Body)
	return answer, string(body)
}

// Refuses sends a bad request, which must get this status and bring nothing,
// and then a good one, which must arrive as if nothing had been.
func Refuses(t *testing.T, server *httptest.Server, sink *Sink, status int, bad, good Request) {
	t.Helper()
	before := len(sink.Events())
	if got, _ := Call(t, server, bad); got.StatusCode != status {
		t.Errorf("got %d, want %d", got.StatusCode, status)
	}
	if got := len(sink.Events()) - before; got != 0 {
		t.Errorf("got %d events, want none", got)
	}
	got, _ := Call(t, server, good)
	if n := len(sink.Events()) - before; got.StatusCode != http.StatusOK || n != 1 {
		t.Errorf("a good one afterwards: got %d and %d events, want 200 and 1", got.StatusCode, n)
	}
}
