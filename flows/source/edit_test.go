package source

import "testing"

// FuzzScalarYAML writes any text and reads it back, and holds what is known to
// be plain words to what trying says.
func FuzzScalarYAML(f *testing.F) {
	for _, seed := range []string{"Half of it", "it's", "a-b", "a - b", "1.5", "Sr. Gómez", "no", "~", "a: b", "ends.", "ends..", "a'b'", "ع", "x #y", "'x'", "- a", "?", "\r\n", ""} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if _, ps := Decode("", []byte(text)); len(ps) > 0 {
			return
		}
		if plainWords.MatchString(text) && !triedBare(text) {
			t.Errorf("%q is no plain word", text)
		}
		file, ps := ParseYAML("", []byte("a:\n  - b: "+ScalarYAML(text)+"\n    c: [d, "+ScalarYAML(text)+"]\n"))
		if len(ps) > 0 {
			t.Fatalf("%q: %v", text, ps)
		}
		entry := file.Root.Value("a").Items[0]
		if got, listed := entry.Value("b").Text, entry.Value("c").Items[1].Text; got != text || listed != text {
			t.Errorf("got %q and %q, want %q", got, listed, text)
		}
	})
}
