package flows

import (
	"bytes"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"strconv"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"plaza/flows/source"
)

func compiledSchema(t *testing.T) *jsonschema.Schema {
	t.Helper()
	data, err := Schema()
	if err != nil {
		t.Fatal(err)
	}
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource("flow.schema.json", doc); err != nil {
		t.Fatal(err)
	}
	s, err := c.Compile("flow.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

var numberForm = regexp.MustCompile(`^[-+]?[0-9]+(\.[0-9]+)?$`)

// asEditor makes of a node what an editor makes of it: it knows nothing of
// our keys and takes plain scalars for numbers and truth values.
func asEditor(n *source.Node) any {
	switch n.Kind {
	case source.Map:
		m := map[string]any{}
		for _, p := range n.Pairs {
			m[p.Key.Text] = asEditor(p.Value)
		}
		return m
	case source.List:
		list := make([]any, len(n.Items))
		for i, item := range n.Items {
			list[i] = asEditor(item)
		}
		return list
	}
	switch {
	case !n.Plain:
		return n.Text
	case n.Text == "" || n.Text == "~" || n.Text == "null":
		return nil
	case n.Text == "true" || n.Text == "TRUE":
		return true
	case n.Text == "false" || n.Text == "FALSE":
		return false
	case numberForm.MatchString(n.Text):
		number, _ := strconv.ParseFloat(n.Text, 64)
		return number
	}
	return n.Text
}

func TestSchemaAcceptsEveryValidFlow(t *testing.T) {
	s := compiledSchema(t)
	files, _ := filepath.Glob("testdata/drafts/*/flow.yaml")
	shipped, _ := filepath.Glob("library/*/flow.yaml")
	if len(files) == 0 || len(shipped) == 0 {
		t.Fatal("no flows to hold the schema against")
	}
	sources := map[string][]byte{
		"odd scalars": []byte(head + "  - say: 12\n  - say: {en: TRUE, es: 1.5}\n  - ask: x\n    text: 2022-05-01\n    options: {a: 1, b: 2}\n"),
		"translated":  []byte(inlineFlow),
	}
	for _, file := range append(files, shipped...) {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		sources[file] = data
	}
	for name, data := range sources {
		file, ps := source.ParseYAML(FlowFile, data)
		if len(ps) > 0 {
			t.Fatalf("%s: %v", name, ps)
		}
		if err := s.Validate(asEditor(file.Root)); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestSchemaRefusesFaultsOfShape(t *testing.T) {
	s := compiledSchema(t)
	for _, tc := range faulty() {
		file, _ := source.ParseYAML(FlowFile, []byte(tc.src))
		err := s.Validate(asEditor(file.Root))
		if tc.schema == "" && err == nil {
			t.Errorf("%s: got no error, want the schema to refuse it", tc.name)
		}
		if tc.schema != "" && err != nil {
			t.Errorf("%s: got %v, want none: %s", tc.name, err, tc.schema)
		}
	}
}

// TestEveryKeyIsDescribed walks the types: a key without a rule has no word
// for the editor's hover and no hint for its author.
func TestEveryKeyIsDescribed(t *testing.T) {
	all := rules()
	types := []reflect.Type{reflect.TypeFor[Flow](), reflect.TypeFor[Part](), reflect.TypeFor[TableDecl](), reflect.TypeFor[Column]()}
	for _, v := range verbs() {
		types = append(types, reflect.TypeOf(v).Elem())
	}
	for _, typ := range types {
		for _, k := range keysOf(typ) {
			if r := all[typ.Name()+"."+k.name]; r.about == "" {
				t.Errorf("%s.%s has no description", typ.Name(), k.name)
			} else if k.required && r.tip == "" {
				t.Errorf("%s.%s is required and has no example", typ.Name(), k.name)
			}
		}
	}
	for _, k := range allAskKeys() {
		if !regexp.MustCompile(`(^| )` + k + `( |$)`).MatchString(joinNames(keyNames(reflect.TypeFor[Ask]()))) {
			t.Errorf("askKeys has %s, and Ask has not", k)
		}
	}
}

func joinNames(names []string) string {
	out := ""
	for _, n := range names {
		out += n + " "
	}
	return out
}
