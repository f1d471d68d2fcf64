package bot_test

import "testing"

// How often news is to come is read as forgivingly as an answer, and a number
// is none of it.
func TestUpdatesWithSlips(t *testing.T) {
	w := riverbend(t, greeting)
	for text, want := range map[string]string{
		"UPDATES wekly": "once a week", "updates weekly please": "once a week", "update mounthly": "once a month", "UPDATES now!": "as it happens",
		"NOVEDADES semanales": "una vez por semana", "novedades mensal": "una vez al mes", "NOUVELLES hebdo": "une fois par semaine",
		"novidades mensais": "uma vez por mês", "taarifa kila wki": "mara moja kwa wiki", "مستجدات شهريا": "مرة كل شهر",
	} {
		w.person("+" + text).says(text).hears(want + ".")
	}
	for _, text := range []string{"UPDATES 1", "updates two", "UPDATES never", "updates off", "updates not weekly"} {
		w.person("+" + text).says(text).hears("comes as it happens. To change it")
	}
	ana := w.person("+1").says("GREET").skips()
	ana.says("updates weekly please").hears("once a week.", "Are you well?")
}
