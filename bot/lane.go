package bot

import (
	"context"
	"errors"
	"time"

	"plaza/channels"
	"plaza/store"
)

const (
	// laneWait is how long a lane waits for company before it takes a batch.
	// Batches pay for themselves: see BenchmarkReceive.
	laneWait = 2 * time.Millisecond
	// laneBatch bounds what one transaction may lose and redo.
	laneBatch = 256
	// laneQueue is how many messages may wait for a lane before Sink makes
	// the network wait instead.
	laneQueue = 1024
	// receiveTime bounds one batch; the networks give up after about as long.
	receiveTime = 10 * time.Second
)

var errClosing = errors.New("shutting down: send it again")

// A lane handles the messages of one shard, a batch at a time.
type lane struct {
	bot   *Bot
	shard int
	queue chan *arrival
	done  chan struct{} // closed when the lane has stopped
}

// An arrival is one event on its way through a lane.
type arrival struct {
	in     store.Inbound
	event  channels.Event // as it came, for the spool
	kind   channels.Kind
	spools bool       // its network may not tell it again
	stored chan error // buffered: the lane never waits for the webhook
}

func newLane(b *Bot, shard int) *lane {
	return &lane{bot: b, shard: shard, queue: make(chan *arrival, laneQueue), done: make(chan struct{})}
}

// run takes batches until ctx ends, then handles what is already queued.
func (l *lane) run(ctx context.Context) {
	defer close(l.done)
	batch := make([]*arrival, 0, laneBatch)
	for {
		select {
		case a := <-l.queue:
			batch = l.gather(append(batch[:0], a))
			l.handle(batch)
		case <-ctx.Done():
			for len(l.queue) > 0 {
				l.handle(l.gather(batch[:0]))
			}
			return
		}
	}
}

// gather adds to batch what is queued, and what arrives within laneWait.
func (l *lane) gather(batch []*arrival) []*arrival {
	timeout := time.NewTimer(laneWait)
	defer timeout.Stop()
	for len(batch) < laneBatch {
		select {
		case a := <-l.queue:
			batch = append(batch, a)
		case <-timeout.C:
			return batch
		}
	}
	return batch
}

// handle stores a batch and tells each webhook what became of its message. It
// does not use the lane's context: a batch in hand is finished.
func (l *lane) handle(batch []*arrival) {
	ctx, cancel := context.WithTimeout(context.Background(), receiveTime)
	defer cancel()
	for i, err := range l.bot.keep(ctx, l.shard, batch) {
		batch[i].stored <- err
	}
}

// submit queues an arrival and waits until it is stored.
func (l *lane) submit(ctx context.Context, arrivals []*arrival) error {
	for _, a := range arrivals {
		select {
		case l.queue <- a:
		case <-l.done:
			return errClosing
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	var errs []error
	for _, a := range arrivals {
		select {
		case err := <-a.stored:
			errs = append(errs, err)
		case <-l.done:
			// The lane stored what it took before it stopped; the rest stays with the network.
			select {
			case err := <-a.stored:
				errs = append(errs, err)
			default:
				return errClosing
			}
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	return errors.Join(errs...)
}
