package channels_test

import (
	"bufio"
	"encoding/json"
	"os"
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"plaza/channels"
)

func TestSegments(t *testing.T) {
	for _, tt := range []struct {
		name string
		text string
		n    int
		ucs2 bool
	}{
		{"nothing is still one message", "", 1, false},
		{"160 septets", strings.Repeat("a", 160), 1, false},
		{"161 septets", strings.Repeat("a", 161), 2, false},
		{"306 septets", strings.Repeat("a", 306), 2, false},
		{"307 septets", strings.Repeat("a", 307), 3, false},
		{"80 euro signs", strings.Repeat("€", 80), 1, false},
		{"81 euro signs", strings.Repeat("€", 81), 2, false},
		{"an escape is not split: 153 euro signs are 306 septets in three segments of 152", strings.Repeat("€", 153), 3, false},
		{"70 units", strings.Repeat("я", 70), 1, true},
		{"71 units", strings.Repeat("я", 71), 2, true},
		{"134 units", strings.Repeat("я", 134), 2, true},
		{"135 units", strings.Repeat("я", 135), 3, true},
		{"35 pairs", strings.Repeat("😀", 35), 1, true},
		{"a pair is not split: 67 pairs are 134 units in three segments of 66", strings.Repeat("😀", 67), 3, true},
		{"in UCS-2 an extension character is one unit", strings.Repeat("€", 69) + "я", 1, true},
		{"ñ is in the alphabet", "mañana", 1, false},
		{"á is not", "está", 1, true},
		{"what is not UTF-8 leaves as a replacement", "a\xff", 1, true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if n, ucs2 := channels.Segments(tt.text); n != tt.n || ucs2 != tt.ucs2 {
				t.Errorf("got %d %v, want %d %v", n, ucs2, tt.n, tt.ucs2)
			}
		})
	}
}

// judged is one line of the corpus: what Twilio's calculator says of a text.
// channeltest/peers makes the file and fails when the calculator no longer
// agrees with it.
type judged struct {
	Text     string `json:"text"`
	UCS2     bool   `json:"ucs2"`
	Segments int    `json:"segments"` // as it ships: a cluster stays whole
	Scalars  int    `json:"scalars"`  // its own builder, given single code points
}

func corpus(t *testing.T) []judged {
	t.Helper()
	f, err := os.Open("testdata/segments.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var all []judged
	for lines := bufio.NewScanner(f); lines.Scan(); {
		var j judged
		if err := json.Unmarshal(lines.Bytes(), &j); err != nil {
			t.Fatalf("line %d: %v", len(all)+1, err)
		}
		all = append(all, j)
	}
	return all
}

// TestSegmentsAgreeWithTwilio compares every text of the corpus. Where the
// calculator keeps a cluster whole it may say one segment more; such a text
// must have a cluster, and everywhere else the two are equal.
func TestSegmentsAgreeWithTwilio(t *testing.T) {
	all := corpus(t)
	if len(all) < 2000 {
		t.Fatalf("got a corpus of %d texts, want at least 2000", len(all))
	}
	clusters := 0
	for _, j := range all {
		n, ucs2 := channels.Segments(j.Text)
		if n != j.Scalars || ucs2 != j.UCS2 {
			t.Errorf("%+q: got %d %v, want %d %v", j.Text, n, ucs2, j.Scalars, j.UCS2)
		}
		if n == j.Segments {
			continue
		}
		clusters++
		if j.Segments != n+1 || !strings.ContainsFunc(j.Text, continues) {
			t.Errorf("%+q: got %d, the calculator as it ships says %d, and there is no cluster to keep whole", j.Text, n, j.Segments)
		}
	}
	t.Logf("%d texts, %d with a cluster at a boundary", len(all), clusters)
}

// continues says whether a character belongs to the one before it.
func continues(r rune) bool {
	return r == '\u200d' || unicode.Is(unicode.M, r) || unicode.Is(unicode.Variation_Selector, r) ||
		0x1F1E6 <= r && r <= 0x1F1FF || 0x1F3FB <= r && r <= 0x1F3FF || 0xE0020 <= r && r <= 0xE007F
}

func TestSplitSegments(t *testing.T) {
	for _, j := range corpus(t) {
		pieces := channels.SplitSegments(j.Text)
		if got := strings.Join(pieces, ""); got != j.Text {
			t.Fatalf("got %+q, want %+q", got, j.Text)
		}
		n, ucs2 := channels.Segments(j.Text)
		if len(pieces) != n {
			t.Errorf("%+q: got %d pieces, want %d", j.Text, len(pieces), n)
		}
		for _, p := range pieces {
			if alone, _ := channels.Segments(p); alone != 1 {
				t.Errorf("%+q: a piece of %d segments", p, alone)
			}
			if ucs2 && n > 1 && channels.Units(p) > 67 {
				t.Errorf("%+q: a piece of %d units", p, channels.Units(p))
			}
		}
	}
}

// TestSegmentsNeverFall says that more text never costs less.
func TestSegmentsNeverFall(t *testing.T) {
	letters := rapid.SampledFrom([]rune("aé€[ñáя😀\n \u0301"))
	rapid.Check(t, func(t *rapid.T) {
		text := string(rapid.SliceOfN(letters, 0, 400).Draw(t, "text"))
		more := text + string(letters.Draw(t, "more"))
		if a, _ := channels.Segments(text); a < 1 {
			t.Fatalf("got %d segments for %+q, want at least 1", a, text)
		} else if b, _ := channels.Segments(more); b < a {
			t.Fatalf("got %d segments for %+q and %d with one character more", a, text, b)
		}
	})
}

func TestOutsideGSM(t *testing.T) {
	if got, want := channels.OutsideGSM("¿Está “ahí”, está?"), []rune("á“í”"); !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", string(got), string(want))
	}
	if d := cmp.Diff([]rune(nil), channels.OutsideGSM("mañana [5 €]")); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
}

func TestSegmentsDoNotAllocate(t *testing.T) {
	for _, text := range []string{strings.Repeat("a€", 400), strings.Repeat("aя", 400)} {
		if got := testing.AllocsPerRun(100, func() { channels.Segments(text) }); got != 0 {
			t.Errorf("got %v allocations, want 0", got)
		}
	}
}

func BenchmarkSegments(b *testing.B) {
	for _, bb := range []struct{ name, text string }{
		{"GSM-7", say("say", "en").Text + say("say", "en").Text},
		{"UCS-2", say("choice", "es").Text + say("say", "es").Text},
		{"Arabic", say("say", "ar").Text + say("say", "ar").Text},
	} {
		b.Run(bb.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				channels.Segments(bb.text)
			}
		})
	}
}
