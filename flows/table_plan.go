package flows

import "slices"

// A table of an action plan has one row a milestone. Its rows come from the
// runtime, which keeps the plans; its columns are always these. What a row
// says in words (titles, notes, places) is in the language of who asked, and
// may be empty: a source does not tell everything.

// PlanColumns are the columns of a plan's table, in the order of the
// documentation. The code names the row for ever: the commitment's and, behind
// a point, the milestone's number.
func PlanColumns() []string {
	return []string{
		"code", "number", "title", "status", "due", "note", "as_of", "source",
		"commitment", "commitment_code", "lead", "places",
	}
}

// planKey is the column that names a row of a plan.
const planKey = "code"

// planSearch are the columns that people's words are matched with, unless the
// flow says otherwise.
func planSearch() []string { return []string{"title", "number", "commitment"} }

// Completions are what the status of a milestone can be, as the Independent
// Reporting Mechanism codes completion; an empty status says that nobody has
// said. A text prints them by the sentences of Completion.
func Completions() []string {
	return []string{"no_evidence", "not_started", "limited", "substantial", "complete"}
}

// Completion is the key of the sentence that says a status in words.
func Completion(status string) string { return "completion_" + status }

// planType is what a column of a plan holds, in the terms of Column.Type.
func planType(column string) string {
	switch column {
	case "due", "as_of":
		return "date"
	}
	return "text"
}

// planColumn is what a condition may ask of a column of a plan.
func planColumn(m meaning) meaning {
	m.kind, m.what, m.call = kindChoice, "a text", "value"
	switch {
	case m.name == "status":
		m.what, m.ids = "a status", Completions()
	case planType(m.name) == "date":
		m.kind, m.what, m.call = kindDay, "a day", ""
	}
	return m
}

// checkPlan checks a table of an action plan.
func (c *checker) checkPlan(t *TableDecl) {
	if known := c.env.Plans; known != nil && !slices.Contains(known, t.Plan.Value) {
		hint := suggest(t.Plan.Value, known, "the plans are")
		if hint == "" {
			hint = "publish the plan first"
		}
		c.error(t.Plan.Pos, "unknown-name", hint, "no plan here is called %s", t.Plan.Value)
	}
	if t.Key.Value != "" && t.Key.Value != planKey {
		c.error(t.Key.Pos, "table", "leave key out", "the rows of a plan go by their %s", planKey)
	}
	for _, n := range append(slices.Clone(t.Search), t.Columns.Keys...) {
		c.checkColumn(t, n)
	}
}
