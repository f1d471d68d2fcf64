package storetest

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// tables of people: every one of them leads with the shard.
const tables = `(conversations|inbound|runs|answers|consents|facts|messages|due|handovers|media|follows|jobs)`

var (
	touches  = regexp.MustCompile(`\b(?:from|join|update|into|using)\s+` + tables + `\b`)
	inserts  = regexp.MustCompile(`\binsert into\s+` + tables + `\s*\(shard\b`)
	looksSQL = regexp.MustCompile(`(?s)^\s*(select|insert|update|delete|with)\b.*\b(from|into|set)\b`)
)

// Statements reads a package's source: every statement that touches people is
// in a file of statements and names its shard as the first parameter, for each table
// it touches. What reads over all shards is in views.go, and nowhere else.
func Statements(t *testing.T, folder string, parameter string) {
	files, err := filepath.Glob(filepath.Join(folder, "*.go"))
	if err != nil || len(files) == 0 {
		t.Fatalf("read %s: %v", folder, err)
	}
	names := regexp.MustCompile(`\bshard = ` + regexp.QuoteMeta(parameter) + `\b`)
	checked := 0
	ledger := regexp.MustCompile(`\b(?:update|delete from|replace into)\s+consents\b|into\s+consents\b(?s:.*)\bon conflict\b`)
	for _, path := range files {
		file := filepath.Base(path)
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		for name, statement := range statements(t, path) {
			touched := touches.FindAllString(statement, -1)
			if len(touched) == 0 || file == "views.go" {
				continue
			}
			if !strings.HasPrefix(file, "statements") {
				t.Errorf("%s: %s touches people: it belongs in a file of statements", file, name)
			}
			checked++
			// The ledger of consents only grows; what people erase, or what
			// comes to its end, goes.
			if ledger.MatchString(statement) && !slices.Contains([]string{"forgetConsents", "muteConsents", "eraseConsents"}, name) {
				t.Errorf("%s changes the ledger of consents", name)
			}
			if named := len(names.FindAllString(statement, -1)) + len(inserts.FindAllString(statement, -1)); named < len(touched) {
				t.Errorf("%s touches %v and names its shard %d times", name, touched, named)
			}
		}
	}
	if checked < 30 {
		t.Errorf("read only %d statements: are they still constants of statements.go?", checked)
	}
}

// statements are the SQL constants of a file by name, put together from their
// parts, and any other SQL by its place.
func statements(t *testing.T, path string) map[string]string {
	set := token.NewFileSet()
	file, err := parser.ParseFile(set, path, nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	constants := map[string]ast.Expr{}
	ast.Inspect(file, func(n ast.Node) bool {
		if spec, ok := n.(*ast.ValueSpec); ok {
			for i, name := range spec.Names {
				if i < len(spec.Values) {
					constants[name.Name] = spec.Values[i]
				}
			}
		}
		return true
	})
	out := map[string]string{}
	within := []ast.Expr{}
	for name, value := range constants {
		within = append(within, value)
		if text := textOf(constants, value); looksSQL.MatchString(text + " ") {
			out[name] = text
		}
	}
	ast.Inspect(file, func(n ast.Node) bool {
		if expr, ok := n.(ast.Expr); ok && slices.Contains(within, expr) {
			return false
		}
		if lit, ok := n.(*ast.BasicLit); ok && lit.Kind == token.STRING {
			if text := textOf(constants, lit); looksSQL.MatchString(text + " ") {
				out[set.Position(lit.Pos()).String()] = text
			}
		}
		return true
	})
	return out
}

// textOf is the value of a constant string expression, as far as this file tells it.
func textOf(constants map[string]ast.Expr, e ast.Expr) string {
	switch e := e.(type) {
	case *ast.BasicLit:
		text, err := strconv.Unquote(e.Value)
		if err != nil {
			return ""
		}
		return text
	case *ast.BinaryExpr:
		return textOf(constants, e.X) + textOf(constants, e.Y)
	case *ast.Ident:
		if value := constants[e.Name]; value != nil {
			return textOf(constants, value)
		}
	}
	return ""
}
