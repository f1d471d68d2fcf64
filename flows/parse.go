package flows

import (
	"fmt"
	"maps"
	"reflect"
	"regexp"
	"slices"
	"strings"

	"plaza/flows/source"
)

// FlowFile is the name of the file that holds a consultation's flow.
const FlowFile = "flow.yaml"

// Parse reads a folder into one tree: its flow, the translations beside it and
// its tables. It always returns as much of the tree as could be read, and
// every problem of reading at once; Check looks at what the tree means.
func Parse(folder *Folder) (*Flow, source.Problems) {
	flow := &Flow{Pos: source.Pos{File: FlowFile}, Folder: folder}
	data, ok := folder.Files[FlowFile]
	if !ok {
		return flow, source.Problems{{Pos: flow.Pos, Code: "syntax", Message: "there is no flow.yaml in this folder",
			Hint: "a consultation is a folder with a file flow.yaml"}}
	}
	file, problems := source.ParseYAML(FlowFile, data)
	problems = append(problems, folder.oversized()...)
	if file.Root == nil {
		if len(problems) == 0 {
			problems = append(problems, source.Problem{Pos: source.Pos{File: FlowFile, Line: 1, Col: 1}, Code: "syntax", Message: "this file is empty"})
		}
		return flow, problems
	}
	d := &decoder{rules: rules(), lines: strings.Split(string(data), "\n")}
	d.prepareLanguages(file.Root)
	d.fields(file.Root, reflect.ValueOf(flow).Elem(), nil)
	problems = append(problems, d.problems...)
	problems = append(problems, readTables(flow)...)
	problems = append(problems, readTranslations(flow)...)
	problems.Sort()
	return flow, problems
}

// prepareLanguages looks ahead for the languages of the flow: every text
// depends on them, and they may be written below the texts.
func (d *decoder) prepareLanguages(root *source.Node) {
	form := regexp.MustCompile(tag.pattern())
	if list := root.Value("languages"); list != nil && list.Kind == source.List {
		for _, item := range list.Items {
			if item.Kind == source.Scalar && form.MatchString(item.Text) {
				if slices.Contains(d.languages, item.Text) {
					d.problem(item.Pos, "language", fmt.Sprintf("%s is named twice", item.Text), "")
				}
				d.languages = append(d.languages, item.Text)
			}
		}
	}
	if len(d.languages) == 0 {
		d.languages, d.guessed = []string{"en"}, true
	}
}

// readTables reads the file of every table that has one.
func readTables(flow *Flow) source.Problems {
	var problems source.Problems
	files := slices.Sorted(maps.Keys(flow.Folder.Files))
	read := map[string]*source.CSVFile{}
	for _, name := range flow.Tables.Keys {
		table := flow.Tables.By[name.Value]
		switch file := table.File.Value; {
		case file == "" || read[file] != nil:
			table.Data = read[file]
		default:
			data, ok := flow.Folder.Files[file]
			if !ok {
				hint := source.DidYouMean(file, files)
				if strings.ContainsAny(file, `/\`) {
					hint = "tables lie in the same folder as flow.yaml"
				}
				problems = append(problems, source.Problem{Pos: table.File.Pos, Code: "table", Message: "there is no file " + file + " in this folder", Hint: hint})
				continue
			}
			csv, ps := source.ParseCSV(file, data)
			problems = append(problems, ps...)
			table.Data, read[file] = csv, csv
		}
	}
	return problems
}
