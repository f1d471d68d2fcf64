package main

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"plaza/flows"
	"plaza/store"
)

// asked is a consultation with every kind of answer that an export must tell
// apart.
const asked = `
flow: fair
title: A fair
languages: [en]
zone: Africa/Johannesburg
opens: 2026-01-01
closes: 2026-12-31
tables:
  wards: {file: wards.csv, key: code}
steps:
  - consent: take_part
    keep: 1 year
    text: Do you agree?
  - ask: theme
    text: Which?
    pick: any
    options:
      water: Water
      roads: "=Roads, and more"
  - ask: age
    text: How old are you?
    answer: number
  - ask: ward
    text: Where?
    answer: place
    table: wards
  - ask: why
    text: Why?
    answer: text
  - ask: reach
    text: Your number?
    answer: phone
  - ask: picture
    text: A photo?
    answer: photo
  - ask: run
    text: Do you run?
    answer: yesno
`

func fair(t *testing.T, text bool, seed uint64) *extractor {
	t.Helper()
	f, problems := flows.Parse(&flows.Folder{Files: map[string][]byte{
		"flow.yaml": []byte(asked), "wards.csv": []byte("code,name\nW1,One\nW2,Two\n"),
	}})
	if err := problems.Err(); err != nil {
		t.Fatal(err)
	}
	return newExtractor([]*flows.Flow{f}, text, rand.NewChaCha8([32]byte{byte(seed)}))
}

// give adds a run of a contact that ends late on a day: 22:30 UTC is the next
// day in Johannesburg.
func give(t *testing.T, x *extractor, contact store.Contact, run, outcome string, values map[string]string) {
	t.Helper()
	at := time.Date(2026, 3, 1, 22, 30, 0, 0, time.UTC)
	var answers []store.Answer
	for _, name := range slices.Sorted(mapKeys(values)) {
		answers = append(answers, store.Answer{
			Contact: contact, Run: run, Flow: "fair", Name: name, Status: "answered",
			Value: values[name], Raw: "I wrote " + values[name], Edition: 1, Wording: 1, At: at,
		})
	}
	r := store.Run{
		Contact: contact, ID: run, Flow: "fair", Edition: 1, Part: "main", Channel: "sms", Lang: "en",
		BeganAt: at.Add(-5 * time.Minute), EndedAt: at, Outcome: outcome,
	}
	if err := x.add(r, answers); err != nil {
		t.Fatal(err)
	}
}

func mapKeys(m map[string]string) func(func(string) bool) {
	return func(yield func(string) bool) {
		for k := range m {
			if !yield(k) {
				return
			}
		}
	}
}

// everything is a person who says something under every kind of question.
var everything = map[string]string{
	"take_part": "yes", "theme": "water,roads", "age": "-3", "ward": "W1",
	"why": "=cmd()", "reach": "+27821234567", "run": "no",
}

func written(t *testing.T, format string, x *extract) (files map[string]string) {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "out")
	if err := writeExtract(dir, format, x); err != nil {
		t.Fatal(err)
	}
	files = map[string]string{}
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		b, err := os.ReadFile(filepath.Join(dir, e.Name()))
		if err != nil {
			t.Fatal(err)
		}
		files[e.Name()] = string(b)
	}
	return files
}

func TestExportTellsNobody(t *testing.T) {
	for _, format := range []string{"csv", "jsonl"} {
		x := fair(t, false, 1)
		give(t, x, "contactaaaa", "runaaaa", "done", everything)
		give(t, x, "contactbbbb", "runbbbb", "done", map[string]string{"ward": "behind the blue house"})
		for name, content := range written(t, format, x.done()) {
			for _, secret := range []string{"contact", "runaaaa", "runbbbb", "=cmd", "27821234567", "I wrote", "blue house", "22:30", "22:25", "2026-03-01"} {
				if strings.Contains(content, secret) {
					t.Errorf("%s holds %q:\n%s", name, secret, content)
				}
			}
			if !strings.Contains(content, "2026-03-02") && name != "datapackage.json" {
				t.Errorf("%s does not hold the day where the consultation is held", name)
			}
		}
	}
}

func TestExportOfText(t *testing.T) {
	x := fair(t, true, 1)
	give(t, x, "contactaaaa", "runaaaa", "done", everything)
	files := written(t, "csv", x.done())
	if got := files["answers.csv"]; !strings.Contains(got, "'=cmd()") || !strings.Contains(got, "I wrote yes") {
		t.Errorf("the free text is not there, or could be run:\n%s", got)
	}
	for name, content := range files {
		if strings.Contains(content, "27821234567") {
			t.Errorf("%s holds a phone number, which never leaves", name)
		}
	}
}

// What people say in place of a photo is text like any other; a photo is not.
func TestExportOfWordsForAPhoto(t *testing.T) {
	for _, tt := range []struct {
		kind string
		text bool
		want bool
	}{{"text", true, true}, {"text", false, false}, {"photo", true, false}, {"photo", false, false}} {
		x := fair(t, tt.text, 1)
		at := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
		r := store.Run{Contact: "c", ID: "r", Flow: "fair", Edition: 1, Part: "main", Lang: "en", BeganAt: at, EndedAt: at, Outcome: "done"}
		a := store.Answer{Contact: "c", Run: "r", Name: "picture", Kind: tt.kind, Status: "answered", Value: "a wide puddle", Edition: 1, Wording: 1, At: at}
		if err := x.add(r, []store.Answer{a}); err != nil {
			t.Fatal(err)
		}
		all := ""
		for _, content := range written(t, "csv", x.done()) {
			all += content
		}
		if got := strings.Contains(all, "puddle"); got != tt.want {
			t.Errorf("%s, --text %t: told %t, want %t", tt.kind, tt.text, got, tt.want)
		}
	}
}

func TestExportPseudonyms(t *testing.T) {
	export := func(seed uint64) (by map[string][]string, order []string) {
		x := fair(t, false, seed)
		for i := range 20 {
			c := store.Contact(fmt.Sprintf("c%02d", i))
			give(t, x, c, fmt.Sprintf("r%02d", i), "done", map[string]string{"age": number(i + 1)})
			give(t, x, c, fmt.Sprintf("s%02d", i), "done", map[string]string{"age": number(i + 1)})
		}
		by = map[string][]string{}
		for _, r := range x.done().runs {
			by[r.person] = append(by[r.person], r.answers[0].Value)
			order = append(order, r.answers[0].Value)
		}
		return by, order
	}
	one, first := export(1)
	two, second := export(2)
	if len(one) != 20 {
		t.Fatalf("got %d persons, want 20", len(one))
	}
	for p, ages := range one {
		if len(ages) != 2 || ages[0] != ages[1] {
			t.Errorf("%s has answers of other people: %v", p, ages)
		}
		if two[p] != nil {
			t.Errorf("%s has one name in two exports", p)
		}
	}
	if slices.Equal(first, second) {
		t.Error("two exports have people in one order, so their rows can be joined")
	}
}

func TestExportLeavesOutWhatWasReplaced(t *testing.T) {
	x := fair(t, false, 1)
	give(t, x, "c", "r1", "replaced", map[string]string{"age": "1"})
	give(t, x, "c", "r2", "done", map[string]string{"age": "2"})
	if got := x.done().runs; len(got) != 1 || got[0].answers[0].Value != "2" {
		t.Errorf("got %+v, want the answers of r2 alone", got)
	}
}

// TestExportReadsBack reads what was written with what describes it, as a
// stranger would.
func TestExportReadsBack(t *testing.T) {
	x := fair(t, false, 1)
	give(t, x, "c1", "r1", "done", everything)
	give(t, x, "c2", "r2", "", map[string]string{"theme": "roads"})
	ex := x.done()
	for _, format := range []string{"csv", "jsonl"} {
		files := written(t, format, ex)
		var d descriptor
		if err := json.Unmarshal([]byte(files["datapackage.json"]), &d); err != nil {
			t.Fatal(err)
		}
		if len(d.Resources) != 2 {
			t.Fatalf("got %d resources, want 2", len(d.Resources))
		}
		for _, r := range d.Resources {
			rows := readRows(t, format, files[r.Path])
			if len(rows) == 0 {
				t.Fatalf("%s has no rows", r.Path)
			}
			seen := map[string]bool{}
			for _, row := range rows {
				if len(row) != len(r.Schema.Fields) {
					t.Errorf("%s: got %d columns, want the %d described", r.Path, len(row), len(r.Schema.Fields))
				}
				key := ""
				for _, k := range r.Schema.PrimaryKey {
					key += fmt.Sprint(row[k]) + "/"
				}
				if seen[key] {
					t.Errorf("%s: the key %s is there twice", r.Path, key)
				}
				seen[key] = true
				for _, f := range r.Schema.Fields {
					v, ok := row[f.Name]
					if !ok {
						t.Errorf("%s: no column %s", r.Path, f.Name)
					}
					if f.Constraints != nil && f.Constraints.Required && (v == nil || v == "") {
						t.Errorf("%s: %s is required and empty", r.Path, f.Name)
					}
				}
			}
		}
	}
	runs := readRows(t, "jsonl", written(t, "jsonl", ex)["runs.jsonl"])
	slices.SortFunc(runs, func(a, b map[string]any) int { return strings.Compare(a["outcome"].(string), b["outcome"].(string)) })
	want := map[string]any{"age": -3.0, "ward": "W1", "its_run": "no", "late": false, "outcome": "done", "ended": "2026-03-02"}
	for k, v := range want {
		if runs[0][k] != v {
			t.Errorf("got %s %v, want %v", k, runs[0][k], v)
		}
	}
	if got := fmt.Sprint(runs[0]["theme"]); got != "[water roads]" {
		t.Errorf("got theme %s, want both", got)
	}
	if runs[1]["outcome"] != "open" || runs[1]["age"] != nil {
		t.Errorf("got %v, want an open run without an age", runs[1])
	}
	if _, is := runs[0]["why"]; is {
		t.Error("a question of free text has a column")
	}
}

func readRows(t *testing.T, format, content string) (rows []map[string]any) {
	t.Helper()
	if format == "jsonl" {
		for dec := json.NewDecoder(strings.NewReader(content)); ; {
			var row map[string]any
			if err := dec.Decode(&row); err == io.EOF {
				return rows
			} else if err != nil {
				t.Fatal(err)
			}
			rows = append(rows, row)
		}
	}
	all, err := csv.NewReader(bytes.NewReader([]byte(content))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	for _, cells := range all[1:] {
		row := map[string]any{}
		for i, c := range cells {
			row[all[0][i]] = c
		}
		rows = append(rows, row)
	}
	return rows
}

func TestInert(t *testing.T) {
	for cell, want := range map[string]string{
		"": "", "plain": "plain", "=1+1": "'=1+1", "+27 82": "'+27 82", "-3": "-3", "-3.5": "-3.5", "+3": "+3",
		"-1+1": "'-1+1", "@SUM(A1)": "'@SUM(A1)", "\t=1": "'\t=1", "\r=1": "'\r=1", "a=1": "a=1", "é=": "é=",
	} {
		if got := inert(cell); got != want {
			t.Errorf("%q: got %q, want %q", cell, got, want)
		}
	}
}

// Contacts that a person joined have one name; another contact has its own.
func TestExportJoinedContactsAreOnePerson(t *testing.T) {
	x := fair(t, false, 1)
	x.joined = map[store.Contact]string{"phone": "ana", "app": "ana"}
	for i, c := range []store.Contact{"phone", "app", "neighbour"} {
		give(t, x, c, string(rune('a'+i)), "done", map[string]string{"take_part": "yes"})
	}
	runs := x.done().runs
	names := map[string]int{}
	for _, r := range runs {
		names[r.person]++
	}
	if len(runs) != 3 || len(names) != 2 || len(x.persons) != 2 {
		t.Errorf("got %d runs of %v, want three of two people", len(runs), names)
	}
}
