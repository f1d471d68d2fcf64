// Package docs_test holds the pages to the code: every example in them is
// read, checked and played, so that what an organiser copies works.
package docs_test

import (
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"
	"testing"

	"plaza/flows"
	"plaza/flows/flowtest"
	"plaza/flows/source"
)

// example is one consultation of a page, with the files around it.
type example struct {
	at     block
	folder *flows.Folder
}

// TestExamples reads, checks and plays every consultation of the pages. One
// warning is let through: what WhatsApp must approve is no fault of an example.
func TestExamples(t *testing.T) {
	seen, played := 0, 0
	for page, text := range pages(t) {
		for _, ex := range examples(t, page, text) {
			seen++
			t.Run(fmt.Sprintf("%s:%d", path.Base(page), ex.at.line), func(t *testing.T) {
				flow, problems := flows.Parse(ex.folder)
				problems = append(problems, flows.Check(flow, env(t))...)
				problems = slices.DeleteFunc(problems, func(p source.Problem) bool { return p.Code == "template" })
				if len(problems) > 0 {
					t.Fatalf("\n%v", problems)
				}
				played += play(t, ex.folder, flow)
			})
		}
	}
	if seen < 10 || played < 3 {
		t.Errorf("got %d examples with %d transcripts, want the pages full of them", seen, played)
	}
}

// play plays the transcripts of an example and returns how many there are.
func play(t *testing.T, folder *flows.Folder, flow *flows.Flow) (n int) {
	t.Helper()
	program, err := flows.Compile(flow, env(t))
	if err != nil {
		t.Fatal(err)
	}
	shelf, err := flows.NewLibrary(env(t).Lexicon, program)
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range slices.Sorted(maps.Keys(folder.Files)) {
		if !strings.HasSuffix(name, ".chat") {
			continue
		}
		n++
		if result := flowtest.Run(program, shelf, name, folder.Files[name]); !result.OK() {
			t.Errorf("\n%s", result)
		}
	}
	return n
}

// TestBroken holds what the checker says of a broken example to what the page
// says it says.
func TestBroken(t *testing.T) {
	compared := 0
	for page, text := range pages(t) {
		var broken *block
		for _, b := range blocks(page, text) {
			switch {
			case b.is("yaml broken"):
				broken = &b
			case b.is("text problems"):
				if broken == nil {
					t.Fatalf("%s:%d: there is no broken example above", page, b.line)
				}
				compared++
				flow, problems := flows.Parse(&flows.Folder{Files: map[string][]byte{"flow.yaml": []byte(broken.text)}})
				problems = append(problems, flows.Check(flow, env(t))...)
				problems.Sort()
				if got, want := problems.Error()+"\n", b.text; got != want {
					t.Errorf("%s:%d: got\n%s\nwant\n%s", page, b.line, got, want)
				}
				broken = nil
			}
		}
	}
	if compared == 0 {
		t.Error("no page shows what the checker says")
	}
}

// examples gathers the consultations of a page. A block of YAML that says not
// what it is fails: nothing on a page goes unread.
func examples(t *testing.T, page, text string) []example {
	t.Helper()
	var all []example
	beside := map[string]int{}
	for _, b := range blocks(page, text) {
		switch {
		case b.is("yaml flow"):
			all = append(all, example{b, &flows.Folder{Files: map[string][]byte{"flow.yaml": []byte(b.text)}}})
		case b.is("yaml steps"):
			all = append(all, example{b, &flows.Folder{Files: map[string][]byte{"flow.yaml": []byte(around(b))}}})
		case b.is("yaml config"), b.is("yaml broken"), b.is("yaml profile"), b.is("yaml plan"), b.is("csv updates"), b.is("yaml broadcast"):
		case b.is("yaml"):
			t.Errorf("%s:%d: say what this YAML is: yaml flow, yaml steps, or yaml config", page, b.line)
		case b.is("csv"), b.is("po"), b.is("chat"):
			if len(all) == 0 {
				t.Errorf("%s:%d: there is no flow above this file", page, b.line)
				continue
			}
			name := strings.Join(b.args, "")
			if name == "" {
				beside[page]++
				name = fmt.Sprintf("example-%d.%s", beside[page], b.kind)
			}
			all[len(all)-1].folder.Files[name] = []byte(b.text)
		}
	}
	return all
}

// around puts a head above a block of steps, and a consent unless it has one.
func around(b block) string {
	langs := b.args[1:]
	each := func(text string) string {
		var in []string
		for _, l := range langs {
			in = append(in, l+": "+text)
		}
		return "{" + strings.Join(in, ", ") + "}"
	}
	head := []string{
		"flow: example",
		"title: " + each("Example"),
		"languages: [" + strings.Join(langs, ", ") + "]",
		"start: {" + langs[0] + ": [EXAMPLE]}",
		"zone: UTC",
		"steps:",
	}
	if !strings.Contains(b.text, "consent: take_part") {
		head = append(head, "- consent: take_part", "  required: yes", "  keep: 1 month", "  text: "+each("Do you agree?"))
	}
	return strings.Join(head, "\n") + "\n" + b.text
}
