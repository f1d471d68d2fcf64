package main

import (
	"cmp"
	"errors"
	"fmt"
	"strings"

	"github.com/caarlos0/env/v11"
)

// tokenVariable holds the token of whoever acts; a command line can be read by
// others on the same machine.
const tokenVariable = "PLAZA_OPERATOR_TOKEN"

// actorArg is how a verb is told who acts: what it does is written down under
// their name.
type actorArg struct {
	Token string `help:"Your token as an operator; better in $$PLAZA_OPERATOR_TOKEN." placeholder:"TOKEN"`
	As    string `help:"Your name, where no operators are configured ($$USER)." placeholder:"NAME"`
}

// who is the name of whoever acts. With operators configured it is one of
// them, and their token says which; without, it is only what they say, and
// what they do is kept under that.
func (a actorArg) who(w world, c *config) (string, error) {
	vars := env.ToMap(w.env)
	token := cmp.Or(a.Token, strings.TrimSpace(vars[tokenVariable]))
	known := "the operators are " + strings.Join(c.operatorNames(), ", ") + "; each has a token in the configuration"
	switch {
	case len(c.Operators) == 0 && token != "":
		return "", hint(errors.New("there is a token, and no operators to know one by"), "operators in the configuration names them; deploy/plaza.example.yaml shows how")
	case len(c.Operators) == 0:
		if name := strings.TrimSpace(cmp.Or(a.As, vars["USER"], vars["USERNAME"])); name != "" {
			return name, nil
		}
		return "", usage(errors.New("nobody says who does this, and it is written down"), "--as NAME says it")
	case token == "":
		return "", hint(errors.New("nobody says who does this"), "put your token into "+tokenVariable+", or give it as --token", known)
	}
	name, err := c.operator(token)
	if errors.Is(err, errNoOperator) {
		return "", hint(err, known)
	}
	if err == nil && a.As != "" && a.As != name {
		return "", usage(fmt.Errorf("the token is of %s, not of %s", name, a.As), "leave --as out: the token says who you are")
	}
	return name, err
}
