package bot

import (
	"bytes"
	"errors"
	"image"
	"image/png"
	"testing"
)

// A picture is known by what it is: networks, and those who send, call it what
// they like.
func TestCleanKnowsAPictureByItself(t *testing.T) {
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewGray(image.Rect(0, 0, 3, 2))); err != nil {
		t.Fatal(err)
	}
	drawn := append(b.Bytes(), "a film behind it"...)
	for _, kind := range []string{"photo", "file", "voice"} {
		mime, after, err := clean(kind, "application/pdf", drawn)
		if err != nil || mime != "image/png" || bytes.Contains(after, []byte("film")) {
			t.Errorf("a PNG as a %s: got %s, %v, want it drawn anew", kind, mime, err)
		}
		if mime, _, err := clean(kind, "application/octet-stream", []byte("GIF89a and more")); !errors.Is(err, errUnfit) {
			t.Errorf("a GIF as a %s: got %s, %v, want it refused", kind, mime, err)
		}
	}
	if _, _, err := clean("photo", "image/jpeg", []byte("no picture at all")); !errors.Is(err, errUnfit) {
		t.Errorf("got %v, want what is no picture refused as a photo", err)
	}
}

func TestOtherFilesAreKeptAsTheyCame(t *testing.T) {
	for declared, want := range map[string]string{
		"audio/ogg; codecs=opus": "audio/ogg", "": "application/octet-stream", "a\nb": "application/octet-stream",
	} {
		mime, after, err := clean("voice", declared, []byte("OggS…"))
		if err != nil || mime != want || string(after) != "OggS…" {
			t.Errorf("%q: got %s %q, %v", declared, mime, after, err)
		}
	}
}
