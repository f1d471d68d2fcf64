package flows

import (
	"cmp"
	"slices"
	"strings"

	"plaza/flows/answer"
	"plaza/flows/source"
)

// table is a declared table, laid out for looking things up. A table without
// a file, such as a plan or a register, gets its rows from the runtime.
type table struct {
	name    string
	decl    *TableDecl
	columns map[string]int
	rows    [][]string
	key     string
	search  []string // the columns people's words are matched with; the key first
	says    string   // the column a row is called by
	units   map[string]texts
	missing texts
	index   *answer.Index
}

// registerColumns are the columns of registers, which have no file to read
// them from.
func registerColumns() []string {
	return []string{"code", "title", "status", "due", "note", "area", "supports", "needed"}
}

func newTable(c *compiler, decl *TableDecl) *table {
	tb := &table{name: decl.Name, decl: decl, columns: make(map[string]int), units: make(map[string]texts)}
	data := decl.Data
	if data == nil || len(data.Columns) == 0 {
		data = &source.CSVFile{Columns: slices.Concat(registerColumns(), decl.Columns.names())}
	}
	if decl.Plan.Value != "" {
		data = &source.CSVFile{Columns: PlanColumns()}
	}
	for n, column := range data.Columns {
		if _, twice := tb.columns[column]; !twice {
			tb.columns[column] = n
		}
	}
	tb.rows = data.Rows
	tb.key = cmp.Or(decl.Key.Value, data.Columns[0])
	tb.search = []string{tb.key}
	for _, column := range decl.Search {
		if column.Value != tb.key {
			tb.search = append(tb.search, column.Value)
		}
	}
	switch {
	case len(decl.Search) > 0:
	case decl.Plan.Value != "":
		tb.search = append(tb.search, planSearch()...)
	case decl.Data == nil:
		tb.search = append(tb.search, "title")
	}
	tb.says = tb.key
	if len(tb.search) > 1 {
		tb.says = tb.search[1]
	} else if len(data.Columns) > 1 && decl.Data != nil {
		tb.says = data.Columns[(tb.columns[tb.key]+1)%len(data.Columns)]
	}
	for name, column := range decl.Columns.By {
		tb.units[name] = c.texts(column.Unit, nil)
	}
	tb.missing = c.texts(decl.Missing, nil)
	tb.index = c.p.reader.Index(tb.searched(tb.rows))
	return tb
}

func (m Map[V]) names() []string {
	names := make([]string, len(m.Keys))
	for i, key := range m.Keys {
		names[i] = key.Value
	}
	return names
}

func (tb *table) has(column string) bool {
	_, ok := tb.columns[column]
	return ok
}

// at returns a cell of a row of the file; rows may be ragged.
func (tb *table) at(row []string, column string) string {
	if n, ok := tb.columns[column]; ok && n < len(row) {
		return row[n]
	}
	return ""
}

// searched returns the cells of each row that people's words are matched with.
func (tb *table) searched(rows [][]string) [][]string {
	out := make([][]string, len(rows))
	for i, row := range rows {
		for _, column := range tb.search {
			out[i] = append(out[i], tb.at(row, column))
		}
	}
	return out
}

// cell prints a cell as the person reads it: with its unit, as a date, or as
// what the table says where it has nothing.
func (tb *table) cell(t *turn, column, value string) string {
	if value == "" {
		if tb.missing.empty() {
			return t.v.say("no_answer")
		}
		return tb.missing.in(t)
	}
	decl, kind := tb.decl.Columns.By[column], ""
	switch {
	case decl != nil:
		kind = decl.Type.Value
	case tb.decl.Plan.Value == "":
		return value
	case column == "status" && slices.Contains(Completions(), value):
		return t.v.say(Completion(value))
	default:
		kind = planType(column)
	}
	unit := tb.units[column].in(t)
	switch kind {
	case "number":
		return t.v.number(value, unit)
	case "date":
		return t.v.day(value)
	}
	return withUnit(value, unit)
}

// label prints the row or rows that an answer holds, each by its name.
func (tb *table) label(t *turn, value string, cells Cells) string {
	var labels []string
	n := 0
	for key := range strings.SplitSeq(value, ",") {
		label := tb.kept(cells, n, key, tb.says)
		if label == "" {
			label = key
		}
		labels = append(labels, label)
		n++
	}
	return t.v.list(labels)
}

// kept is a cell of the row at this place among those an answer holds. Of an
// answer remembered without its cells, it is what the table says now.
func (tb *table) kept(cells Cells, place int, key, column string) string {
	if cells != nil {
		return cells[nth(place)+column]
	}
	for _, row := range tb.rows {
		if tb.at(row, tb.key) == key {
			return tb.at(row, column)
		}
	}
	return ""
}

// cites tells whether what the table says must be followed by where it is from.
func (tb *table) cites() bool { return tb.decl.AsOf.Src != "" || tb.decl.Source.Value != "" }

func (tb *table) cite(v *voice) (key, text string) {
	switch {
	case tb.decl.AsOf.Src == "":
		key = "data_from"
		return key, v.say(key, "source", tb.decl.Source.Value)
	case tb.decl.Source.Value == "":
		key = "data_as_of_day"
		return key, v.say(key, "date", v.moment(tb.decl.AsOf))
	}
	key = "data_as_of"
	return key, v.say(key, "date", v.moment(tb.decl.AsOf), "source", tb.decl.Source.Value)
}
