package verdict

import (
	"fmt"
	"math/rand"
	"reflect"
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

// later are answers of the next hour.
func later(answers []Answer) []Answer {
	for i := range answers {
		answers[i].At = answers[i].At.Add(time.Hour)
		answers[i].Person += " later"
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
		{"one more is not told yet", [][]Answer{people("North", 10, 0), later(people("South", 0, 1))}, 10, "10: North 10/0, hidden 0"},
		{"nor where they live", [][]Answer{people("North", 10, 0), later(people("South", 0, 9))}, 10, "10: North 10/0, hidden 0"},
		{"ten more are", [][]Answer{people("North", 10, 0), later(people("North", 0, 10))}, 10, "20: North 10/10, hidden 0"},
		{"all places large", [][]Answer{people("North", 7, 3), people("South", 10, 0)}, 10, "20: North 7/3 South 10/0, hidden 0"},
		{"of a large place whole groups are told, the first who answered",
			[][]Answer{people("North", 10, 0), later(people("North", 0, 3)), later(people("West", 5, 2))}, 10, "20: North 10/0, hidden 1"},
		{"who is in no group cannot be found by taking the places away",
			[][]Answer{people("North", 20, 0), later(people("West", 1, 2))}, 10, "20: North 20/0, hidden 0"},
		{"everybody in small places", [][]Answer{people("North", 5, 0), people("South", 3, 2), people("West", 0, 4)}, 10, "10: , hidden 2"},
		{"who did not say where is a place like others", [][]Answer{people("North", 16, 0), later(people("", 4, 0))}, 10, "20: North 10/0, hidden 1"},
		{"a larger k", [][]Answer{people("North", 20, 0), later(people("South", 12, 0))}, 15, "30: North 15/0, hidden 1"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := print(Of(slices.Concat(c.answers...), c.k)); got != c.want {
				t.Errorf("got %s, want %s", got, c.want)
			}
		})
	}
}

// Whatever the places are, neither what is shown nor what is left when it is
// taken away from everybody speaks of fewer than k people; nor does what one
// more answer changes.
func TestNothingSmallIsTold(t *testing.T) {
	r := rand.New(rand.NewSource(1))
	for range 40 {
		k, places := 1+r.Intn(15), 1+r.Intn(6)
		var answers []Answer
		var before Result
		told := map[string]int{}
		for i := range 120 {
			answers = append(answers, Answer{
				Person: fmt.Sprint(i), Place: fmt.Sprint(r.Intn(places)), Says: Says(r.Intn(4)), At: noon.Add(time.Duration(i) * time.Minute),
			})
			got := Of(answers, k)
			rest := got.N
			for _, c := range got.Places {
				if rest -= c.N; c.N < k || c.N < told[c.Place] || (c.N-told[c.Place])%k != 0 {
					t.Fatalf("k %d: %s: of %s %d people after %d", k, print(got), c.Place, c.N, told[c.Place])
				}
				told[c.Place] = c.N
			}
			if rest%k != 0 || got.N%k != 0 || len(answers)-got.N >= k {
				t.Fatalf("k %d: %s leaves %d people to be found", k, print(got), rest)
			}
			if got.N == before.N && !reflect.DeepEqual(got, before) {
				t.Fatalf("k %d: one more answer changed %s into %s", k, print(before), print(got))
			}
			before = got
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
