package main

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
)

// writeExtract writes an extract into a new folder: its sheets in a format,
// and the datapackage.json that says what every column means.
func writeExtract(dir, format string, x *extract) error {
	if err := os.MkdirAll(filepath.Dir(dir), 0o755); err != nil {
		return fmt.Errorf("make the folder: %w", err)
	}
	// What people said is for whoever asked for it, not for everyone on the machine.
	if err := os.Mkdir(dir, 0o700); err != nil {
		return fmt.Errorf("make the folder: %w", err)
	}
	sheets := x.sheets()
	for _, s := range sheets {
		b, err := s.csv()
		if format == "jsonl" {
			b, err = s.jsonl()
		}
		if err != nil {
			return fmt.Errorf("lay out %s: %w", s.name, err)
		}
		if err := os.WriteFile(filepath.Join(dir, s.name+"."+format), b, 0o600); err != nil {
			return fmt.Errorf("write %s: %w", s.name, err)
		}
	}
	b, err := x.datapackage(format, sheets)
	if err != nil {
		return fmt.Errorf("describe the extract: %w", err)
	}
	if err := os.WriteFile(filepath.Join(dir, "datapackage.json"), b, 0o600); err != nil {
		return fmt.Errorf("write datapackage.json: %w", err)
	}
	return nil
}

// csv writes a sheet as RFC 4180 has it, in UTF-8.
func (s sheet) csv() ([]byte, error) {
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	w.UseCRLF = true
	head := make([]string, len(s.fields))
	for i, f := range s.fields {
		head[i] = f.name
	}
	if err := w.Write(head); err != nil {
		return nil, err
	}
	for _, row := range s.rows {
		cells := make([]string, len(row))
		for i, c := range row {
			cells[i] = inert(c)
		}
		if err := w.Write(cells); err != nil {
			return nil, err
		}
	}
	w.Flush()
	return b.Bytes(), w.Error()
}

var plainNumber = regexp.MustCompile(`^[+-]?[0-9]+(\.[0-9]+)?$`)

// inert keeps a cell from being run: a spreadsheet takes what begins with one
// of these signs for a formula, and a citizen may have written one. A number
// is no formula.
func inert(cell string) string {
	if cell == "" || !strings.ContainsRune("=+-@\t\r\n", rune(cell[0])) || plainNumber.MatchString(cell) {
		return cell
	}
	return "'" + cell
}

// jsonl writes a sheet as one JSON object a line, typed as its fields say.
func (s sheet) jsonl() ([]byte, error) {
	var b bytes.Buffer
	for _, row := range s.rows {
		for i, cell := range row {
			b.WriteString(map[bool]string{true: "{", false: ","}[i == 0])
			b.WriteString(strconv.Quote(s.fields[i].name) + ":")
			v, err := json.Marshal(s.fields[i].value(cell))
			if err != nil {
				return nil, err
			}
			b.Write(v)
		}
		b.WriteString("}\n")
	}
	return b.Bytes(), nil
}

// value is a cell with the type of its field; an empty cell is null.
func (f field) value(cell string) any {
	switch {
	case cell == "":
		return nil
	case f.kind == "list":
		return strings.Split(cell, ",")
	case f.kind == "boolean":
		return cell == "true"
	case f.kind == "integer" || f.kind == "number":
		if plainNumber.MatchString(cell) {
			return json.Number(strings.TrimPrefix(cell, "+"))
		}
	}
	return cell
}

// number is a positive number as a cell; 0 is none.
func number(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}

// truth is a yes or no as a cell.
func truth(is bool) string { return strconv.FormatBool(is) }
