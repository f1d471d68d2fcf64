package plan

import (
	"fmt"
	"reflect"
	"regexp"
	"slices"
	"strings"

	"plaza/flows/source"
)

// row is a row as read, with the code of the commitment it belongs to.
type row[T any] struct {
	pos   source.Pos
	code  string
	value T
}

// read reads a table of ours; code is the name of the column with the code of
// the commitment, if there is one.
func read[T any](r *reader, name, code string) []row[T] {
	return rows[T](r, name, r.columns(reflect.TypeFor[T]()), code)
}

// rows reads a table by its columns.
func rows[T any](r *reader, name string, columns []column, code string) []row[T] {
	data, ok := r.sheets[name]
	if !ok {
		return nil
	}
	file, problems := source.ParseCSV(name, data)
	if len(file.Columns) == 0 { // empty, or not text: that is told
		r.problems = append(r.problems, problems...)
		return nil
	}
	if !names(file, columns, code) {
		r.problem(source.Pos{File: name, Line: 1}, "table", "the first line names no column of this table", "it has "+strings.Join(called(columns, code), ", "))
		return nil
	}
	r.problems = append(r.problems, problems...)
	by := r.known(file, columns, code)
	absent := r.absent(file, keysOf(reflect.TypeFor[T]()), by, code)
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
				if w := c.take(v, cell); w != nil {
					r.problem(one.pos, w.code, w.message, w.hint)
				}
			}
		}
		r.complete(v, one.pos, said, absent)
		if !absent[code] {
			out = append(out, one)
		}
	}
	return out
}

// brokenForm is what a spreadsheet saves of a cell that it could not work out.
var brokenForm = regexp.MustCompile(`^#(REF!|N/A|VALUE!|NAME\?|DIV/0!|NUM!|NULL!)$`)

// take reads a cell as it stands in a file, and calls it what the column is
// called where something is wrong with it.
func (c *column) take(row reflect.Value, cell string) *wrong {
	if brokenForm.MatchString(cell) {
		return &wrong{"table", c.name + " holds the error " + cell + " of a spreadsheet", "mend the cell there, and save the table again"}
	}
	w := c.set(row, live(cell))
	if w != nil && c.key != "" {
		if rest, ok := strings.CutPrefix(w.message, c.key); ok {
			w.message = c.name + rest
		}
	}
	return w
}

// called are the names of a table's columns, as they may be written.
func called(columns []column, code string) []string {
	var all []string
	if code != "" {
		all = append(all, code)
	}
	for _, c := range columns {
		all = append(all, c.name)
	}
	return all
}

// names says that the first line of a table names at least one of its columns:
// otherwise it is a heading, or another kind of file, and so is every cell.
func names(file *source.CSVFile, columns []column, code string) bool {
	all := called(columns, code)
	return slices.ContainsFunc(file.Columns, func(name string) bool {
		return slices.Contains(all, name) || source.Suggest(name, all) != ""
	})
}

// known finds the column of each cell of a row; nil for one that is not ours.
func (r *reader) known(file *source.CSVFile, columns []column, code string) []*column {
	by, names := make([]*column, len(file.Columns)), called(columns, code)
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
				hint = "delete it; there is " + strings.Join(names, ", ")
			}
			r.problem(pos, "column", fmt.Sprintf("there is no column %q here", name), hint)
		}
	}
	return by
}

// absent are the required keys of which a table has no column. Each is told
// once, and not of every row.
func (r *reader) absent(file *source.CSVFile, keys []key, by []*column, code string) map[string]bool {
	none := map[string]bool{}
	if code != "" && !slices.Contains(file.Columns, code) {
		keys = append([]key{{name: code, required: true, form: formOf("code")}}, keys...)
	}
	for _, k := range keys {
		if !k.required || slices.ContainsFunc(by, func(c *column) bool { return c != nil && c.key == k.name }) {
			continue
		}
		none[k.name] = true
		if slices.ContainsFunc(file.Columns, func(name string) bool {
			return file.Name != CommitmentsCSV && source.Suggest(name, []string{k.name}) != ""
		}) {
			continue // the column was misspelt, and that is told
		}
		r.problem(source.Pos{File: file.Name, Line: 1}, "column", "there is no column for "+k.name, needs(k))
	}
	return none
}

// complete reports what a row has to have and has not. A source without a name
// is of OGP's dataset: its columns have no name for themselves.
func (r *reader) complete(v reflect.Value, pos source.Pos, said, absent map[string]bool) {
	if c, ok := v.Addr().Interface().(*Commitment); ok && c.Source.Name == "" && c.Source != (Source{}) {
		c.Source.Name = fromOGP
	}
	for _, k := range keysOf(v.Type()) {
		if k.required && v.Field(k.field).IsZero() && !said[k.name] && !absent[k.name] {
			r.problem(pos, "key", k.name+" is empty", needs(k))
		}
	}
}
