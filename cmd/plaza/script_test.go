package main

import (
	"flag"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"plaza/store/postgres/pgtest"
)

var update = flag.Bool("update", false, "write what the command prints into the scripts")

// TestMain lets the scripts run plaza itself, as a process of its own, and
// stops the Postgres that the tests shared.
func TestMain(m *testing.M) {
	testscript.Main(withPostgres{m}, map[string]func(){"plaza": main})
}

type withPostgres struct{ *testing.M }

func (m withPostgres) Run() int { return pgtest.Main(m.M) }

// TestScript runs what people type, verb by verb: the scripts are in
// testdata/script and say what is printed, where, and with which exit code.
func TestScript(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/script",
		UpdateScripts:       *update,
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"outbox": fillOutbox,
			"town":   fillTown,
		},
	})
}
