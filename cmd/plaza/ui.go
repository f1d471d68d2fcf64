package main

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/alecthomas/kong"

	"plaza/flows/source"
)

// ui is how the command speaks. Its rules:
//
//   - standard output is the answer and nothing else, so that it can be piped;
//   - standard error is talk: each line begins with "plaza:", has no capital
//     and no full stop;
//   - whoever is told no is told what to do next, on a line that begins "hint:".
type ui struct{ out, err io.Writer }

// Say talks to the person at the terminal.
func (u ui) say(format string, args ...any) {
	fmt.Fprintf(u.err, "plaza: "+format+"\n", args...)
}

// hint says what to do next.
func (u ui) hint(format string, args ...any) {
	fmt.Fprintf(u.err, "hint: "+format+"\n", args...)
}

// refused prints findings in the order of their places, and returns the error
// when one of them is more than a warning.
func (u ui) refused(problems source.Problems, err error) error {
	problems.Sort()
	for _, p := range problems {
		fmt.Fprintln(u.err, p)
	}
	if problems.Err() == nil {
		return nil
	}
	return err
}

// fail tells an error with its hints and returns the exit code: 0 without one.
func (u ui) fail(err error) int {
	if err == nil {
		return 0
	}
	if !errors.Is(err, errSaid) {
		u.say("%s", strings.ReplaceAll(err.Error(), "\n", "\nplaza: "))
	}
	code := 1
	if e, ok := errors.AsType[*hinted](err); ok {
		for _, h := range e.hints {
			u.hint("%s", h)
		}
		if e.usage {
			code = 2
		}
	}
	return code
}

// errSaid is the error of a verb whose answer has already said everything: it
// sets the exit code alone.
var errSaid = errors.New("said")

// hints are what an error says to do next.
func hints(err error) []string {
	if e, ok := errors.AsType[*hinted](err); ok {
		return e.hints
	}
	return nil
}

// hinted is an error that says what to do next.
type hinted struct {
	err   error
	hints []string
	usage bool
}

func (h *hinted) Error() string { return h.err.Error() }
func (h *hinted) Unwrap() error { return h.err }

// hint adds what to do next to an error.
func hint(err error, hints ...string) error { return &hinted{err: err, hints: hints} }

// usage marks an error as one of how the command was called. Without hints of
// its own it points at the help of the verb that was meant.
func usage(err error, hints ...string) error {
	if len(hints) == 0 {
		about := "plaza"
		if e, ok := errors.AsType[*kong.ParseError](err); ok && e.Context.Selected() != nil {
			about = e.Context.Selected().FullPath()
		}
		hints = []string{about + " --help"}
	}
	return &hinted{err: err, hints: hints, usage: true}
}
