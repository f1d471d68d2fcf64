package flows

import (
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"plaza/flows/source"
)

func readDir(t testing.TB, dir string) *Folder {
	t.Helper()
	folder, err := ReadFolder(os.DirFS(dir))
	if err != nil {
		t.Fatal(err)
	}
	return folder
}

func dirs(t testing.TB, pattern string) []string {
	t.Helper()
	found, err := filepath.Glob(pattern)
	if err != nil || len(found) == 0 {
		t.Fatalf("nothing matches %s: %v", pattern, err)
	}
	return found
}

// TestParseDrafts reads whole consultations, whose every step exists.
func TestParseDrafts(t *testing.T) {
	for _, dir := range dirs(t, "testdata/drafts/*") {
		t.Run(filepath.Base(dir), func(t *testing.T) {
			flow, problems := Parse(readDir(t, dir))
			if len(problems) > 0 {
				t.Errorf("got problems, want none:\n%v", problems)
			}
			if lost := unread(flow); len(lost) > 0 {
				t.Errorf("these are not in the tree: %v", lost)
			}
		})
	}
}

// TestParseLater reads consultations with civic steps, which this version
// knows by name only: each is told as such, and nothing else is wrong.
func TestParseLater(t *testing.T) {
	seen := map[string]bool{}
	for _, dir := range dirs(t, "testdata/later/*") {
		_, problems := Parse(readDir(t, dir))
		if len(problems) == 0 {
			t.Errorf("%s: got no problem, want its civic steps", dir)
		}
		for _, p := range problems {
			verb, ok := strings.CutSuffix(p.Message, " comes with a later version of Plaza")
			if !ok {
				t.Errorf("%s: got %v, want only civic steps", dir, p)
			}
			seen[verb] = true
		}
	}
	for _, verb := range []string{"ticket", "report", "proposal", "move", "support", "ballot", "enrol"} {
		if !seen[verb] {
			t.Errorf("no draft has %s", verb)
		}
	}
}

func TestParseWithoutFlow(t *testing.T) {
	for _, folder := range []*Folder{folderOf(), folderOf(FlowFile, ""), folderOf(FlowFile, "# only a comment\n")} {
		flow, problems := Parse(folder)
		if flow == nil || problems.Err() == nil {
			t.Errorf("got %v, %v, want a flow and a problem", flow, problems)
		}
	}
}

// TestOneFaultInAnyLine breaks a whole consultation in one line at a time, in
// the ways people do, and wants to be told near it and not too often.
func TestOneFaultInAnyLine(t *testing.T) {
	folder := readDir(t, "testdata/drafts/compare")
	lines := strings.Split(string(folder.Files[FlowFile]), "\n")
	key := regexp.MustCompile(`^( *(?:- )?)([a-z_]+):( .+)$`)
	for name, breakIt := range map[string]func(line string) string{
		"Tab": func(l string) string { return regexp.MustCompile(`^  `).ReplaceAllString(l, "\t") },
		"Colon": func(l string) string {
			if strings.ContainsAny(l, "\"{[") {
				return l
			}
			return key.ReplaceAllString(l, "$0: more")
		},
		"Cut": func(l string) string {
			if strings.ContainsAny(l, "\"{[") {
				return l
			}
			return key.ReplaceAllString(l, "$0 #3")
		},
		"NoColon":   func(l string) string { return key.ReplaceAllString(l, "$1$2$3") },
		"HalfQuote": func(l string) string { return strings.TrimSuffix(l, "\"") },
		"NoQuote":   func(l string) string { return strings.ReplaceAll(l, "\"", "") },
		"NoDash":    func(l string) string { return strings.Replace(l, "- ", "", 1) },
		"NewDash":   func(l string) string { return key.ReplaceAllString(l, "$1- $2:$3") },
		"TooFarIn":  func(l string) string { return regexp.MustCompile(`^ +`).ReplaceAllString(l, "$0 ") },
		"TooFarOut": func(l string) string { return strings.TrimPrefix(l, " ") },
	} {
		t.Run(name, func(t *testing.T) {
			for i, line := range lines {
				broken := breakIt(line)
				if broken == line {
					continue
				}
				copied := slices.Clone(lines)
				copied[i] = broken
				changed := &Folder{Files: maps.Clone(folder.Files)}
				changed.Files[FlowFile] = []byte(strings.Join(copied, "\n"))
				flow, problems := Parse(changed)
				if len(problems) == 0 && len(unread(flow)) == 0 {
					continue // one more space in front of an only child is no fault
				}
				if !slices.ContainsFunc(problems, func(p source.Problem) bool { return p.Pos.Line >= i && p.Pos.Line <= i+12 }) {
					t.Errorf("line %d, %q: got nothing near, only\n%v", i+1, broken, problems)
				}
				if len(problems) > 8 {
					t.Errorf("line %d, %q: got %d problems for one fault", i+1, broken, len(problems))
				}
			}
		})
	}
}

// unread returns the scalars of flow.yaml whose place the tree does not know.
func unread(flow *Flow) []source.Pos {
	known := map[source.Pos]bool{}
	places(reflect.ValueOf(flow), known)
	file, _ := source.ParseYAML(FlowFile, flow.Folder.Files[FlowFile])
	var lost []source.Pos
	var visit func(n *source.Node)
	visit = func(n *source.Node) {
		for _, pair := range n.Pairs {
			visit(pair.Value)
		}
		for _, item := range n.Items {
			visit(item)
		}
		quoted := n.Pos // a condition knows the place inside its quotes
		quoted.Col++
		if n.Kind == source.Scalar && !known[n.Pos] && !known[quoted] {
			lost = append(lost, n.Pos)
		}
	}
	if file.Root != nil {
		visit(file.Root)
	}
	return lost
}

// places collects every source.Pos below v.
func places(v reflect.Value, into map[source.Pos]bool) {
	switch v.Kind() {
	case reflect.Pointer, reflect.Interface:
		if !v.IsNil() && v.Type() != reflect.TypeFor[*Folder]() {
			places(v.Elem(), into)
		}
	case reflect.Slice:
		for i := range v.Len() {
			places(v.Index(i), into)
		}
	case reflect.Map:
		for _, k := range v.MapKeys() {
			places(v.MapIndex(k), into)
		}
	case reflect.Struct:
		if pos, ok := v.Interface().(source.Pos); ok {
			into[pos] = true
			return
		}
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				places(v.Field(i), into)
			}
		}
	}
}

// FuzzParse: reading a folder never panics, every place lies inside its file,
// and when nothing is reported every scalar of the flow is in the tree.
func FuzzParse(f *testing.F) {
	po := "msgctxt \"theme\"\nmsgid \"Which one?\"\nmsgstr \"¿Cuál?\"\n"
	for _, dir := range append(dirs(f, "testdata/drafts/*"), dirs(f, "testdata/later/*")...) {
		folder := readDir(f, dir)
		f.Add(folder.Files[FlowFile], []byte(po), []byte("code,name\nK1,\"Kibra\"\n"))
	}
	for _, tc := range faulty() {
		f.Add([]byte(tc.src), []byte(po), []byte("code,name\n"))
	}
	f.Add([]byte(inlineFlow), []byte(po), []byte("a;b\n"))
	f.Fuzz(func(t *testing.T, yaml, po, csv []byte) {
		folder := &Folder{Files: map[string][]byte{FlowFile: yaml, "es.po": po, "wards.csv": csv}}
		flow, problems := Parse(folder)
		known := map[source.Pos]bool{}
		places(reflect.ValueOf(flow), known)
		for _, p := range problems {
			known[p.Pos] = true
		}
		lines := map[string][]string{}
		for name, data := range folder.Files {
			lines[name] = strings.Split(strings.TrimPrefix(string(data), "\uFEFF"), "\n")
		}
		for pos := range known {
			if pos.Line == 0 {
				continue
			}
			// One column behind the end is where something is missing; one more is
			// the place inside of quotes that a mended line has and the file has not.
			if in := lines[pos.File]; pos.Line > len(in) || pos.Col > utf8.RuneCountInString(in[pos.Line-1])+2 {
				t.Errorf("place %v is outside of the file", pos)
			}
		}
		if len(problems) == 0 {
			if lost := unread(flow); len(lost) > 0 {
				t.Errorf("nothing is reported, and these are not in the tree: %v\n%s", lost, yaml)
			}
			for _, lang := range flow.Languages {
				if err := Read(&strings.Builder{}, flow, lang.Value); err != nil {
					t.Error(err)
				}
			}
		}
	})
}

// TestFolderPacks: what is packed comes back, equal folders pack into equal
// bytes, and the hash knows content from order and transcripts.
func TestFolderPacks(t *testing.T) {
	folder := readDir(t, "testdata/drafts/compare")
	folder.Name = "compare"
	packed, err := folder.Pack()
	if err != nil {
		t.Fatal(err)
	}
	back, err := Unpack(packed)
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(folder, back) {
		t.Errorf("got %v, want %v", back, folder)
	}
	again, err := (&Folder{Name: "compare", Files: maps.Clone(folder.Files)}).Pack()
	if err != nil || string(again) != string(packed) {
		t.Errorf("equal folders packed into other bytes (%v)", err)
	}
	hash := folder.Hash()
	with := func(name, content string) string {
		changed := &Folder{Files: maps.Clone(folder.Files)}
		changed.Files[name] = []byte(content)
		return changed.Hash()
	}
	if with("x.chat", "> hi") != hash {
		t.Error("a transcript changed the hash")
	}
	if with("x.csv", "a") == hash || with(FlowFile, "a") == hash || with("xa.csv", "") == with("x.csv", "a") {
		t.Error("other content has the same hash")
	}
	outside, err := (&Folder{Files: map[string][]byte{"a/x.csv": nil}}).Pack()
	if err != nil {
		t.Fatal(err)
	}
	for _, broken := range [][]byte{nil, outside, []byte("PK"), packed[:len(packed)-3]} {
		if _, err := Unpack(broken); err == nil {
			t.Errorf("unpacked %d broken bytes", len(broken))
		}
	}
}

func TestReadFolderIsBounded(t *testing.T) {
	dir := t.TempDir()
	write := func(name string, size int) {
		t.Helper()
		if err := os.WriteFile(filepath.Join(dir, name), make([]byte, size), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	write("notes.txt", 3<<20) // no file of a consultation
	write(FlowFile, source.MaxYAML)
	folder, err := ReadFolder(os.DirFS(dir))
	if err != nil || len(folder.Files) != 1 {
		t.Fatalf("got %v, %v, want one file", folder, err)
	}
	write(FlowFile, source.MaxYAML+1)
	if _, err := ReadFolder(os.DirFS(dir)); err == nil || !strings.Contains(err.Error(), "flow.yaml: this file is larger than 1 MiB") {
		t.Errorf("got %v, want flow.yaml refused", err)
	}
	write(FlowFile, 1)
	write("t.csv", source.MaxCSV+1)
	if _, err := ReadFolder(os.DirFS(dir)); err == nil || !strings.Contains(err.Error(), "t.csv: this file is larger than 20 MiB") {
		t.Errorf("got %v, want t.csv refused", err)
	}
}
