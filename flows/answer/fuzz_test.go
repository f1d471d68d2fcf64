package answer_test

import (
	"slices"
	"testing"
	"time"

	"plaza/flows/answer"
)

var languages = []string{"en", "es", "fr", "pt", "sw", "ar", "xx", ""}

func FuzzRead(f *testing.F) {
	r := newReader(f)
	single := r.Options(themes(), answer.Pick{Min: 1, Max: 1}, []string{"en", "es", "fr"})
	ranked := r.Options(themes(), answer.Pick{Min: 0, Max: 3, Ranked: true}, []string{"es", "ar", "sw"})
	index := r.Index([][]string{{"K1", "Kibra"}, {"UA-2026", "Lviv", "Puente sobre el Oreto"}, {""}})
	for _, s := range []string{"1", "la 2 por favor", "1 y 3", "3️⃣", "خمسة وعشرون", "وال", "والال ال", "a y c", "1-3", "first 3 then 1", "not water", "\xff 2"} {
		f.Add(s, uint8(1))
	}
	f.Fuzz(func(t *testing.T, text string, l uint8) {
		lang := languages[int(l)%len(languages)]
		for _, o := range []*answer.Options{single, ranked} {
			picks, fit, why := o.Read(text, lang, nil)
			if (fit == answer.Misfit) != (why != "") {
				t.Errorf("Read(%q): got fit %d and why %q, want a reason for a misfit alone", text, fit, why)
			}
			if slices.ContainsFunc(picks, func(p int) bool { return p < 0 || p > 4 }) || len(picks) > 3 {
				t.Errorf("Read(%q): got picks %v, want at most 3 of 5", text, picks)
			}
		}
		r.YesNo(text, lang)
		r.Universal(text, lang)
		r.AsksToStop(text)
		answer.Phone(text, "KE")
		answer.Email(text)
		if rows, fit := index.Find(text, 2); len(rows) > 2 || (fit == answer.Misfit) != (len(rows) == 0) {
			t.Errorf("Find(%q): got %v and fit %d, want at most 2 rows", text, rows, fit)
		}
	})
}

func FuzzNumber(f *testing.F) {
	r := newReader(f)
	for _, s := range []string{"1.200.000", "1 200", "quatre-vingt-dix", "خمسة وعشرون", "-5", "2,5 millones", "1,", "5-", ".5"} {
		f.Add(s, uint8(1))
	}
	f.Fuzz(func(t *testing.T, text string, l uint8) {
		lang := languages[int(l)%len(languages)]
		value, fit, why := r.Number(text, lang)
		if (fit == answer.Misfit) != (why != "") {
			t.Errorf("Number(%q): got fit %d and why %q, want a reason for a misfit alone", text, fit, why)
		}
		if fit == answer.Misfit {
			return
		}
		if again, _, why := r.Number(value, "en"); why != "" || again != value {
			t.Errorf("Number(%q) = %q, read again %q (%s), want the same", text, value, again, why)
		}
	})
}

func FuzzDate(f *testing.F) {
	r := newReader(f)
	today := time.Date(2026, 3, 12, 9, 0, 0, 0, time.UTC)
	for _, s := range []string{"3 March 2026", "le 1er mai", "29/2", "ayer", "3/4/26", "hace 3 días", "last monday", "٣ مارس", "3.4.", "31 31 2026"} {
		f.Add(s, uint8(1))
	}
	f.Fuzz(func(t *testing.T, text string, l uint8) {
		day, fit, why := r.Date(text, languages[int(l)%len(languages)], today)
		if (fit == answer.Misfit) != (why != "") {
			t.Errorf("Date(%q): got fit %d and why %q, want a reason for a misfit alone", text, fit, why)
		}
		if _, err := time.Parse(time.DateOnly, day); fit != answer.Misfit && err != nil {
			t.Errorf("Date(%q): got %q, want a day", text, day)
		}
	})
}
