// Package channeltest holds every channel to the contract of package channels.
//
// What a network says and expects is data, recorded in the adapter's own
// testdata: send/*.txtar (a message, the request it must become, the
// provider's answer, what that means) and webhook/*.txtar (a request, the
// status and the events it must become), and respond/*.txtar for a network that
// waits for the answer (a request, maybe one before it, what is said to it, the
// status, the events and the answer). What holds for all networks is here:
// one request for one Send, no secret in an error, no acknowledgement before
// the sink has kept what came.
//
// An adapter's test is ten lines; channels/all fails an adapter without one.
// What its further tests need is here too: a Sink that keeps what came, and a
// Request that goes over the wire as wrong as it is.
package channeltest

import (
	"net/http"
	"testing"
	"time"

	"plaza/channels"
)

// Suite is one adapter, ready to be tested.
type Suite struct {
	// Open builds the adapter, sending to the provider at this URL. It gives
	// bodies of webhooks at most a second.
	Open func(t *testing.T, provider string) channels.Channel
	// Data is the folder of what was recorded: "testdata" when it is empty.
	Data string
	// Secrets and addresses that no error may hold.
	Secrets []string
	// Sign adds the provider's proof to a request, nil where the proof is in
	// the recorded requests themselves.
	Sign func(r *http.Request, body []byte)
	// Bearer says that the proof is a secret that is shown, and covers no body:
	// a changed one cannot be told.
	Bearer bool
	// Poll builds the adapter over a network that holds these texts, for
	// adapters that call their network.
	Poll func(t *testing.T, texts ...string) channels.PollReceiver
}

// patience is how long anything here may take before it counts as hanging.
const patience = 10 * time.Second

// Run tests an adapter.
func Run(t *testing.T, s Suite) {
	t.Helper()
	if s.Data == "" {
		s.Data = "testdata"
	}
	c := s.Open(t, "http://127.0.0.1:1")
	t.Run("capabilities", func(t *testing.T) {
		if got := c.Capabilities(); got.Name == "" || got != c.Capabilities() {
			t.Errorf("got %+v, then %+v, want a name and no change", got, c.Capabilities())
		}
	})
	t.Run("send", func(t *testing.T) { sends(t, s) })
	if _, ok := c.(channels.WebhookReceiver); ok {
		t.Run("webhook", func(t *testing.T) { webhooks(t, s) })
	}
	if _, ok := c.(channels.Responder); ok {
		t.Run("respond", func(t *testing.T) { responds(t, s) })
	}
	if _, ok := c.(channels.PollReceiver); ok {
		t.Run("poll", func(t *testing.T) { polls(t, s) })
	}
}
