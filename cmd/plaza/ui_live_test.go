package main

import (
	"strings"
	"testing"
	"unicode/utf8"
)

func TestBar(t *testing.T) {
	for _, tc := range []struct {
		done, of, full int
		percent        string
	}{
		{0, 1_000_000, 0, "0%"}, {1, 1_000_000, 1, "1%"}, {500_000, 1_000_000, 14, "50%"},
		{999_999, 1_000_000, 27, "99%"}, {1_000_000, 1_000_000, 28, "100%"}, {0, 0, 28, "100%"}, {3, 2, 28, "100%"},
	} {
		got := bar(tc.done, tc.of, barColumns)
		if n := strings.Count(got, "█"); n != tc.full || utf8.RuneCountInString(got) != barColumns {
			t.Errorf("%d of %d: got %s with %d full, want %d", tc.done, tc.of, got, n, tc.full)
		}
		if got := percent(tc.done, tc.of); got != tc.percent {
			t.Errorf("%d of %d: got %s, want %s", tc.done, tc.of, got, tc.percent)
		}
	}
	for n, want := range map[int]string{0: "0", 999: "999", 1000: "1,000", 1234567: "1,234,567", -1000: "-1,000", -100: "-100"} {
		if got := thousands(n); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
}

// TestLive writes over what stood there for a person, no more than fits, and
// below it for a pipe.
func TestLive(t *testing.T) {
	for _, tc := range []struct {
		table bool
		want  string
	}{
		{true, "a\nb\n\x1b[2A\r\x1b[Jc\nd\n"},
		{false, "a\nb\nc\nd\ne\n"},
	} {
		var out strings.Builder
		l := live{out: &out, table: tc.table}
		for _, text := range []string{"a\nb\n", "a\nb\n", "c\nd\ne\n"} {
			if err := l.show(text, page{columns: 40, rows: 3}); err != nil {
				t.Fatal(err)
			}
		}
		if got := out.String(); got != tc.want {
			t.Errorf("got %q, want %q", got, tc.want)
		}
	}
}

// TestWrapped breaks lines between words, and a word that fits on none.
func TestWrapped(t *testing.T) {
	for _, tc := range []struct{ before, text, want string }{
		{"", "one two three", "one two\nthree\n"},
		{"a  ", "one two three", "a  one\n   two\n   three\n"},
		{"a  ", "one extraordinary two", "a  one\n   extrao\n   rdinar\n   y two\n"},
		{"", "four · 12345", "four ·\n12345\n"},
	} {
		if got := (page{columns: 9}).wrapped(tc.before, tc.text); got != tc.want {
			t.Errorf("got %q, want %q", got, tc.want)
		}
	}
}
