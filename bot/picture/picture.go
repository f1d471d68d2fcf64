// Package picture takes out of pictures what they say besides what is to be
// seen: where, when, by which device and by whom they were made, what they were
// before they were cut, and what was hung on behind them.
package picture

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"net/http"
	"strings"
)

const (
	// maxPixels bounds what a picture may unfold to: some 300 MB at worst. The
	// networks send a tenth of it.
	maxPixels = 25_000_000
	// maxScans bounds how often a JPEG may paint over itself; cameras need ten.
	maxScans = 100
	quality  = 90
)

// What we can take apart.
const (
	typeJPEG = "image/jpeg"
	typePNG  = "image/png"
)

// Clean takes a picture apart to its pixels, turns it the way it was to be
// seen, and draws it anew; it returns its MIME type, and what it drew. An error
// says why the picture is not to be kept: what we cannot take apart may say
// anything, and some are made to use up our memory.
func Clean(data []byte) (mime string, drawn []byte, err error) {
	switch mime = Type(data); mime {
	case typeJPEG:
		if bytes.Count(data, []byte{0xff, 0xda}) > maxScans {
			return "", nil, errors.New("a picture that paints over itself without end")
		}
		drawn, err = redraw(mime, data, orientation(exifOfJPEG(data)))
	case typePNG:
		drawn, err = redraw(mime, data, orientation(exifOfPNG(data)))
	case "":
		err = errors.New("no picture that we know")
	default:
		err = fmt.Errorf("we cannot take what %s says besides the picture out of it", mime)
	}
	if err != nil {
		return "", nil, err
	}
	return mime, drawn, nil
}

// Type is the MIME type of the picture that these bytes are, whatever they are
// said to be; empty for none.
func Type(data []byte) string {
	if t := http.DetectContentType(data); strings.HasPrefix(t, "image/") {
		return t
	}
	for _, raw := range []string{"II*\x00", "MM\x00*"} { // and what cameras call raw
		if bytes.HasPrefix(data, []byte(raw)) {
			return "image/tiff"
		}
	}
	if len(data) > 12 && string(data[4:8]) == "ftyp" {
		for _, brand := range []string{"heic", "heix", "heim", "heis", "hevc", "hevx", "mif1", "msf1", "avif", "avis"} {
			if string(data[8:12]) == brand {
				return "image/heif"
			}
		}
	}
	for _, jxl := range []string{"\xff\x0a", "\x00\x00\x00\x0cJXL ", "\x00\x00\x00\x0cjP  "} {
		if bytes.HasPrefix(data, []byte(jxl)) {
			return "image/jxl"
		}
	}
	if head := bytes.ToLower(data[:min(len(data), 1000)]); bytes.Contains(head, []byte("<svg")) {
		return "image/svg+xml"
	}
	return ""
}

// redraw decodes a picture and encodes what is to be seen of it.
func redraw(mime string, data []byte, orientation int) ([]byte, error) {
	decode, measure := jpeg.Decode, jpeg.DecodeConfig
	if mime == typePNG {
		decode, measure = png.Decode, png.DecodeConfig
	}
	size, err := measure(bytes.NewReader(data))
	if err != nil {
		return nil, fmt.Errorf("a broken picture: %w", err)
	}
	if size.Width <= 0 || size.Height <= 0 || size.Width > maxPixels/size.Height {
		return nil, fmt.Errorf("a picture of %d by %d", size.Width, size.Height)
	}
	picture, err := decode(bytes.NewReader(data))
	if err != nil {
		return nil, fmt.Errorf("a broken picture: %w", err)
	}
	if orientation > 1 {
		picture = &turned{picture, orientation}
	}
	var out bytes.Buffer
	if mime == typePNG {
		err = png.Encode(&out, picture)
	} else {
		err = jpeg.Encode(&out, picture, &jpeg.Options{Quality: quality})
	}
	if err != nil {
		return nil, fmt.Errorf("draw a picture again: %w", err)
	}
	return out.Bytes(), nil
}

// turned is a picture as it is to be seen, by one of the eight orientations of
// EXIF: the camera was held otherwise. Nothing is copied.
type turned struct {
	image.Image
	orientation int
}

// Bounds implements image.Image.
func (t *turned) Bounds() image.Rectangle {
	size := t.Image.Bounds().Size()
	if t.orientation >= 5 {
		size.X, size.Y = size.Y, size.X
	}
	return image.Rectangle{Max: size}
}

// At implements image.Image.
func (t *turned) At(x, y int) color.Color {
	b := t.Image.Bounds()
	right, bottom := b.Dx()-1, b.Dy()-1
	switch t.orientation {
	case 2:
		x = right - x
	case 3:
		x, y = right-x, bottom-y
	case 4:
		y = bottom - y
	case 5:
		x, y = y, x
	case 6:
		x, y = y, bottom-x
	case 7:
		x, y = right-y, bottom-x
	case 8:
		x, y = right-y, x
	}
	return t.Image.At(b.Min.X+x, b.Min.Y+y)
}
