package source

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"
)

// CSVFile is a table's file: a header and rows of cells, each with its place.
type CSVFile struct {
	Name    string
	Columns []string
	Rows    [][]string
	Lines   []int // the line each row starts on
}

// ParseCSV reads a table: UTF-8, commas or the semicolons of some
// spreadsheets between the cells; its first line names the columns, every row
// has as many cells as there are columns. A row that could not be read is
// reported and left out. Whether two rows share a key is not its business.
func ParseCSV(name string, data []byte) (*CSVFile, Problems) {
	f := &CSVFile{Name: name}
	refuse := func(line, col int, message, hint string) Problem {
		return Problem{Pos: Pos{name, line, col}, Code: "table", Message: message, Hint: hint}
	}
	if len(data) > MaxCSV {
		return f, Problems{refuse(0, 0, fmt.Sprintf("this table has %d MiB; %d are the most that is read", len(data)>>20, MaxCSV>>20),
			"cut it to the rows and columns that are asked about")}
	}
	text, ps := Decode(name, data)
	r := csv.NewReader(strings.NewReader(text))
	r.Comma = separator(text)
	r.FieldsPerRecord = -1
	lines := strings.Split(text, "\n")
	for {
		row, err := r.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if bad, ok := errors.AsType[*csv.ParseError](err); ok {
			line := lines[min(bad.Line, len(lines))-1]
			col := 1 + utf8.RuneCountInString(line[:min(max(bad.Column-1, 0), len(line))])
			ps = append(ps, refuse(bad.Line, col, `a " that is not closed, or stands inside a cell without quotes`,
				`put the whole cell in "double quotes" and write "" for a quote inside it`))
			continue
		}
		if err != nil { // a reader of memory has no other errors
			return f, append(ps, refuse(1, 1, "this cannot be read: "+err.Error(), ""))
		}
		for i := range row {
			row[i] = strings.TrimSpace(row[i])
		}
		line, _ := r.FieldPos(0)
		switch {
		case f.Columns == nil:
			f.Columns = row
			ps = append(ps, f.header(line)...)
		case strings.Join(row, "") == "":
			// A line of commas or blanks, as spreadsheets leave at the end.
		case len(row) != len(f.Columns):
			ps = append(ps, refuse(line, 1, fmt.Sprintf("columns: %d; cells in this row: %d", len(f.Columns), len(row)),
				`a comma inside a cell needs "double quotes" around the cell`))
		default:
			f.Rows = append(f.Rows, row)
			f.Lines = append(f.Lines, line)
		}
	}
	if f.Columns == nil && len(ps) == 0 {
		ps = append(ps, refuse(1, 1, "this table is empty", "its first line names the columns: code,name"))
	}
	return f, ps
}

// separator is what stands between the columns. A spreadsheet whose language
// writes a decimal comma saves CSV with semicolons and cannot be told
// otherwise; names of columns hold neither.
func separator(text string) rune {
	header, _, _ := strings.Cut(text, "\n")
	for _, r := range ",;\t" {
		if strings.ContainsRune(header, r) {
			return r
		}
	}
	return ','
}

// header checks the names of the columns.
func (f *CSVFile) header(line int) Problems {
	var ps Problems
	refuse := func(message, hint string) {
		ps = append(ps, Problem{Pos: Pos{f.Name, line, 1}, Code: "table", Message: message, Hint: hint})
	}
	seen := map[string]bool{}
	for i, column := range f.Columns {
		switch {
		case column == "":
			refuse(fmt.Sprintf("column %d has no name", i+1), "name it, or delete the column")
		case seen[column]:
			refuse(fmt.Sprintf("two columns are called %q", column), "rename one of them")
		}
		seen[column] = true
	}
	return ps
}
