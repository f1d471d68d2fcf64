package bot

import "github.com/prometheus/client_golang/prometheus"

// metrics are what this process has done since it started. What is true of the
// whole forum is counted from rows, not here.
type metrics struct {
	received  prometheus.Counter
	repeats   prometheus.Counter
	parked    prometheus.Counter
	batches   prometheus.Counter
	conflicts prometheus.Counter
	unknown   prometheus.Counter
	found     *prometheus.CounterVec
	unsaid    *prometheus.CounterVec
	spooled   prometheus.Counter
	replayed  prometheus.Counter
	left      prometheus.Counter
	media     *prometheus.CounterVec
	sent      *prometheus.CounterVec
	begun     *prometheus.CounterVec
	ended     *prometheus.CounterVec
}

func newMetrics() *metrics {
	count := func(name, help string) prometheus.Counter {
		return prometheus.NewCounter(prometheus.CounterOpts{Namespace: "plaza", Name: name, Help: help})
	}
	by := func(name, help string, labels ...string) *prometheus.CounterVec {
		return prometheus.NewCounterVec(prometheus.CounterOpts{Namespace: "plaza", Name: name, Help: help}, labels)
	}
	return &metrics{
		received:  count("messages_received_total", "Messages stored and handled."),
		repeats:   count("messages_repeated_total", "Messages a network delivered again."),
		parked:    count("messages_parked_total", "Messages that could not be handled at once."),
		batches:   count("receive_batches_total", "Batches of messages, one transaction each."),
		conflicts: count("receive_conflicts_total", "Transactions another node's beat."),
		found:     by("sends_asked_total", "Sends with an unknown outcome that the network was asked about, by what it found.", "channel", "found"),
		unknown:   count("sends_unknown_total", "Sends of which nobody knows whether the message left."),
		spooled:   count("spooled_total", "Events kept on this machine's disk because the store was away."),
		replayed:  count("replayed_total", "Events handed from the disk to the store when it was back."),
		left:      count("spool_left_total", "Events of the disk that the store would not take; they are tried again at the next start."),
		unsaid:    by("messages_unsaid_total", "Messages that nobody asked for, on channels that never speak first or to addresses at which nobody is reached.", "channel"),
		media:     by("media_fetches_total", "Attempts to fetch an attachment, by what became of it.", "state"),
		sent:      by("sends_total", "Attempts to send, by channel and what became of them.", "channel", "state"),
		begun:     by("runs_begun_total", "Conversations begun.", "flow"),
		ended:     by("runs_ended_total", "Conversations ended, by outcome.", "flow", "outcome"),
	}
}

// Collectors returns the metrics of this process, to be registered once.
func (b *Bot) Collectors() []prometheus.Collector {
	m := b.metrics
	waiting := prometheus.NewGaugeFunc(prometheus.GaugeOpts{
		Namespace: "plaza", Name: "spool_bytes", Help: "What waits on this machine's disk for the store.",
	}, func() float64 {
		if b.backlog == nil {
			return 0
		}
		return float64(b.backlog.Bytes())
	})
	damaged := prometheus.NewCounterFunc(prometheus.CounterOpts{
		Namespace: "plaza", Name: "spool_damaged_total", Help: "Acknowledged events that the disk did not give back.",
	}, func() float64 {
		if b.backlog == nil {
			return 0
		}
		return float64(b.backlog.Damaged())
	})
	return []prometheus.Collector{
		m.received, m.repeats, m.parked, m.batches, m.conflicts, m.unknown, m.found, m.spooled, m.replayed, m.left,
		m.unsaid, m.media, m.sent, m.begun, m.ended, waiting, damaged, newGauges(b),
	}
}
