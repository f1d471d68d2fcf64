package bot

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"mime"
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

// clean makes an attachment fit to be kept, and says what it is. A picture is
// taken apart to its pixels, turned the way it was to be seen, and put together
// anew: where, when, by which device and by whom it was made is not in it any
// more. A picture that we cannot take apart is not kept. Voices and other files
// are kept as they came.
func clean(kind, declared string, data []byte) (string, []byte, error) {
	found := pictureType(data)
	switch {
	case found == "image/jpeg":
		if bytes.Count(data, []byte{0xff, 0xda}) > maxScans {
			return "", nil, fmt.Errorf("%w: a picture that paints over itself without end", errUnfit)
		}
		return redraw(found, data, orientation(exifOfJPEG(data)))
	case found == "image/png":
		return redraw(found, data, orientation(exifOfPNG(data)))
	case found != "":
		return "", nil, fmt.Errorf("%w: we cannot take what %s says besides the picture out of it", errUnfit, found)
	case kind == "photo":
		return "", nil, fmt.Errorf("%w: no picture that we know", errUnfit)
	}
	declared, _, err := mime.ParseMediaType(declared)
	if err != nil || len(declared) > 100 {
		declared = "application/octet-stream"
	}
	return declared, data, nil
}

// pictureType is what kind of picture these bytes are, whatever they are said
// to be; empty for none.
func pictureType(data []byte) string {
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
func redraw(found string, data []byte, orientation int) (string, []byte, error) {
	decode, measure := jpeg.Decode, jpeg.DecodeConfig
	if found == "image/png" {
		decode, measure = png.Decode, png.DecodeConfig
	}
	size, err := measure(bytes.NewReader(data))
	if err != nil {
		return "", nil, fmt.Errorf("%w: a broken picture: %w", errUnfit, err)
	}
	if size.Width <= 0 || size.Height <= 0 || size.Width > maxPixels/size.Height {
		return "", nil, fmt.Errorf("%w: a picture of %d by %d", errUnfit, size.Width, size.Height)
	}
	picture, err := decode(bytes.NewReader(data))
	if err != nil {
		return "", nil, fmt.Errorf("%w: a broken picture: %w", errUnfit, err)
	}
	if orientation > 1 {
		picture = &turned{picture, orientation}
	}
	var out bytes.Buffer
	if found == "image/png" {
		err = png.Encode(&out, picture)
	} else {
		err = jpeg.Encode(&out, picture, &jpeg.Options{Quality: quality})
	}
	if err != nil {
		return "", nil, fmt.Errorf("draw a picture again: %w", err)
	}
	return found, out.Bytes(), nil
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
