package bot

import (
	"time"

	"plaza/store"
)

// notNow is the error of a turn that would have said something unasked at a
// moment at which it may not. The turn leaves no trace and is done again then:
// what it says is made from how things are when it leaves.
type notNow struct{ until time.Time }

func (n *notNow) Error() string { return "not before " + n.until.Format(time.RFC3339) }

// free returns the first moment from now on at which the person may be written
// to unasked: neither in their night nor once too often.
func (t *turn) free() (time.Time, error) {
	at, err := t.spared(t.now)
	return t.awake(t.conv.Address, at), err
}

// unasked says that the turn speaks although the person did not just write.
func (t *turn) unasked() bool { return len(t.said) > 0 && t.priority != store.Reply }
