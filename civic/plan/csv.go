package plan

import (
	"bytes"
	"encoding/csv"
	"maps"
	"reflect"
	"slices"
	"strings"
)

// Sheets are the tables a plan is exchanged as, by file name. What is written
// is what is read: ParseCSV makes the same plan of them again.
type Sheets map[string][]byte

// The files of a plan. Commitments has the columns of OGP's public dataset,
// followed by our own, whose names begin with plaza_; the others are ours.
const (
	PlanCSV        = "plan.csv" // one row: the head of the plan
	NamesCSV       = "names.csv"
	CommitmentsCSV = "commitments.csv"
	MilestonesCSV  = "milestones.csv"
	UpdatesCSV     = "updates.csv"
	AssessmentsCSV = "assessments.csv"
	ProgressCSV    = "progress.csv"
)

// naming is one entry of Plan.Names, as a row.
type naming struct {
	Name string `key:"name,required"`
	Text Text   `key:"text,required"`
}

// CSV writes the plan as tables. A table without rows is left out.
func (p *Plan) CSV() Sheets {
	var names []naming
	for _, name := range slices.Sorted(maps.Keys(p.Names)) {
		names = append(names, naming{name, p.Names[name]})
	}
	var milestones, updates, assessments []line
	for i := range p.Commitments {
		c := &p.Commitments[i]
		milestones = append(milestones, lines(c.Code, c.Milestones)...)
		updates = append(updates, lines(c.Code, c.Updates)...)
		assessments = append(assessments, lines(c.Code, c.Assessments)...)
	}
	x, sheets := exchange{languages: p.Languages}, Sheets{}
	sheets.put(PlanCSV, x.columns(reflect.TypeFor[Plan]()), lines("", []Plan{*p}))
	sheets.put(NamesCSV, x.columns(reflect.TypeFor[naming]()), lines("", names))
	sheets.put(CommitmentsCSV, x.ogp(p), lines("", p.Commitments))
	sheets.put(MilestonesCSV, x.columns(reflect.TypeFor[Milestone]()), milestones)
	sheets.put(UpdatesCSV, x.columns(reflect.TypeFor[Update]()), updates)
	sheets.put(AssessmentsCSV, x.columns(reflect.TypeFor[Assessment]()), assessments)
	sheets.put(ProgressCSV, x.columns(reflect.TypeFor[Point]()), lines("", p.Progress))
	return sheets
}

// line is a row on its way out, with the code of the commitment it belongs to;
// without one in a table where none belongs to a commitment.
type line struct {
	code string
	row  reflect.Value
}

func lines[T any](code string, rows []T) []line {
	out := make([]line, len(rows))
	for i := range rows {
		out[i] = line{code, reflect.ValueOf(&rows[i]).Elem()}
	}
	return out
}

// put writes a table.
func (s Sheets) put(name string, columns []column, lines []line) {
	if len(lines) == 0 {
		return
	}
	var head []string
	if lines[0].code != "" {
		head = append(head, "code")
	}
	for _, c := range columns {
		head = append(head, c.name)
	}
	var out bytes.Buffer
	w := csv.NewWriter(&out)
	_ = w.Write(head) // a buffer takes everything
	for _, l := range lines {
		var cells []string
		if l.code != "" {
			cells = append(cells, l.code)
		}
		for _, c := range columns {
			cells = append(cells, inert(c.get(l.row)))
		}
		_ = w.Write(cells)
	}
	w.Flush()
	s[name] = out.Bytes()
}

// signs are what a spreadsheet takes for the beginning of a formula, and what it
// writes first for one that it could not work out.
const signs = "=+-@#"

// inert keeps a cell from being run, with the sign that spreadsheets have for
// it; live is its inverse.
func inert(cell string) string {
	if cell != "" && (strings.Contains(signs, cell[:1]) || quoted(cell)) {
		return "'" + cell
	}
	return cell
}

func live(cell string) string {
	if quoted(cell) {
		return cell[1:]
	}
	return cell
}

func quoted(cell string) bool {
	return len(cell) > 1 && cell[0] == '\'' && strings.Contains(signs+"'", cell[1:2])
}
