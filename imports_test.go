// Package plaza_test holds the arrows of the house: who may import whom. The
// table below is the architecture; a wrong arrow fails `go test` by itself.
package plaza_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// module is the prefix of everything that is ours.
const module = "plaza/"

// pkg is what `go list -json` tells of one package.
type pkg struct {
	ImportPath   string
	Imports      []string
	TestImports  []string
	XTestImports []string
}

// rule says what the packages matching one of its patterns may import, of
// ours. A pattern ending in "/..." means everything below, "*" one name.
type rule struct {
	pkg  string
	may  []string
	pure bool // no I/O, no clock, no randomness, no context
}

// leaves know nothing of each other.
var leaves = []string{"flows", "flows/source", "flows/answer", "channels", "civic/...", "store", "locales"}

// table is read from top to bottom; the first rule that matches decides. A
// package that no rule names fails, so a new folder is a decision.
var table = []rule{
	// Nothing imports cmd: it is in no may.
	{pkg: "cmd/...", may: []string{"flows/...", "channels/...", "civic/...", "store/...", "locales", "bot/..."}},

	// Leaves that the runtime alone needs.
	{pkg: "bot/schedule", pure: true},
	{pkg: "bot/picture", pure: true},
	{pkg: "bot/zone", pure: true},
	{pkg: "bot/web", may: append([]string{"bot"}, leaves...)},
	{pkg: "bot", may: append([]string{"bot/schedule", "bot/picture", "bot/zone"}, leaves...)},

	// The language is cut into the reading of files, of conditions and of
	// replies, and the engine that joins them.
	{pkg: "flows/source", pure: true},
	{pkg: "flows/clause", may: []string{"flows/source"}, pure: true},
	{pkg: "flows/answer", pure: true},
	{pkg: "flows", may: []string{"flows/source", "flows/clause", "flows/answer"}, pure: true},
	{pkg: "flows/flowtest", may: []string{"flows", "flows/source", "flows/answer"}},
	{pkg: "flows/library", may: []string{"flows"}},

	{pkg: "channels", pure: true},
	{pkg: "channels/channeltest", may: []string{"channels"}},
	{pkg: "channels/all", may: []string{"channels", "channels/*"}},
	{pkg: "channels/*", may: []string{"channels"}},
	// A fake of a network is a second opinion: it knows nothing of ours. Nor
	// does what runs other people's implementations beside it.
	{pkg: "channels/*/*"},

	// Plans and audiences are files that people write, and are read as
	// strictly as a consultation: flows/source and flows/clause know nothing
	// of flows.
	{pkg: "civic/audience", may: []string{"flows/source", "flows/clause"}, pure: true},
	{pkg: "civic/plan/library", may: []string{"civic/plan", "flows/source"}, pure: true},
	{pkg: "civic/broadcast", may: []string{"civic/audience", "flows/source"}, pure: true},
	{pkg: "civic/...", may: []string{"flows/source"}, pure: true},

	{pkg: "store"},
	{pkg: "store/storetest", may: []string{"store"}},
	{pkg: "store/*", may: []string{"store"}},
	// A real Postgres for whatever test wants one; it knows no store.
	{pkg: "store/postgres/pgtest"},

	{pkg: "locales"},

	// Pages, and the tests that hold their examples to the code.
	{pkg: "docs"},
}

// impure are the doors to the world that a pure package does not open. A
// channel's contract speaks of context and HTTP; it does nothing with them.
var impure = []string{"os", "os/*", "net", "net/...", "math/rand", "math/rand/v2", "crypto/rand", "database/sql", "log", "log/slog", "context"}

// excused are impure imports that a contract must name, and one that looks only
// at bytes: it knows pictures by how they begin.
var excused = map[string][]string{"channels": {"context", "net/http", "net/netip"}, "bot/picture": {"net/http"}}

func TestImports(t *testing.T) {
	pkgs := list(t)
	if len(pkgs) < 5 {
		t.Fatalf("go list found %d packages, want the whole module", len(pkgs))
	}
	for _, p := range pkgs {
		for _, wrong := range arrows(p) {
			t.Error(wrong)
		}
	}
}

// TestArrows shows that the table catches what it is there for.
func TestArrows(t *testing.T) {
	for _, c := range []struct {
		name string
		pkg  pkg
		want string
	}{
		{"OK", pkg{ImportPath: "plaza/bot", Imports: []string{"plaza/flows", "plaza/store", "context"}}, ""},
		{"AdapterOK", pkg{ImportPath: "plaza/channels/twilio", Imports: []string{"plaza/channels", "net/http"}}, ""},
		{"TestOfALeafMayUseAnother", pkg{ImportPath: "plaza/flows", XTestImports: []string{"plaza/locales"}}, ""},
		{"LeafKnowsLeaf", pkg{ImportPath: "plaza/flows", Imports: []string{"plaza/store"}}, "plaza/flows imports plaza/store"},
		{"AdapterTouchesStore", pkg{ImportPath: "plaza/channels/twilio", Imports: []string{"plaza/store"}}, "plaza/channels/twilio imports plaza/store"},
		{"RuntimeKnowsDatabase", pkg{ImportPath: "plaza/bot", Imports: []string{"plaza/store/postgres"}}, "plaza/bot imports plaza/store/postgres"},
		{"ImportsCmd", pkg{ImportPath: "plaza/bot/web", XTestImports: []string{"plaza/cmd/plaza"}}, "plaza/bot/web imports plaza/cmd/plaza in a test"},
		{"LeafTestKnowsRuntime", pkg{ImportPath: "plaza/store", TestImports: []string{"plaza/bot"}}, "plaza/store imports plaza/bot in a test"},
		{"PureReadsFiles", pkg{ImportPath: "plaza/flows", Imports: []string{"os"}}, "plaza/flows imports os, and is pure"},
		{"UnknownFolder", pkg{ImportPath: "plaza/util"}, "plaza/util is in no rule of the import table"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := strings.Join(arrows(c.pkg), "; "); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

// arrows returns every import of a package that the table forbids.
func arrows(p pkg) []string {
	name := strings.TrimPrefix(p.ImportPath, module)
	i := slices.IndexFunc(table, func(r rule) bool { return match(r.pkg, name) })
	if i < 0 {
		return []string{p.ImportPath + " is in no rule of the import table"}
	}
	r := table[i]
	var wrong []string
	for _, imp := range p.Imports {
		ours, is := strings.CutPrefix(imp, module)
		switch {
		case is && !matchAny(r.may, ours):
			wrong = append(wrong, p.ImportPath+" imports "+imp)
		case !is && r.pure && matchAny(impure, imp) && !slices.Contains(excused[name], imp):
			wrong = append(wrong, p.ImportPath+" imports "+imp+", and is pure")
		}
	}
	for _, imp := range slices.Concat(p.TestImports, p.XTestImports) {
		ours, is := strings.CutPrefix(imp, module)
		if is && ours != name && !inTest(name, r, ours) {
			wrong = append(wrong, p.ImportPath+" imports "+imp+" in a test")
		}
	}
	return wrong
}

// inTest says what a package's tests may import besides what it may itself:
// any leaf, anything below a leaf (a real store, a suite), and nothing of the
// runtime or cmd. The runtime's own tests drive it with all of that.
func inTest(name string, r rule, ours string) bool {
	below := []string{"flows/...", "channels/...", "civic/...", "store/...", "locales"}
	if match("bot/...", name) {
		below = append(below, "bot/...")
	}
	return matchAny(r.may, ours) || matchAny(below, ours)
}

func matchAny(patterns []string, name string) bool {
	return slices.ContainsFunc(patterns, func(p string) bool { return match(p, name) })
}

// match reads "a/..." as a and everything below it, "a/*" as its children.
func match(pattern, name string) bool {
	if root, ok := strings.CutSuffix(pattern, "/..."); ok {
		return name == root || strings.HasPrefix(name, root+"/")
	}
	ok, err := path.Match(pattern, name)
	return ok && err == nil
}

// list asks the go command for every package of the module. It looks at each
// file itself first: go test keeps a result until a file the test has seen
// changes, and does not know what another program reads.
func list(t *testing.T) []pkg {
	t.Helper()
	err := filepath.WalkDir(".", func(name string, d fs.DirEntry, err error) error {
		if err == nil && strings.HasSuffix(name, ".go") {
			_, err = os.Stat(name)
		}
		return err
	})
	if err != nil {
		t.Fatalf("walk the module: %v", err)
	}
	out, err := exec.Command("go", "list", "-json=ImportPath,Imports,TestImports,XTestImports", "./...").Output()
	if err != nil {
		t.Fatalf("list the packages: %v%s", err, stderr(err))
	}
	var all []pkg
	for dec := json.NewDecoder(strings.NewReader(string(out))); ; {
		var p pkg
		if err := dec.Decode(&p); errors.Is(err, io.EOF) {
			return all
		} else if err != nil {
			t.Fatalf("read go list: %v", err)
		}
		if strings.HasPrefix(p.ImportPath, module) {
			all = append(all, p)
		}
	}
}

func stderr(err error) string {
	if exit, ok := errors.AsType[*exec.ExitError](err); ok {
		return fmt.Sprintf("\n%s", exit.Stderr)
	}
	return ""
}
