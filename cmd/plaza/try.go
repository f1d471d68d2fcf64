package main

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"plaza/channels"
	"plaza/civic/plan"
	"plaza/civic/plan/library"
	"plaza/flows"
	"plaza/flows/answer"
)

type tryCmd struct {
	folderArg
	Channel string   `help:"Draw messages as this network carries them: sms, whatsapp, telegram." default:"terminal" placeholder:"NAME"`
	Lang    string   `help:"Speak this language (that of the first start word written, else the consultation's first)." aliases:"language" placeholder:"LANG"`
	At      string   `help:"The clock at the beginning, such as \"2022-05-10 09:00\" (now, or when the consultation was open)." placeholder:"TIME"`
	Plan    []string `help:"An action plan that is published in it too, beside those that come with plaza; a file, as plaza plan check takes it." placeholder:"FILE"`
	Record  string   `help:"Write the conversation as a transcript, for plaza test." placeholder:"FILE"`
}

// Run holds the conversation with whoever is at the terminal. It is the real
// thing: the runtime on a store of its own, which is thrown away at the end.
//
// When standard input is not a terminal its lines are what the citizen writes;
// when there are none, a transcript of the folder is played.
func (cmd tryCmd) Run(ctx context.Context, w world, ui ui) error {
	folder, err := cmd.open()
	if err != nil {
		return err
	}
	env, err := environment()
	if err != nil {
		return err
	}
	p, err := cmd.compile(ui, folder, env, "tried")
	if err != nil {
		return err
	}
	p.Edition, p.Wording = 1, 1
	lang := cmp.Or(cmd.Lang, p.Languages()[0])
	if !p.Speaks(lang) {
		return usage(fmt.Errorf("%s does not speak %q", cmd.Folder, lang), "it speaks "+strings.Join(p.Languages(), ", "))
	}
	carries, ok := channels.Network(cmd.Channel)
	if !ok {
		return usage(fmt.Errorf("there is no channel %q", cmd.Channel), "there are sms, whatsapp, telegram and terminal")
	}
	if cmd.Record != "" {
		if err := free(cmd.Record); err != nil {
			return err
		}
	}
	s, err := newScript(w.in, folder, lang)
	if err != nil {
		return err
	}
	if cmd.Lang == "" {
		lang = cmp.Or(languageOf(p, s.begins), lang)
	}
	at, err := cmd.clock(w, p, s)
	if err != nil {
		return err
	}
	plans, err := stagePlans(cmd.Plan)
	if err != nil {
		return err
	}
	st, err := newStage(ctx, w, stageConfig{folder: folder, program: p, script: s, plans: plans, carries: carries, lang: lang, byWord: cmd.Lang == "", at: at})
	if err != nil {
		return err
	}
	defer st.close()
	ui.say("the clock says %s", at.Format("2 January 2006 15:04 MST"))
	switch {
	case s.typed:
		ui.say("begin with %s, and go on as a citizen would", st.openers())
		ui.say("\"@ +1 day\" moves the clock, Ctrl-D leaves")
	case s.name != "":
		ui.say("nobody writes, so the transcript %s is played", s.name)
	}
	if err := st.play(ctx); err != nil {
		return err
	}
	if err := st.onRecord(ctx, ui); err != nil {
		return err
	}
	if cmd.Record != "" {
		return st.record(cmd.Record, ui)
	}
	return nil
}

// stagePlans are the action plans that come with plaza, and those in files. A
// file takes the place of a shipped plan of the same id.
func stagePlans(files []string) ([]*plan.Plan, error) {
	by := map[string]*plan.Plan{}
	for _, name := range append(library.Names(), files...) {
		p, problems, err := planHead{}.readPlan(name)
		if err == nil {
			err = problems.Err()
		}
		if err != nil {
			return nil, err
		}
		by[p.ID] = p
	}
	return slices.Collect(maps.Values(by)), nil
}

// languageOf is the language whose start word a text begins with, or "".
func languageOf(p *flows.Program, text string) string {
	word, _, _ := strings.Cut(text, " ")
	for _, lang := range p.Languages() {
		for _, start := range p.Flow.Start.In[lang] {
			if answer.Fold(start.Text) == answer.Fold(word) {
				return lang
			}
		}
	}
	return ""
}

// clock is the moment at which the conversation begins: the one asked for, the
// transcript's, now, or, for a consultation that is closed now, a morning on
// which it was open.
func (cmd tryCmd) clock(w world, p *flows.Program, s *script) (time.Time, error) {
	zone, err := time.LoadLocation(p.Flow.Zone.Value)
	if err != nil {
		zone = time.UTC
	}
	if cmd.At != "" {
		at, err := moment(cmd.At, zone)
		if err != nil {
			return at, usage(err)
		}
		return at, nil
	}
	if at, err := moment(s.head["at"], zone); err == nil {
		return at, nil
	}
	now := w.now().In(zone)
	if open, _ := p.OpenAt(now); open {
		return now, nil
	}
	first, last := p.Opens().In(zone), p.Closes().In(zone)
	switch {
	case p.Opens().IsZero():
		first = last.Add(-24 * time.Hour)
	case p.Closes().IsZero():
		last = first.Add(24 * time.Hour)
	}
	return slices.MinFunc([]time.Time{first.Add(9*24*time.Hour + 9*time.Hour), first.Add(last.Sub(first) / 2)}, time.Time.Compare), nil
}
