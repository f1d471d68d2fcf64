package source

// CSVFile is a table's file: a header and rows of cells, each with its place.
type CSVFile struct {
	Name    string
	Columns []string
	Rows    [][]string
	Lines   []int // the line each row starts on
}
