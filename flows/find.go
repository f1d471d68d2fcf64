package flows

import (
	"cmp"
	"slices"
	"strings"

	"plaza/flows/answer"
)

// Find answers a Need from the consultation's own folder, as it was when this
// wording was published. Live rows are looked through behind the table's own:
// those of a plan or a register, which have no file. Fit is "exact" or "near"
// when the query has a text, and "" otherwise.
func (p *Program) Find(q Query, live ...Row) (rows []Row, fit string) {
	tb := p.tables[q.Table]
	if tb == nil || q.Others != "" {
		return nil, ""
	}
	return tb.find(p.reader, q, live)
}

func (tb *table) find(reader *answer.Reader, q Query, live []Row) ([]Row, string) {
	all, index := tb.rows, tb.index
	if len(live) > 0 {
		all, index = slices.Clone(all), nil
		for _, row := range live {
			all = append(all, tb.fileRow(row))
		}
	}
	if q.Where != nil || q.Key != "" {
		index = nil
		all = slices.DeleteFunc(slices.Clone(all), func(row []string) bool {
			return q.Key != "" && tb.at(row, tb.key) != q.Key ||
				q.Where != nil && !q.Where.HoldsFor(fileValues{tb, row}, Cells(q.Bound))
		})
	}
	if q.Column != "" {
		return tb.values(reader, q, all)
	}
	fit := ""
	if q.Text != "" {
		if index == nil { // only what is left may be near: an exact match elsewhere must not hide it
			index = reader.Index(tb.searched(all))
		}
		places, how := index.FindIn(q.Text, q.Lang, max(q.Limit, 1))
		fit = fitName(how)
		found := make([][]string, len(places))
		for n, place := range places {
			found[n] = all[place]
		}
		all = found
	}
	if q.Sort != "" {
		all = slices.Clone(all)
		slices.SortStableFunc(all, func(a, b []string) int { return order(tb.at(a, q.Sort), tb.at(b, q.Sort)) })
	}
	if q.Limit > 0 && len(all) > q.Limit {
		all = all[:q.Limit]
	}
	rows := make([]Row, len(all))
	for n, row := range all {
		rows[n] = Row{Key: tb.at(row, tb.key), Cells: tb.cells(row)}
	}
	return rows, fit
}

// values finds the distinct values of a column, in the order they come.
func (tb *table) values(reader *answer.Reader, q Query, all [][]string) ([]Row, string) {
	var values []string
	seen := make(map[string]bool)
	for _, row := range all {
		if v := tb.at(row, q.Column); v != "" && !seen[v] {
			seen[v] = true
			values = append(values, v)
		}
	}
	fit := ""
	if q.Text != "" {
		column := make([][]string, len(values))
		for n, v := range values {
			column[n] = []string{v}
		}
		places, how := reader.Index(column).FindIn(q.Text, q.Lang, max(q.Limit, 1))
		fit = fitName(how)
		found := make([]string, len(places))
		for n, place := range places {
			found[n] = values[place]
		}
		values = found
	} else if q.Sort != "" {
		slices.SortFunc(values, order)
	}
	if q.Limit > 0 && len(values) > q.Limit {
		values = values[:q.Limit]
	}
	rows := make([]Row, len(values))
	for n, v := range values {
		rows[n] = Row{Key: v}
	}
	return rows, fit
}

func fitName(fit answer.Fit) string {
	switch fit {
	case answer.Exact:
		return "exact"
	case answer.Near:
		return "near"
	}
	return ""
}

// order sorts numbers and days by their worth, words by their letters, and
// what is missing behind everything.
func order(a, b string) int {
	if a == "" || b == "" {
		return cmp.Compare(len(b), len(a))
	}
	if n, ok := compareValues(a, b); ok {
		return n
	}
	return strings.Compare(answer.Fold(a), answer.Fold(b))
}

// cells makes a row's cells by column.
func (tb *table) cells(row []string) map[string]string {
	cells := make(map[string]string, len(tb.columns))
	for column := range tb.columns {
		if v := tb.at(row, column); v != "" {
			cells[column] = v
		}
	}
	return cells
}

// fileRow lays a live row out as a row of the file would be.
func (tb *table) fileRow(live Row) []string {
	row := make([]string, len(tb.columns))
	for column, n := range tb.columns {
		if n < len(row) {
			row[n] = live.Cells[column]
		}
	}
	if n, ok := tb.columns[tb.key]; ok && n < len(row) && row[n] == "" {
		row[n] = live.Key
	}
	return row
}

// fileValues are the cells of one row, for a where.
type fileValues struct {
	table *table
	row   []string
}

func (f fileValues) Value(column string) (string, bool) {
	v := f.table.at(f.row, column)
	return v, v != ""
}
