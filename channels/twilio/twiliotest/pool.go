package twiliotest

import "sync"

// pool runs what the network does by itself, on a fixed number of goroutines,
// however many messages there are.
type pool struct {
	mu     sync.Mutex
	change *sync.Cond
	queue  []job
	busy   map[string]bool // keys whose job runs: one at a time, in order
	open   int             // jobs queued or running
	closed bool
	done   sync.WaitGroup
}

type job struct {
	key string
	run func()
}

func newPool(workers int) *pool {
	p := &pool{busy: map[string]bool{}}
	p.change = sync.NewCond(&p.mu)
	for range workers {
		p.done.Go(p.loop)
	}
	return p
}

func (p *pool) add(run func()) { p.addFor("", run) }

// addFor queues a job that waits for those of the same key before it.
func (p *pool) addFor(key string, run func()) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.closed {
		return
	}
	p.queue = append(p.queue, job{key, run})
	p.open++
	p.change.Signal()
}

func (p *pool) loop() {
	p.mu.Lock()
	defer p.mu.Unlock()
	for {
		j, ok := p.take()
		for !ok {
			if p.closed {
				return
			}
			p.change.Wait()
			j, ok = p.take()
		}
		p.mu.Unlock()
		j.run()
		p.mu.Lock()
		delete(p.busy, j.key)
		p.open--
		p.change.Broadcast()
	}
}

// take finds the first job that may run now.
func (p *pool) take() (job, bool) {
	if p.closed {
		return job{}, false
	}
	for i, j := range p.queue {
		if j.key != "" && p.busy[j.key] {
			continue
		}
		if j.key != "" {
			p.busy[j.key] = true
		}
		if i == 0 {
			p.queue = p.queue[1:]
		} else {
			p.queue = append(p.queue[:i], p.queue[i+1:]...)
		}
		return j, true
	}
	return job{}, false
}

func (p *pool) settle() {
	p.mu.Lock()
	defer p.mu.Unlock()
	for p.open > 0 && !p.closed {
		p.change.Wait()
	}
}

func (p *pool) close() {
	p.mu.Lock()
	p.closed = true
	p.change.Broadcast()
	p.mu.Unlock()
	p.done.Wait()
}
