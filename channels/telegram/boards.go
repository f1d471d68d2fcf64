package telegram

import (
	"sync"

	"plaza/channels"
)

// mostBoards is how many chats are remembered, at some 100 bytes each.
const mostBoards = 100_000

// kind is what stands under a message.
type kind uint8

const (
	none   kind = iota
	inline      // buttons of the message itself
	keys        // the keyboard below the chat
)

// boards remembers for each chat what the person can tap: the newest message
// with buttons, what was answered, and whether there is a keyboard below the
// chat. It is only a help: with nothing remembered every tap counts.
type boards struct {
	mu  sync.Mutex
	all map[channels.Address]board
}

type board struct {
	newest   int64  // the newest message that had buttons of its own
	answered int64  // the newest whose buttons were tapped
	by       string // that tap
	keys     bool   // there is a keyboard below the chat
}

// drew keeps what a message showed, and returns an older message whose buttons
// are now of no use, or 0.
func (b *boards) drew(chat channels.Address, message int64, k kind) (old int64) {
	b.mu.Lock()
	defer b.mu.Unlock()
	is, known := b.all[chat]
	if k == none && (!known || !is.keys) {
		return 0
	}
	is.keys = k == keys
	if k != none && message > is.newest {
		if is.newest > is.answered {
			old = is.newest
		}
		is.newest = 0
		if k == inline {
			is.newest = message
		}
	}
	b.keep(chat, is)
	return old
}

// hasKeys says whether there is a keyboard below the chat.
func (b *boards) hasKeys(chat channels.Address) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.all[chat].keys
}

// tapped says whether a tap answers something: not, when its question or a
// later one has been answered by another tap. The same tap, when it comes
// again, does.
func (b *boards) tapped(chat channels.Address, message int64, tap string) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	is := b.all[chat]
	if message < is.answered || message == is.answered && is.by != tap {
		return false
	}
	is.answered, is.by = message, tap
	b.keep(chat, is)
	return true
}

func (b *boards) keep(chat channels.Address, is board) {
	if b.all == nil {
		b.all = make(map[channels.Address]board)
	}
	if _, known := b.all[chat]; !known && len(b.all) >= mostBoards {
		for some := range b.all {
			delete(b.all, some)
			break
		}
	}
	b.all[chat] = is
}
