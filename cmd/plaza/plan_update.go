package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"

	"plaza/civic/plan"
	"plaza/flows/source"
)

// aLanguage tells LANG= from the words of a text.
var aLanguage = regexp.MustCompile(source.LanguageForm)

type planUpdateCmd struct {
	Code string `arg:"" optional:"" help:"The commitment, such as NGKD0003; with --csv, the plan."`

	CSV       string   `help:"Take many updates from a table: the columns of updates.csv that plaza plan export writes." name:"csv" placeholder:"FILE"`
	Milestone int      `help:"Of this milestone; of the commitment without it." placeholder:"N"`
	Status    string   `help:"How far it is: not started, limited, substantial, complete, or no evidence." placeholder:"STATUS"`
	Note      []string `help:"What there is to say, as LANG=TEXT; once for each language." sep:"none" placeholder:"LANG=TEXT"`
	Slipped   []string `help:"What was not done as promised." sep:"none" placeholder:"LANG=TEXT"`
	Why       []string `help:"The reason; \"not said\" when the office has not given one." sep:"none" placeholder:"LANG=TEXT"`
	Due       string   `help:"A new due day." placeholder:"DAY"`
	On        string   `help:"The day it speaks of (today)." placeholder:"DAY"`
	By        string   `help:"The office that says it (the milestone's, else the lead institution)." placeholder:"NAME"`
	planSource
	planWriting
}

// planSource is where a fact was taken from.
type planSource struct {
	Source string `help:"Where it is from." placeholder:"NAME"`
	URL    string `help:"Its address." name:"url" placeholder:"URL"`
	AsOf   string `help:"The day it speaks of." placeholder:"DAY"`
}

// Run publishes one update, or many of one plan, as its next revision.
func (cmd planUpdateCmd) Run(ctx context.Context, w world, ui ui, file configFile) error {
	if cmd.Code == "" {
		return usage(errors.New("say which commitment, or which plan a table is of"), "plaza plan update NGKD0003 --status limited", "plaza plan update kaduna --csv updates.csv")
	}
	if cmd.CSV != "" && cmd.speaks() {
		return usage(errors.New("the table says all that is said"), "leave --csv out for one update, or the other flags for the table")
	}
	h, err := file.open(ctx, w, ui, mustExist, false)
	if err != nil {
		return err
	}
	defer h.close(ui)
	if cmd.CSV != "" {
		return cmd.many(ctx, w, ui, h)
	}
	of, c, err := h.promise(cmd.Code)
	if err != nil {
		return err
	}
	u, err := cmd.update(of, c, h.today(w))
	if err != nil {
		return err
	}
	next, err := again(of)
	if err != nil {
		return err
	}
	mine := next.Commitment(c.Code)
	mine.Updates = append(mine.Updates, u)
	return cmd.publish(ctx, w, ui, h, of, next)
}

// speaks says that a flag is given that says something of one update.
func (cmd planUpdateCmd) speaks() bool {
	return cmd.Milestone != 0 || len(cmd.Note)+len(cmd.Slipped)+len(cmd.Why) > 0 || cmd.planSource != planSource{} ||
		cmd.Status+cmd.Due+cmd.On+cmd.By != ""
}

// many publishes the updates of a table. Those that are published already are
// passed over, so that a table may be added to and read again.
func (cmd planUpdateCmd) many(ctx context.Context, w world, ui ui, h *house) error {
	of, err := h.published(cmd.Code)
	if err != nil {
		return err
	}
	table, err := os.ReadFile(cmd.CSV)
	if err != nil {
		return fmt.Errorf("read the updates: %w", err)
	}
	next, problems := of.WithUpdates(cmd.CSV, table)
	if err := ui.refused(problems, errUnpublished); err != nil {
		return err
	}
	return cmd.publish(ctx, w, ui, h, of, next)
}

// update is what the flags say.
func (cmd planUpdateCmd) update(p *plan.Plan, c *plan.Commitment, today plan.Day) (u plan.Update, err error) {
	u = plan.Update{Pos: source.Pos{File: "this update"}, On: today, By: cmd.By, Milestone: cmd.Milestone}
	m := c.Milestone(cmd.Milestone)
	switch {
	case cmd.Milestone != 0 && m == nil:
		return u, usage(fmt.Errorf("%s has no milestone %d", c.Code, cmd.Milestone), "plaza plan show "+c.Code+" lists them")
	case u.By == "" && m != nil && m.Office != "":
		u.By = m.Office
	case u.By == "":
		u.By = c.Lead
	}
	if u.By == "" {
		return u, usage(fmt.Errorf("%s names no lead institution", c.Code), "--by NAME says which office speaks")
	}
	if u.Status, err = completion("--status", cmd.Status); err != nil {
		return u, err
	}
	for _, t := range []struct {
		flag string
		from []string
		to   *plan.Text
	}{{"--note", cmd.Note, &u.Note}, {"--slipped", cmd.Slipped, &u.Slipped}, {"--why", cmd.Why, &u.Why}} {
		if *t.to, err = texts(t.flag, t.from, p.Languages); err != nil {
			return u, err
		}
	}
	for _, d := range []struct {
		flag, from string
		to         *plan.Day
	}{{"--due", cmd.Due, &u.Due}, {"--on", cmd.On, &u.On}} {
		if err = day(d.flag, d.from, d.to); err != nil {
			return u, err
		}
	}
	if u.Status == plan.NotSaid && len(u.Note)+len(u.Slipped)+len(u.Why) == 0 && u.Due.IsZero() {
		return u, usage(errors.New("this update says nothing"), "--status, --note, --due or --slipped say something")
	}
	u.Source, err = cmd.read()
	return u, err
}

// read is the source that the flags say.
func (s planSource) read() (plan.Source, error) {
	if s.Source == "" && s.URL+s.AsOf != "" {
		return plan.Source{}, usage(errors.New("--url and --as-of are of a source that has no name"), "--source NAME says what it is called")
	}
	from := plan.Source{Name: s.Source, URL: s.URL}
	err := day("--as-of", s.AsOf, &from.AsOf)
	return from, err
}

// day reads the day of a flag; one that is not given leaves to as it is.
func day(flag, text string, to *plan.Day) error {
	if text == "" {
		return nil
	}
	d, err := plan.ParseDay(text)
	if err != nil {
		return usage(fmt.Errorf("%s: %w", flag, err), "2023-03-31; 2023-03 when only the month is known, 2023 when only the year is")
	}
	*to = d
	return nil
}

// completion reads a code of completion as people type it: not-started too.
func completion(flag, text string) (plan.Completion, error) {
	var codes []string
	for c := plan.NoEvidence; c <= plan.Complete; c++ {
		codes = append(codes, c.String())
	}
	return scale[plan.Completion](flag, text, codes)
}

// scale finds a word in a scale that counts from 1; 0 is for no word at all.
func scale[T ~uint8](flag, text string, words []string) (T, error) {
	if text == "" {
		return 0, nil
	}
	i := slices.Index(words, strings.ToLower(strings.ReplaceAll(text, "-", " ")))
	if i < 0 {
		return 0, usage(fmt.Errorf("%s cannot be %q", flag, text), offered(text, words, "")...)
	}
	return T(i + 1), nil
}

// texts reads texts written LANG=TEXT. Without a language it is the plan's
// first.
func texts(flag string, from, langs []string) (plan.Text, error) {
	if len(from) == 0 {
		return nil, nil
	}
	in := plan.Text{}
	for _, s := range from {
		lang, text, ok := strings.Cut(s, "=")
		switch {
		case ok && slices.Contains(langs, lang):
		case ok && aLanguage.MatchString(lang):
			return nil, usage(fmt.Errorf("%s: the plan does not speak %q", flag, lang), "it speaks "+strings.Join(langs, ", "))
		default:
			lang, text = langs[0], s
		}
		if in[lang] != "" {
			return nil, usage(fmt.Errorf("%s: two texts in %s", flag, lang), "LANG=TEXT, once for each language")
		}
		in[lang] = strings.TrimSpace(text)
	}
	return in, nil
}
