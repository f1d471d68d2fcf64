package plan

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"

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

// row is a row as read, with the code of the commitment it belongs to.
type row[T any] struct {
	pos   source.Pos
	code  string
	value T
}

// read reads a table of ours; code is the name of the column with the code of
// the commitment, if there is one.
func read[T any](r *reader, name, code string) []row[T] {
	return rows[T](r, name, r.columns(reflect.TypeFor[T](), ""), code)
}

// rows reads a table by its columns.
func rows[T any](r *reader, name string, columns []column, code string) []row[T] {
	data, ok := r.sheets[name]
	if !ok {
		return nil
	}
	file, problems := source.ParseCSV(name, data)
	r.problems = append(r.problems, problems...)
	by := r.known(file, columns, code)
	var out []row[T]
	for i, cells := range file.Rows {
		one := row[T]{pos: source.Pos{File: name, Line: file.Lines[i]}}
		v := reflect.ValueOf(&one.value).Elem()
		if pos := v.FieldByName("Pos"); pos.IsValid() {
			pos.Set(reflect.ValueOf(one.pos))
		}
		said := map[string]bool{}
		for j, cell := range cells {
			switch c := by[j]; {
			case code != "" && file.Columns[j] == code:
				one.code = cell
			case c != nil && cell != "":
				said[c.key] = true
				if w := c.set(v, live(cell)); w != nil {
					r.problem(one.pos, w.code, w.message, w.hint)
				}
			}
		}
		r.complete(v, one.pos, said)
		out = append(out, one)
	}
	return out
}

// known finds the column of each cell of a row; nil for one that is not ours.
func (r *reader) known(file *source.CSVFile, columns []column, code string) []*column {
	by := make([]*column, len(file.Columns))
	var names []string
	if code != "" {
		names = append(names, code)
	}
	for _, c := range columns {
		names = append(names, c.name)
	}
	for j, name := range file.Columns {
		i := slices.IndexFunc(columns, func(c column) bool { return c.name == name })
		pos := source.Pos{File: file.Name, Line: 1}
		switch {
		case i >= 0:
			by[j] = &columns[i]
		case name == "" || code != "" && name == code:
		case file.Name == CommitmentsCSV && !strings.HasPrefix(name, "plaza_"):
			r.problems = append(r.problems, source.Problem{Pos: pos, Code: "column", Warning: true,
				Message: fmt.Sprintf("the column %q is not read", name), Hint: source.DidYouMean(name, names)})
		default:
			hint := source.DidYouMean(name, names)
			if hint == "" {
				hint = "there is " + strings.Join(names, ", ")
			}
			r.problem(pos, "column", fmt.Sprintf("there is no column %q here", name), hint)
		}
	}
	return by
}

// complete reports what a row has to have and has not. A source without a name
// is of OGP's dataset: its columns have no name for themselves.
func (r *reader) complete(v reflect.Value, pos source.Pos, said map[string]bool) {
	if c, ok := v.Addr().Interface().(*Commitment); ok && c.Source.Name == "" && c.Source != (Source{}) {
		c.Source.Name = fromOGP
	}
	for _, k := range keysOf(v.Type()) {
		if k.required && v.Field(k.field).IsZero() && !said[k.name] {
			r.problem(pos, "key", k.name+" is empty", needs(k))
		}
	}
}
