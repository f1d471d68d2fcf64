package main

import (
	"strings"
	"testing"

	"plaza/channels/telegram/telegramtest"
)

// The menu of a bot names PLAN once an action plan is published, and only
// then. Where the database does not tell, what is set stays.
func TestTheMenuNamesPlanWherePlansAre(t *testing.T) {
	telegram := telegramtest.New(telegramtest.Config{})
	defer telegram.Close()
	s := openSquare(t, "", "testdata/soak", 1,
		"  telegram:", "    kind: telegram", "    token: "+telegramtest.Token, "    api_url: "+telegram.URL)
	plaza := func(args ...string) string {
		t.Helper()
		out, err := s.nodes[0].command(args...).CombinedOutput()
		if err != nil {
			t.Fatalf("plaza %s: %v\n%s", strings.Join(args, " "), err, out)
		}
		return string(out)
	}
	menu := func(lang string) (menu string) {
		for _, c := range telegram.Calls("setMyCommands") {
			if c.Params["language_code"] == lang {
				menu = c.Params["commands"]
			}
		}
		return menu
	}
	plaza("doctor", "telegram", "--mend")
	if got := menu("es"); strings.Contains(got, "plan") || !strings.Contains(got, `"mydata"`) {
		t.Errorf("got the menu %s, want one without plan", got)
	}
	if out := plaza("plan", "import", "kaduna", "--as", "amina"); !strings.Contains(out, "hint: plaza doctor --mend puts PLAN into the menu of Telegram\n") {
		t.Errorf("got\n%swant a hint that the menu lacks PLAN", out)
	}
	if out := plaza("plan", "import", "kaduna-2018", "--as", "amina"); strings.Contains(out, "hint:") {
		t.Errorf("got\n%swant no hint: the menu has PLAN", out)
	}
	if out := plaza("doctor", "telegram"); !strings.Contains(out, "the menu of commands is not as it should be") {
		t.Errorf("got\n%swant it to miss PLAN", out)
	}
	plaza("doctor", "telegram", "--mend")
	if got := menu("es"); !strings.Contains(got, `{"command":"plan","description":"Qué se prometió y cómo va"}`) {
		t.Errorf("got the menu %s, want PLAN in it", got)
	}
	calls := len(telegram.Calls("setMyCommands"))
	n := s.nodes[0].command("doctor", "telegram", "--mend")
	n.Env = append(n.Environ(), "PLAZA_DATABASE=postgres://127.0.0.1:1/none")
	out, err := n.CombinedOutput()
	if err != nil || !strings.Contains(string(out), "the menu of commands was not looked at: ") || len(telegram.Calls("setMyCommands")) != calls {
		t.Errorf("got %v, %d more menus and\n%swant the menu to stay as it is", err, len(telegram.Calls("setMyCommands"))-calls, out)
	}
}
