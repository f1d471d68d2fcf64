package flows

import (
	"fmt"
	"strings"

	"plaza/flows/source"
)

// Check reports everything that is wrong with a flow, or could be better, at
// once and in reading order. It goes through the flow twice: first each thing
// by itself, then every path a conversation can take. A flow with an error
// must not be published; one without any ends on every path.
//
// Check needs no complete flow: of one that Parse reported on, it checks what
// there is.
func Check(f *Flow, env Env) source.Problems {
	if f == nil {
		return nil
	}
	c := &checker{index: newIndex(f), env: env.of(f)}
	c.checkHead()
	c.checkNames()
	c.checkParts()
	c.checkTables()
	c.checkAsks()
	c.checkSteps()
	c.checkConditions()
	c.checkTexts()
	c.checkWords()
	c.checkConsents()
	c.checkCost()
	c.checkPaths()
	c.checkPublished()
	c.problems.Sort()
	return c.problems
}

// checker collects what it finds.
type checker struct {
	*index
	env      Env
	problems source.Problems
	told     map[source.Problem]bool
	faulty   map[*Condition]bool // how they come out says nothing
	lines    map[string][]string // of the folder's files, split when first needed
}

// error reports what stops publishing.
func (c *checker) error(pos source.Pos, code, hint, format string, args ...any) {
	c.report(source.Problem{Pos: pos, Code: code, Message: fmt.Sprintf(format, args...), Hint: hint})
}

// warn reports what could be better.
func (c *checker) warn(pos source.Pos, code, hint, format string, args ...any) {
	c.report(source.Problem{Pos: pos, Code: code, Message: fmt.Sprintf(format, args...), Hint: hint, Warning: true})
}

// report keeps a problem, once.
func (c *checker) report(p source.Problem) {
	if c.told == nil {
		c.told = map[source.Problem]bool{}
	}
	if !c.told[p] {
		c.told[p] = true
		c.problems = append(c.problems, p)
	}
}

// list joins words as a hint shows them, and cuts a long list short.
func list(words []string) string {
	const most = 8
	if len(words) > most {
		return strings.Join(words[:most], ", ") + "…"
	}
	return strings.Join(words, ", ")
}

// suggest is the hint for a wrong word: the one that was meant, or all of them.
func suggest(word string, among []string, intro string) string {
	if hint := source.DidYouMean(word, among); hint != "" {
		return hint
	}
	if len(among) == 0 {
		return ""
	}
	return intro + " " + list(among)
}

// plural counts things: "1 message", "2 messages".
func plural(n int, thing string) string {
	if n == 1 {
		return "1 " + thing
	}
	return fmt.Sprintf("%d %ss", n, thing)
}
