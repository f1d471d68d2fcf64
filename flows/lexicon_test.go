package flows_test

import (
	"fmt"
	"strings"

	"plaza/flows"
	"plaza/flows/answer"
)

// lexicon is a small one of three languages. Sentences print as their key and
// arguments, so that a test sees which was said.
func lexicon() flows.Lexicon {
	return flows.Lexicon{
		Words: map[string]answer.Words{
			"en": {
				Stop: []string{"stop"}, Start: []string{"start"}, Help: []string{"help"}, Language: []string{"language"},
				Back: []string{"back"}, Skip: []string{"skip"}, Status: []string{"status"}, MyData: []string{"my data"}, Erase: []string{"erase"},
				AskStop: []string{"please", "messages", "no more", "dont write me"},
				Yes:     []string{"yes", "sure"}, No: []string{"no"},
				Numbers:    map[string]int{"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "seven": 7, "twenty": 20},
				Fillers:    []string{"please", "the", "option", "number"},
				Months:     map[string]int{"march": 3, "june": 6},
				MonthNames: []string{"January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"},
				Date:       "{day} {month} {year}", Decimal: ".", Group: ",", ListAnd: " and ", And: []string{"and"},
			},
			"es": {
				Stop: []string{"parar", "baja"}, Start: []string{"alta"}, Help: []string{"ayuda"}, Language: []string{"idioma"},
				Back: []string{"atrás"}, Skip: []string{"omitir"}, Status: []string{"estado"}, MyData: []string{"mis datos"}, Erase: []string{"borrar"},
				AskStop: []string{"por favor", "mensajes", "no más mensajes", "no más"},
				Yes:     []string{"sí", "claro", "claro que sí", "acepto", "dale"}, No: []string{"no"},
				Numbers:    map[string]int{"uno": 1, "una": 1, "dos": 2, "tres": 3, "cuatro": 4, "cinco": 5},
				Fillers:    []string{"por favor", "la", "el", "en", "unos", "pasos"},
				Months:     map[string]int{"marzo": 3},
				MonthNames: []string{"enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre", "octubre", "noviembre", "diciembre"},
				Date:       "{day} de {month} de {year}", Decimal: ",", Group: ".", ListAnd: " y ", And: []string{"y"},
			},
			"fr": {
				Stop: []string{"stop", "arrêter"}, Skip: []string{"passer"}, Back: []string{"retour"}, Yes: []string{"oui"}, No: []string{"non"},
				ListAnd: " et ", Decimal: ",", Group: " ",
			},
		},
		Sentence: func(lang, key string, args map[string]any) string {
			switch key {
			case "yes", "no", "no_answer":
				return map[string]map[string]string{
					"en": {"yes": "Yes", "no": "No", "no_answer": "no answer"},
					"es": {"yes": "Sí", "no": "No", "no_answer": "sin respuesta"},
					"fr": {"yes": "Oui", "no": "Non", "no_answer": "sans réponse"},
				}[lang][key]
			case "scale":
				return fmt.Sprintf("(%v = %v, %v = %v)", args["from"], args["low"], args["to"], args["high"])
			}
			var b strings.Builder
			fmt.Fprintf(&b, "[%s", key)
			for _, s := range flows.Sentences() {
				if s.Key == key {
					for _, name := range s.Args {
						fmt.Fprintf(&b, " %s=%v", name, args[name])
					}
				}
			}
			return b.String() + "]"
		},
	}
}
