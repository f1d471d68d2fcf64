package bot

import (
	"slices"

	"plaza/flows/answer"
	"plaza/store"
)

// doFollow answers FOLLOW: alone, it shows what can be followed.
func (t *turn) doFollow(c command) error {
	if c.rest == "" {
		t.page(c, "follow_menu", t.sentence("follow_menu", nil), t.followable())
		return nil
	}
	found, several := t.subjects(c.rest)
	if t.everything(c.rest) {
		found, several = nil, false
		for _, p := range t.plans.order {
			found = append(found, subject{p, followPlan, p.ID})
		}
	}
	switch {
	case len(found) == 0:
		t.page(c, "plan_unknown", t.sentence("plan_unknown", nil), t.followable())
		return nil
	case several:
		t.which(c, found)
		return nil
	}
	mine, err := t.follows()
	if err != nil {
		return err
	}
	what := t.labels(found)
	fresh := slices.DeleteFunc(found, func(s subject) bool {
		return slices.ContainsFunc(mine, func(f store.Follow) bool { return same(f, s.follow(t.conv.Contact)) })
	})
	if len(fresh) == 0 {
		return t.say("follow_had", map[string]any{"what": what})
	}
	said, err := t.following(what)
	if err != nil {
		return err
	}
	t.offer("follow_done", said)
	return t.follow(fresh, said)
}

// following says what a person follows from now on and when news of it comes,
// or that none can: a channel that never speaks first brings none.
func (t *turn) following(what string) (string, error) {
	if t.responds(t.conv.Channel) {
		return joinWords(" ", t.sentence("follow_here", map[string]any{"what": what}), t.sentence("news_not_here", nil)), nil
	}
	often, err := t.often()
	return t.sentence("follow_done", map[string]any{"what": what, "often": often}), err
}

// followable is what FOLLOW takes: themes, places and promises, and plans
// where there are several, or one of which no promise is here.
func (t *turn) followable() []string {
	var lines []string
	add := func(line string) {
		if !slices.Contains(lines, line) {
			lines = append(lines, line)
		}
	}
	for _, s := range t.plans.subjects {
		if s.kind == followPlan && (len(t.plans.order) > 1 || len(s.plan.Commitments) == 0) {
			add(t.label(s))
		}
	}
	for _, s := range t.plans.subjects {
		if s.kind != followPlan {
			add(t.label(s))
		}
	}
	for _, p := range t.plans.order {
		for _, promise := range commitments(p) {
			add(t.line(promise))
		}
	}
	return lines
}

// doUnfollow answers UNFOLLOW: alone, it ends everything. With the last thing
// that was followed ends the consent to news.
func (t *turn) doUnfollow(c command) error {
	mine, err := t.follows()
	if err != nil {
		return err
	}
	if len(mine) == 0 {
		return t.say("unfollow_none", nil)
	}
	ends, what := mine, ""
	if c.rest != "" && !t.all(c.rest) {
		ends, what = t.meant(c.rest, mine)
	}
	switch {
	case len(ends) == 0:
		return t.say("unfollow_what", map[string]any{"list": t.labels(t.subjectsOf(mine))})
	case len(ends) == len(mine):
		said := t.sentence("unfollow_all", nil)
		t.unfollow(ends)
		t.consentToNews(false, said)
		t.offer("unfollow_all", said)
		return nil
	}
	t.unfollow(ends)
	return t.say("unfollow_done", map[string]any{"what": what})
}

// meant finds which of the things a person follows a text names. What other
// plans call so does not confuse it.
func (t *turn) meant(text string, mine []store.Follow) (ends []store.Follow, what string) {
	found, _ := t.subjects(text)
	var named []subject
	for _, f := range mine {
		i := slices.IndexFunc(found, func(s subject) bool { return same(f, s.follow(f.Contact)) })
		switch {
		case i >= 0:
			ends, named = append(ends, f), append(named, found[i])
		case answer.Fold(f.Target) == text: // a name that the plan no longer has
			ends = append(ends, f)
		}
	}
	if what = t.labels(named); what == "" {
		what = text
	}
	return ends, what
}

// subjectsOf is what these follows are of, as far as the plans still have it.
func (t *turn) subjectsOf(mine []store.Follow) []subject {
	var found []subject
	for _, f := range mine {
		s := subject{t.plans.Plan(f.Plan), f.Kind, f.Target}
		if s.plan != nil && (s.kind != followCommitment || s.plan.Commitment(s.target) != nil) {
			found = append(found, s)
		}
	}
	return found
}

// labels are subjects in one sentence, as many as there is room for.
func (t *turn) labels(found []subject) string {
	var names []string
	for _, s := range found {
		if name := t.label(s); !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return shorten(t.commas(names...), 2*longestLine)
}

// promisesFollowed counts the promises that a person gets news of.
func (t *turn) promisesFollowed() (int, error) {
	mine, err := t.follows()
	if err != nil {
		return 0, err
	}
	codes := map[string]bool{}
	for _, s := range t.subjectsOf(mine) {
		for _, c := range s.in() {
			codes[c.Code] = true
		}
	}
	return len(codes), nil
}
