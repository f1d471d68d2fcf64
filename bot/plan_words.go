package bot

import (
	"fmt"
	"strconv"
	"strings"

	"plaza/flows"
	"plaza/flows/answer"
)

// A command is a plan word, what stands behind it, and how many lines of the
// answer have been read already.
type command struct {
	word flows.IntentKind
	rest string
	from int
}

// commandWords are what the plan words are called where a command is kept: in
// an aside and under a button.
func commandWords() []string { return []string{"plan", "follow", "unfollow", "updates", "more"} }

// asideMore is an aside that asks nothing: MORE goes on with the command
// behind it. Any other message ends it.
const asideMore = "more"

// String packs a command into an aside. The rest, which may hold anything,
// comes last.
func (c command) String() string {
	return fmt.Sprintf("%s %d %s %s", asideMore, c.from, commandWords()[c.word-flows.ToPlan], c.rest)
}

// parseCommand unpacks what String packed.
func parseCommand(s string) (command, bool) {
	fields := strings.SplitN(s, " ", 4)
	if len(fields) != 4 || fields[0] != asideMore {
		return command{}, false
	}
	from, err := strconv.Atoi(fields[1])
	for i, word := range commandWords() {
		if word == fields[2] && err == nil && from >= 0 {
			return command{flows.ToPlan + flows.IntentKind(i), fields[3], from}, true
		}
	}
	return command{}, false
}

// planTap reads a tap under what we said about plans: the command it carries.
func planTap(tap string) (command, bool) {
	if tap == "" {
		return command{}, false
	}
	m := tapForm.FindStringSubmatch(tap)
	if m == nil || m[1] != planMark() {
		return command{}, false
	}
	return parseCommand(m[3])
}

// planMark is the mark of buttons that are commands.
func planMark() string { return mark("", "", "plan") }

// heeds is what the router asks about plan words: nil where nothing is
// promised here.
func (t *turn) heeds() func(answer.PlanWord, string) bool {
	if len(t.plans.order) == 0 {
		return nil
	}
	return t.promised
}

// promised tells whether a plan word with this behind it means something as a
// whole. What is only like a name does not: it may be the beginning of an
// answer.
func (t *turn) promised(word answer.PlanWord, rest string) bool {
	if word == answer.More {
		_, ok := parseCommand(t.conv.Aside)
		return ok
	}
	if rest == "" {
		return true
	}
	if word == answer.Updates {
		_, ok := t.rhythm(rest)
		return ok
	}
	_, err := strconv.Atoi(rest)
	return err == nil || word != answer.Plan && t.all(rest) || len(t.plans.exactly(rest)) > 0
}

// all tells whether a text means everything.
func (t *turn) all(text string) bool {
	return t.reader.Is(text, t.lex.Words[t.lang()].All) || t.reader.Is(text, t.lex.Words["en"].All)
}

// everything tells whether a text means all there is, and nothing that is
// called so.
func (t *turn) everything(text string) bool { return t.all(text) && len(t.plans.exactly(text)) == 0 }

// aboutPlans answers a plan word, then puts the waiting question again.
func (t *turn) aboutPlans(i flows.Intent, aside string) error {
	if t.conv.Lang == "" && i.Lang != "" && i.Lang != t.lang() {
		t.conv.Lang = i.Lang
	}
	c := command{word: i.Kind, rest: i.Rest}
	if i.Kind == flows.ToMore {
		var ok bool
		if c, ok = parseCommand(aside); !ok {
			return t.andAgain(t.say("more_none", nil))
		}
	}
	return t.do(c)
}

// do does what a command says.
func (t *turn) do(c command) error {
	t.inviting = true
	var err error
	switch c.word {
	case flows.ToPlan:
		err = t.tellPlan(c)
	case flows.ToFollow:
		err = t.doFollow(c)
	case flows.ToUnfollow:
		err = t.doUnfollow(c)
	case flows.ToUpdates:
		err = t.doUpdates(c)
	}
	return t.andAgain(err)
}

// andAgain puts the waiting question again behind an answer.
func (t *turn) andAgain(err error) error {
	if err != nil {
		return err
	}
	return t.askAgain()
}

// offer says a text and, where the channel has buttons, the commands that may
// follow it. Elsewhere the text says what to write.
func (t *turn) offer(key, text string, offers ...flows.Choice) {
	caps := t.caps[t.conv.Channel]
	m := flows.Message{Key: key, Text: text, Lang: t.lang()}
	for _, o := range offers {
		if len(m.Options) < caps.Buttons && len(planMark())+1+len(o.ID) <= mostTap {
			m.Options = append(m.Options, o)
		}
	}
	t.tell(m, planMark())
}

// button is a command as it stands under a text.
func (t *turn) button(label string, c command) flows.Choice {
	return flows.Choice{ID: c.String(), Label: label}
}
