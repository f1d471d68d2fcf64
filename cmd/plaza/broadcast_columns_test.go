package main

import (
	"fmt"
	"strings"
	"testing"
)

// TestAmounts sets sums under each other, point under point.
func TestAmounts(t *testing.T) {
	for _, tc := range []struct {
		sums []int64
		want string
	}{
		{[]int64{730_600, 21_500_000, 28_821_200}, "[0.7306 21.5000 28.8212]"},
		{[]int64{50_000, 0}, "[0.05 0.00]"},
		{nil, "[]"},
	} {
		if got := fmt.Sprint(amounts(tc.sums)); got != tc.want {
			t.Errorf("got %s, want %s", got, tc.want)
		}
	}
}

// TestColumns keeps the columns of a table under each other, however long the
// names are, and all of them on a terminal.
func TestColumns(t *testing.T) {
	var out strings.Builder
	printColumns(&out, [][]string{
		{"channel", "language", "people", "messages", "SMS", "by template", "USD"},
		{"whatsapp-2", "en", "1,200", "1,200", "", "900", "21.50"},
	})
	const want = `  channel     language      people   messages        SMS  by template        USD
  whatsapp-2  en             1,200      1,200                     900      21.50
`
	if got := out.String(); got != want {
		t.Errorf("got\n%s, want\n%s", got, want)
	}
}
