package answer

import (
	"strings"
	"unicode"

	"github.com/nyaruka/phonenumbers"
	"golang.org/x/text/unicode/norm"
)

// Phone reads a reply as one phone number, and returns it in E.164 form.
// region is the country in which a number without a country code is dialled
// ("KE"); it may be empty.
func Phone(text, region string) (e164 string, why Why) {
	if len(text) > foldBytes {
		return "", NotAPhone
	}
	marked := appendFold(nil, text, true)
	var found string
	for i := 0; i < len(marked); {
		if !digitAt(marked, i) && marked[i] != '+' {
			i++
			continue
		}
		from := i
		for i < len(marked) && (digitAt(marked, i) || strings.IndexByte("+()-./ ", marked[i]) >= 0) {
			i++
		}
		if digits(marked[from:i]) == 0 {
			continue
		}
		if found != "" || from > 0 && isLetterByte(marked[from-1]) {
			return "", NotAPhone
		}
		if from > 0 && marked[from-1] == '(' {
			from--
		}
		found = string(marked[from:i])
	}
	if region == "" {
		region = "ZZ"
	}
	n, err := phonenumbers.Parse(found, strings.ToUpper(region))
	if err != nil || !phonenumbers.IsValidNumber(n) {
		return "", NotAPhone
	}
	return phonenumbers.Format(n, phonenumbers.E164), ""
}

func digits(text []byte) (n int) {
	for i := range text {
		if digitAt(text, i) {
			n++
		}
	}
	return n
}

// Email reads a reply as one e-mail address, with words around it or not, and
// returns it with its domain in lower case.
func Email(text string) (email string, why Why) {
	if len(text) > 4*foldBytes {
		return "", NotAnEmail
	}
	for _, word := range strings.Fields(norm.NFKC.String(text)) {
		if !strings.Contains(word, "@") {
			continue
		}
		word = strings.TrimLeft(word, "<([\"'¡¿«")
		word = strings.TrimRight(strings.TrimPrefix(word, "mailto:"), ">)]\"'.,;:!?»")
		if email != "" || !isEmail(word) {
			return "", NotAnEmail
		}
		at := strings.IndexByte(word, '@')
		email = word[:at+1] + strings.ToLower(word[at+1:])
	}
	if email == "" {
		return "", NotAnEmail
	}
	return email, ""
}

// isEmail holds an address against what mail servers take in practice.
func isEmail(s string) bool {
	local, domain, ok := strings.Cut(s, "@")
	if !ok || local == "" || len(local) > 64 || len(domain) > 253 ||
		strings.HasPrefix(local, ".") || strings.HasSuffix(local, ".") || strings.Contains(local, "..") {
		return false
	}
	for _, r := range local {
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) && !strings.ContainsRune("!#$%&'*+-/=?^_`{|}~.", r) {
			return false
		}
	}
	labels := strings.Split(domain, ".")
	if len(labels) < 2 || len([]rune(labels[len(labels)-1])) < 2 {
		return false
	}
	for _, l := range labels {
		if l == "" || len(l) > 63 || l[0] == '-' || l[len(l)-1] == '-' {
			return false
		}
		for _, r := range l {
			if !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r) && r != '-' {
				return false
			}
		}
	}
	return !isAllDigits(labels[len(labels)-1])
}

func isAllDigits(s string) bool { return strings.Trim(s, "0123456789") == "" }
