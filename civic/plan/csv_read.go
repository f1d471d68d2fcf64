package plan

import (
	"fmt"
	"maps"
	"slices"

	"plaza/flows/source"
)

// ParseCSV reads a plan from tables. Without a plan.csv, as for a table of
// OGP's alone, head says what plan it is: its id and languages at least; it is
// not changed. Everything wrong is told at once, by file and line. Columns of
// others are left alone with a warning, ours must be known.
func ParseCSV(sheets Sheets, head *Plan) (*Plan, source.Problems) {
	r := &reader{sheets: sheets}
	p := r.head(head)
	if p == nil {
		return &Plan{}, r.problems
	}
	r.exchange = exchange{languages: p.Languages}
	for _, row := range read[naming](r, NamesCSV, "") {
		if p.Names == nil {
			p.Names = map[string]Text{}
		}
		p.Names[row.value.Name] = row.value.Text
	}
	for _, row := range read[Point](r, ProgressCSV, "") {
		p.Progress = append(p.Progress, row.value)
	}
	for _, row := range rows[Commitment](r, CommitmentsCSV, r.ogp(p), "") {
		row.value.order()
		p.Commitments = append(p.Commitments, row.value)
	}
	for _, row := range read[Milestone](r, MilestonesCSV, "code") {
		if c := r.commitment(p, row.pos, row.code); c != nil {
			c.Milestones = append(c.Milestones, row.value)
		}
	}
	for _, row := range read[Update](r, UpdatesCSV, "code") {
		if c := r.commitment(p, row.pos, row.code); c != nil {
			c.Updates = append(c.Updates, row.value)
		}
	}
	r.assessments(p)
	for _, name := range slices.Sorted(maps.Keys(sheets)) {
		if !slices.Contains(files(), name) {
			r.problem(source.Pos{File: name}, "table", "no table of a plan is called "+name, source.DidYouMean(name, files()))
		}
	}
	r.problems.Sort()
	return p, r.problems
}

func files() []string {
	return []string{PlanCSV, NamesCSV, CommitmentsCSV, MilestonesCSV, UpdatesCSV, AssessmentsCSV, ProgressCSV}
}

// reader reads tables and notes what is wrong with them.
type reader struct {
	exchange
	sheets   Sheets
	problems source.Problems
}

func (r *reader) problem(pos source.Pos, code, message, hint string) {
	r.problems = append(r.problems, source.Problem{Pos: pos, Code: code, Message: message, Hint: hint})
}

// head reads the head of the plan, or takes the one given.
func (r *reader) head(given *Plan) *Plan {
	data, ok := r.sheets[PlanCSV]
	if !ok {
		if given == nil {
			r.problem(source.Pos{File: PlanCSV}, "table", "there is no plan.csv", "it says which plan this is, and in which languages")
			return nil
		}
		p := *given
		p.Commitments, p.Progress, p.Names = nil, nil, nil
		return &p
	}
	// Which columns there are depends on the languages, which stand in one.
	file, _ := source.ParseCSV(PlanCSV, data)
	if at := slices.Index(file.Columns, "languages"); at >= 0 && len(file.Rows) > 0 {
		var w *wrong
		if r.languages, w = split(file.Rows[0][at], key{name: "languages", form: formOf("language")}); w != nil {
			r.problem(source.Pos{File: PlanCSV, Line: file.Lines[0]}, w.code, w.message, w.hint)
			return nil
		}
	}
	if len(r.languages) == 0 {
		r.languages = []string{"en"}
	}
	found := read[Plan](r, PlanCSV, "")
	if len(found) != 1 {
		r.problem(source.Pos{File: PlanCSV}, "table", fmt.Sprintf("rows: %d; this table has one", len(found)), "")
		return nil
	}
	return &found[0].value
}

// assessments reads the assessments, and holds the codes in OGP's own columns
// to them.
func (r *reader) assessments(p *Plan) {
	told := map[*Commitment]Assessment{}
	for i := range p.Commitments {
		if c := &p.Commitments[i]; len(c.Assessments) > 0 {
			told[c] = c.Assessments[0]
			c.Assessments = nil
		}
	}
	for _, row := range read[Assessment](r, AssessmentsCSV, "code") {
		if c := r.commitment(p, row.pos, row.code); c != nil {
			c.Assessments = append(c.Assessments, row.value)
		}
	}
	for c, a := range told {
		known := c.reviewed()
		if known == nil {
			a.Pos, a.Source = c.Pos, c.Source
			if a.Source.Name == "" {
				a.Source.Name = fromOGP
			}
			c.Assessments = append(c.Assessments, a)
			continue
		}
		if a.Completion != known.Completion && a.Completion != NotSaid || a.OpenedGovernment != known.OpenedGovernment && a.OpenedGovernment != "" {
			r.problem(c.Pos, "column", c.Code+": the codes here are not those of "+AssessmentsCSV, "change them there, and empty the cells here")
		}
	}
}

// commitment finds what a row of another table belongs to.
func (r *reader) commitment(p *Plan, pos source.Pos, code string) *Commitment {
	if c := p.Commitment(code); c != nil {
		return c
	}
	var codes []string
	for _, c := range p.Commitments {
		codes = append(codes, c.Code)
	}
	if code == "" {
		r.problem(pos, "key", "code is empty", "write the commitment that this belongs to")
		return nil
	}
	r.problem(pos, "code", "no commitment has the code "+code, source.DidYouMean(code, codes))
	return nil
}
