package verdict

import (
	"fmt"
	"math/rand"
	"slices"
	"strings"
	"testing"
	"time"
)

var noon = time.Date(2026, 6, 1, 12, 0, 0, 0, time.UTC)

// people answer in a place: so many hold it true, and so many not.
func people(place string, holds, untrue int) (answers []Answer) {
	for i := range holds + untrue {
		a := Answer{Person: fmt.Sprint(place, i), Place: place, Asked: true, At: noon}
		if i >= holds {
			a.Says = Untrue
		}
		answers = append(answers, a)
	}
	return answers
}

// print writes a result as "30: North 12/3, hidden 2": how many hold it true
// and how many not in each place that is shown.
func print(r Result) string {
	var places []string
	for _, c := range r.Places {
		places = append(places, fmt.Sprintf("%s %d/%d", c.Place, c.Says[Holds], c.Says[Untrue]))
	}
	return fmt.Sprintf("%d: %s, hidden %d", r.N, strings.Join(places, " "), r.Hidden)
}

func TestSuppression(t *testing.T) {
	for _, c := range []struct {
		name    string
		answers [][]Answer
		k       int
		want    string
	}{
		{"nobody", nil, 10, "0: , hidden 0"},
		{"too few together", [][]Answer{people("North", 5, 4)}, 10, "0: , hidden 0"},
		{"too few together, and not how many places", [][]Answer{people("North", 3, 0), people("South", 3, 0)}, 10, "0: , hidden 0"},
		{"just enough", [][]Answer{people("North", 5, 5)}, 10, "10: North 5/5, hidden 0"},
		{"all places large", [][]Answer{people("North", 9, 3), people("South", 10, 0)}, 10, "22: North 9/3 South 10/0, hidden 0"},
		{"one small place hides the smallest other",
			[][]Answer{people("North", 20, 3), people("South", 12, 0), people("West", 1, 2)}, 10, "38: North 20/3, hidden 2"},
		{"two small places hide each other when they are k together",
			[][]Answer{people("North", 20, 3), people("South", 6, 0), people("West", 1, 3)}, 10, "33: North 20/3, hidden 2"},
		{"two small places that are not k together hide a third",
			[][]Answer{people("North", 20, 3), people("South", 4, 0), people("West", 1, 3), people("East", 11, 0)}, 10, "42: North 20/3, hidden 3"},
		{"of two of one size the first by name is hidden",
			[][]Answer{people("South", 12, 0), people("North", 0, 12), people("West", 1, 0)}, 10, "25: South 12/0, hidden 2"},
		{"one large place beside a small one is hidden too", [][]Answer{people("North", 20, 3), people("West", 1, 0)}, 10, "24: , hidden 2"},
		{"everybody in small places", [][]Answer{people("North", 5, 0), people("South", 3, 2), people("West", 0, 4)}, 10, "14: , hidden 3"},
		{"who did not say where is a place like others", [][]Answer{people("North", 20, 0), people("", 4, 0)}, 10, "24: , hidden 2"},
		{"a larger k", [][]Answer{people("North", 20, 0), people("South", 12, 0)}, 15, "32: , hidden 2"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := print(Of(slices.Concat(c.answers...), c.k)); got != c.want {
				t.Errorf("got %s, want %s", got, c.want)
			}
		})
	}
}

// Whatever the places are, neither what is shown nor what is left when it is
// taken away from everybody speaks of fewer than k people.
func TestNothingSmallIsTold(t *testing.T) {
	r := rand.New(rand.NewSource(1))
	for range 5000 {
		var answers []Answer
		for p := range 1 + r.Intn(6) {
			answers = append(answers, people(fmt.Sprint("place ", p), r.Intn(14), r.Intn(8))...)
		}
		k := 1 + r.Intn(15)
		got := Of(answers, k)
		rest := got.N
		for _, c := range got.Places {
			if rest -= c.N; c.N < k {
				t.Fatalf("%s: %s has fewer than %d people", print(got), c.Place, k)
			}
		}
		if rest > 0 && rest < k || got.N > 0 && got.N < k || (rest == 0) != (got.Hidden == 0) {
			t.Fatalf("k %d: %s leaves %d people to be found", k, print(got), rest)
		}
	}
}

func TestOf(t *testing.T) {
	t.Run("of one person the newest answer counts", func(t *testing.T) {
		answers := people("North", 10, 0)
		again := answers[3]
		again.Says, again.Place, again.At = Untrue, "South", noon.Add(time.Hour)
		got := Of(append([]Answer{again}, answers...), 1)
		if print(got) != "10: North 9/0 South 0/1, hidden 0" || !got.Latest.Equal(noon.Add(time.Hour)) {
			t.Errorf("got %s, the newest at %s", print(got), got.Latest)
		}
	})
	t.Run("how they were chosen", func(t *testing.T) {
		asked, came := people("North", 6, 0), people("South", 6, 0)
		for i := range came {
			came[i].Asked = false
		}
		for want, answers := range map[Chosen][]Answer{Asked: asked, Came: came, Various: slices.Concat(asked, came)} {
			if got := Of(answers, 5).Chosen(); got != want {
				t.Errorf("got %q, want %q", got, want)
			}
		}
	})
	t.Run("what can be said", func(t *testing.T) {
		for i, id := range Options() {
			if got, ok := Read(id); !ok || got != Says(i) {
				t.Errorf("%s: got %d, %v", id, got, ok)
			}
		}
		if got, ok := Read("perhaps"); ok {
			t.Errorf("got %d of what nobody can say", got)
		}
	})
}
