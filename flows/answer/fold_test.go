package answer

import "testing"

func TestFold(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"", ""},
		{"  ¿Sí?  ", "si"},
		{"SANTÉ!", "sante"},
		{"sante\u0301", "sante"},
		{"L’environnement", "l environnement"},
		{"œuvre, Straße, Łódź", "oeuvre strasse lodz"},
		{"ＡＢＣ３", "abc3"},
		{"٣", "3"}, {"۳", "3"}, {"३", "3"}, {"𝟑", "3"}, {"③", "3"}, {"❸", "3"},
		{"3️⃣", "3"}, {"1️⃣3️⃣", "1 3"}, {"🔟", "10"},
		{"👍🏽", "👍"}, {"ok👍ok", "ok 👍 ok"},
		{"(b)", "b"}, {"1.", "1"}, {"2ª", "2"}, {"nº 2", "n 2"},
		{"إيقاف", "ايقاف"}, {"مُساعَدة", "مساعده"}, {"الغـــاء", "الغاء"}, {"ﻣﺴﺎﻋﺪﺓ", "مساعده"},
		{"नहीं", "नहीं"}, {"СТОП", "стоп"}, {"Ёлка", "елка"}, {"ΤΈΛΟΣ", "τελοσ"},
		{"soft\u00adhyphen zero\u200bwidth", "softhyphen zerowidth"},
		{"don't", "don t"}, {"İstanbul", "istanbul"},
		{"\xff\xfe", ""},
	} {
		if got := Fold(c.in); got != c.want {
			t.Errorf("Fold(%q): got %q, want %q", c.in, got, c.want)
		}
	}
}

func FuzzFold(f *testing.F) {
	for _, s := range []string{"¿Sí?", "3️⃣", "إيقاف", "ẞ", "ǅ", "नहीं", "\u0344", "ﷺ", "½", "ﬃ", "µ", "㎏"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		once := Fold(s)
		if twice := Fold(once); twice != once {
			t.Errorf("Fold(%q) = %q, folded again %q", s, once, twice)
		}
	})
}
