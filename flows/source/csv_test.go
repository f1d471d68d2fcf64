package source

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestParseCSV(t *testing.T) {
	for _, tc := range []struct {
		name, src string
		columns   []string
		rows      [][]string
		lines     []int
		want      []string
	}{
		{"OK", "\xEF\xBB\xBFcode,name\r\nA1,\"Kibra, east\"\r\n\r\nA2, Canelones \r\n",
			[]string{"code", "name"}, [][]string{{"A1", "Kibra, east"}, {"A2", "Canelones"}}, []int{2, 4}, nil},
		{"CellOverTwoLines", "code,name\nA1,\"one\ntwo\"\nA2,x\n",
			[]string{"code", "name"}, [][]string{{"A1", "one\ntwo"}, {"A2", "x"}}, []int{2, 4}, nil},
		{"RowTooShortAndTooLong", "code,name\nA1\nA2,x,y\nA3,z\n",
			[]string{"code", "name"}, [][]string{{"A3", "z"}}, []int{4},
			[]string{"2:1 columns: 2; cells in this row: 1 [table]", "3:1 columns: 2; cells in this row: 3 [table]"}},
		{"EmptyRowsOfASpreadsheet", "code,name\nA1,x\n,\n,,,\n",
			[]string{"code", "name"}, [][]string{{"A1", "x"}}, []int{2}, nil},
		{"QuoteInsideCell", "code,name\nA1,ñ the \"x\n",
			[]string{"code", "name"}, nil, nil,
			[]string{`2:10 a " that is not closed, or stands inside a cell without quotes [table]`}},
		{"Semicolons", "code;name\nA1;x, y\n",
			[]string{"code", "name"}, [][]string{{"A1", "x, y"}}, []int{2}, nil},
		{"Tabs", "code\tname\nA1\tx; y\n",
			[]string{"code", "name"}, [][]string{{"A1", "x; y"}}, []int{2}, nil},
		{"SemicolonsInACell", "code,name\nA1,x; y\n",
			[]string{"code", "name"}, [][]string{{"A1", "x; y"}}, []int{2}, nil},
		{"UTF16", "\xff\xfea\x00", nil, nil, nil, []string{"1:1 this file is UTF-16 [syntax]"}},
		{"SameColumnTwice", "code,code,\n", []string{"code", "code", ""}, nil, nil,
			[]string{`1:1 two columns are called "code" [table]`, "1:1 column 3 has no name [table]"}},
		{"Empty", "", nil, nil, nil, []string{"1:1 this table is empty [table]"}},
		{"NotUTF8", "code,name\nA1,Malm\xf6\n", []string{"code", "name"}, [][]string{{"A1", "Malm\uFFFD"}}, []int{2},
			[]string{"2:8 this is not UTF-8 [syntax]"}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			f, ps := ParseCSV("t.csv", []byte(tc.src))
			if diff := cmp.Diff(&CSVFile{Name: "t.csv", Columns: tc.columns, Rows: tc.rows, Lines: tc.lines}, f); diff != "" {
				t.Errorf("table (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(tc.want, told(ps)); diff != "" {
				t.Errorf("problems (-want +got):\n%s", diff)
			}
		})
	}
}
