package source

import "testing"

func TestSuggest(t *testing.T) {
	among := []string{"theme", "other_theme", "role", "trust", "answer", "es"}
	for _, tc := range []struct{ word, want string }{
		{"them", "theme"},
		{"thmee", "theme"},
		{"Theme", "theme"},
		{"answers", "answer"},
		{"rloe", "role"},
		{"othertheme", "other_theme"},
		{"water", ""},
		{"us", ""}, // one letter of two is no resemblance
		{"", ""},
	} {
		if got := Suggest(tc.word, among); got != tc.want {
			t.Errorf("Suggest(%q): got %q, want %q", tc.word, got, tc.want)
		}
	}
}
