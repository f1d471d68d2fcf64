package flows

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

// appendText appends s as it stands in a line of a stored conversation.
func appendText(b []byte, s string) []byte {
	if plain(s) {
		return append(b, s...)
	}
	const hex = "0123456789abcdef"
	for i := 0; i < len(s); {
		c := s[i]
		switch r, size := utf8.DecodeRuneInString(s[i:]); {
		case c == '\n':
			b = append(b, '\\', 'n')
		case c == '\t':
			b = append(b, '\\', 't')
		case c == '\\':
			b = append(b, '\\', '\\')
		case c < ' ', r == utf8.RuneError && size == 1:
			b = append(b, '\\', 'x', hex[c>>4], hex[c&15])
		default:
			b = append(b, s[i:i+size]...)
			i += size - 1
		}
		i++
	}
	return b
}

// plain tells whether s can stand in a line as it is.
func plain(s string) bool {
	all := byte(0)
	for i := range len(s) {
		c := s[i]
		if c < ' ' || c == '\\' {
			return false
		}
		all |= c
	}
	return all < utf8.RuneSelf || utf8.ValidString(s)
}

// parseText reads what appendText wrote, and reports whether it could. What was
// written plain is shared with the bytes it was read from.
func parseText(to *string, v string) bool {
	if !strings.Contains(v, `\`) {
		*to = v
		return true
	}
	out := make([]byte, 0, len(v))
	for i := 0; i < len(v); i++ {
		if v[i] != '\\' {
			out = append(out, v[i])
			continue
		}
		i++
		if i == len(v) {
			return false
		}
		switch v[i] {
		case 'n':
			out = append(out, '\n')
		case 't':
			out = append(out, '\t')
		case '\\':
			out = append(out, '\\')
		case 'x':
			if i+2 >= len(v) {
				return false
			}
			c, err := strconv.ParseUint(v[i+1:i+3], 16, 8)
			if err != nil {
				return false
			}
			out = append(out, byte(c))
			i += 2
		default:
			return false
		}
	}
	*to = string(out)
	return true
}
