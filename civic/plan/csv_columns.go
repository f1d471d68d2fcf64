package plan

import (
	"fmt"
	"reflect"
	"regexp"
	"strconv"
	"strings"
)

// exchange makes the columns of tables in the languages of a plan.
type exchange struct{ languages []string }

// column is one column of a table: how its cell is written and read.
type column struct {
	name string
	key  string // what it holds, as YAML calls it; empty: nothing of the row's
	get  func(row reflect.Value) string
	// set reads a cell that is not empty.
	set func(row reflect.Value, cell string) *wrong
}

// columns returns the columns of a struct: one for each key, and of a text one
// for each language, the first without its name. Lists of structs are tables
// of their own.
func (x exchange) columns(t reflect.Type) []column {
	var out []column
	for _, k := range keysOf(t) {
		out = append(out, x.of(t.Field(k.field).Type, k, "")...)
	}
	return out
}

// of returns the columns of one key.
func (x exchange) of(t reflect.Type, k key, prefix string) []column {
	columns := x.cells(t, k, prefix+k.name)
	for i := range columns {
		columns[i].key = k.name
	}
	return columns
}

// cells returns the columns called name for one key.
func (x exchange) cells(t reflect.Type, k key, name string) []column {
	switch t {
	case reflect.TypeFor[Text]():
		return x.each(name, func(lang string) column {
			return column{
				get: func(row reflect.Value) string { return row.Field(k.field).Interface().(Text)[lang] },
				set: func(row reflect.Value, cell string) *wrong {
					put(row.Field(k.field).Addr().Interface().(*Text), lang, cell)
					return nil
				},
			}
		})
	case reflect.TypeFor[[]Text]():
		return x.each(name, func(lang string) column {
			return column{
				get: func(row reflect.Value) string { return numbered(row.Field(k.field).Interface().([]Text), lang) },
				set: func(row reflect.Value, cell string) *wrong {
					return unnumber(row.Field(k.field).Addr().Interface().(*[]Text), lang, cell, k)
				},
			}
		})
	case reflect.TypeFor[[]string]():
		return []column{{name, "",
			func(row reflect.Value) string { return strings.Join(row.Field(k.field).Interface().([]string), "; ") },
			func(row reflect.Value, cell string) *wrong {
				words, w := split(cell, k)
				row.Field(k.field).Set(reflect.ValueOf(words))
				return w
			},
		}}
	case reflect.TypeFor[map[Completion]int]():
		return counted(name, k)
	case reflect.TypeFor[Source]():
		return sourced(name, k)
	case reflect.TypeFor[map[string]Text]():
		return nil
	}
	if t.Kind() == reflect.Slice {
		return nil
	}
	return []column{{name, "",
		func(row reflect.Value) string { return format(row.Field(k.field), k) },
		func(row reflect.Value, cell string) *wrong { return scan(cell, row.Field(k.field), k) },
	}}
}

// each makes a column for each language.
func (x exchange) each(name string, make func(lang string) column) []column {
	var out []column
	for i, lang := range x.languages {
		c := make(lang)
		c.name = name
		if i > 0 {
			c.name += "_" + lang
		}
		out = append(out, c)
	}
	return out
}

// sourced are the columns of a source: source, source_url, source_as_of.
func sourced(name string, k key) []column {
	var out []column
	for _, part := range keysOf(reflect.TypeFor[Source]()) {
		c := column{name + "_" + part.name, "",
			func(row reflect.Value) string { return format(row.Field(k.field).Field(part.field), part) },
			func(row reflect.Value, cell string) *wrong {
				return scan(cell, row.Field(k.field).Field(part.field), part)
			},
		}
		if part.name == "name" {
			c.name = name
		}
		out = append(out, c)
	}
	return out
}

// counted are the columns of counts, one for each code: counts_complete.
func counted(name string, k key) []column {
	var out []column
	for i := len(completions()) - 1; i > 0; i-- {
		at := Completion(i)
		out = append(out, column{name + "_" + strings.ReplaceAll(at.String(), " ", "_"), "",
			func(row reflect.Value) string {
				if n, ok := row.Field(k.field).Interface().(map[Completion]int)[at]; ok {
					return strconv.Itoa(n)
				}
				return ""
			},
			func(row reflect.Value, cell string) *wrong {
				counts := row.Field(k.field).Addr().Interface().(*map[Completion]int)
				if *counts == nil {
					*counts = map[Completion]int{}
				}
				n := 0
				if cell != "0" {
					if w := scan(cell, reflect.ValueOf(&n).Elem(), k); w != nil {
						return w
					}
				}
				(*counts)[at] = n
				return nil
			},
		})
	}
	return out
}

// put adds a text in one language.
func put(t *Text, lang, text string) {
	if *t == nil {
		*t = Text{}
	}
	(*t)[lang] = text
}

// split reads a list of words.
func split(cell string, k key) ([]string, *wrong) {
	var words []string
	for word := range strings.SplitSeq(cell, ";") {
		if word = strings.TrimSpace(word); word == "" {
			continue
		}
		if w := k.check(word); w != nil {
			return nil, w
		}
		words = append(words, word)
	}
	return words, nil
}

var numberForm = regexp.MustCompile(`^([1-9][0-9]?)\. *(.*)$`)

// numbered writes a list of texts as numbered lines of one cell. The numbers
// keep the languages together where one has no word for an entry.
func numbered(texts []Text, lang string) string {
	var lines []string
	for i, text := range texts {
		if line, ok := text[lang]; ok {
			lines = append(lines, fmt.Sprintf("%d. %s", i+1, line))
		}
	}
	return strings.Join(lines, "\n")
}

// unnumber is the inverse of numbered. Lines without numbers are counted.
func unnumber(texts *[]Text, lang, cell string, k key) *wrong {
	at := 0
	for line := range strings.SplitSeq(cell, "\n") {
		if line = strings.TrimSpace(line); line == "" {
			continue
		}
		at++
		if m := numberForm.FindStringSubmatch(line); m != nil {
			at, _ = strconv.Atoi(m[1])
			line = m[2]
		}
		for len(*texts) < at {
			*texts = append(*texts, nil)
		}
		if (*texts)[at-1][lang] != "" {
			return &wrong{"key", fmt.Sprintf("%s has two entries number %d", k.name, at), "give each line a number of its own"}
		}
		put(&(*texts)[at-1], lang, line)
	}
	return nil
}
