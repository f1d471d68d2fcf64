package store

// rank orders the states a receipt may move a message through. Networks tell
// them out of order and more than once.
func (d Delivery) rank() int {
	switch d {
	case Sending:
		return 1
	case Unknown:
		return 2
	case Sent:
		return 3
	case Delivered, Failed, Halted, Expired:
		return 4
	case Read:
		return 5
	}
	return 0
}

// Over says that no receipt changes this state any more.
func (d Delivery) Over() bool { return d == Failed || d == Halted || d == Expired || d == Read }

// Final says that we will not try to send again.
func (d Delivery) Final() bool { return d != Queued && d != Sending }

// After says that a receipt may move a message from old to d: forward, and
// never out of a failure. A message that waits to be tried again may turn out
// to have arrived.
func (d Delivery) After(old Delivery) bool {
	return !old.Over() && d.rank() > old.rank()
}

// Heed takes in what a receipt says, and returns whether it moved the message
// forward. What the network says it cost replaces what we took it to cost.
func (m *Message) Heed(u StatusUpdate) (forward bool) {
	if u.Cost > 0 {
		m.Cost = u.Cost
	}
	if !u.State.After(m.State) {
		return false
	}
	m.State, m.Why = u.State, u.Why
	return true
}
