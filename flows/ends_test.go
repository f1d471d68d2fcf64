package flows_test

import (
	"fmt"
	"strings"
	"testing"
	"testing/fstest"

	"pgregory.net/rapid"

	"plaza/flows"
)

// longest is more than any conversation of these flows can take: three replies
// a question, three corrections of a few questions each.
const longest = 400

// Every flow that passes the checker ends, whatever a person does.
func TestEveryConversationEnds(t *testing.T) {
	for _, dir := range folders {
		p := program(t, dir)
		t.Run(dir, func(t *testing.T) {
			rapid.Check(t, func(r *rapid.T) { converse(r, p) })
		})
	}
	t.Run("of a flow nobody wrote", func(t *testing.T) {
		checked := 0
		rapid.Check(t, func(r *rapid.T) {
			src := invent(r)
			folder, err := flows.ReadFolder(fstest.MapFS{"flow.yaml": {Data: []byte(src)}})
			if err != nil {
				r.Fatal(err)
			}
			f, problems := flows.Parse(folder)
			if err := problems.Err(); err != nil {
				r.Fatalf("%s\n%v", src, err)
			}
			p, err := flows.Compile(f, flows.Env{Lexicon: lexicon()})
			if err != nil {
				r.Skip(err)
			}
			checked++
			converse(r, p)
		})
		if checked < 20 {
			t.Errorf("got %d flows that pass the checker, want at least 20", checked)
		}
	})
}

// converse has one conversation, taking at every turn something a person may do.
func converse(r *rapid.T, p *flows.Program) {
	parts := []string{flows.MainPart}
	for _, name := range p.Flow.Parts.Keys {
		parts = append(parts, name.Value)
	}
	c := &run{t: r, p: p, state: flows.State{
		Run: "r", Part: rapid.SampledFrom(parts).Draw(r, "part"), Lang: p.Languages()[0],
		Wave: rapid.IntRange(0, 2).Draw(r, "wave"), Can: flows.Can(rapid.IntRange(0, 15).Draw(r, "can")),
	}}
	c.step(flows.Input{Kind: flows.InBegin, Text: rapid.SampledFrom([]string{"", "1", "canelones"}).Draw(r, "rest")})
	backs := 0
	for n := 0; c.state.Outcome == ""; n++ {
		if n == longest {
			r.Fatalf("still at %q after %d inputs", c.state.At, n)
		}
		if c.state.At == "" {
			r.Fatal("it waits nowhere")
		}
		if need, ok := last(c.out).(flows.Need); ok && need.Query.Others != "" {
			c.step(flows.Input{Kind: flows.InFound})
			continue
		}
		in := flows.Input{Kind: rapid.SampledFrom([]flows.InputKind{
			flows.InText, flows.InText, flows.InText, flows.InText, flows.InSkip, flows.InBack, flows.InAgain, flows.InReturned,
		}).Draw(r, "kind")}
		if in.Kind == flows.InBack {
			if backs++; backs > 5 {
				in.Kind = flows.InText
			}
		}
		if in.Kind == flows.InText {
			in.Text = rapid.SampledFrom([]string{
				"1", "2", "3", "1 2", "yes", "no", "7", "purple", "3 March 2026", "W1", "karen", "a long story", "", "+254712345678", "a@b.org",
			}).Draw(r, "text")
			if rapid.Bool().Draw(r, "media") {
				in.Media = []flows.Media{{Kind: "photo", URL: "u"}, {Kind: "voice", URL: "u"}}
			}
		}
		if strings.HasPrefix(c.state.At, "handoff") && n > longest/2 {
			in.Kind = flows.InReturned
		}
		c.step(in)
	}
	if _, ok := last(c.out).(flows.Ended); !ok && c.state.Outcome != "done" {
		r.Fatalf("it is %s, and the last effect is %T", c.state.Outcome, last(c.out))
	}
}

// invent writes a flow of a few questions, branches and confirms.
func invent(r *rapid.T) string {
	var b strings.Builder
	b.WriteString("flow: invented\ntitle: {en: Invented}\nlanguages: [en]\nstart: {en: [INVENT]}\nsteps:\n" +
		"  - consent: take_part\n    required: yes\n    keep: 1 month\n    text: {en: May we?}\n")
	var sure []string // options questions asked on every path
	all := 0
	var steps func(indent string, deep bool, n int)
	steps = func(indent string, deep bool, n int) {
		for range n {
			name := fmt.Sprintf("q%d", all)
			head := indent + "- "
			if len(sure) > 0 && rapid.IntRange(0, 3).Draw(r, "when") == 0 {
				fmt.Fprintf(&b, "%s- when: %s is %s\n", indent, rapid.SampledFrom(sure).Draw(r, "of"), rapid.SampledFrom([]string{"a", "b", "c"}).Draw(r, "is"))
				head = indent + "  "
			}
			guarded := !strings.HasSuffix(head, "- ")
			switch rapid.IntRange(0, 7).Draw(r, "verb") {
			case 0:
				fmt.Fprintf(&b, "%ssay: {en: Something.}\n", head)
			case 1, 2:
				all++
				fmt.Fprintf(&b, "%sask: %s\n%s  text: {en: Which %s?}\n%s  options: {a: {en: Apples}, b: {en: Bananas}, c: {en: Cherries}}\n", head, name, indent, name, indent)
				if rapid.Bool().Draw(r, "required") {
					fmt.Fprintf(&b, "%s  required: yes\n", indent)
				}
				if !guarded && !deep {
					sure = append(sure, name)
				}
			case 3:
				all++
				fmt.Fprintf(&b, "%sask: %s\n%s  text: {en: What %s?}\n%s  answer: %s\n", head, name, indent, name, indent,
					rapid.SampledFrom([]string{"text", "yesno", "number", "date", "photo"}).Draw(r, "kind"))
			case 4:
				if len(sure) > 0 {
					fmt.Fprintf(&b, "%sconfirm: [%s]\n%s  text: {en: \"{%s}, right?\"}\n", head, strings.Join(sure, ", "), indent, sure[0])
					break
				}
				fmt.Fprintf(&b, "%ssay: {en: Nothing yet.}\n", head)
			case 5:
				if deep && guarded {
					fmt.Fprintf(&b, "%send: early\n", head)
					break
				}
				fmt.Fprintf(&b, "%shandoff: desk%d\n%s  wait: 1 hour\n", head, all, indent)
				all++
			default:
				if deep || !guarded {
					fmt.Fprintf(&b, "%ssay: {en: More.}\n", head)
					break
				}
				fmt.Fprintf(&b, "%sthen:\n", head)
				steps(indent+"    ", true, rapid.IntRange(1, 3).Draw(r, "then"))
				if rapid.Bool().Draw(r, "else") {
					fmt.Fprintf(&b, "%s  else:\n", indent)
					steps(indent+"    ", true, rapid.IntRange(1, 2).Draw(r, "else steps"))
				}
			}
		}
	}
	steps("  ", false, rapid.IntRange(1, 8).Draw(r, "steps"))
	return b.String()
}
