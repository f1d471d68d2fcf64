package answer

import "strings"

// Options are the options of one question, prepared for reading replies. They
// never change once made, so any number of goroutines may share them.
type Options struct {
	reader *Reader
	n      int
	pick   Pick
	in     []*optionForms // in each language of the flow
}

// optionForms is every form in which the options can be written in one language.
type optionForms struct {
	lang      string
	lexicon   *lexicon
	of        map[string]optionForm
	like      map[rune][]nearForm // by first letter
	likeWords int                 // the words of the longest of them
	initials  [26]int16           // the option whose label begins with this letter, none or several
}

// optionForm is what one phrase chooses.
type optionForm struct {
	option  int16 // its index, none or several
	whole   bool  // a whole label or one of the words, not just how a label begins
	longest uint8 // the words of the longest form that begins with this word
}

const (
	none    = -1
	several = -2
)

// nearForm is a form that a reply with a slip may be taken for.
type nearForm struct {
	option int16
	words  uint8
	nots   uint8
	spelt  []rune
}

// Options prepares the options of a question for reading, in the languages of
// its flow. The index of an option in opts is what Read returns.
func (r *Reader) Options(opts []Option, pick Pick, languages []string) *Options {
	o := &Options{reader: r, n: len(opts), pick: pick}
	for _, lang := range languages {
		f := &optionForms{lang: lang, lexicon: r.lexicon(lang), of: map[string]optionForm{}, like: map[rune][]nearForm{}}
		for i := range f.initials {
			f.initials[i] = none
		}
		f.addWhole(opts)
		f.addBeginnings(opts)
		f.addLike()
		o.in = append(o.in, f)
	}
	return o
}

// addWhole enters labels and words, as written and without their fillers.
// What is a form of two options chooses neither.
func (f *optionForms) addWhole(opts []Option) {
	for i, o := range opts {
		f.add(Fold(o.Labels[f.lang]), i, true)
		for _, w := range o.Words[f.lang] {
			f.add(Fold(w), i, true)
		}
	}
	for i, o := range opts {
		for _, s := range append([]string{o.Labels[f.lang]}, o.Words[f.lang]...) {
			core := f.core(s)
			for _, form := range []string{string(core.text), joinAnd(string(core.text))} {
				if f.free(form, i) {
					f.add(form, i, true)
				}
			}
		}
	}
}

// joinAnd writes an Arabic "and" together with the word behind it, as people do.
func joinAnd(text string) string {
	return strings.ReplaceAll(text, " "+string(arabicAnd)+" ", " "+string(arabicAnd))
}

// free reports whether a phrase is not yet a form of another option.
func (f *optionForms) free(phrase string, option int) bool {
	form, ok := f.of[phrase]
	return !ok || !form.whole || form.option == int16(option)
}

// addBeginnings enters the first words of each label, up to the whole: those
// that no other label begins with choose it, the others fit several.
func (f *optionForms) addBeginnings(opts []Option) {
	cores := make([]reply, len(opts))
	for i, o := range opts {
		cores[i] = f.core(o.Labels[f.lang])
	}
	for i, c := range cores {
		if c.n == 0 {
			continue
		}
		if first := c.word(0)[0]; first >= 'a' && first <= 'z' {
			if f.initials[first-'a'] == none {
				f.initials[first-'a'] = int16(i)
			} else {
				f.initials[first-'a'] = several
			}
		}
		for n := 1; n < c.n; n++ {
			begin := string(c.phrase(0, n))
			if old, ok := f.of[begin]; ok && old.whole || !f.tells(&c, n, cores, opts[i].Labels[f.lang]) {
				continue
			}
			f.add(begin, i, false)
		}
	}
}

// tells reports whether the first n words of a label say something by
// themselves. "No" alone is not how one writes "No sé"; it is when the rest
// is another option ("No se arregló" beside "Se arregló"), or comes after a
// comma ("No, nunca").
func (f *optionForms) tells(label *reply, n int, all []reply, written string) bool {
	for i := 0; i < n; {
		m, k := f.lexicon.find(label, i)
		if k == 0 || m.is&(isNot|isNo|isAnd|isFiller) == 0 {
			return true
		}
		i += k
	}
	for i := range all {
		if string(all[i].text) == string(label.phrase(n, label.n-n)) {
			return true
		}
	}
	m, _ := f.lexicon.find(label, 0)
	return m.is&isNo != 0 && pauseAfter(written, n)
}

// pauseAfter reports whether a sign of punctuation follows the n-th word.
func pauseAfter(text string, n int) bool {
	var buf [foldBytes]byte
	for i, r := range text {
		switch r {
		case ',', '.', ';', ':', '!', '-', '–', '—', '،':
			w := split(appendFold(buf[:0], text[:i], false))
			return w.n == n
		}
	}
	return false
}

// add makes phrase a form of an option, or of several when it was another's.
func (f *optionForms) add(phrase string, option int, whole bool) {
	w := split([]byte(phrase))
	if w.n == 0 || w.long {
		return
	}
	form, ok := f.of[string(w.text)]
	switch {
	case !ok || form.option == none:
		form.option = int16(option)
	case form.option != int16(option):
		form.option = several
	}
	form.whole = whole
	f.of[string(w.text)] = form
	first, ok := f.of[string(w.word(0))]
	if !ok {
		first.option = none
	}
	first.longest = max(first.longest, uint8(w.n))
	f.of[string(w.word(0))] = first
}

// addLike prepares every form that chooses one option to be compared by likeness.
func (f *optionForms) addLike() {
	for phrase, form := range f.of {
		if form.option < 0 {
			continue
		}
		spelt, ok := spell(nil, []byte(phrase))
		if !ok || forgiven(len(spelt)) == 0 {
			continue
		}
		w := split([]byte(phrase))
		f.likeWords = max(f.likeWords, w.n)
		f.like[spelt[0]] = append(f.like[spelt[0]], nearForm{form.option, uint8(w.n), uint8(f.nots(&w, 0, w.n)), spelt})
	}
}

// nots counts the words among n from i on that turn an answer around.
func (f *optionForms) nots(w *reply, i, n int) (nots int) {
	for end := i + n; i < end; {
		m, k := f.lexicon.find(w, i)
		if k > 0 && m.is&isNot != 0 {
			nots++
		}
		i += max(k, 1)
	}
	return nots
}

// core is a text without the words that may stand around an answer; the whole
// text when nothing else is in it.
func (f *optionForms) core(s string) reply {
	w := split([]byte(Fold(s)))
	c := f.lexicon.withoutFillers(&w, make([]byte, 0, len(w.text)))
	if c.n == 0 {
		return w
	}
	return c
}
