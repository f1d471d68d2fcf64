package picture

import (
	"bytes"
	"encoding/binary"
)

// The one thing in EXIF that must be read before it is thrown away: which way
// up the picture is. What is broken says nothing.

// exifOfJPEG is the EXIF block of a JPEG, without its name; nil when none.
func exifOfJPEG(data []byte) []byte {
	for at := 2; at+4 <= len(data) && data[at] == 0xff; {
		marker := data[at+1]
		if marker == 0xff { // fill
			at++
			continue
		}
		if marker == 0xda { // the picture begins
			return nil
		}
		end := at + 2 + int(binary.BigEndian.Uint16(data[at+2:]))
		if end > len(data) || end < at+4 {
			return nil
		}
		if block, ok := bytes.CutPrefix(data[at+4:end], []byte("Exif\x00\x00")); ok && marker == 0xe1 {
			return block
		}
		at = end
	}
	return nil
}

// exifOfPNG is the EXIF block of a PNG; nil when none.
func exifOfPNG(data []byte) []byte {
	for at := 8; at+12 <= len(data); {
		length := int(binary.BigEndian.Uint32(data[at:]))
		if length < 0 || length > len(data)-at-12 {
			return nil
		}
		if string(data[at+4:at+8]) == "eXIf" {
			return data[at+8 : at+8+length]
		}
		at += 12 + length
	}
	return nil
}

// orientation is 1 to 8 as EXIF counts them; 1 is upright, and what is taken
// when nothing is said.
func orientation(exif []byte) int {
	const (
		orientationTag = 0x0112
		short          = 3
		entry          = 12
	)
	var order binary.ByteOrder = binary.BigEndian
	switch {
	case len(exif) < 8:
		return 1
	case exif[0] == 'I':
		order = binary.LittleEndian
	}
	at := int64(order.Uint32(exif[4:]))
	if at+2 > int64(len(exif)) {
		return 1
	}
	for range order.Uint16(exif[at:]) {
		field := at + 2
		if field+entry > int64(len(exif)) {
			return 1
		}
		e := exif[field : field+entry]
		if order.Uint16(e) == orientationTag && order.Uint16(e[2:]) == short {
			if o := int(order.Uint16(e[8:])); o >= 1 && o <= 8 {
				return o
			}
			return 1
		}
		at += entry
	}
	return 1
}
