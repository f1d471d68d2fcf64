package whatsapptest

import (
	"hash/maphash"
	"sync"
)

// lanes run what the network does by itself, on a fixed number of goroutines,
// however many messages there are. Jobs of one key run in order.
type lanes struct {
	mu     sync.Mutex
	change *sync.Cond
	queues [][]func()
	open   int // jobs queued or running
	closed bool
	done   sync.WaitGroup
	seed   maphash.Seed
}

func newLanes(n int) *lanes {
	l := &lanes{queues: make([][]func(), n), seed: maphash.MakeSeed()}
	l.change = sync.NewCond(&l.mu)
	for i := range n {
		l.done.Go(func() { l.run(i) })
	}
	return l
}

func (l *lanes) add(key string, job func()) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.closed {
		return
	}
	i := maphash.String(l.seed, key) % uint64(len(l.queues))
	l.queues[i] = append(l.queues[i], job)
	l.open++
	l.change.Broadcast()
}

func (l *lanes) run(i int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for {
		for len(l.queues[i]) == 0 && !l.closed {
			l.change.Wait()
		}
		if l.closed {
			return
		}
		job := l.queues[i][0]
		l.queues[i] = l.queues[i][1:]
		l.mu.Unlock()
		job()
		l.mu.Lock()
		l.open--
		l.change.Broadcast()
	}
}

func (l *lanes) settle() {
	l.mu.Lock()
	defer l.mu.Unlock()
	for l.open > 0 && !l.closed {
		l.change.Wait()
	}
}

func (l *lanes) close() {
	l.mu.Lock()
	l.closed = true
	l.change.Broadcast()
	l.mu.Unlock()
	l.done.Wait()
}
