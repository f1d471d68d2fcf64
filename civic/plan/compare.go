package plan

import (
	"reflect"
	"slices"
)

// fresh returns which of new are not in old.
func fresh[T any](old, new []T) []int {
	there := match(old, new)
	var more []int
	for i := range new {
		if !slices.Contains(there, i) {
			more = append(more, i)
		}
	}
	return more
}

// translated tells which of new are in old with fewer languages, and the keys
// that gained some.
func translated[T any](old, new []T, tell func(i int, keys []string)) {
	for i, at := range match(old, new) {
		if at < 0 {
			continue
		}
		if keys := changed(old[i], new[at]); len(keys) > 0 {
			tell(at, keys)
		}
	}
}

// match finds each entry of old in new, no two in the same place, and returns
// where; -1 for one that is not there any more.
func match[T any](old, new []T) []int {
	at := make([]int, len(old))
	taken := make([]bool, len(new))
	for i := range old {
		at[i] = -1
		for j := range new {
			if !taken[j] && keeps(old[i], new[j]) {
				at[i], taken[j] = j, true
				break
			}
		}
	}
	return at
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
		if !reflect.DeepEqual(a, b) && !(none(old.Field(k.field)) && none(new.Field(k.field))) {
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

// none says that a value is an empty list or map, made or not.
func none(v reflect.Value) bool {
	return (v.Kind() == reflect.Slice || v.Kind() == reflect.Map) && v.Len() == 0
}
