package main

import (
	"io"
	"os"
)

// page is how much is seen at once of what is written for a person: lines of
// so many columns, and so many of them. Without rows there is no bound.
type page struct{ columns, rows int }

// pageOf is the page of whoever reads w. Its last column stays free: some
// terminals begin another line behind it.
func pageOf(w io.Writer) page {
	p := page{columns: column}
	if file, ok := w.(*os.File); ok {
		if columns, rows := size(file); columns > 1 {
			p.columns, p.rows = min(column, columns-1), rows
		}
	}
	return p
}
