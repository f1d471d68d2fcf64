package answer_test

import (
	"bufio"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"plaza/flows/answer"
	"plaza/locales"
)

// The cases are testdata/*.txt, for people to read and add to. A block begins
// with what is asked and in which language, and lists replies:
//
//	options es pick 1 to 2
//	  water: Agua / aguita, el agua
//	  power: Electricidad
//	> agua y luz        => water, power
//	> no quiero agua    => - not_understood
//	> electrisidad      => ~ power
//
// "~" is a near fit, "-" a misfit with its reason. A reply in "quotes" is a Go
// string. Names of blocks: options, yesno, number, date, phone, email, place,
// universal, asks-to-stop, plan-word.

// block is one question and how it is asked.
type block struct {
	kind, lang string
	rest       string // what followed on the line
	setup      []string
}

// testCase is one reply.
type testCase struct {
	at          string // file:line
	block       *block
	reply, want string
}

func readTable(t *testing.T) []testCase {
	t.Helper()
	files, err := filepath.Glob("testdata/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatalf("got %d files (%v), want some", len(files), err)
	}
	var cases []testCase
	for _, name := range files {
		f, err := os.Open(name)
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		var b *block
		lines := bufio.NewScanner(f)
		for n := 1; lines.Scan(); n++ {
			line := lines.Text()
			switch {
			case strings.TrimSpace(line) == "" || line[0] == '#':
			case line[0] == '>':
				reply, want, ok := strings.Cut(line[1:], "=>")
				if !ok || b == nil {
					t.Fatalf("%s:%d: got %q, want a reply => and what it is read as", name, n, line)
				}
				reply = strings.TrimSpace(reply)
				if q, err := strconv.Unquote(reply); err == nil {
					reply = q
				}
				cases = append(cases, testCase{fmt.Sprintf("%s:%d", name, n), b, reply, strings.TrimSpace(want)})
			case line[0] == ' ':
				b.setup = append(b.setup, strings.TrimSpace(line))
			default:
				kind, rest, _ := strings.Cut(line, " ")
				lang, rest, _ := strings.Cut(rest, " ")
				b = &block{kind: kind, lang: lang, rest: rest}
			}
		}
	}
	return cases
}

func newReader(t testing.TB) *answer.Reader {
	t.Helper()
	b, err := locales.Load()
	if err != nil {
		t.Fatal(err)
	}
	words := map[string]answer.Words{}
	for _, lang := range b.Languages() {
		words[lang] = answer.Words(b.Words(lang))
	}
	return answer.NewReader(words)
}

func TestRepliesAreReadAsTheTableSays(t *testing.T) {
	r := newReader(t)
	cases := readTable(t)
	misses, kinds, langs := 0, map[string]int{}, map[string]int{}
	for _, c := range cases {
		if got := read(t, r, c); got != c.want {
			t.Errorf("%s: %s %s %q: got %q, want %q", c.at, c.block.kind, c.block.lang, c.reply, got, c.want)
		}
		if strings.HasPrefix(c.want, "-") {
			misses++
		}
		kinds[c.block.kind]++
		langs[c.block.lang]++
	}
	t.Logf("%d cases, %d misses, by kind %v, by language %v", len(cases), misses, kinds, langs)
	if len(cases) < 400 || misses*3 < len(cases) {
		t.Errorf("got %d cases and %d misses, want at least 400 and a third of them misses", len(cases), misses)
	}
	for _, lang := range []string{"en", "es", "fr", "pt", "sw", "ar"} {
		if langs[lang] < 30 {
			t.Errorf("got %d cases in %s, want at least 30", langs[lang], lang)
		}
	}
	for _, kind := range []string{"options", "yesno", "number", "date", "phone", "email", "place", "universal", "asks-to-stop", "plan-word"} {
		if kinds[kind] == 0 {
			t.Errorf("got no case of %s, want some", kind)
		}
	}
}

func read(t *testing.T, r *answer.Reader, c testCase) string {
	t.Helper()
	switch b := c.block; b.kind {
	case "options":
		opts, o, order := b.options(t, r)
		picks, fit, why := o.Read(c.reply, b.lang, order)
		ids := make([]string, len(picks))
		for i, p := range picks {
			ids[i] = opts[p].ID
		}
		value := strings.Join(ids, ", ")
		if fit != answer.Misfit && len(picks) == 0 {
			value = "nothing"
		}
		return result(value, fit, why)
	case "yesno":
		yes, fit := r.YesNo(c.reply, b.lang)
		value := "no"
		if yes {
			value = "yes"
		}
		return result(value, fit, "")
	case "number":
		return result(r.Number(c.reply, b.lang))
	case "date":
		today, err := time.Parse(time.DateOnly, b.rest)
		if err != nil {
			t.Fatalf("%s: %v", c.at, err)
		}
		return result(r.Date(c.reply, b.lang, today))
	case "phone":
		phone, why := answer.Phone(c.reply, b.rest)
		return result(phone, fitOf(why), why)
	case "email":
		email, why := answer.Email(c.reply)
		return result(email, fitOf(why), why)
	case "place":
		var rows [][]string
		for _, line := range b.setup {
			rows = append(rows, strings.Split(line, " | "))
		}
		found, fit := r.Index(rows).FindIn(c.reply, b.lang, 3)
		var keys []string
		for _, row := range found {
			keys = append(keys, rows[row][0])
		}
		return result(strings.Join(keys, ", "), fit, "")
	case "universal":
		u, _ := r.Universal(c.reply, b.lang)
		if u == answer.NoUniversal {
			return "-"
		}
		return [...]string{"", "stop", "start", "help", "language", "back", "skip", "status", "my_data", "erase", "link"}[u]
	case "plan-word":
		word, _, rest := r.PlanWord(c.reply, b.lang)
		if word == answer.NoPlanWord {
			return "-"
		}
		return strings.TrimSpace([...]string{"", "plan", "follow", "unfollow", "updates", "more"}[word] + " " + rest)
	case "asks-to-stop":
		if r.AsksToStop(c.reply) {
			return "stop"
		}
		return "-"
	}
	t.Fatalf("%s: got kind %q, want one of those in the comment above", c.at, c.block.kind)
	return ""
}

func result(value string, fit answer.Fit, why answer.Why) string {
	switch fit {
	case answer.Exact:
		return value
	case answer.Near:
		return "~ " + value
	}
	return strings.TrimSpace("- " + string(why))
}

func fitOf(why answer.Why) answer.Fit {
	if why != "" {
		return answer.Misfit
	}
	return answer.Exact
}

// options reads the block's options: "id: Label / word, word", further
// languages as "id es: …", and on its first line pick, ranked, order and in.
func (b *block) options(t *testing.T, r *answer.Reader) ([]answer.Option, *answer.Options, []int) {
	t.Helper()
	pick, languages := answer.Pick{Min: 1, Max: 1}, []string{b.lang}
	var order []int
	words := strings.Fields(b.rest)
	for i := 0; i < len(words); i++ {
		switch words[i] {
		case "pick":
			if words[i+1] == "any" {
				pick = answer.Pick{}
				i++
				continue
			}
			pick.Min, _ = strconv.Atoi(words[i+1])
			pick.Max, _ = strconv.Atoi(words[i+3])
			i += 3
		case "ranked":
			pick.Ranked = true
		case "order":
			for _, s := range strings.Split(words[i+1], ",") {
				n, _ := strconv.Atoi(s)
				order = append(order, n)
			}
			i++
		case "in":
			languages = strings.Split(words[i+1], ",")
			i++
		default:
			t.Fatalf("options %s: got %q, want pick, ranked, order or in", b.rest, words[i])
		}
	}
	var opts []answer.Option
	for _, line := range b.setup {
		id, text, _ := strings.Cut(line, ": ")
		id, lang, other := strings.Cut(id, " ")
		if !other {
			lang = b.lang
		}
		if len(opts) == 0 || opts[len(opts)-1].ID != id {
			opts = append(opts, answer.Option{ID: id, Labels: map[string]string{}, Words: map[string][]string{}})
		}
		o := &opts[len(opts)-1]
		label, alternatives, ok := strings.Cut(text, " / ")
		o.Labels[lang] = label
		if ok {
			o.Words[lang] = strings.Split(alternatives, ", ")
		}
	}
	return opts, r.Options(opts, pick, languages), order
}
