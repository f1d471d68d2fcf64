package flows_test

import (
	"strings"
	"testing"

	"plaza/flows"
	"plaza/flows/source"
)

func TestFind(t *testing.T) {
	p := program(t, "testdata/chat/tables")
	where := func(src string) *flows.Condition {
		c, problems := flows.ParseCondition(source.Pos{}, src)
		if len(problems) > 0 {
			t.Fatal(problems)
		}
		return c
	}
	for _, c := range []struct {
		name string
		q    flows.Query
		want string // keys, and how they fit
	}{
		{"all, in the order of the file", flows.Query{}, "a1 a2 a3 b1"},
		{"one by its key", flows.Query{Key: "a3"}, "a3"},
		{"none by another", flows.Query{Key: "A3x"}, ""},
		{"by number, what is missing last", flows.Query{Sort: "days"}, "a1 a3 b1 a2"},
		{"by number and not by letter", flows.Query{Sort: "fee"}, "a2 a1 b1 a3"},
		{"by day", flows.Query{Sort: "since"}, "a2 a3 a1 b1"},
		{"by name, accents aside", flows.Query{Sort: "provider"}, "a3 b1 a2 a1"},
		{"the first two", flows.Query{Limit: 2}, "a1 a2"},
		{"where a bound name says so", flows.Query{Where: where("department is {there}"), Bound: map[string]string{"there": "Salto"}}, "b1"},
		{"where a name is not bound", flows.Query{Where: where("department is {there}")}, ""},
		{"where a cell is missing", flows.Query{Where: where("days is not answered")}, "a2"},
		{"a text to the letter", flows.Query{Text: "medica sur", Limit: 5}, "a1 exact"},
		{"by the key", flows.Query{Text: "B1", Limit: 5}, "b1 exact"},
		{"with a slip", flows.Query{Text: "Hospital Nrte", Limit: 5}, "a2 near"},
		{"near, among those that are left", flows.Query{Text: "circulo", Limit: 5, Where: where("department is Salto")}, "b1 near"},
		{"among other words", flows.Query{Text: "la de medica sur", Limit: 5, Lang: "es"}, "a1 exact"},
		{"and not when a word turns it around", flows.Query{Text: "no es medica sur", Limit: 5, Lang: "es"}, ""},
		{"nor in another language", flows.Query{Text: "not medica sur", Limit: 5, Lang: "en"}, ""},
		{"nor one of a column", flows.Query{Column: "department", Text: "no es canelones", Limit: 5, Lang: "es"}, ""},
		{"nothing like it", flows.Query{Text: "the moon", Limit: 5}, ""},
		{"a column's values, each once", flows.Query{Column: "department"}, "Canelones Salto"},
		{"one of them by what was typed", flows.Query{Column: "department", Text: "canelones", Limit: 5}, "Canelones exact"},
	} {
		t.Run(c.name, func(t *testing.T) {
			c.q.Table = "waits"
			rows, fit := p.Find(c.q)
			var got []string
			for _, row := range rows {
				got = append(got, row.Key)
			}
			if fit != "" {
				got = append(got, fit)
			}
			if strings.Join(got, " ") != c.want {
				t.Errorf("got %v, want %s", got, c.want)
			}
		})
	}
	t.Run("a row has its cells, and not those that are empty", func(t *testing.T) {
		rows, _ := p.Find(flows.Query{Table: "waits", Key: "a2"})
		if got := rows[0].Cells; got["provider"] != "Hospital Norte" || len(got) != 5 {
			t.Errorf("got %v", got)
		}
	})
	t.Run("live rows are looked through too", func(t *testing.T) {
		live := flows.Row{Key: "z9", Cells: map[string]string{"id": "z9", "provider": "Clínica Nueva", "department": "Rocha"}}
		rows, fit := p.Find(flows.Query{Table: "waits", Text: "clinica nueva", Limit: 5}, live)
		if len(rows) != 1 || rows[0].Key != "z9" || fit != "exact" || rows[0].Cells["department"] != "Rocha" {
			t.Errorf("got %v %s", rows, fit)
		}
	})
	t.Run("a table nobody has", func(t *testing.T) {
		if rows, fit := p.Find(flows.Query{Table: "moons", Text: "x"}); rows != nil || fit != "" {
			t.Errorf("got %v %s", rows, fit)
		}
	})
}

// A row of the last wave has its columns.
func TestRowOfTheLastWave(t *testing.T) {
	p := written(t, `
flow: waves
title: {en: Waves}
languages: [en]
who: panel neighbours
start: {en: [WAVES]}
tables:
  sites: {file: sites.csv, key: code, search: [code, name]}
steps:
  - consent: take_part
    required: yes
    text: {en: Agreed?}
  - ask: site
    required: yes
    text: {en: Which site?}
    answer: row
    table: sites
  - when: wave > 1 and before.site.name is Bridge
    say: {en: "It was {before.site.name} and is {site.name}."}
`, "sites.csv", "code,name\nS1,Bridge\nS2,School\n")
	r := begin(t, p, flows.State{Run: "r", Wave: 2}, flows.Input{Known: map[string]flows.Answer{
		"before.site": {Value: "S1", Fields: map[string]string{"code": "S1", "name": "Bridge"}},
	}})
	r.says("yes")
	r.says("School")
	if got, want := r.said(), "It was Bridge and is School."; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

// The runtime remembers a row by its key alone; its cells are the table's.
func TestRememberedRow(t *testing.T) {
	p := written(t, `
flow: remembered
title: {en: Remembered}
languages: [en]
start: {en: [REMEMBERED]}
tables:
  wards: {file: wards.csv, key: code, search: [code, name], columns: {people: {type: number}}}
steps:
  - consent: take_part
    required: yes
    keep: 1 year
    text: {en: Agreed?}
  - ask: ward
    remember: yes
    required: yes
    text: {en: Where do you live?}
    answer: row
    table: wards
  - when: ward.people > 1000
    say: {en: "{ward} is large: {ward.people}."}
`, "wards.csv", "code,name,people\nW1,Kibra,185777\n")
	r := begin(t, p, flows.State{Run: "r"}, flows.Input{Known: map[string]flows.Answer{"ward": {Value: "W1"}}})
	r.says("yes")
	if got, want := r.said(), "Kibra is large: 185,777."; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if r.state.Outcome != "done" || r.value("ward") != "W1" {
		t.Errorf("got %+v", r.state)
	}
}
