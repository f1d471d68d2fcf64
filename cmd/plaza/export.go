package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"strings"
	"time"

	"plaza/flows"
	"plaza/flows/source"
	"plaza/store"
)

type exportCmd struct {
	Consultation string `arg:"" help:"The id of a published consultation."`
	Format       string `help:"csv or jsonl." enum:"csv,jsonl" default:"csv"`
	Out          string `help:"The folder to make (CONSULTATION-export-DAY here)." placeholder:"DIR" short:"o"`
	Media        string `help:"Also write the pictures, voices and files that people sent into this new folder. They may show who people are." placeholder:"DIR"`
	Text         bool   `help:"Also write what people wrote in their own words, which may tell who they are."`
}

// Run writes the answers into a new folder and prints its name.
func (cmd exportCmd) Run(ctx context.Context, w world, ui ui, file configFile) error {
	h, err := file.open(ctx, w, ui, mustExist, false)
	if err != nil {
		return err
	}
	defer h.close(ui)
	editions, err := h.editions(ctx, cmd.Consultation)
	if err != nil {
		return err
	}
	dir := cmd.Out
	if dir == "" {
		dir = cmd.Consultation + "-export-" + w.now().Format(time.DateOnly)
	}
	if _, err := os.Stat(dir); !errors.Is(err, fs.ErrNotExist) {
		return hint(fmt.Errorf("%s is there already", dir), "--out names another folder")
	}
	if _, err := os.Stat(cmd.Media); cmd.Media != "" && !errors.Is(err, fs.ErrNotExist) {
		return hint(fmt.Errorf("%s is there already", cmd.Media), "--media names another folder")
	}
	if cmd.Media != "" {
		ui.say("a picture may show people, and a voice is somebody's: look at each before you pass it on")
	}
	if cmd.Text {
		ui.say("free text may tell who wrote it: read it before you pass it on")
	}
	taken, err := passages(ctx, h.store, cmd.Consultation)
	if err != nil {
		return err
	}
	x := newExtractor(editions, cmd.Text, rand.Reader)
	if err := h.store.View(ctx, func(v store.View) (err error) {
		x.joined, err = v.Persons(ctx)
		return err
	}); err != nil {
		return err
	}
	for _, p := range taken {
		if err := x.add(p.run, p.answers); err != nil {
			return err
		}
	}
	done := x.done()
	if err := writeExtract(dir, cmd.Format, done); err != nil {
		return err
	}
	if cmd.Media != "" {
		if err := writeMedia(ctx, ui, h.store, cmd.Media, done.media); err != nil {
			return err
		}
	}
	switch runs, n := count(len(done.runs), "run"), len(x.persons); {
	case done.anonymous():
		ui.say("%s; whose they are is not kept", runs)
	case n == 1:
		ui.say("%s of 1 person", runs)
	default:
		ui.say("%s of %d people", runs, n)
		ui.say("who writes from two phones or apps and has not joined them is counted twice")
	}
	fmt.Fprintln(w.out, dir)
	return nil
}

// editions are all published editions of a consultation, oldest first.
func (h *house) editions(ctx context.Context, flow string) ([]*flows.Flow, error) {
	all, err := h.store.Editions(ctx)
	if err != nil {
		return nil, fmt.Errorf("read what is published: %w", err)
	}
	var found []*flows.Flow
	var names []string
	for _, e := range all {
		names = append(names, e.Flow)
		if e.Flow != flow {
			continue
		}
		folder, err := flows.Unpack(e.Files)
		if err != nil {
			return nil, fmt.Errorf("read edition %d.%d of %s: %w", e.Edition, e.Wording, flow, err)
		}
		f, _ := flows.Parse(folder)
		found = append(found, f)
	}
	if len(found) == 0 {
		err := fmt.Errorf("no consultation %s is published", flow)
		if s := source.DidYouMean(flow, names); s != "" {
			return nil, hint(err, s)
		}
		if len(names) == 0 {
			return nil, hint(err, "nothing is; plaza publish FOLDER publishes a consultation")
		}
		return nil, hint(err, "there is "+strings.Join(slices.Compact(slices.Sorted(slices.Values(names))), ", "))
	}
	return found, nil
}

// passage is one run and everything on record for it. What a person agreed to
// is an answer like any other here: the store keeps it apart as evidence.
type passage struct {
	run     store.Run
	answers []store.Answer
}

// consentsAtOnce bounds how long reading consents holds a shard, which a
// running serve also needs.
const consentsAtOnce = 200

// passages reads all runs of a consultation. It holds them in memory: they are
// to be put into an order that tells nothing, and that needs all of them.
func passages(ctx context.Context, s store.Store, flow string) ([]*passage, error) {
	var all []*passage
	byRun := map[string]*passage{}
	byShard := map[int][]store.Contact{}
	err := s.View(ctx, func(v store.View) error {
		return v.EachRun(ctx, flow, func(r store.Run, answers []store.Answer) error {
			p := &passage{r, answers}
			all = append(all, p)
			if r.Contact != "" {
				byRun[r.ID] = p
				shard := s.Shard(r.Contact)
				byShard[shard] = append(byShard[shard], r.Contact)
			}
			return nil
		})
	})
	if err != nil {
		return nil, fmt.Errorf("read the answers: %w", err)
	}
	for shard, contacts := range byShard {
		for len(contacts) > 0 {
			some := contacts[:min(len(contacts), consentsAtOnce)]
			contacts = contacts[len(some):]
			err := s.Update(ctx, shard, func(tx store.Tx) error { return agreed(ctx, tx, some, flow, byRun) })
			if err != nil {
				return nil, fmt.Errorf("read what people agreed to: %w", err)
			}
		}
	}
	for _, p := range all {
		slices.SortStableFunc(p.answers, func(a, b store.Answer) int { return a.At.Compare(b.At) })
	}
	return all, nil
}

// agreed adds the consents of some people to their runs. It writes nothing.
func agreed(ctx context.Context, tx store.Tx, contacts []store.Contact, flow string, byRun map[string]*passage) error {
	seen := map[store.Contact]bool{}
	for _, c := range contacts {
		if seen[c] {
			continue // several runs of one person
		}
		seen[c] = true
		consents, err := tx.Consents(ctx, c)
		if err != nil {
			return err
		}
		for _, con := range consents {
			p := byRun[con.Run]
			if p == nil || con.Flow != flow || con.How != "reply" {
				continue
			}
			value := "no"
			if con.Yes {
				value = "yes"
			}
			p.answers = append(p.answers, store.Answer{
				Contact: c, Run: con.Run, Flow: flow, Part: p.run.Part, Name: con.Purpose, Kind: "yesno",
				Status: string(flows.Answered), Value: value, Edition: con.Edition, Wording: con.Wording, Lang: con.Lang, At: con.At,
			})
		}
	}
	return nil
}
