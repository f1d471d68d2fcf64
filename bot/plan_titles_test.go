package bot_test

import "testing"

// A promise is found by words of its title, in any of its languages, and by
// its line as a list shows it.
func TestAPromiseByItsTitle(t *testing.T) {
	w := riverbend(t)
	ana := w.person("+1")
	for _, text := range []string{"PLAN wells", "plan data of wels", "PLAN pozos", "PLAN RVB0001 Data of wells", "plan 1 Data of wells", "plan Data of..."} {
		ana.says(text).hears("RVB0001 Data of wells\n")
	}
	ana.says("PLAN every").hears("Which of these?")                                                                       // the title of each
	ana.says("PLAN water").hears("water. Send PLAN and a number:\n1 Data of wells")                                       // a theme goes before titles
	ana.says("FOLLOW bin").hears("Which of these? Send FOLLOW and one of them:\nRVB0004 Bins in every street").onFollow() // or "bun"?
	ana.says("FOLLOW 4 Bins in every street").hears("You follow RVB0004").onFollow("riverbend-1/commitment/RVB0004")
	ana.says("UNFOLLOW", "FOLLOW RVB0004 Bins in every street").skips().onFollow("riverbend-1/commitment/RVB0004")
	ana.says("UNFOLLOW bins").hears("You follow nothing any more").onFollow()
}

// All is all, also where a title has a word like it: "sur tous les projets".
func TestAllIsEverything(t *testing.T) {
	w := newWorld(t)
	w.ships("kaduna", "uruguay-3")
	ana := w.person("+1").says("LANGUAGE", "français").skips()
	ana.says("SUIVRE tout").hears("Vous suivez Kaduna 2021-2023, Uruguay, plan 3.").onFollow("kaduna/plan/kaduna", "uruguay-3/plan/uruguay-3")
	ana.says("PLAN tout").hears("kaduna: Kaduna 2021-2023\nuruguay-3: Uruguay, plan 3")
}

// Of a plan of which only counts are known, the plan itself is what can be
// followed.
func TestFollowAPlanWithoutPromises(t *testing.T) {
	w := newWorld(t)
	w.ships("uruguay-3")
	ana := w.person("+1").says("FOLLOW").hears("such as:\nUruguay, plan 3")
	ana.says("PLAN 4").hears("one of these:\nUruguay, plan 3")
	ana.says("FOLLOW uruguay").hears("You follow Uruguay, plan 3.").onFollow("uruguay-3/plan/uruguay-3")
}
