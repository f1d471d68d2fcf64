package flows

import "slices"

// column is one column of a table.
type column struct {
	table *TableDecl
	name  string
}

// columns returns the names of a table's columns, or nil when they are not known.
func (t *TableDecl) columns() []string {
	switch {
	case t == nil:
		return nil
	case t.Plan.Value != "":
		return PlanColumns()
	case t.Data == nil:
		return nil
	}
	return t.Data.Columns
}

// call names a table in messages: by its file, or as a plan.
func (t *TableDecl) call() string {
	if t.Plan.Value != "" {
		return "a plan"
	}
	return t.File.Value
}

// column tells what a row of the table has under a column. A table that could
// not be read has every column.
func (x *index) column(t *TableDecl, name string) (meaning, bool) {
	m := meaning{name: name, kind: kindText, what: "a text"}
	columns := t.columns()
	if columns == nil {
		return m, true
	}
	if !slices.Contains(columns, name) {
		return m, false
	}
	if t.Plan.Value != "" {
		return planColumn(m), true
	}
	if c := t.Columns.By[name]; c != nil {
		switch c.Type.Value {
		case "number":
			m.kind, m.what = kindNumber, "a number"
			return m, true
		case "date":
			m.kind, m.what = kindDay, "a day"
			return m, true
		}
	}
	m.kind, m.what, m.ids, m.call = kindChoice, "a text", x.values(t, name), "value"
	return m, true
}

// keys returns what the key column holds, or nil when that is not known.
func (x *index) keys(t *TableDecl) []string {
	if t == nil {
		return nil
	}
	return x.values(t, t.Key.Value)
}

// values returns the distinct cells of a column, or nil when they are not known.
func (x *index) values(t *TableDecl, name string) []string {
	i := slices.Index(t.columns(), name)
	if i < 0 || t.Data == nil {
		return nil
	}
	vs, known := x.cells[column{t, name}]
	if known {
		return vs
	}
	seen := map[string]bool{}
	for _, row := range t.Data.Rows {
		if i < len(row) && row[i] != "" && !seen[row[i]] {
			seen[row[i]] = true
			vs = append(vs, row[i])
		}
	}
	x.cells[column{t, name}] = vs
	return vs
}
