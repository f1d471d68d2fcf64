package main

import (
	"crypto/sha256"
	"encoding/hex"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const (
	aminas  = "amina-0123456789abcdef"
	josephs = "joseph-0123456789abcdef"
)

// TestOperators knows each by their token, wherever it is kept.
func TestOperators(t *testing.T) {
	file := filepath.Join(t.TempDir(), "token")
	if err := os.WriteFile(file, []byte(josephs+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	d := sha256.Sum256([]byte(aminas))
	c, said, err := loadConfig(t, "operators:\n  amina: {token: 'sha256:"+hex.EncodeToString(d[:])+"'}\n  joseph: {token_file: "+file+"}\n",
		"PLAZA_OPERATOR_LEE_ANN_TOKEN=lee-ann-0123456789", "PLAZA_OPERATOR_TOKEN="+aminas)
	if err != nil || said != "" {
		t.Fatalf("said %q, %v", said, err)
	}
	for token, want := range map[string]string{aminas: "amina", josephs: "joseph", "lee-ann-0123456789": "lee-ann"} {
		if got, err := c.operator(token); got != want || err != nil {
			t.Errorf("got %q (%v), want %s", got, err, want)
		}
	}
	for _, token := range []string{"", "amina", aminas[1:], "sha256:" + hex.EncodeToString(d[:]), hex.EncodeToString(d[:])} {
		if got, err := c.operator(token); got != "" || err == nil {
			t.Errorf("the token %q is taken for %s's", token, got)
		}
	}
}

// TestOperatorsOfOneToken holds that two files with the same token are nobody's.
func TestOperatorsOfOneToken(t *testing.T) {
	file := filepath.Join(t.TempDir(), "token")
	if err := os.WriteFile(file, []byte(josephs), 0o600); err != nil {
		t.Fatal(err)
	}
	c, _, err := loadConfig(t, "operators:\n  amina: {token_file: "+file+"}\n  joseph: {token_file: "+file+"}\n")
	if err != nil {
		t.Fatal(err)
	}
	if got, err := c.operator(josephs); err == nil || !strings.Contains(err.Error(), "of amina and of joseph") {
		t.Errorf("got %q, %v; want neither of them", got, err)
	}
}

// TestWho says under which name something is written down.
func TestWho(t *testing.T) {
	const two = "operators: {amina: {token: " + aminas + "}, joseph: {token: " + josephs + "}}\n"
	for _, tc := range []struct {
		name, config string
		arg          actorArg
		env          []string
		want, refuse string
	}{
		{"ByTheToken", two, actorArg{Token: aminas}, nil, "amina", ""},
		{"ByTheTokenOfTheEnvironment", two, actorArg{}, []string{tokenVariable + "=" + josephs + "\n", "USER=amina"}, "joseph", ""},
		{"TheFlagBeforeTheEnvironment", two, actorArg{Token: aminas}, []string{tokenVariable + "=" + josephs}, "amina", ""},
		{"NobodyIsWhoTheySay", two, actorArg{As: "amina"}, []string{"USER=amina"}, "", "nobody says who does this"},
		{"NorSomebodyElse", two, actorArg{As: "joseph", Token: aminas}, nil, "", "the token is of amina, not of joseph"},
		{"AWrongToken", two, actorArg{Token: "guess"}, nil, "", "this token is of no operator"},
		{"WithoutOperatorsWhoeverTheySay", "", actorArg{As: "Amina B."}, []string{"USER=root"}, "Amina B.", ""},
		{"OrTheUser", "", actorArg{}, []string{"USER=amina"}, "amina", ""},
		{"OrNobody", "", actorArg{}, nil, "", "nobody says who does this, and it is written down"},
		{"ATokenWithoutOperators", "", actorArg{Token: aminas}, nil, "", "there is a token, and no operators"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			c, _, err := loadConfig(t, tc.config)
			if err != nil {
				t.Fatal(err)
			}
			got, err := tc.arg.who(world{env: tc.env}, &c)
			if got != tc.want || (err == nil) != (tc.refuse == "") {
				t.Fatalf("got %q, %v; want %q, %q", got, err, tc.want, tc.refuse)
			}
			if err == nil {
				return
			}
			if !strings.Contains(err.Error(), tc.refuse) || len(hints(err)) == 0 {
				t.Errorf("got %v, hints %q; want %q and a hint", err, hints(err), tc.refuse)
			}
			if strings.Contains(strings.Join(append(hints(err), err.Error()), " "), "0123456789") {
				t.Errorf("a token is shown: %v %q", err, hints(err))
			}
		})
	}
}
