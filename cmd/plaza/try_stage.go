package main

import (
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"plaza/bot"
	"plaza/channels"
	"plaza/channels/terminal"
	"plaza/civic/plan"
	"plaza/flows"
	"plaza/locales"
	"plaza/store"
	"plaza/store/sqlite"
)

// stage is a whole forum for one person: the runtime, one consultation, and a
// store that nobody will miss. Its clock moves only when it is told to.
type stage struct {
	stageConfig
	w      world
	bot    *bot.Bot
	store  *sqlite.DB
	screen *terminal.Terminal
	dir    string
	began  time.Time
	n      int      // messages written
	heard  []string // what the citizen did, as a transcript writes it
}

type stageConfig struct {
	folder  *flows.Folder
	program *flows.Program
	script  *script
	carries channels.Capabilities
	plans   []*plan.Plan
	lang    string
	byWord  bool // the first start word written tells the language
	at      time.Time
}

// title is what HELP names, for want of a forum: the consultation, in the
// language tried.
func (c stageConfig) title() string {
	return cmp.Or(c.program.Flow.Title.In[c.lang].Text, title(c.program.Flow))
}

// column is how wide messages are written for a person at a terminal.
const column = 78

// stageName is the name of the stage's one channel.
const stageName = "try"

// newStage sets everything up in a folder of its own.
func newStage(ctx context.Context, w world, c stageConfig) (_ *stage, err error) {
	s := &stage{stageConfig: c, w: w, began: c.at}
	defer func() {
		if err != nil {
			s.close()
			err = fmt.Errorf("set the stage: %w", err)
		}
	}()
	s.screen = terminal.New(c.script.in, w.out, c.carries)
	if c.script.typed {
		s.screen.Prompt, s.screen.Width = "> ", column
	}
	if s.dir, err = os.MkdirTemp("", "plaza-try-"); err != nil {
		return nil, err
	}
	text, err := store.NewKey(rand.Reader)
	if err != nil {
		return nil, err
	}
	keys, err := store.ParseKey(text)
	if err != nil {
		return nil, err
	}
	s.store, err = sqlite.Open(ctx, filepath.Join(s.dir, "try.db"), sqlite.Options{Keys: keys, Shards: 1, Migrate: true, Hurried: true})
	if err != nil {
		return nil, err
	}
	bundle, err := locales.Load()
	if err != nil {
		return nil, err
	}
	s.bot, err = bot.New(bot.Config{
		Store: s.store, Channels: map[string]channels.Channel{stageName: s.screen}, Locales: bundle,
		Now: func() time.Time { return s.at }, Lang: c.lang, Forum: c.title(),
	})
	if err != nil {
		return nil, err
	}
	// Put on the shelf by hand: what may be tried is more than what may be
	// published.
	packed, err := c.folder.Pack()
	if err != nil {
		return nil, err
	}
	err = s.store.AddEdition(ctx, store.Edition{
		Flow: c.program.Flow.ID.Value, Edition: 1, Wording: 1, Hash: c.folder.Hash(), Files: packed, PublishedAt: c.at,
	})
	if err != nil {
		return nil, err
	}
	for _, p := range c.plans {
		if err := s.store.AddPlan(ctx, store.PlanRevision{Plan: p.ID, N: 1, Body: p.YAML(), By: stageName, At: c.at}); err != nil {
			return nil, err
		}
	}
	return s, s.bot.Reload(ctx)
}

// close throws everything away; what cannot be thrown away is the system's
// temporary folder's to clean.
func (s *stage) close() {
	if s.store != nil {
		_ = s.store.Close()
	}
	if s.dir != "" {
		_ = os.RemoveAll(s.dir)
	}
}

// play does what the script says. Whatever its first line, the consultation is
// open before it is answered.
func (s *stage) play(ctx context.Context) error {
	if !s.script.typed {
		if err := s.open(ctx, s.script.begins); err != nil {
			return err
		}
	}
	err := s.screen.Poll(ctx, func(ctx context.Context, events ...channels.Event) error {
		if s.script.typed && s.n == 0 {
			if err := s.begin(ctx, events[0].Text); err != nil {
				return err
			}
		}
		for _, e := range events {
			if err := s.does(ctx, e); err != nil {
				return err
			}
		}
		return nil
	})
	if s.script.typed {
		s.echo("")
	}
	return err
}

// open opens the consultation, unless the first line does.
func (s *stage) open(ctx context.Context, first string) error {
	if s.opens(first) {
		return nil
	}
	s.echo("> " + s.opener())
	return s.says(ctx, channels.Event{Kind: channels.Message, From: terminal.You, Text: s.opener()})
}

// begin is open for a first line that was typed.
func (s *stage) begin(ctx context.Context, first string) error {
	if s.opens(first) {
		if s.byWord {
			s.lang = cmp.Or(languageOf(s.program, first), s.lang)
			s.bot.Forum = s.title()
		}
		return nil
	}
	if err := s.open(ctx, first); err != nil {
		return err
	}
	if strings.TrimSpace(first) != "" {
		s.echo("> " + first) // once more, for it is answered only now
	}
	return nil
}

// echo writes what the citizen did, where nobody typed it.
func (s *stage) echo(line string) { fmt.Fprintln(s.w.out, line) }

// opener is the word that opens the consultation in the language tried.
func (s *stage) opener() string {
	if words := s.program.Flow.Start.In[s.lang]; len(words) > 0 {
		return words[0].Text
	}
	return s.program.Flow.ID.Value
}

// openers tells the word that opens it in the language tried, and, where the
// word decides that, those of the others.
func (s *stage) openers() string {
	var others []string
	for _, lang := range s.program.Languages() {
		if words := s.program.Flow.Start.In[lang]; s.byWord && lang != s.lang && len(words) > 0 {
			others = append(others, words[0].Text+" in "+lang)
		}
	}
	if len(others) == 0 {
		return s.opener()
	}
	return s.opener() + " (" + strings.Join(others, ", ") + ")"
}

// opens tells whether a line opens the consultation by itself.
func (s *stage) opens(line string) bool {
	word, _, _ := strings.Cut(line, " ")
	flow, _ := s.bot.Library().Opens(word)
	return line != "" && flow != ""
}

// does is one line of the script: something written, or time that passes.
func (s *stage) does(ctx context.Context, e channels.Event) error {
	line := asWritten(e)
	if strings.TrimSpace(line) == "" {
		return nil
	}
	rest, waits := strings.CutPrefix(line, "@")
	if !s.script.typed {
		s.echo(map[bool]string{true: line, false: "> " + line}[waits])
	}
	if !waits {
		return s.says(ctx, e)
	}
	at, err := later(rest, s.at, s.at.Location())
	if err == nil && at.Before(s.at) {
		err = errors.New("the clock does not go back")
	}
	if err != nil {
		fmt.Fprintln(s.w.err, "plaza: "+err.Error())
		return nil
	}
	return s.waits(ctx, at, line)
}

// asWritten is the line of a transcript that does what the event tells.
func asWritten(e channels.Event) string {
	switch {
	case e.Tap != "":
		return "[tap] " + e.Text
	case e.Place != "":
		return strings.TrimSpace("[location " + e.Place + "] " + e.Text)
	case len(e.Media) > 0:
		return strings.TrimSpace("[" + e.Media[0].Kind + "] " + e.Text)
	}
	return e.Text
}

// says is one message of the citizen's, and everything that answers it.
func (s *stage) says(ctx context.Context, e channels.Event) error {
	s.n++
	s.heard = append(s.heard, "> "+asWritten(e))
	s.at = s.at.Add(time.Second)
	e.Ref, e.At, e.Lang = strconv.Itoa(s.n), s.at, s.lang
	if err := s.bot.Receive(ctx, stageName, e); err != nil {
		return err
	}
	return s.deliver(ctx)
}

// waits lets time pass, in steps, so that what comes due on the way is done in
// its order: two reminders before the end of a run, and not the end alone.
func (s *stage) waits(ctx context.Context, at time.Time, line string) error {
	s.heard = append(s.heard, line)
	const steps = 720 // hours, for a month
	step := max(time.Hour, at.Sub(s.at)/steps)
	for s.at.Before(at) {
		s.at = s.at.Add(min(step, at.Sub(s.at)))
		if err := s.bot.Tick(ctx); err != nil {
			return err
		}
		if err := s.deliver(ctx); err != nil {
			return err
		}
	}
	return nil
}

// deliver sends until nothing waits.
func (s *stage) deliver(ctx context.Context) error {
	for {
		n, err := s.bot.Dispatch(ctx, stageName)
		if err != nil || n == 0 {
			return err
		}
	}
}

// onRecord says what the conversation left behind.
func (s *stage) onRecord(ctx context.Context, ui ui) error {
	left, err := passages(ctx, s.store, s.program.Flow.ID.Value)
	if err != nil {
		return err
	}
	if len(left) == 0 {
		ui.say("nothing is on record")
	}
	for _, p := range left {
		no := ""
		if len(p.answers) == 0 {
			no = " no answer"
		}
		ui.say("on record, %s:%s", cmp.Or(p.run.Outcome, "not finished"), no)
		for _, a := range p.answers {
			value := a.Value
			if a.Kind == "options" {
				value = strings.ReplaceAll(value, ",", ", ")
			}
			if a.Value == "" {
				value = "(" + a.Status + ")"
			}
			ui.say("  %-14s %s", a.Name, value)
		}
	}
	return nil
}
