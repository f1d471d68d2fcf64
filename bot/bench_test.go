package bot_test

import (
	"fmt"
	"testing"

	"plaza/channels"
)

// BenchmarkReceive measures the runtime on SQLite, without HTTP: batches of
// messages of as many people, each person walking the whole consultation.
func BenchmarkReceive(b *testing.B) {
	script := []string{"STREETS", "yes", "watter pipes", "Because it leaks, and nobody comes."}
	for _, batch := range []int{1, 16, 64} {
		b.Run(fmt.Sprintf("batch=%d", batch), func(b *testing.B) {
			w := newWorld(b, streets)
			crowd, message := 0, 0
			events := make([]channels.Event, batch)
			b.ReportAllocs()
			for b.Loop() {
				for i := range events {
					events[i] = channels.Event{
						Kind: channels.Message, From: channels.Address(fmt.Sprintf("+%d", crowd*batch+i)),
						Ref: fmt.Sprint(message), Text: script[message],
					}
				}
				if err := w.Receive(b.Context(), "sms", events...); err != nil {
					b.Fatal(err)
				}
				if message++; message == len(script) {
					crowd, message = crowd+1, 0
				}
			}
			b.ReportMetric(float64(b.N*batch)/b.Elapsed().Seconds(), "msg/s")
		})
	}
}
