// Package plan knows action plans: what a government promised, what became of
// it, and who says so. It speaks in the terms of the Open Government
// Partnership. It is pure: it reads and writes YAML and CSV, and holds rules;
// keeping plans and telling people is for others.
//
//	plan ── commitment ──┬── milestones    what is to be done, and by when
//	                     ├── updates       what the office says, by day
//	                     └── assessments   what others say, by kind, day and source
//
// Two rules shape it. Words of different kinds (government, Independent
// Reporting Mechanism, local monitoring body, citizens) stand side by side and
// are never averaged or merged, and no share of work done is ever turned into
// a code of completion. And history is only added to: Extends refuses a
// revision in which a published update or assessment changed or vanished, so
// that a setback cannot be undone by an editor.
//
// A plan is read by Parse, which minds what the file says, and held to the
// rules by Check, which minds what it means on a day. Both tell everything at
// once, the way flows are checked; CheckRead is both for a file at work.
//
// Keys, columns and comparison all come from the struct tags of the types
// below (keys.go), so a field added there is read, written, compared and
// exchanged without a line elsewhere.
package plan
