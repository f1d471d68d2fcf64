//go:build unix

package peers_test

import (
	"bytes"
	"flag"
	"os"
	"testing"

	"plaza/channels/channeltest/peers"
)

var update = flag.Bool("update", false, "write the corpus of segments anew")

// TestTheCorpusIsStillTrue makes the corpus of segments anew with the npm
// package and compares it with the committed one, which package channels holds
// its own count against.
func TestTheCorpusIsStillTrue(t *testing.T) {
	const file = "../../testdata/segments.jsonl"
	got := peers.Node(t, nil, "segments.mjs")
	if *update {
		if err := os.WriteFile(file, got, 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	g, w := bytes.Split(got, []byte("\n")), bytes.Split(want, []byte("\n"))
	for i := range min(len(g), len(w)) {
		if !bytes.Equal(g[i], w[i]) {
			t.Fatalf("line %d: npm says %s, %s has %s (go test ./channels/channeltest/peers -update writes it)", i+1, g[i], file, w[i])
		}
	}
	if len(g) != len(w) {
		t.Fatalf("npm makes %d lines, %s has %d", len(g), file, len(w))
	}
}
