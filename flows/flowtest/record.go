package flowtest

import (
	"fmt"
	"io"
	"strings"
	"time"

	"plaza/flows"
)

// Recorder writes a transcript while somebody has the conversation it tells of.
type Recorder struct {
	w   io.Writer
	err error
}

// NewRecorder begins a transcript with its head.
func NewRecorder(w io.Writer, channel, language string, at time.Time) *Recorder {
	r := &Recorder{w: w}
	r.line(fmt.Sprintf("channel: %s\nlanguage: %s\nat: %s\n", channel, language, at.Format("2006-01-02 15:04")))
	return r
}

// Wrote notes what the person wrote; tap is the label of the button they used
// instead, or empty.
func (r *Recorder) Wrote(text, tap string) {
	if tap != "" {
		text = "[tap] " + tap
	}
	r.line("> " + squeeze(text))
}

// Moved notes that the clock was set.
func (r *Recorder) Moved(to time.Time) { r.line("@ " + to.Format("2006-01-02 15:04")) }

// Seen notes what the conversation did.
func (r *Recorder) Seen(e flows.Effect) {
	switch e := e.(type) {
	case flows.Message:
		for _, line := range written(said{key: e.Key, rest: e.Text, options: e.Options, yesNo: e.YesNo}) {
			r.line(line)
		}
	case flows.Recorded:
		value := string(e.Status)
		if e.Value != "" {
			value = strings.ReplaceAll(squeeze(e.Value), ",", ", ")
			if e.Kind != "options" && e.Kind != "row" {
				value = squeeze(e.Value)
			}
		}
		r.line("= " + e.Name + ": " + value)
	case flows.Consented:
		value := "no"
		if e.Yes {
			value = "yes"
		}
		r.line("= " + e.Purpose + ": " + value)
	case flows.Ended:
		r.line(". " + e.Outcome)
	}
}

// Err is the first error of the writer, or nil.
func (r *Recorder) Err() error { return r.err }

func (r *Recorder) line(s string) {
	if r.err == nil {
		_, r.err = fmt.Fprintln(r.w, s)
	}
}
