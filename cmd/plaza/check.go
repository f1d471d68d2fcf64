package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"

	"plaza/flows"
	"plaza/flows/flowtest"
	"plaza/flows/source"
)

type checkCmd struct {
	folderArg
	JSON    bool    `help:"Print the findings as JSON, for editors and CI." name:"json"`
	Price   float64 `help:"What one SMS costs you, in any currency: the bill is then in money too." placeholder:"PRICE"`
	Against string  `help:"Also say what becomes of each change since it was published." enum:"published," default:"" placeholder:"published"`
}

// Run prints everything that is wrong or doubtful, and what a conversation
// costs. Warnings do not stop publishing, and are no failure.
func (cmd checkCmd) Run(ctx context.Context, w world, ui ui, file configFile) error {
	folder, err := cmd.open()
	if err != nil {
		return err
	}
	env, err := environment()
	if err != nil {
		return err
	}
	f, problems := flows.Parse(folder)
	var changes []flows.Change
	if cmd.Against != "" {
		if changes, err = against(ctx, w, ui, file, f, &env); err != nil {
			return err
		}
	}
	problems = append(problems, flows.Check(f, env)...)
	if problems.Err() == nil {
		untested, err := cmd.untested(folder, f, env)
		if err != nil {
			return err
		}
		problems = append(problems, untested...)
	}
	problems = within(folder, problems)
	problems.Sort()
	if cmd.JSON {
		return cmd.printJSON(w, f, problems)
	}
	for _, p := range problems {
		fmt.Fprintln(w.out, p)
	}
	printChanges(w.out, folder, changes)
	if problems.Err() == nil {
		if len(problems)+len(changes) > 0 {
			fmt.Fprintln(w.out)
		}
		printBill(w.out, flows.NewBill(f, env), cmd.Price)
	}
	return ui.verdict(problems)
}

// against puts what is published into env, so that the checker sees what a
// folder may no longer change, which words are taken and which plans there are; and says what each
// change becomes.
func against(ctx context.Context, w world, ui ui, file configFile, f *flows.Flow, env *flows.Env) ([]flows.Change, error) {
	h, err := file.open(ctx, w, ui, mustExist, false)
	if err != nil {
		return nil, err
	}
	defer h.close(ui)
	lib := h.bot.Library()
	*env = lib.Against(*env, f.ID.Value)
	env.Plans = h.bot.Plans().IDs()
	if env.Published == nil {
		ui.say("%s is not published yet", f.ID.Value)
		return nil, nil
	}
	return flows.Compare(env.Published, f), nil
}

// printChanges prints what becomes of each change. A refused one is a finding
// of the checker's, and is told there.
func printChanges(w io.Writer, folder *flows.Folder, changes []flows.Change) {
	for _, c := range changes {
		if c.Class < flows.Refused {
			c.Pos = inFolder(folder, c.Pos)
			fmt.Fprintln(w, c)
		}
	}
}

// untested says what no transcript tries, and what is wrong with those there
// are. Whether they still go as written is plaza test's to say.
func (cmd checkCmd) untested(folder *flows.Folder, f *flows.Flow, env flows.Env) (source.Problems, error) {
	p, err := flows.Compile(f, env)
	if err != nil {
		return nil, err
	}
	results, err := playAll(folder, p, env)
	if err != nil {
		return nil, err
	}
	var problems source.Problems
	covered := flowtest.Coverage{}
	for _, r := range results {
		for _, p := range r.Problems {
			p.Pos.File = r.file
			problems = append(problems, p)
		}
		covered.Add(r.Covered)
	}
	return append(problems, flowtest.Untested(f, covered)...), nil
}

// verdict says how many findings there were; errors make it fail.
func (u ui) verdict(problems source.Problems) error {
	errs := len(problems.Errors())
	warnings := len(problems) - errs
	switch {
	case errs == 0 && warnings == 0:
		u.say("nothing to complain about")
	case errs == 0:
		u.say("%s, no error", count(warnings, "warning"))
	case warnings == 0:
		u.say("%s: this cannot be published", count(errs, "error"))
	default:
		u.say("%s and %s: this cannot be published", count(errs, "error"), count(warnings, "warning"))
	}
	if errs > 0 {
		return errSaid
	}
	return nil
}

// count is a number with its noun: 1 error, 2 errors.
func count(n int, noun string) string {
	if n != 1 {
		noun += "s"
	}
	return thousands(n) + " " + noun
}

// finding is a problem as editors take it.
type finding struct {
	File     string `json:"file"`
	Line     int    `json:"line,omitempty"`
	Col      int    `json:"col,omitempty"`
	Severity string `json:"severity"` // error or warning
	Code     string `json:"code"`
	Message  string `json:"message"`
	Hint     string `json:"hint,omitempty"`
}

// findings are problems as editors take them.
func findings(problems source.Problems) []finding {
	all := []finding{} // none is an empty list, and not null
	for _, p := range problems {
		severity := "error"
		if p.Warning {
			severity = "warning"
		}
		all = append(all, finding{p.Pos.File, p.Pos.Line, p.Pos.Col, severity, p.Code, p.Message, p.Hint})
	}
	return all
}

func (cmd checkCmd) printJSON(w world, f *flows.Flow, problems source.Problems) error {
	out := struct {
		Flow     string    `json:"flow,omitempty"`
		Findings []finding `json:"findings"`
	}{f.ID.Value, findings(problems)}
	enc := json.NewEncoder(w.out)
	enc.SetIndent("", "  ")
	enc.SetEscapeHTML(false)
	if err := enc.Encode(out); err != nil {
		return fmt.Errorf("print the findings: %w", err)
	}
	if problems.Err() != nil {
		return errSaid
	}
	return nil
}
