package locales_test

import (
	"crypto/sha256"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
)

// REVIEW.md lists every file that a native speaker should read, and a review
// holds only for what was read.
func TestTheReviewListIsInStep(t *testing.T) {
	src, err := os.ReadFile("REVIEW.md")
	if err != nil {
		t.Fatal(err)
	}
	var listed []string
	for line := range strings.Lines(string(src)) {
		cells := strings.Split(strings.Trim(strings.TrimSpace(line), "|"), "|")
		if len(cells) != 4 || !strings.HasSuffix(strings.TrimSpace(cells[0]), ".yaml") {
			continue
		}
		for i := range cells {
			cells[i] = strings.TrimSpace(cells[i])
		}
		listed = append(listed, cells[0])
		file, err := os.ReadFile(cells[0])
		if err != nil {
			t.Errorf("%s is listed and cannot be read: %v", cells[0], err)
			continue
		}
		sum := fmt.Sprintf("%x", sha256.Sum256(file))[:12]
		switch {
		case cells[1] == "no":
		case cells[1] != "yes" || cells[2] == "":
			t.Errorf("%s: got %q by %q, want yes with a name, or no", cells[0], cells[1], cells[2])
		case cells[3] != sum:
			t.Errorf("%s has changed since %s read it: got %s, want %s or a new review", cells[0], cells[2], sum, cells[3])
		}
	}
	var want []string
	for _, lang := range load(t).Languages() {
		if lang != "en" {
			want = append(want, "active."+lang+".yaml", "words/"+lang+".yaml")
		}
	}
	if !slices.Equal(listed, want) {
		t.Errorf("REVIEW.md lists %v, want %v", listed, want)
	}
}
