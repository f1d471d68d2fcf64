package all_test

import (
	"cmp"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"plaza/channels/all"
	"plaza/channels/twilio/twiliotest"
)

// helpers are the folders below channels that are no adapter.
var helpers = []string{"all", "channeltest"}

// TestEveryAdapterConforms walks the list and the folders: each adapter has a
// folder, recorded data and a conformance run, and each folder is an adapter.
func TestEveryAdapterConforms(t *testing.T) {
	adapters := append(all.Adapters(), all.Adapter{Kind: "terminal"}) // needs no account, and conforms all the same
	var folders []string
	for _, a := range adapters {
		folder := cmp.Or(a.Folder, a.Kind)
		folders = append(folders, folder)
		t.Run(a.Kind, func(t *testing.T) {
			for _, fault := range faults(t, filepath.Join("..", folder), a.Data) {
				t.Error(fault)
			}
		})
	}
	entries, err := os.ReadDir("..")
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		sources, err := filepath.Glob(filepath.Join("..", e.Name(), "*.go"))
		if err != nil {
			t.Fatal(err)
		}
		if len(sources) > 0 && !slices.Contains(folders, e.Name()) && !slices.Contains(helpers, e.Name()) {
			t.Errorf("channels/%s is in no list: add it to Adapters", e.Name())
		}
	}
}

// TestAnAdapterWithoutARunFails shows that the walk can fail.
func TestAnAdapterWithoutARunFails(t *testing.T) {
	dir := t.TempDir()
	if got := faults(t, dir, ""); len(got) != 2 {
		t.Errorf("got %q for an empty folder, want a missing run and missing data", got)
	}
	test := "package x\nimport \"plaza/channels/channeltest\"\nfunc TestX(t *testing.T) { _ = channeltest.Suite{} }\n"
	if err := os.WriteFile(filepath.Join(dir, "x_test.go"), []byte(test), 0o600); err != nil {
		t.Fatal(err)
	}
	if got := faults(t, dir, ""); len(got) != 2 {
		t.Errorf("got %q for a test that builds the suite and does not run it, want both faults still", got)
	}
	test = strings.Replace(test, "_ = channeltest.Suite{}", "channeltest.Run(t, channeltest.Suite{})", 1)
	if err := os.WriteFile(filepath.Join(dir, "x_test.go"), []byte(test), 0o600); err != nil {
		t.Fatal(err)
	}
	if got := faults(t, dir, "testdata/other"); len(got) != 2 {
		t.Errorf("got %q for a run over other data than the second kind's, want both faults still", got)
	}
}

// faults says what a folder lacks to be a conforming adapter of the kind whose
// data is in a folder of its own, if it names one.
func faults(t *testing.T, dir, data string) []string {
	t.Helper()
	var missing []string
	tests, err := filepath.Glob(filepath.Join(dir, "*_test.go"))
	if err != nil {
		t.Fatal(err)
	}
	if !slices.ContainsFunc(tests, func(file string) bool { return runs(t, file, data) }) {
		missing = append(missing, dir+" has no test that calls channeltest.Run")
	}
	sends, err := filepath.Glob(filepath.Join(dir, cmp.Or(data, "testdata"), "send", "*.txtar"))
	if err != nil {
		t.Fatal(err)
	}
	if len(sends) == 0 && data == "" { // an adapter that speaks to several networks keeps them apart
		if sends, err = filepath.Glob(filepath.Join(dir, "testdata", "*", "send", "*.txtar")); err != nil {
			t.Fatal(err)
		}
	}
	if len(sends) == 0 {
		missing = append(missing, dir+" has no testdata/send/*.txtar")
	}
	return missing
}

// runs says whether a file calls channeltest.Run, with this data if it names
// one.
func runs(t *testing.T, file, data string) bool {
	t.Helper()
	tree, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	found := false
	ast.Inspect(tree, func(n ast.Node) bool {
		if call, ok := n.(*ast.CallExpr); ok {
			if f, ok := call.Fun.(*ast.SelectorExpr); ok && f.Sel.Name == "Run" {
				if pkg, ok := f.X.(*ast.Ident); ok && pkg.Name == "channeltest" {
					found = found || data == "" || says(call, data)
				}
			}
		}
		return !found
	})
	return found
}

// says whether a text stands somewhere in a call.
func says(call *ast.CallExpr, text string) (found bool) {
	ast.Inspect(call, func(n ast.Node) bool {
		if word, ok := n.(*ast.BasicLit); ok && word.Value == strconv.Quote(text) {
			found = true
		}
		return !found
	})
	return found
}

func TestOpen(t *testing.T) {
	account := all.Account{
		Kind: "twilio", AccountSID: twiliotest.Account, AuthToken: twiliotest.Token, From: twiliotest.Number,
		PublicURL: "https://plaza.test", Path: "/hooks/sms", Now: time.Now,
	}
	t.Run("OK", func(t *testing.T) {
		c, err := all.Open(account)
		if err != nil || c.Capabilities().Name != "sms" {
			t.Errorf("got %v, %v, want an SMS channel", c, err)
		}
	})
	t.Run("unknown kind", func(t *testing.T) {
		a := account
		a.Kind = "pigeon"
		if _, err := all.Open(a); err == nil || !strings.Contains(err.Error(), "twilio") {
			t.Errorf("got %v, want an error that lists the kinds there are", err)
		}
	})
	t.Run("a missing key", func(t *testing.T) {
		a := account
		a.AuthToken = ""
		if c, err := all.Open(a); err == nil || c != nil {
			t.Errorf("got %v, %v, want no channel and an error", c, err)
		}
	})
}
