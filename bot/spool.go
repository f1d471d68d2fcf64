package bot

import (
	"errors"
	"sync"
	"time"
)

// Spool keeps records on the disk of this machine, in order.
type Spool interface {
	// Add returns nil when the records are on the disk, behind all before.
	Add(records ...[]byte) error
	// Next returns up to n of the oldest records that are not done, and Done
	// removes what Next returned last.
	Next(n int) ([][]byte, error)
	Done() error
	// Leave sets a record aside that cannot be taken.
	Leave(record []byte) error
	// Adopt takes over what killed processes left.
	Adopt() error
	// Bytes is how much waits to be replayed, and Damaged how many records the
	// disk has lost.
	Bytes() int64
	Damaged() int64
}

// errBehind refuses an event whose network keeps it anyway.
var errBehind = errors.New("the store is away: ask again")

// A backlog is the spool, and whether anything in it is not replayed. While
// there is, everything new goes behind it, so that nobody is overtaken: a lane
// asks and appends in one step, and the replay ends the backlog in one.
//
// Order holds for what came to one process. What two of them spooled for the
// same person is replayed by each as it comes.
type backlog struct {
	Spool
	mu     sync.RWMutex
	behind bool
	wake   chan struct{} // holds one: something was spooled
	tries  int           // failures of the batch at the head, the store answering
	looked time.Time     // when the spools of others were looked for
}

// newBacklog begins behind only when an earlier process left something. To
// begin behind without need would let this node acknowledge a message that it
// has not handled while another node already takes the person's next one.
func newBacklog(s Spool) *backlog {
	if s == nil {
		return nil
	}
	return &backlog{Spool: s, behind: s.Bytes() > 0, wake: make(chan struct{}, 1)}
}

// join appends records when there is a backlog, and says whether there was.
func (l *backlog) join(records [][]byte) (bool, error) {
	l.mu.RLock()
	defer l.mu.RUnlock()
	if !l.behind {
		return false, nil
	}
	if len(records) == 0 {
		return true, nil
	}
	return true, l.Add(records...)
}

// begin appends records and makes the backlog that others go behind.
func (l *backlog) begin(records [][]byte) (bool, error) {
	if len(records) == 0 {
		return true, nil
	}
	if err := l.Add(records...); err != nil {
		return true, err
	}
	l.mark()
	return true, nil
}

// mark says that something is not replayed.
func (l *backlog) mark() {
	l.mu.Lock()
	l.behind = true
	l.mu.Unlock()
	select {
	case l.wake <- struct{}{}:
	default: // already told
	}
}

// end ends the backlog if nothing is left of it.
func (l *backlog) end() (bool, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	records, err := l.Next(1)
	if err != nil || len(records) > 0 {
		return false, err
	}
	l.behind = false
	return true, nil
}

// waits says whether anything is not replayed.
func (l *backlog) waits() bool {
	l.mu.RLock()
	defer l.mu.RUnlock()
	return l.behind
}
