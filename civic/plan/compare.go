package plan

import (
	"reflect"
	"slices"
)

// fresh returns which of new are not in old.
func fresh[T any](old, new []T) []int {
	_, more := match(old, new)
	return more
}

// match finds in new each entry of old, once: gone are those of old that are
// not there any more, more are those of new that are not in old.
func match[T any](old, new []T) (gone, more []int) {
	taken := make([]bool, len(new))
search:
	for i := range old {
		for j := range new {
			if !taken[j] && keeps(old[i], new[j]) {
				taken[j] = true
				continue search
			}
		}
		gone = append(gone, i)
	}
	for i := range new {
		if !taken[i] {
			more = append(more, i)
		}
	}
	return gone, more
}

// keeps says that nothing of old is lost in new: they are the same, but for
// texts that were put into further languages.
func keeps[T any](old, new T) bool {
	return len(differ(reflect.ValueOf(old), reflect.ValueOf(new), true)) == 0
}

// changed returns the keys in which two structs differ, except those named.
func changed[T any](old, new T, except ...string) []string {
	return slices.DeleteFunc(differ(reflect.ValueOf(old), reflect.ValueOf(new), false), func(k string) bool { return slices.Contains(except, k) })
}

// differ returns the keys in which two structs differ. When more is set, a
// text may have gained languages.
func differ(old, new reflect.Value, more bool) []string {
	var keys []string
	for _, k := range keysOf(old.Type()) {
		a, b := old.Field(k.field).Interface(), new.Field(k.field).Interface()
		if text, ok := a.(Text); ok && more && len(text) > 0 {
			if !text.in(b.(Text)) {
				keys = append(keys, k.name)
			}
			continue
		}
		if !reflect.DeepEqual(a, b) {
			keys = append(keys, k.name)
		}
	}
	return keys
}

// in says that other has all of t, word for word.
func (t Text) in(other Text) bool {
	for lang, text := range t {
		if other[lang] != text {
			return false
		}
	}
	return true
}
