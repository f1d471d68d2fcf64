package answer

import "testing"

func BenchmarkFold(b *testing.B) {
	for _, s := range []string{"la 2 por favor", "¿Está sí?", "المياه"} {
		b.Run(s, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				var buf [256]byte
				sink = len(appendFold(buf[:0], s, false))
			}
		})
	}
}

var sink int
