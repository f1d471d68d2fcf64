package main

import (
	"encoding/json"
	"io"
	"os"
	"regexp"
	"slices"
	"testing"

	"github.com/prometheus/client_golang/prometheus"
)

// dashboard is the part of Grafana's model that a test can hold to something.
type dashboard struct {
	Title      string `json:"title"`
	Templating struct {
		List []struct {
			Name  string `json:"name"`
			Query string `json:"query"`
		} `json:"list"`
	} `json:"templating"`
	Panels []struct {
		ID      int    `json:"id"`
		Type    string `json:"type"`
		Title   string `json:"title"`
		GridPos struct{ X, Y, W, H int }
		Targets []struct {
			Expr  string `json:"expr"`
			RefID string `json:"refId"`
		} `json:"targets"`
	} `json:"panels"`
}

// exported are the names of all metrics that serve tells.
func exported(t *testing.T) []string {
	t.Helper()
	f := newForum(t, "")
	w := f.world(io.Discard, io.Discard)
	h, err := f.config.open(t.Context(), w, ui{io.Discard, io.Discard}, mayServe, true)
	if err != nil {
		t.Fatal(err)
	}
	defer h.close(ui{io.Discard, io.Discard})
	described := make(chan *prometheus.Desc)
	go func() {
		defer close(described)
		for _, c := range (&server{house: h}).collectors() {
			c.Describe(described)
		}
	}()
	var names []string
	name := regexp.MustCompile(`fqName: "([^"]+)"`)
	for d := range described {
		names = append(names, name.FindStringSubmatch(d.String())[1])
	}
	return names
}

// metricName finds metrics of ours and of the process in a query or a text.
var metricName = regexp.MustCompile(`\b(?:plaza|process|go)_[a-z_]*[a-z]\b`)

func TestDashboardShowsWhatIsExported(t *testing.T) {
	src, err := os.ReadFile("../../deploy/grafana/plaza.json")
	if err != nil {
		t.Fatal(err)
	}
	var d dashboard
	if err := json.Unmarshal(src, &d); err != nil {
		t.Fatal(err)
	}
	names := exported(t)
	var queries []string
	for _, v := range d.Templating.List {
		queries = append(queries, v.Query)
	}
	var ids []int
	for i, p := range d.Panels {
		if slices.Contains(ids, p.ID) {
			t.Errorf("panel %q has the number of another", p.Title)
		}
		ids = append(ids, p.ID)
		if p.Type != "row" && len(p.Targets) == 0 {
			t.Errorf("panel %q shows nothing", p.Title)
		}
		for _, o := range d.Panels[:i] {
			a, b := p.GridPos, o.GridPos
			if a.X < b.X+b.W && b.X < a.X+a.W && a.Y < b.Y+b.H && b.Y < a.Y+a.H {
				t.Errorf("panel %q lies over %q", p.Title, o.Title)
			}
		}
		for _, target := range p.Targets {
			if len(metricName.FindAllString(target.Expr, -1)) == 0 {
				t.Errorf("panel %q, query %s names no metric", p.Title, target.RefID)
			}
			queries = append(queries, target.Expr)
		}
	}
	if len(queries) < 10 {
		t.Errorf("read only %d queries: is the file still a dashboard?", len(queries))
	}
	for _, q := range queries {
		for _, m := range metricName.FindAllString(q, -1) {
			if !slices.Contains(names, m) {
				t.Errorf("%s is in the dashboard and not exported: %s", m, q)
			}
		}
	}
}

func TestDocsNameOnlyMetricsThatAreExported(t *testing.T) {
	src, err := os.ReadFile("../../docs/running.md")
	if err != nil {
		t.Fatal(err)
	}
	names := exported(t)
	found := metricName.FindAllString(string(src), -1)
	if len(found) == 0 {
		t.Error("docs/running.md names no metric")
	}
	for _, m := range found {
		if !slices.Contains(names, m) {
			t.Errorf("docs/running.md names %s, which is not exported", m)
		}
	}
}
