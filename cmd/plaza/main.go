// Command plaza holds a consultation with citizens over the phones they have.
//
// It wires the packages of the house together and has no rules of its own:
// one file per verb, and the way it speaks to its user in ui.go.
package main

import (
	"context"
	"io"
	"os"
	"strings"
	"time"
	_ "time/tzdata" // zones by name, also in a container and on Windows

	"github.com/alecthomas/kong"
)

func main() {
	os.Exit(run(context.Background(), os.Args[1:], world{
		in: os.Stdin, out: os.Stdout, err: os.Stderr,
		env: os.Environ(), now: time.Now,
	}))
}

// world is what the command meets outside itself. A test brings its own.
type world struct {
	in  io.Reader
	out io.Writer
	err io.Writer
	env []string
	now func() time.Time
}

// commands are the verbs, in the order a consultation meets them.
type commands struct {
	Config configFile `help:"Read the configuration from FILE (plaza.yaml, if there is one; or $$PLAZA_CONFIG)." placeholder:"FILE" short:"c"`

	Try     tryCmd     `cmd:"" group:"Write a consultation:" help:"Take part in it, in the terminal."`
	Check   checkCmd   `cmd:"" group:"Write a consultation:" help:"Print everything that is wrong or doubtful, and what it will cost."`
	Test    testCmd    `cmd:"" group:"Write a consultation:" help:"Play its transcripts, and print where a conversation went otherwise."`
	Read    readCmd    `cmd:"" group:"Write a consultation:" help:"Print the whole conversation in one language, for whoever reviews the words."`
	Strings stringsCmd `cmd:"" group:"Write a consultation:" help:"Hand the texts to a translator, and take them back."`
	Schema  schemaCmd  `cmd:"" group:"Write a consultation:" help:"Print the JSON Schema of flow.yaml, for editors."`

	Plan planCmd `cmd:"" group:"Keep what was promised:" help:"Check, publish, show and export action plans, and say how far they are."`

	Publish   publishCmd   `cmd:"" group:"Hold it:" help:"Publish a folder: from now on people get this one."`
	Serve     serveCmd     `cmd:"" group:"Hold it:" help:"Receive messages and answer them, until told to stop."`
	Doctor    doctorCmd    `cmd:"" group:"Hold it:" help:"Ask the networks how we stand with them, and say what to set at the provider."`
	Templates templatesCmd `cmd:"" group:"Hold it:" help:"Hand in the texts that a network must approve before they open a conversation, and see how they stand."`
	Broadcast broadcastCmd `cmd:"" group:"Hold it:" help:"Write to many people at once: see whom, have it approved, watch it leave."`
	Tag       tagCmd       `cmd:"" group:"Hold it:" help:"Put a tag on people, for the audience of a broadcast to name; take it away, or list who has it."`
	Desk      deskCmd      `cmd:"" group:"Hold it:" help:"Answer the people who were handed over to a person."`
	Outbox    outboxCmd    `cmd:"" group:"Hold it:" help:"See what waits, failed or was sent; send again, or stop."`
	Export    exportCmd    `cmd:"" group:"Hold it:" help:"Write the answers into a new folder."`
	Migrate   migrateCmd   `cmd:"" group:"Hold it:" help:"Bring the tables of the database up to date."`

	Version versionCmd `cmd:"" group:"Besides:" help:"Say which version this is."`
}

// run is main without the process: it returns the exit code, 0 for done, 1
// when what was asked could not be done, 2 when it was asked wrongly.
func run(ctx context.Context, args []string, w world) (code int) {
	ui := ui{out: w.out, err: w.err}
	// kong prints help and leaves by Exit; a panic carries that out of Parse.
	type left int
	defer func() {
		if r := recover(); r != nil {
			c, ok := r.(left)
			if !ok {
				panic(r)
			}
			code = int(c)
		}
	}()
	var cmds commands
	parser := parserOf(&cmds, w, func(code int) { panic(left(code)) })
	switch {
	case len(args) == 0:
		args = []string{"--help"}
	case args[0] == "help":
		args = append(args[1:len(args):len(args)], "--help")
	case len(args) == 1 && args[0] == "--version":
		args = []string{"version"}
	}
	chosen, err := parser.Parse(args)
	if err != nil {
		return ui.fail(usage(err))
	}
	chosen.BindTo(ctx, (*context.Context)(nil))
	return ui.fail(chosen.Run(w, ui, cmds.Config))
}

// parserOf reads a command line into cmds.
func parserOf(cmds *commands, w world, exit func(code int)) *kong.Kong {
	parser, err := kong.New(cmds,
		kong.Name("plaza"),
		kong.Description("A public square on every phone: consultations by SMS, WhatsApp and Telegram, and every answer kept."),
		kong.Writers(w.out, w.err),
		kong.Vars{"states": strings.Join(states(), ",")},
		kong.Exit(exit),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true, NoExpandSubcommands: true}),
	)
	if err != nil {
		panic(err) // the struct above is wrong; the first test of any verb says so
	}
	return parser
}
