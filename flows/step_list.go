package flows

import "strings"

// listing is a step that prints one line a row: of a row answer, whose cells are
// on record, or of a table.
type listing struct {
	answer string // the row answer; empty for a table
	rows   rows
}

func (c *compiler) newList(v *ListRows) *listing {
	l := &listing{}
	tb := c.p.tables[v.Name.Value]
	if q := c.p.questions[v.Name.Value]; q != nil {
		l.answer, tb = q.name, q.rows()
	} else if given := c.given[v.Name.Value]; given != nil && tb == nil {
		l.answer, tb = v.Name.Value, given
	}
	l.rows = rows{
		table: tb, where: v.Where, sort: v.Sort.Value, list: count(v.Show, 0),
		each: c.texts(v.Each, tb), none: c.texts(v.None, nil),
	}
	return l
}

func (l *listing) run(t *turn, i int) int {
	if t.s.Returning != "" {
		return i + 1
	}
	if l.answer == "" {
		t.wait(i)
		q := l.rows.query(t)
		q.Limit = l.rows.list
		t.need("rows", q)
		return halt
	}
	var chosen []Row
	if a := t.answer(l.answer); a != nil && a.Value != "" {
		for key := range strings.SplitSeq(a.Value, ",") {
			chosen = append(chosen, Row{Key: key, Cells: cellsOf(a.Fields, len(chosen))})
		}
	}
	l.print(t, chosen)
	return i + 1
}

// found prints the rows of a table and walks on.
func (l *listing) found(t *turn, i int, _ string) {
	l.print(t, t.in.Rows)
	t.walk(i + 1)
}

func (l *listing) print(t *turn, found []Row) {
	if len(found) == 0 {
		if l.rows.none.empty() {
			t.tell("no_rows")
		} else {
			t.message(Message{Text: l.rows.none.in(t)})
		}
		return
	}
	lines := make([]string, len(found))
	for n, row := range found {
		lines[n] = l.rows.line(t, row)
	}
	t.message(Message{Text: strings.Join(lines, "\n")})
}

// cellsOf are the cells of the row at this place among those an answer holds.
func cellsOf(fields map[string]string, place int) map[string]string {
	if place == 0 {
		return fields
	}
	cells := make(map[string]string)
	for name, v := range fields {
		if column, ok := strings.CutPrefix(name, nth(place)); ok {
			cells[column] = v
		}
	}
	return cells
}
