package flows

import (
	"slices"
	"strings"

	"plaza/flows/answer"
)

// rows is the kind of answer: row, a row of a table, and of answer: place,
// which also takes a position or words of one's own. With list the first rows
// are options from the start; without, people type and what is near is offered.
type rows struct {
	table  *table // nil for a place that is only words
	place  bool
	where  *Condition
	sort   string
	column string // one of its distinct values instead of a row
	list   int    // how many rows are listed when the question is put
	pick   answer.Pick
	each   texts
	none   texts
}

func (k rows) name() string {
	if k.place {
		return "place"
	}
	return "row"
}

// wants says that a place may be shared from the phone.
func (k rows) wants() string {
	if k.place {
		return "location"
	}
	return ""
}

// rows is the table a question's answer is a row of, or nil.
func (q *question) rows() *table {
	if k, ok := q.kind.(rows); ok && k.column == "" {
		return k.table
	}
	return nil
}

func (k rows) read(t *turn) reading {
	if k.place && t.in.Place != "" {
		return fits(t.in.Place, answer.Exact)
	}
	text := strings.TrimSpace(t.in.Text)
	if len(t.s.Offered) > 0 {
		if r, ok := k.choose(t, text); ok {
			return r
		}
	}
	switch {
	case text == "":
		return misfit(answer.NotUnderstood)
	case k.table == nil:
		return fits(text, answer.Exact)
	}
	q := k.query(t)
	q.Text, q.Limit = text, nearRows
	return reading{look: &q}
}

// choose reads a reply against the rows that were offered. It reports false
// when the reply is none of them, and so may be a row that was not.
func (k rows) choose(t *turn, text string) (reading, bool) {
	if at := slices.IndexFunc(t.s.Offered, func(r Row) bool { return r.Key == t.in.Tap }); at >= 0 && t.in.Tap != "" && k.pick.Min <= 1 {
		return k.chosen(t.s.Offered[at]), true
	}
	opts := make([]answer.Option, len(t.s.Offered))
	for n, choice := range k.choices(t, t.s.Offered) {
		opts[n] = answer.Option{
			ID: choice.ID, Labels: map[string]string{t.v.tag: choice.Label},
			Words: map[string][]string{t.v.tag: k.alsoCalled(t.s.Offered[n])},
		}
	}
	picks, fit, why := t.p.reader.Options(opts, k.pick, []string{t.v.tag}).Read(text, t.v.tag, nil)
	switch {
	case fit != answer.Misfit:
		picked := make([]Row, len(picks))
		for n, place := range picks {
			picked[n] = t.s.Offered[place]
		}
		return k.chosen(picked...), true
	case why == answer.TooMany || why == answer.TooFew:
		return misfit(why), true
	}
	return reading{}, false
}

// alsoCalled are the cells by which people may name a row besides its label.
func (k rows) alsoCalled(row Row) []string {
	if k.table == nil || k.column != "" {
		return nil
	}
	var names []string
	for _, column := range k.table.search {
		if v := row.Cells[column]; v != "" {
			names = append(names, v)
		}
	}
	return names
}

// chosen is the reading of a reply that chose these rows. They are kept with
// their cells, so that what was chosen never changes with the table.
func (k rows) chosen(picked ...Row) reading {
	keys := make([]string, len(picked))
	var fields map[string]string
	for n, row := range picked {
		keys[n] = row.Key
		for column, v := range row.Cells {
			if fields == nil {
				fields = make(map[string]string, len(picked)*len(row.Cells))
			}
			fields[nth(n)+column] = v
		}
	}
	return reading{value: strings.Join(keys, ","), fields: fields, fit: answer.Exact}
}

// query asks for rows that the question's where allows.
func (k rows) query(t *turn) Query {
	return Query{Table: k.table.name, Where: k.where, Bound: t.bound(k.where), Sort: k.sort, Column: k.column}
}

// bound resolves the names in braces of a where.
func (t *turn) bound(where *Condition) map[string]string {
	if where == nil {
		return nil
	}
	bound := make(map[string]string)
	for test := range where.Tests {
		for _, v := range test.Values {
			if v.Braced {
				if value, ok := t.Value(v.Text); ok {
					bound[v.Text] = value
				}
			}
		}
	}
	return bound
}

// prepare lists the first rows, or those that were offered already.
func (k rows) prepare(t *turn, _ *question, _ int, m *Message) bool {
	if k.list > 0 && len(t.s.Offered) == 0 {
		q := k.query(t)
		q.Limit = k.list
		t.need("rows", q)
		return false
	}
	if len(t.s.Offered) > 0 {
		m.Options = k.choices(t, t.s.Offered)
	}
	return true
}

// choices are rows as options.
func (k rows) choices(t *turn, offered []Row) []Choice {
	choices := make([]Choice, len(offered))
	for n, row := range offered {
		choices[n] = Choice{ID: row.Key, Label: k.line(t, row)}
	}
	return choices
}

// line prints one row of a list.
func (k rows) line(t *turn, row Row) string {
	switch {
	case k.column != "" || k.table == nil:
		return row.Key
	case k.each.empty():
		return k.table.label(t, row.Key, row.Cells)
	}
	t.row = row.Cells
	defer func() { t.row = nil }()
	return k.each.in(t)
}

func (k rows) show(t *turn, a *Answer) string {
	if k.table == nil || k.column != "" || k.place && a.Fields == nil {
		if !strings.Contains(a.Value, ",") || k.place {
			return a.Value
		}
		return t.v.list(strings.Split(a.Value, ","))
	}
	return k.table.label(t, a.Value, a.Fields)
}

// found goes on with the rows that a question's Need brought.
func (q *question) found(t *turn, i int, what string) {
	k, ok := q.kind.(rows)
	if !ok {
		q.put(t, i)
		return
	}
	if what == "rows" {
		q.list(t, i, k)
		return
	}
	raw := t.s.Held
	t.s.Held, t.in.Text = "", raw
	switch n := len(t.in.Rows); {
	case n == 1:
		q.accept(t, i, k.chosen(t.in.Rows[0]), raw)
	case what == "held" && !(n == 0 && k.place):
		q.put(t, i)
	case n == 0 && k.place:
		q.accept(t, i, fits(raw, answer.Exact), raw)
	case n == 0:
		if k.list == 0 {
			t.s.Offered = nil
		}
		q.miss(t, i, string(answer.NotFound))
	default:
		t.s.Offered = t.in.Rows
		t.message(Message{
			Key: "which_of_these", Text: t.v.say("which_of_these"), Asks: q.name, Options: k.choices(t, t.s.Offered),
		})
	}
}

// list puts the question with its first rows. Without any there is nothing to
// answer, and the person is told so.
func (q *question) list(t *turn, i int, k rows) {
	if len(t.in.Rows) > 0 {
		t.s.Offered = t.in.Rows
		q.put(t, i)
		return
	}
	if k.none.empty() {
		t.tell("no_rows")
	} else {
		t.message(Message{Text: k.none.in(t)})
	}
	if next := q.leave(t, i, Unanswered); next != halt {
		t.walk(next)
	}
}
