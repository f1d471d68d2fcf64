package docs_test

import (
	"fmt"
	"regexp"
	"strings"
	"testing"

	"plaza/channels"
	"plaza/civic/audience"
	"plaza/civic/broadcast"
	"plaza/flows/source"
	"plaza/locales"
)

// forum is what the examples about broadcasts speak of: one forum that has
// asked all this.
func forum(t *testing.T) broadcast.Env {
	t.Helper()
	bundle, err := locales.Load()
	if err != nil {
		t.Fatal(err)
	}
	return broadcast.Env{
		Audience: audience.Env{
			Languages: bundle.Languages(),
			Channels:  []string{"sms", "whatsapp"},
			Facts:     []string{"place", "name", "needs", "age"},
			Flows: map[string]audience.Flow{
				"ogp-strategy": {Questions: map[string]audience.Question{"theme": {Options: []string{"climate", "digital"}}}},
			},
			Followed: []audience.Follow{
				{Plan: "kaduna", Kind: "plan", Target: "kaduna"}, {Plan: "kaduna", Kind: "commitment", Target: "NGKD0003"},
				{Plan: "kaduna", Kind: "theme", Target: "climate"}, {Plan: "kaduna", Kind: "place", Target: "north"},
			},
		},
		Purposes: []string{"updates", "service-report.contact_again"},
		Meter:    channels.Segments,
	}
}

// TestBroadcasts reads and checks every broadcast of the pages.
func TestBroadcasts(t *testing.T) {
	seen := 0
	for page, text := range pages(t) {
		for _, b := range blocks(page, text) {
			if !b.is("yaml broadcast") {
				continue
			}
			seen++
			t.Run(fmt.Sprintf("%s:%d", page, b.line), func(t *testing.T) {
				f, problems := broadcast.Parse(page, []byte(b.text))
				if problems = append(problems, f.Check(forum(t))...); len(problems) > 0 {
					t.Errorf("\n%v", problems)
				}
			})
		}
	}
	if seen < 2 {
		t.Errorf("got %d broadcasts, want the page full of them", seen)
	}
}

// TestAudiences reads and checks every condition of the table of them.
func TestAudiences(t *testing.T) {
	_, table, found := strings.Cut(pages(t)["broadcasts.md"], "| test | is true of who |\n|---|---|\n")
	if !found {
		t.Fatal("the page has no table of conditions")
	}
	table, _, _ = strings.Cut(table, "\n\n")
	quoted := regexp.MustCompile("`([^`]+)`")
	env, n := forum(t).Audience, 0
	for row := range strings.Lines(table) {
		tests, _, _ := strings.Cut(strings.TrimPrefix(row, "| "), " | ")
		for _, m := range quoted.FindAllStringSubmatch(tests, -1) {
			n++
			c, problems := audience.Parse(source.Pos{File: m[1]}, m[1])
			if problems = append(problems, c.Check(env)...); len(problems) > 0 {
				t.Errorf("%s:\n%v", m[1], problems)
			}
		}
	}
	if n < 15 {
		t.Errorf("got %d conditions, want the table full of them", n)
	}
}
