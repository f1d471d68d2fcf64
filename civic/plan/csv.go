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

// CSV writes the plan as tables. A table without rows is left out, but for
// those of the plan and of its commitments.
func (p *Plan) CSV() Sheets {
	x := exchange{languages: p.Languages}
	var names []naming
	for _, name := range slices.Sorted(maps.Keys(p.Names)) {
		names = append(names, naming{name, p.Names[name]})
	}
	milestones, updates, assessments := table{}, table{}, table{}
	for i := range p.Commitments {
		c := &p.Commitments[i]
		add(&milestones, c.Code, c.Milestones)
		add(&updates, c.Code, c.Updates)
		add(&assessments, c.Code, c.Assessments)
	}
	var commitments table
	add(&commitments, "", p.Commitments)
	var points, named, head table
	add(&points, "", p.Progress)
	add(&named, "", names)
	add(&head, "", []Plan{*p})

	sheets := Sheets{
		PlanCSV:        head.write(x.columns(reflect.TypeFor[Plan](), "")),
		CommitmentsCSV: commitments.write(x.ogp(p)),
	}
	for _, sheet := range []struct {
		name  string
		of    reflect.Type
		table table
		code  bool
	}{
		{NamesCSV, reflect.TypeFor[naming](), named, false},
		{ProgressCSV, reflect.TypeFor[Point](), points, false},
		{MilestonesCSV, reflect.TypeFor[Milestone](), milestones, true},
		{UpdatesCSV, reflect.TypeFor[Update](), updates, true},
		{AssessmentsCSV, reflect.TypeFor[Assessment](), assessments, true},
	} {
		if len(sheet.table.rows) > 0 {
			sheet.table.coded = sheet.code
			sheets[sheet.name] = sheet.table.write(x.columns(sheet.of, ""))
		}
	}
	return sheets
}

// table is rows on their way out. coded says that each begins with the code of
// the commitment it belongs to.
type table struct {
	coded bool
	codes []string
	rows  []reflect.Value
}

func add[T any](t *table, code string, rows []T) {
	for i := range rows {
		t.codes = append(t.codes, code)
		t.rows = append(t.rows, reflect.ValueOf(&rows[i]).Elem())
	}
}

func (t *table) write(columns []column) []byte {
	var out bytes.Buffer
	w := csv.NewWriter(&out)
	var cells []string
	flush := func() {
		_ = w.Write(cells) // a buffer takes everything
		cells = nil
	}
	if t.coded {
		cells = append(cells, "code")
	}
	for _, c := range columns {
		cells = append(cells, c.name)
	}
	flush()
	for i, row := range t.rows {
		if t.coded {
			cells = append(cells, t.codes[i])
		}
		for _, c := range columns {
			cells = append(cells, inert(c.get(row)))
		}
		flush()
	}
	w.Flush()
	return out.Bytes()
}

// signs are what a spreadsheet takes for the beginning of a formula.
const signs = "=+-@"

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
