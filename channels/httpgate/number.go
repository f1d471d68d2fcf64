package httpgate

import "strings"

// international writes a number as every channel of ours does: +254711000111.
// The gateways write the same number with or without the plus, with 00, or the
// way it is dialled at home; a person who stops by one of them must be stopped
// for all. country is the code that a 0 at the front stands for, empty where
// nobody has said it. Short codes and names stay what they are.
func international(s, country string) string {
	s = strings.TrimSpace(s) // a plus in a query that nobody escaped is a space
	bare := strings.NewReplacer(" ", "", "-", "", "(", "", ")", "", ".", "").Replace(s)
	digits := strings.TrimPrefix(bare, "+")
	if digits == "" || strings.Trim(digits, "0123456789") != "" {
		return s
	}
	switch {
	case strings.HasPrefix(bare, "+"):
		return bare
	case strings.HasPrefix(digits, "00") && len(digits) > 9:
		return "+" + digits[2:]
	case strings.HasPrefix(digits, "0") && len(digits) > 6 && country != "":
		return "+" + country + digits[1:]
	case strings.HasPrefix(digits, "0"), len(digits) < 8:
		return digits
	}
	return "+" + digits
}

// isAddress says whether a person can be meant: a number, or the short name of
// a sender.
func isAddress(s string) bool {
	if s == "" || len(s) > 32 {
		return false
	}
	for _, r := range s {
		if r < ' ' || r > '~' {
			return false
		}
	}
	return true
}

// isRef says whether a gateway's id can be kept.
func isRef(s string) bool {
	if s == "" || len(s) > 200 {
		return false
	}
	for _, r := range s {
		if r <= ' ' || r > '~' {
			return false
		}
	}
	return true
}
