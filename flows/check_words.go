package flows

import (
	"maps"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"plaza/flows/answer"
	"plaza/flows/source"
)

// checkWords checks the words that people write: an option must not be a word
// that means something everywhere, two options must not read alike, and a
// word that opens must open one thing.
func (c *checker) checkWords() {
	reader := answer.NewReader(c.env.Lexicon.Words)
	for _, s := range c.sites {
		a, ok := s.step.Verb.(*Ask)
		if !ok {
			continue
		}
		if a.Options != nil && a.Options.Ref.Value == "" {
			c.checkOptionWords(reader, a.Options)
		}
		for _, lang := range c.languages() { // the ends of a scale are answers too
			for _, end := range []Text{a.Low, a.High} {
				if phrase, ok := end.In[lang]; ok {
					c.checkUniversal(reader, lang, phrase)
				}
			}
		}
	}
	for _, key := range c.flow.Lists.Keys {
		if l := c.flow.Lists.By[key.Value]; l != nil {
			c.checkOptionWords(reader, l)
		}
	}
	c.checkRowWords(reader)
	c.checkStartWords(reader)
	c.checkHandwritten()
}

// said is one way to write an option: its label or one of its words.
type said struct {
	phrase Phrase
	folded string
	option int
	label  bool
}

func (c *checker) checkOptionWords(reader *answer.Reader, l *OptionList) {
	for _, lang := range c.languages() {
		var all []said
		for i, o := range l.Options {
			if label, ok := o.Text.In[lang]; ok {
				all = append(all, said{label, answer.Fold(label.Text), i, true})
			}
			for _, word := range o.Words.In[lang] {
				all = append(all, said{word, answer.Fold(word.Text), i, false})
			}
		}
		for _, s := range all {
			c.checkUniversal(reader, lang, s.phrase)
		}
		c.checkAlike(lang, all)
		c.checkNumbered(lang, all, len(l.Options))
	}
}

// checkUniversal checks an option against the universal words: chosen by its
// label, it would not be an answer.
func (c *checker) checkUniversal(reader *answer.Reader, lang string, p Phrase) {
	word, in := reader.Universal(p.Text, lang)
	if word == answer.Start && slices.ContainsFunc(c.env.Lexicon.Words[in].Yes, func(yes string) bool { return answer.Fold(yes) == answer.Fold(p.Text) }) {
		return // yes starts again only who had stopped
	}
	if does := universalDoes(word); does != "" {
		c.error(p.Pos, "word-taken", "say more, so that the word is not the whole reply", "%q is how people %s in %s", p.Text, does, languageName(in))
	}
}

// checkRowWords warns of rows that people choose by a word that stops
// messages. A place is called what it is called, so it is no error.
func (c *checker) checkRowWords(reader *answer.Reader) {
	for _, key := range c.flow.Tables.Keys {
		t := c.flow.Tables.By[key.Value]
		if t == nil || t.Data == nil {
			continue
		}
		for _, n := range append([]Name{t.Key}, t.Search...) {
			i := slices.Index(t.Data.Columns, n.Value)
			for row, cells := range t.Data.Rows {
				if i < 0 || i >= len(cells) {
					break
				}
				if word, in := reader.Universal(cells[i], ""); word == answer.Stop {
					c.warn(t.rowPos(row), "word-taken", "give people another column to choose it by", "%q is how people stop messages in %s", cells[i], languageName(in))
				}
			}
		}
	}
}

// universalDoes says what people do with a universal word.
func universalDoes(word answer.Universal) string {
	switch word {
	case answer.Stop:
		return "stop messages"
	case answer.Start:
		return "start messages again"
	case answer.Help:
		return "ask for help"
	case answer.Language:
		return "change the language"
	case answer.Back:
		return "go back"
	case answer.Skip:
		return "skip a question"
	case answer.Status:
		return "ask how things stand"
	case answer.MyData:
		return "ask what is kept of them"
	case answer.Erase:
		return "erase their answers"
	case answer.Link:
		return "join two of their channels"
	}
	return ""
}

// checkAlike checks that no reply can mean two options.
func (c *checker) checkAlike(lang string, all []said) {
	for j, b := range all {
		for _, a := range all[:j] {
			if a.option != b.option && a.folded == b.folded && b.folded != "" {
				c.error(b.phrase.Pos, "same-answer", "two options must differ in their words", "%q is already on line %d", b.phrase.Text, a.phrase.Pos.Line)
				break
			}
		}
	}
	for j, b := range all {
		for _, a := range all[:j] {
			if a.option == b.option || !a.label || !b.label || a.folded == b.folded {
				continue
			}
			if same := sharedStart(a.folded, b.folded); c.tells(lang, same) {
				n := utf8.RuneCountInString(same)
				written := firstLetters(b.phrase.Text, n)
				c.warn(b.phrase.Pos, "same-answer", "begin them differently", "%q and %q both begin with %q; a reply of %q fits two", a.phrase.Text, b.phrase.Text, written, strings.ToLower(written))
				break
			}
		}
	}
}

// sharedStart returns the whole words that two folded labels begin with alike.
func sharedStart(a, b string) string {
	x, y := strings.Fields(a), strings.Fields(b)
	n := 0
	for n < len(x) && n < len(y) && x[n] == y[n] {
		n++
	}
	return strings.Join(x[:n], " ")
}

// tells reports whether people would write these first words of a label
// alone, in place of it: a yes or no, or a word of some length.
func (c *checker) tells(lang, words string) bool {
	if words == "" {
		return false
	}
	w := c.env.Lexicon.Words[lang]
	for _, word := range append(slices.Clip(w.Yes), w.No...) {
		if answer.Fold(word) == words {
			return true
		}
	}
	fillers := map[string]bool{}
	for _, f := range w.Fillers {
		fillers[answer.Fold(f)] = true
	}
	return slices.ContainsFunc(strings.Fields(words), func(word string) bool {
		return utf8.RuneCountInString(word) >= 5 && !fillers[word]
	})
}

// firstLetters cuts a label behind so many letters, digits and spaces.
func firstLetters(label string, n int) string {
	for i, r := range label {
		if n == 0 {
			return label[:i]
		}
		if unicode.IsLetter(r) || unicode.IsDigit(r) || r == ' ' {
			n--
		}
	}
	return label
}

// checkNumbered checks that no label begins with another option's number: a
// reply of "2" is the second option before it is "2 hours".
func (c *checker) checkNumbered(lang string, all []said, options int) {
	numbers := map[string]int{}
	w := c.env.Lexicon.Words[lang]
	for word, n := range w.Numbers {
		if n > 1 { // "un autre" is no number
			numbers[answer.Fold(word)] = n
		}
	}
	for _, s := range all {
		first, _, _ := strings.Cut(s.folded, " ")
		n, err := strconv.Atoi(first)
		if err != nil {
			n = numbers[first]
		}
		if n >= 1 && n <= options && n != s.option+1 {
			c.warn(s.phrase.Pos, "same-answer", "put the number later in the label, or the options in the order of their numbers",
				"%q begins with the number of another option", s.phrase.Text)
		}
	}
}

// checkStartWords checks the words that open the flow and its parts.
func (c *checker) checkStartWords(reader *answer.Reader) {
	if id := c.flow.ID; id.Value != "" && c.env.Taken != nil {
		if by := c.env.Taken(id.Value); by != "" && by != id.Value {
			c.error(id.Pos, "word-taken", "choose another id: it opens the consultation too", "%s already opens %s", id.Value, by)
		}
	}
	opens := map[string]opener{}
	for _, p := range c.parts {
		for _, lang := range c.languages() {
			for _, word := range p.Start.In[lang] {
				folded := answer.Fold(word.Text)
				if first, ok := opens[folded]; ok && first.part != p.Name {
					c.error(word.Pos, "word-taken", "give each part a word of its own", "%s already opens %s, line %d", word.Text, first.part, first.pos.Line)
				} else if !ok {
					opens[folded] = opener{p.Name, word.Pos}
				}
				c.checkStartWord(reader, word, folded)
			}
		}
	}
}

// opener is what a start word opens.
type opener struct {
	part string
	pos  source.Pos
}

func (c *checker) checkStartWord(reader *answer.Reader, word Phrase, folded string) {
	if strings.Contains(folded, " ") || folded == "" {
		c.error(word.Pos, "name", "choose one word; what follows it answers the first question", "%q cannot open a conversation", word.Text)
		return
	}
	for _, lang := range slices.Sorted(maps.Keys(c.env.Lexicon.Words)) {
		if does := universalDoes(universalIn(reader, folded, lang)); does != "" {
			c.error(word.Pos, "word-taken", "choose another word", "%q is how people %s in %s", word.Text, does, languageName(lang))
			return
		}
		if in, found, rest := reader.PlanWord(folded, lang); in != answer.NoPlanWord && rest == "" {
			c.error(word.Pos, "word-taken", "choose another word", "%q is how people ask about a plan in %s", word.Text, languageName(found))
			return
		}
		w := c.env.Lexicon.Words[lang]
		if reader.Is(folded, w.Yes) || reader.Is(folded, w.No) {
			c.error(word.Pos, "word-taken", "choose another word", "%q is yes or no in %s", word.Text, languageName(lang))
			return
		}
	}
	if isDigits(folded) {
		c.error(word.Pos, "word-taken", "choose a word", "%q answers questions", word.Text)
	}
	if c.env.Taken == nil {
		return
	}
	if by := c.env.Taken(word.Text); by != "" && by != c.flow.ID.Value {
		c.error(word.Pos, "word-taken", "choose another word", "%s already opens %s", word.Text, by)
	}
}

// universalIn is the universal word that a text is in one language.
func universalIn(reader *answer.Reader, text, lang string) answer.Universal {
	if word, in := reader.Universal(text, lang); in == lang {
		return word
	}
	return answer.NoUniversal
}
