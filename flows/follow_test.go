package flows_test

import (
	"slices"
	"testing"
	"time"

	"plaza/flows"
)

// What the runtime must know to answer a follow step, and to begin what waits
// for the news.
func TestPlanOf(t *testing.T) {
	p := program(t, "testdata/chat/promises")
	for name, want := range map[string]string{
		"milestone": "river-plan", "milestones": "river-plan", "plan": "river-plan", "all": "", "contact_again": "", "nothing": "",
	} {
		if got := p.Plan(name); got != want {
			t.Errorf("%s: got plan %q, want %q", name, got, want)
		}
	}
	if got := p.Awaiting(); len(got) != 2 || got["moved"] != "milestone" || got["news"] != "plan" {
		t.Errorf("got parts %v, want moved to wait for milestone and news for plan", got)
	}
}

// A follow step hands over the row's key, and of a plan nothing but its name.
func TestFollowAsks(t *testing.T) {
	p := program(t, "testdata/chat/promises")
	at := time.Date(2026, 3, 5, 12, 0, 0, 0, time.UTC)
	s, _ := p.Step(flows.State{Part: flows.MainPart, Lang: "en"}, flows.Input{Kind: flows.InBegin, At: at, Given: map[string]flows.Row{
		"milestone": {Key: "RV0001.2", Cells: map[string]string{"title": "A bridge", "status": "substantial"}},
	}})
	var did []flows.Do
	for _, text := range []string{"yes", "yes", "yes"} {
		var out []flows.Effect
		s, out = p.Step(s, flows.Input{Kind: flows.InText, Text: text, At: at})
		for {
			i := slices.IndexFunc(out, func(e flows.Effect) bool { _, do := e.(flows.Do); return do })
			if i < 0 {
				break
			}
			did = append(did, out[i].(flows.Do))
			s, out = p.Step(s, flows.Input{Kind: flows.InDone, At: at})
		}
	}
	if len(did) != 2 || did[0].Kind != flows.FollowKind || did[0].Name != "milestone" || did[0].Values["code"] != "RV0001.2" {
		t.Fatalf("got %+v, want the milestone followed first", did)
	}
	if did[1].Name != "plan" || len(did[1].Values) != 0 {
		t.Errorf("got %+v, want the plan followed with nothing besides", did[1])
	}
	if s.Outcome != "done" {
		t.Errorf("got outcome %q", s.Outcome)
	}
}

// The status of a milestone is kept as its code and printed in the person's
// language, its days as they are written there.
func TestPlanCells(t *testing.T) {
	p := program(t, "testdata/chat/promises")
	rows, _ := p.Find(flows.Query{Table: "milestones", Key: "RV0001.1"}, flows.Row{Key: "RV0001.1", Cells: map[string]string{
		"title": "Clean the river", "status": "complete", "due": "2026-01-31", "unheard_of": "x",
	}})
	if len(rows) != 1 || rows[0].Cells["code"] != "RV0001.1" || rows[0].Cells["status"] != "complete" || rows[0].Cells["unheard_of"] != "" {
		t.Fatalf("got %+v, want the row with its code and the columns of a plan", rows)
	}
	if got := p.Chosen("milestone", "RV0001.1", 0, rows...); got["title"] != "Clean the river" {
		t.Errorf("got %v, want the chosen row's cells", got)
	}
	if got := p.Chosen("milestone", "RV0001.9", 0, rows...); got != nil {
		t.Errorf("got %v of a row that is not there", got)
	}
}

// Who is invited with a row is written to first, and WhatsApp must have
// approved what opens the conversation.
func TestInvitationHasATemplate(t *testing.T) {
	p := program(t, "testdata/chat/promises")
	_, out := p.Step(flows.State{Part: flows.MainPart, Lang: "en"}, flows.Input{Kind: flows.InBegin})
	first, ok := out[0].(flows.Message)
	if !ok {
		t.Fatalf("got %+v, want a message first", out)
	}
	if _, _, ok := p.TemplateOf(first); !ok {
		t.Errorf("no template reads as the first message does: %q", first.Text)
	}
}
