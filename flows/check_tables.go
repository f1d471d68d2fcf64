package flows

import (
	"slices"
	"time"

	"plaza/flows/source"
)

// checkTables checks the tables' declarations and every cell they speak of.
func (c *checker) checkTables() {
	for _, key := range c.flow.Tables.Keys {
		t := c.flow.Tables.By[key.Value]
		if t == nil {
			continue
		}
		if t.Plan.Value == "" && t.Key.Value == "" {
			c.error(key.Pos, "key", suggest("", t.columns(), "its columns are"), "%s needs a key: the column that names a row", key.Value)
		}
		switch {
		case t.Plan.Value != "":
			c.checkPlan(t)
		case t.Data != nil:
			c.checkData(t)
		}
	}
	c.checkUnused()
}

// checkData checks a table against its file.
func (c *checker) checkData(t *TableDecl) {
	c.checkColumn(t, t.Key)
	for _, n := range t.Search {
		c.checkColumn(t, n)
	}
	for _, n := range t.Columns.Keys {
		c.checkColumn(t, n)
	}
	c.checkKeyCells(t)
	for _, n := range t.Columns.Keys {
		i := slices.Index(t.Data.Columns, n.Value)
		if d := t.Columns.By[n.Value]; d != nil && i >= 0 {
			c.checkCells(t, i, d.Type.Value)
		}
	}
}

// checkKeyCells checks that the key names each row once.
func (c *checker) checkKeyCells(t *TableDecl) {
	i := slices.Index(t.Data.Columns, t.Key.Value)
	if i < 0 {
		return
	}
	lines := map[string]int{}
	for row, cells := range t.Data.Rows {
		if i >= len(cells) {
			continue
		}
		pos := t.rowPos(row)
		switch cell := cells[i]; {
		case cell == "":
			c.error(pos, "table", "", "this row has no %s", t.Key.Value)
		case lines[cell] != 0:
			c.error(pos, "table", "", "%s %s is already on line %d", t.Key.Value, cell, lines[cell])
		default:
			lines[cell] = pos.Line
		}
	}
}

// checkCells checks that a column's cells are of its type. An empty cell is a
// missing value, which is a fact and no mistake.
func (c *checker) checkCells(t *TableDecl, i int, kind string) {
	for row, cells := range t.Data.Rows {
		if i >= len(cells) || cells[i] == "" {
			continue
		}
		cell, name := cells[i], t.Data.Columns[i]
		if _, number := parseDecimal(cell); kind == "number" && !number {
			c.error(t.rowPos(row), "table", "write it as 1200.5, or leave the cell empty", "%s %q is not a number", name, cell)
		}
		if kind == "date" && !isRealDay(cell) {
			c.error(t.rowPos(row), "table", "write a day as 2026-03-12", "%s %q is not a day", name, cell)
		}
	}
}

func (t *TableDecl) rowPos(row int) source.Pos {
	pos := source.Pos{File: t.Data.Name}
	if row < len(t.Data.Lines) {
		pos.Line = t.Data.Lines[row]
	}
	return pos
}

// parseDay reads 2026-03-12 and refuses days that are not in the calendar.
func parseDay(s string) (time.Time, bool) {
	day, err := time.Parse(time.DateOnly, s)
	return day, err == nil
}

// checkUnused finds what is declared and never used.
func (c *checker) checkUnused() {
	used := map[string]bool{}
	use := func(what string, n Name) { used[what+" "+n.Value] = true }
	for _, p := range c.parts {
		for _, key := range p.Given.Keys {
			use("table", p.Given.By[key.Value])
		}
	}
	for _, s := range c.sites {
		switch v := s.step.Verb.(type) {
		case *Ask:
			use("table", v.Table)
			if v.Options != nil {
				use("list", v.Options.Ref)
			}
		case *ListRows:
			use("table", v.Name)
		case *Follow:
			use("table", v.What)
		}
	}
	for u := range c.texts {
		for _, lang := range c.languages() {
			for _, h := range holes(u.text.In[lang].Text) {
				used["setting "+h.name] = true
			}
		}
	}
	warn := func(keys []Name, what, format string) {
		for _, key := range keys {
			if !used[what+" "+key.Value] {
				c.warn(key.Pos, "unused", "leave it out, or use it", format, key.Value)
			}
		}
	}
	warn(c.flow.Lists.Keys, "list", "no question uses the list %s")
	warn(c.flow.Tables.Keys, "table", "nothing uses the table %s")
	warn(c.flow.Settings.Keys, "setting", "no text uses the setting %s")
}
