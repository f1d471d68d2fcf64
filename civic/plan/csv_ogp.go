package plan

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
)

// fromOGP is the source of what a table of OGP says without naming one.
const fromOGP = "OGP public dataset"

// ogp returns the columns of commitments: those of OGP's public dataset, as
// research on it quotes them (the headers were not checked against the dataset
// itself), and then our own for whatever those have no place for.
func (x exchange) ogp(p *Plan) []column {
	commitment := reflect.TypeFor[Commitment]()
	own := map[string][]column{}
	var rest []column
	for _, k := range keysOf(commitment) {
		columns := x.of(commitment.Field(k.field).Type, k, "plaza_")
		own[k.name] = columns
		switch k.name {
		case "code", "number", "lead", "supporting", "themes", "values", "specificity", "potential_impact":
		case "title", "short", "description": // the first language is OGP's
			rest = append(rest, columns[min(1, len(columns)):]...)
		case "source":
			rest = append(rest, columns[0], columns[2])
		default:
			rest = append(rest, columns...)
		}
	}
	named := func(name string, c []column) column {
		if len(c) == 0 {
			return column{name, "", func(reflect.Value) string { return "" }, func(reflect.Value, string) *wrong { return nil }}
		}
		return column{name, c[0].key, c[0].get, c[0].set}
	}
	out := []column{
		named("Commitment Unique Identifier", own["code"]),
		ofPlan("Country/Locality", "place", &p.Place),
		ofPlan("Region", "region", &p.Region),
		named("Theme", own["themes"]),
		ofPlan("Year Of Submission", "year", &p.Year),
		ofPlan("Action Plan Number", "number", &p.Number),
		named("Commitment Number", own["number"]),
		named("Commitment Title", own["title"]),
		named("Short Title", own["short"]),
		named("Full Text", own["description"]),
		named("Lead Institution", own["lead"]),
		named("Supporting Institution(s)", own["supporting"]),
		named("URL", own["source"][1:]),
	}
	for _, value := range Values() {
		out = append(out, ofValue(value))
	}
	out = append(out,
		named("Specificity", own["specificity"]),
		named("Potential Impact", own["potential_impact"]),
		coded("Completion (Progress Report)",
			func(a *Assessment) string { return a.Completion.String() },
			func(a *Assessment, code string) { a.Completion = Completion(slices.Index(completions(), code)) }, completions()[1:]),
		coded("Did It Open Government (Overall)",
			func(a *Assessment) string { return a.OpenedGovernment },
			func(a *Assessment, code string) { a.OpenedGovernment = code }, Openings()),
	)
	return append(out, rest...)
}

// ofPlan is a column of the plan that stands in the row of each commitment.
// The first row says it; another row that says otherwise is of another plan.
func ofPlan(name, as string, of *string) column {
	keys := keysOf(reflect.TypeFor[Plan]())
	k := keys[slices.IndexFunc(keys, func(k key) bool { return k.name == as })]
	return column{name, "",
		func(reflect.Value) string { return *of },
		func(_ reflect.Value, cell string) *wrong {
			if w := k.check(cell); w != nil {
				return w
			}
			if *of == "" {
				*of = cell
			}
			if *of != cell {
				return &wrong{"column", fmt.Sprintf("%s is %q here and %q above", name, cell, *of), "one table is one plan: delete the rows of the others"}
			}
			return nil
		},
	}
}

// ofValue is the column of one of OGP's values.
func ofValue(value string) column {
	c := column{name: "OGP Value " + title(value)}
	c.get = func(row reflect.Value) string {
		if slices.Contains(row.Addr().Interface().(*Commitment).Values, value) {
			return "Yes"
		}
		return "No"
	}
	c.set = func(row reflect.Value, cell string) *wrong {
		m := row.Addr().Interface().(*Commitment)
		switch strings.ToLower(cell) {
		case "yes", "1", "true":
			m.Values = append(m.Values, value)
		case "no", "0", "false":
		default:
			return &wrong{"column", fmt.Sprintf("%s is yes or no, not %q", c.name, cell), ""}
		}
		return nil
	}
	return c
}

// coded is a column of the reporting mechanism's newest assessment. It is
// written from the assessments; read, it makes one where there is none (see
// ParseCSV), and otherwise has to say the same.
func coded(name string, of func(*Assessment) string, to func(*Assessment, string), codes []string) column {
	return column{name, "",
		func(row reflect.Value) string {
			a := row.Addr().Interface().(*Commitment).reviewed()
			if a == nil {
				return ""
			}
			return title(of(a))
		},
		func(row reflect.Value, cell string) *wrong {
			code := strings.TrimSuffix(strings.ToLower(cell), " available")
			if _, w := (key{name: name}).oneOf(code, codes); w != nil {
				return w
			}
			m := row.Addr().Interface().(*Commitment)
			if len(m.Assessments) == 0 {
				m.Assessments = []Assessment{{Kind: IRM}}
			}
			to(&m.Assessments[0], code)
			return nil
		},
	}
}

// reviewed is the newest assessment of the reporting mechanism of the
// commitment as a whole, or nil.
func (c *Commitment) reviewed() *Assessment {
	a, ok := c.Standing(IRM)
	if !ok {
		return nil
	}
	return &a
}

// title writes a code the way OGP does: Not Started.
func title(code string) string {
	words := strings.Fields(code)
	for i, w := range words {
		words[i] = strings.ToUpper(w[:1]) + w[1:]
	}
	return strings.Join(words, " ")
}
