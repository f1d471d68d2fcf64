package main

import (
	"cmp"
	"encoding/json"
	"strings"
)

// datapackage is the description of an extract in the form of a Frictionless
// Data Package: whoever gets the folder can read it without asking us.
func (x *extract) datapackage(format string, sheets []sheet) ([]byte, error) {
	about := []string{
		"Answers to the consultation \"" + title(x.flow) + "\". Who could take part: " + cmp.Or(x.flow.Who.Value, "anyone") + ".",
		"Persons and runs have names drawn at random for this extract; they cannot be joined with another.",
		"Times are days. Addresses, names and the network's ids are not in it.",
		"Runs that the same person answered again later are left out.",
	}
	if x.anonymous() {
		about = append(about, "The consultation keeps no record of who answered.")
	} else {
		about = append(about, "A person is a phone number or an account on a network: whoever used several is one person where they joined them themselves, and several where they did not.")
		about = append(about, "Few people are not anonymous: do not publish rows, or counts under ten, that single someone out.")
	}
	if x.text {
		about = append(about, "It holds free text, in which people may have said who they are: read it before you pass it on.")
	} else {
		about = append(about, "Free text is left out.")
	}
	d := descriptor{
		Schema:      "https://datapackage.org/profiles/2.0/datapackage.json",
		Name:        x.flow.ID.Value,
		Title:       title(x.flow),
		Description: strings.Join(about, " "),
	}
	for _, s := range sheets {
		d.Resources = append(d.Resources, s.resource(format))
	}
	b, err := json.MarshalIndent(d, "", "  ")
	return append(b, '\n'), err
}

type descriptor struct {
	Schema      string     `json:"$schema"`
	Name        string     `json:"name"`
	Title       string     `json:"title"`
	Description string     `json:"description"`
	Resources   []resource `json:"resources"`
}

type resource struct {
	Name        string      `json:"name"`
	Type        string      `json:"type"`
	Title       string      `json:"title"`
	Description string      `json:"description"`
	Path        string      `json:"path"`
	Format      string      `json:"format"`
	Mediatype   string      `json:"mediatype"`
	Encoding    string      `json:"encoding"`
	Schema      tableSchema `json:"schema"`
}

type tableSchema struct {
	Fields      []fieldSchema `json:"fields"`
	PrimaryKey  []string      `json:"primaryKey"`
	ForeignKeys []foreignKey  `json:"foreignKeys,omitempty"`
}

type fieldSchema struct {
	Name        string           `json:"name"`
	Type        string           `json:"type"`
	Description string           `json:"description,omitempty"`
	Delimiter   string           `json:"delimiter,omitempty"`
	ItemType    string           `json:"itemType,omitempty"`
	Categories  []categorySchema `json:"categories,omitempty"`
	Constraints *constraints     `json:"constraints,omitempty"`
}

type categorySchema struct {
	Value string `json:"value"`
	Label string `json:"label"`
}

type constraints struct {
	Required bool `json:"required,omitempty"`
	Unique   bool `json:"unique,omitempty"`
}

type foreignKey struct {
	Fields    []string  `json:"fields"`
	Reference reference `json:"reference"`
}

type reference struct {
	Resource string   `json:"resource"`
	Fields   []string `json:"fields"`
}

// resource describes one sheet.
func (s sheet) resource(format string) resource {
	r := resource{
		Name: s.name, Type: "table", Title: s.title, Description: s.about,
		Path: s.name + "." + format, Format: format, Mediatype: "text/csv", Encoding: "utf-8",
	}
	if format == "jsonl" {
		r.Mediatype = "application/jsonl"
	}
	for _, f := range s.fields {
		fs := fieldSchema{Name: f.name, Type: f.kind, Description: f.about}
		if f.kind == "list" {
			fs.Delimiter, fs.ItemType = ",", "string"
		}
		for _, c := range f.categories {
			fs.Categories = append(fs.Categories, categorySchema{c.id, c.label})
		}
		if f.required || f.unique {
			fs.Constraints = &constraints{f.required, f.unique}
		}
		r.Schema.Fields = append(r.Schema.Fields, fs)
	}
	r.Schema.PrimaryKey = []string{"run"}
	if s.name == "answers" {
		r.Schema.PrimaryKey = []string{"run", "question"}
		r.Schema.ForeignKeys = []foreignKey{{[]string{"run"}, reference{"runs", []string{"run"}}}}
	}
	return r
}
