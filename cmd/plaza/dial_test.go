package main

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"plaza/channels/ussd/ussdtest"
	"plaza/store"
	"plaza/store/postgres/pgtest"
)

const (
	dialSecret = "s3cr3t-of-the-path"
	dialProof  = "s3cr3t-of-the-rest"
)

// TestDialled holds the shipped consultation over a USSD network: the real
// program, two of them on one Postgres, each request at the other. The session
// is cut in the middle of a long screen and taken up by another dial.
func TestDialled(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()
	s := dialled(ctx, t)
	network := &ussdtest.Network{Prove: func(r *http.Request) { r.Header.Set("X-Key", dialProof) }}
	phone := network.Phone("+254711000001")
	var now ussdtest.Screen
	asks := 0
	do := func(what func(context.Context) (ussdtest.Screen, error)) {
		t.Helper()
		network.Callback = "http://" + s.nodes[asks%2].addr + "/hooks/dial/" + dialSecret
		asks++
		var err error
		if now, err = what(ctx); err != nil {
			t.Fatal(err)
		}
	}
	types := func(text string) {
		t.Helper()
		do(func(ctx context.Context) (ussdtest.Screen, error) { return phone.Type(ctx, text) })
	}
	sees := func(want string) {
		t.Helper()
		for all := now.Text; !strings.Contains(strings.Join(strings.Fields(all), " "), want); all += " " + now.Text {
			if !strings.HasSuffix(now.Text, "\n0 More") {
				t.Fatalf("seen: %s\nwant: %s", all, want)
			}
			all = strings.TrimSuffix(all, "\n0 More")
			types("0")
		}
	}

	do(phone.Dial)
	sees("Do you agree to take part?")
	types("1") // yes
	sees("who is answering?")
	do(phone.Repeat)
	sees("who is answering?")
	types("1")
	sees("Which area should come first?")
	types("football")
	sees("Which area should come first?")
	types("2")
	sees("Why that one?")
	if err := phone.Cut(ctx); err != nil {
		t.Fatal(err)
	}
	do(phone.Dial)
	sees("Why that one?")
	types("Permits take 3*4 months. *Online* I could see mine")
	sees("What is most needed for change?")
	types("1 and 3")
	sees("Do you expect this consultation to change the strategy?")
	types("BACK")
	sees("What is most needed for change?")
	types("1, 2")
	sees("Do you expect this consultation")
	types("4")
	sees("May we write to you when")
	types("2")
	sees("Thank you.")
	for now.Open {
		types("0")
	}
	if told := network.Told(); !slices.Equal(told, []string{"Incomplete", "Success"}) {
		t.Errorf("got the sessions ended %q, want one cut and one done", told)
	}

	want := []string{
		"conditions: support,space", "role: citizen", "theme: digital", "trust: 4",
		"why: Permits take 3*4 months. *Online* I could see mine",
	}
	var got []string
	runs := 0
	err := s.open(ctx, t).View(ctx, func(v store.View) error {
		return v.EachRun(ctx, "ogp-strategy", func(r store.Run, answers []store.Answer) error {
			runs++
			for _, a := range answers {
				got = append(got, a.Name+": "+a.Value)
			}
			if r.Outcome != "done" || r.Channel != "ussd" {
				t.Errorf("got a run by %s that ended %s, want ussd and done", r.Channel, r.Outcome)
			}
			return nil
		})
	})
	slices.Sort(got)
	if err != nil || runs != 1 || !slices.Equal(got, want) {
		t.Errorf("got %d runs (%v) with\n%q, want one with\n%q", runs, err, got, want)
	}
}

// dialled starts two plazas whose one channel is a dialled code.
func dialled(ctx context.Context, t *testing.T) *square {
	t.Helper()
	bin, err := buildPlaza()
	if err != nil {
		t.Fatal(err)
	}
	s := &square{bin: bin, dir: t.TempDir(), database: pgtest.New(t)}
	for i := range 2 {
		n := &node{bin: bin, addr: freeAddr(t), config: filepath.Join(s.dir, fmt.Sprintf("plaza%d.yaml", i))}
		config := fmt.Sprintf(`
data: %s
database: %s
public_url: %s
listen: %s
metrics: "off"
log: {level: warn}
channels:
  dial: {kind: ussd, start: FUTURE, inbound: {secret: %s, header: "X-Key: %s"}}
`, filepath.Join(s.dir, "data"), s.database, publicURL, n.addr, dialSecret, dialProof)
		if err := os.WriteFile(n.config, []byte(config), 0o600); err != nil {
			t.Fatal(err)
		}
		s.nodes = append(s.nodes, n)
		t.Cleanup(n.kill)
	}
	for _, args := range [][]string{{"migrate"}, {"publish", withoutWindow(t)}} {
		if out, err := s.nodes[0].command(args...).CombinedOutput(); err != nil {
			t.Fatalf("plaza %s: %v\n%s", strings.Join(args, " "), err, out)
		}
	}
	s.start(ctx, t)
	return s
}
