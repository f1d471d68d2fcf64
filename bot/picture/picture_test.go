package picture

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"strings"
	"testing"
)

// here is where a picture was taken, as its EXIF says in two ways.
const here = "1deg17'11.5S 36deg49'2.2E"

// exif is an EXIF block as a phone writes it: an orientation, the device, and
// a GPS directory.
func exif(orientation uint16) []byte {
	var b bytes.Buffer
	put := func(v ...any) {
		for _, v := range v {
			_ = binary.Write(&b, binary.LittleEndian, v)
		}
	}
	const ifd, gps = 8, 8 + 2 + 3*12 + 4
	const text = gps + 2 + 2*12 + 4
	b.WriteString("II*\x00")
	put(uint32(ifd))
	put(uint16(3))
	put(uint16(0x0110), uint16(2), uint32(len(here)), uint32(text)) // Model
	put(uint16(0x0112), uint16(3), uint32(1), orientation, uint16(0))
	put(uint16(0x8825), uint16(4), uint32(1), uint32(gps))
	put(uint32(0))
	put(uint16(2))
	put(uint16(0x0001), uint16(2), uint32(2), [4]byte{'S', 0})
	put(uint16(0x001b), uint16(2), uint32(len(here)), uint32(text)) // how it was found
	put(uint32(0))
	b.WriteString(here)
	return b.Bytes()
}

// shot is a JPEG as a phone makes it, red on its left and blue on its right.
func shot(t *testing.T, orientation uint16) []byte {
	t.Helper()
	img := image.NewRGBA(image.Rect(0, 0, 64, 32))
	for y := range 32 {
		for x := range 64 {
			img.Set(x, y, map[bool]color.Color{true: color.RGBA{255, 0, 0, 255}, false: color.RGBA{0, 0, 255, 255}}[x < 32])
		}
	}
	var b bytes.Buffer
	if err := jpeg.Encode(&b, img, nil); err != nil {
		t.Fatal(err)
	}
	block := append([]byte("Exif\x00\x00"), exif(orientation)...)
	app1 := binary.BigEndian.AppendUint16([]byte{0xff, 0xe1}, uint16(len(block)+2))
	comment := binary.BigEndian.AppendUint16([]byte{0xff, 0xfe}, uint16(len(here)+2))
	out := append([]byte{0xff, 0xd8}, append(app1, block...)...)
	out = append(out, append(comment, here...)...)
	return append(append(out, b.Bytes()[2:]...), "a film behind it: "+here...)
}

func TestCleanLosesWhereItWasTaken(t *testing.T) {
	before := shot(t, 6)
	if n := bytes.Count(before, []byte(here)); n != 3 {
		t.Fatalf("the picture says %d times where it was taken: it proves nothing", n)
	}
	mime, after, err := Clean(before)
	if err != nil {
		t.Fatal(err)
	}
	for _, secret := range []string{here, "Exif", "II*", "film"} {
		if bytes.Contains(after, []byte(secret)) {
			t.Errorf("it still says %q", secret)
		}
	}
	if mime != "image/jpeg" {
		t.Errorf("got %s, want image/jpeg", mime)
	}
	img, err := jpeg.Decode(bytes.NewReader(after))
	if err != nil {
		t.Fatal(err)
	}
	if got := img.Bounds().Size(); got != image.Pt(32, 64) {
		t.Errorf("got %v, want it turned to 32 by 64", got)
	}
	if r, _, b, _ := img.At(16, 8).RGBA(); r < b {
		t.Error("its left is not on top")
	}
}

// chunk is one part of a PNG.
func chunk(name string, data []byte) []byte {
	out := binary.BigEndian.AppendUint32(nil, uint32(len(data)))
	out = append(append(out, name...), data...)
	return binary.BigEndian.AppendUint32(out, crc32.ChecksumIEEE(out[4:]))
}

// marked is a PNG of three by two pixels, one, two … six, with EXIF and a text.
func marked(t *testing.T, orientation uint16) []byte {
	t.Helper()
	img := image.NewGray(image.Rect(0, 0, 3, 2))
	copy(img.Pix, []byte{1, 2, 3, 4, 5, 6})
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		t.Fatal(err)
	}
	const head = 8 + 25
	out := append([]byte{}, b.Bytes()[:head]...)
	out = append(out, chunk("eXIf", exif(orientation))...)
	out = append(out, chunk("tEXt", []byte("Comment\x00"+here))...)
	return append(out, b.Bytes()[head:]...)
}

// TestCleanTurns draws each of the eight orientations, as the EXIF
// standard pictures them.
func TestCleanTurns(t *testing.T) {
	for orientation, want := range []string{
		0: "123 456", // none is said
		1: "123 456",
		2: "321 654",
		3: "654 321",
		4: "456 123",
		5: "14 25 36",
		6: "41 52 63",
		7: "63 52 41",
		8: "36 25 14",
		9: "123 456", // there is no such
	} {
		mime, after, err := Clean(marked(t, uint16(orientation)))
		if err != nil || mime != "image/png" || bytes.Contains(after, []byte(here)) {
			t.Fatalf("%d: got %s, %v", orientation, mime, err)
		}
		img, err := png.Decode(bytes.NewReader(after))
		if err != nil {
			t.Fatal(err)
		}
		var lines []string
		for y := range img.Bounds().Dy() {
			line := ""
			for x := range img.Bounds().Dx() {
				v, _, _, _ := img.At(x, y).RGBA()
				line += string('0' + rune(v>>8))
			}
			lines = append(lines, line)
		}
		if got := strings.Join(lines, " "); got != want {
			t.Errorf("orientation %d: got %q, want %q", orientation, got, want)
		}
	}
}

func TestCleanRefuses(t *testing.T) {
	huge := marked(t, 1)
	binary.BigEndian.PutUint32(huge[16:], 100_000)
	binary.BigEndian.PutUint32(huge[20:], 100_000)
	binary.BigEndian.PutUint32(huge[29:], crc32.ChecksumIEEE(huge[12:29]))
	for name, data := range map[string][]byte{
		"ABomb":          huge,
		"AnEndlessJPEG":  append(shot(t, 1), bytes.Repeat([]byte{0xff, 0xda}, 200)...),
		"ABrokenPicture": shot(t, 1)[:400],
		"GIF":            []byte("GIF89a and more"),
		"WebP":           []byte("RIFF\x00\x00\x00\x00WEBPVP8 "),
		"HEIC":           []byte("\x00\x00\x00\x18ftypheic\x00\x00\x00\x00"),
		"AVIF":           []byte("\x00\x00\x00\x18ftypavif\x00\x00\x00\x00"),
		"TIFF":           []byte("MM\x00*\x00\x00\x00\x08"),
		"SVG":            []byte(`<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg">`),
	} {
		if mime, _, err := Clean(data); err == nil {
			t.Errorf("%s: got %s, want it refused", name, mime)
		}
		if Type(data) == "" {
			t.Errorf("%s passes for no picture", name)
		}
	}
	if mime, _, err := Clean([]byte("OggS…")); mime != "" || err == nil {
		t.Errorf("got %q, %v of what is no picture", mime, err)
	}
}

func FuzzOrientation(f *testing.F) {
	f.Add(exif(6))
	f.Add([]byte("MM\x00*\xff\xff\xff\xff"))
	f.Fuzz(func(t *testing.T, data []byte) {
		if o := orientation(data); o < 1 || o > 8 {
			t.Errorf("got %d", o)
		}
		exifOfJPEG(data)
		exifOfPNG(data)
	})
}
