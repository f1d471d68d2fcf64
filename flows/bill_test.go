package flows_test

import (
	"fmt"
	"testing"

	"plaza/channels"
	"plaza/flows"
)

// Yes and no are not listed under a question, and so they cost nothing: each of
// these is one SMS in Spanish, and with the accent of a "Sí" under it would be
// two of the large alphabet.
func TestBillLeavesOutYesAndNo(t *testing.T) {
	bill := flows.NewBill(parsed(t, `flow: bill
title: {en: Bill, es: Cuenta}
languages: [en, es]
start: {en: [BILL], es: [CUENTA]}
steps:
  - consent: take_part
    required: yes
    keep: 1 month
    text:
      en: We keep your answers for one month, without your name. Do you agree?
      es: Guardamos sus respuestas durante un mes, sin su nombre. ¿Acepta?
  - ask: fair
    text: {en: Is the price of the new night bus fair to everybody who needs it?, es: ¿Es justo el precio del bus nocturno nuevo para quien lo necesita?}
    answer: yesno
  - confirm: [fair]
    text: {en: "You said: {fair}. Shall we keep it that way, or change it now?", es: "Usted dijo: {fair}. ¿Lo dejamos de esa manera, o lo cambiamos ya?"}
`), flows.Env{Lexicon: lexicon(), Meter: channels.Segments})
	if len(bill.Messages) != 3 {
		t.Fatalf("got %d messages, want 3", len(bill.Messages))
	}
	for _, m := range bill.Messages {
		if m.Segments[0] != 1 || m.Segments[1] != 1 || m.Large[0] || m.Large[1] {
			t.Errorf("%s: got %d SMS (large %t), want 1 and 1, and none large", m.Name, m.Segments, m.Large)
		}
	}
}

// A flow that gives up accents is counted without them, where that saves an SMS.
func TestBillCountsWhatIsSent(t *testing.T) {
	const flow = `flow: bill
title: Conta
languages: [pt]
start: [CONTA]
record: anonymous
%s
steps:
  - say: Obrigado pela sua resposta. A educação da freguesia será discutida na próxima reunião, em abril.
`
	for head, want := range map[string]int{"transliterate: yes": 1, "transliterate: no": 2} {
		bill := flows.NewBill(parsed(t, fmt.Sprintf(flow, head)),
			flows.Env{Lexicon: lexicon(), Meter: channels.Segments, Plain: channels.Transliterate})
		if got := bill.Messages[0].Segments[0]; got != want {
			t.Errorf("%s: got %d SMS, want %d", head, got, want)
		}
	}
}
