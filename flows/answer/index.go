package answer

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// Index finds rows of a table by what people type. It never changes once
// made, so any number of goroutines may share it.
type Index struct {
	reader  *Reader
	whole   map[string][]int32 // rows by whole cell
	keys    map[string]int32   // rows by key, without spaces
	words   map[string][]int32 // rows by word of a cell, ascending
	initial map[rune][]string  // words by first letter
	size    []int              // words of each row's searchable cells
	longest int                // words of the longest cell
}

// Index prepares rows for finding. Each row is its searchable cells, the key
// first; Find returns their places in rows.
func (r *Reader) Index(rows [][]string) *Index {
	x := &Index{
		reader: r, whole: map[string][]int32{}, keys: map[string]int32{}, words: map[string][]int32{},
		initial: map[rune][]string{}, size: make([]int, len(rows)),
	}
	for i, cells := range rows {
		for c, cell := range cells {
			w := split([]byte(Fold(cell)))
			if w.n == 0 {
				continue
			}
			if c == 0 {
				if key := strings.ReplaceAll(string(w.text), " ", ""); key != "" {
					if _, taken := x.keys[key]; !taken {
						x.keys[key] = int32(i)
					}
				}
			}
			addRow(x.whole, string(w.text), i)
			for _, core := range x.cores(&w) {
				addRow(x.whole, core, i)
			}
			x.longest = max(x.longest, w.n)
			x.size[i] += w.n
			for j := range w.n {
				x.addWord(string(w.word(j)), i)
			}
		}
	}
	return x
}

func addRow(m map[string][]int32, s string, row int) bool {
	rows := m[s]
	if len(rows) > 0 && rows[len(rows)-1] == int32(row) {
		return false
	}
	m[s] = append(rows, int32(row))
	return len(rows) == 0
}

func (x *Index) addWord(word string, row int) {
	if addRow(x.words, word, row) {
		r, _ := utf8.DecodeRuneInString(word)
		x.initial[r] = append(x.initial[r], word)
	}
}

// FindIn returns the rows that a text in this language means, best first, at
// most limit of them (0 for all): Exact when it is a key or a whole cell,
// though several rows may share one; Near when its words are found in a row,
// begin words of a row or are a slip away from them, or when it names a whole
// cell among a few other words.
func (x *Index) FindIn(text, lang string, limit int) (rows []int, fit Fit) {
	if len(text) > foldBytes {
		return nil, Misfit
	}
	w := split([]byte(Fold(text)))
	if w.n == 0 || w.long {
		return nil, Misfit
	}
	lexicon := x.reader.lexicon(lang)
	core := lexicon.withoutFillers(&w, nil)
	if core.n == 0 {
		core = w
	}
	for _, s := range []*reply{&w, &core} {
		if row, ok := x.keys[strings.ReplaceAll(string(s.text), " ", "")]; ok {
			return []int{int(row)}, Exact
		}
	}
	for _, s := range []*reply{&w, &core} {
		if found := x.whole[string(s.text)]; len(found) > 0 {
			return cutTo(found, limit), Exact
		}
	}
	if found := x.byWords(&core); len(found) > 0 {
		return cutTo(found, limit), Near
	}
	if lexicon.saysNot(text) {
		return nil, Misfit
	}
	if found := x.cellWithin(&core); len(found) > 0 {
		return cutTo(found, limit), Near
	}
	return nil, Misfit
}

// Find is FindIn for a person whose language is not known.
func (x *Index) Find(text string, limit int) (rows []int, fit Fit) {
	best := Misfit
	for _, lang := range slices.Concat(x.reader.order, []string{""}) {
		if found, f := x.FindIn(text, lang, limit); f > best {
			rows, best = found, f
		}
	}
	return rows, best
}

func cutTo(found []int32, limit int) []int {
	if limit > 0 && len(found) > limit {
		found = found[:limit]
	}
	rows := make([]int, len(found))
	for i, row := range found {
		rows[i] = int(row)
	}
	return rows
}

// cores are a cell's texts without the fillers of each language.
func (x *Index) cores(w *reply) (all []string) {
	for _, lang := range x.reader.order {
		if c := x.reader.lexicons[lang].withoutFillers(w, nil); c.n > 0 && c.n < w.n {
			all = append(all, string(c.text))
		}
	}
	return all
}

// byWords finds the rows in which every word of the text is found, those with
// fewest slips first, then the shortest.
func (x *Index) byWords(w *reply) []int32 {
	var slipsOf map[int32]int
	for i := range w.n {
		here := x.like(w.word(i))
		if i > 0 {
			for row, n := range slipsOf {
				if m, ok := here[row]; ok {
					slipsOf[row] = n + m
				} else {
					delete(slipsOf, row)
				}
			}
		} else {
			slipsOf = here
		}
		if len(slipsOf) == 0 {
			return nil
		}
	}
	rows := make([]int32, 0, len(slipsOf))
	for row := range slipsOf {
		rows = append(rows, row)
	}
	slices.SortFunc(rows, func(a, b int32) int {
		if d := slipsOf[a] - slipsOf[b]; d != 0 {
			return d
		}
		if d := x.size[a] - x.size[b]; d != 0 {
			return d
		}
		return int(a - b)
	})
	return rows
}

// like returns the rows with a word like this one, by how unlike it is.
func (x *Index) like(word []byte) map[int32]int {
	found := map[int32]int{}
	take := func(rows []int32, d int) {
		for _, row := range rows {
			if old, ok := found[row]; !ok || d < old {
				found[row] = d
			}
		}
	}
	take(x.words[string(word)], 0)
	var buf, other [maxRunes]rune
	written, ok := spell(buf[:0], word)
	if !ok {
		return found
	}
	for _, s := range x.initial[written[0]] {
		if len(word) >= 3 && strings.HasPrefix(s, string(word)) {
			take(x.words[s], 1)
			continue
		}
		if d := len(s) - len(word); d > 8 || d < -8 {
			continue
		}
		meant, ok := spell(other[:0], []byte(s))
		limit := forgiven(min(len(meant), len(written)))
		if !ok || limit == 0 {
			continue
		}
		if d := slips(meant, written, limit); d <= limit {
			take(x.words[s], 2*d)
		}
	}
	return found
}

// cellWithin finds rows with a whole cell among at most three other words:
// "frente a la escuela San Juan".
func (x *Index) cellWithin(w *reply) []int32 {
	for n := min(w.n, x.longest); n > 0; n-- {
		if w.n-n > maxAroundWords {
			break
		}
		var rows []int32
		for i := 0; i+n <= w.n; i++ {
			phrase := w.phrase(i, n)
			if utf8.RuneCount(phrase) >= 4 || digits(phrase) > 0 && n == 1 && len(phrase) >= 3 {
				for _, row := range x.whole[string(phrase)] {
					if !slices.Contains(rows, row) {
						rows = append(rows, row)
					}
				}
			}
		}
		if len(rows) > 0 {
			return rows
		}
	}
	return nil
}
