package channels_test

import (
	"strconv"
	"strings"

	"plaza/channels"
)

// kinds of message that the golden files show, in order.
var kinds = []string{"say", "choice", "long choice", "long text"}

// said is what a consultation says in one language, by kind.
type said struct {
	say     string
	ask     string
	options []string
	which   string
	topics  []string // too long for buttons
	story   []string // sentences, repeated until no SMS body holds them
}

var languages = []string{"en", "es", "fr", "pt", "sw", "ar"}

var spoken = map[string]said{
	"en": {
		say: "Thank you. Your answers are kept without your name.",
		ask: "Was the repair finished?", options: []string{"Yes, finished", "Only in part", "No"},
		which: "Which subject should come first?",
		topics: []string{"Public money and who receives it", "Schools, teachers and school meals", "Water, drains and refuse",
			"Clinics and medicine that is in stock", "Roads, bridges and bus stops"},
		story: []string{"The council met on Tuesday to read what 412 residents had written about the market.",
			"Most of them asked for lights and for a roof that does not leak!", "Mr. Odhiambo, who sells fish there, said that he had waited nine years.",
			"Will the money be found?"},
	},
	"es": {
		say: "Gracias. Sus respuestas se guardan sin su nombre.",
		ask: "¿Se terminó la reparación?", options: []string{"Sí, terminada", "Solo una parte", "No"},
		which: "¿Qué tema debería ir primero?",
		topics: []string{"El dinero público y quién lo recibe", "Escuelas, docentes y comedores", "Agua, desagües y basura",
			"Centros de salud con medicinas", "Caminos, puentes y paradas de autobús"},
		story: []string{"El concejo leyó el martes lo que 412 vecinos escribieron sobre el mercado.",
			"¡La mayoría pidió luz y un techo sin goteras!", "La señora Núñez, que vende allí, dijo que espera desde hace nueve años.",
			"¿Habrá dinero?"},
	},
	"fr": {
		say: "Merci. Vos réponses sont gardées sans votre nom.",
		ask: "La réparation est-elle finie ?", options: []string{"Oui, finie", "En partie", "Non"},
		which: "Quel sujet doit passer en premier ?",
		topics: []string{"L'argent public et ceux qui le reçoivent", "Écoles, enseignants et cantines", "Eau, égouts et déchets",
			"Centres de santé avec des médicaments", "Routes, ponts et arrêts de bus"},
		story: []string{"Mardi, le conseil a lu ce que 412 habitants ont écrit sur le marché.",
			"La plupart demandent de la lumière et un toit qui ne fuit pas !", "Madame Diallo, qui y vend du poisson, attend depuis neuf ans.",
			"Trouvera-t-on l'argent ?"},
	},
	"pt": {
		say: "Obrigado. As suas respostas são guardadas sem o seu nome.",
		ask: "A reparação terminou?", options: []string{"Sim, terminou", "Só em parte", "Não"},
		which: "Que tema deve vir primeiro?",
		topics: []string{"O dinheiro público e quem o recebe", "Escolas, professores e merenda", "Água, esgotos e lixo",
			"Postos de saúde com medicamentos", "Estradas, pontes e paragens"},
		story: []string{"Na terça-feira a câmara leu o que 412 moradores escreveram sobre o mercado.",
			"A maioria pediu luz e um telhado sem goteiras!", "A senhora Conceição, que ali vende peixe, disse que espera há nove anos.",
			"Haverá dinheiro?"},
	},
	"sw": {
		say: "Asante. Majibu yako yanahifadhiwa bila jina lako.",
		ask: "Je, ukarabati umekamilika?", options: []string{"Ndiyo, umekamilika", "Kwa sehemu tu", "Hapana"},
		which: "Ni suala gani lishughulikiwe kwanza?",
		topics: []string{"Fedha za umma na wanaozipokea", "Shule, walimu na chakula cha shule", "Maji, mifereji na takataka",
			"Zahanati zenye dawa za kutosha", "Barabara, madaraja na vituo vya basi"},
		story: []string{"Jumanne baraza lilisoma yale ambayo wakazi 412 waliandika kuhusu soko.",
			"Wengi waliomba taa na paa lisilovuja!", "Bwana Odhiambo, anayeuza samaki pale, alisema amesubiri miaka tisa.",
			"Je, fedha zitapatikana?"},
	},
	"ar": {
		say: "شكرا. تحفظ إجاباتك من دون اسمك.",
		ask: "هل انتهى الإصلاح؟", options: []string{"نعم، انتهى", "جزئيا فقط", "لا"},
		which: "OGP تسأل: أي موضوع يأتي أولا؟",
		topics: []string{"المال العام ومن يحصل عليه", "المدارس والمعلمون والوجبات المدرسية", "المياه والصرف والنفايات",
			"OGP والحكومة المفتوحة في المدينة", "الطرق والجسور ومحطات الحافلات"},
		story: []string{"قرأ المجلس يوم الثلاثاء ما كتبه 412 من السكان عن السوق.",
			"طلب معظمهم الإنارة وسقفا لا يسرب الماء!", "قال السيد ناصر الذي يبيع السمك هناك إنه ينتظر منذ تسع سنوات.",
			"هل سيتوفر المال؟"},
	},
}

// say builds the message of one kind in one language.
func say(kind, lang string) channels.Say {
	w := spoken[lang]
	s := channels.Say{Lang: lang}
	switch kind {
	case "say":
		s.Text = w.say
	case "choice":
		s.Text, s.Options = w.ask, buttons(w.options)
	case "long choice":
		s.Text, s.Options = w.which, buttons(w.topics)
	case "long text":
		for i := 0; channels.Units(s.Text) < 1800; i++ {
			s.Text = strings.TrimSpace(s.Text + " " + w.story[i%len(w.story)])
		}
	}
	return s
}

func buttons(labels []string) []channels.Button {
	options := make([]channels.Button, len(labels))
	for i, l := range labels {
		options[i] = channels.Button{ID: "o" + strconv.Itoa(i+1), Label: l}
	}
	return options
}
