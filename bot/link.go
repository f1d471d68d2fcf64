package bot

import (
	"context"
	"encoding/binary"
	"fmt"
	"io"

	"plaza/store"
)

// One person may write from several phones and apps. Each is a contact with
// answers, an opt-out and an erasure of its own; joining them says only that
// they are one person, who counts once. It is done by a code that is asked for
// on one and returned on the other within a quarter of an hour, and in no
// other way: not by a phone number that looks the same, and not by an operator.
//
// What is joined stays so until the contact is erased. A contact that has been
// joined with others does not change to another person: two groups never
// become one, so that a code that fell into wrong hands ties one stranger to
// somebody and not two families.

// codeDigits is how long a code is: short enough to copy from one screen to
// another, long enough that guessing it is hopeless before many phones.
const codeDigits = 8

// link asks for a code, or brings one back.
func (t *turn) link(code string) error {
	if code == "" {
		return t.giveCode()
	}
	person, said, err := t.tx.TakeCode(t.ctx, code, t.conv.Contact, t.now)
	if err != nil {
		return fmt.Errorf("look for a code: %w", err)
	}
	switch said {
	case store.CodeOwn:
		return t.say("link_own", nil)
	case store.CodeLater:
		return t.say("link_later", map[string]any{"max": minutes()})
	case store.CodeTaken:
		return t.joinTo(person)
	}
	return t.say("link_wrong", nil)
}

// giveCode makes a code. The contact becomes a person's already, if only its
// own, so that the other side needs to write to no other shard.
func (t *turn) giveCode() error {
	person := t.conv.Person
	if person == "" {
		person = t.newID()
		t.join(person)
	}
	code, contact, now := t.newCode(), t.conv.Contact, t.now
	t.later(func(ctx context.Context, tx store.Tx) error {
		return tx.PutCode(ctx, code, contact, person, now, now.Add(store.CodePause))
	})
	return t.say("link_code", map[string]any{"code": code, "max": minutes()})
}

// joinTo makes this contact one of a person's, unless it is another's with others.
func (t *turn) joinTo(person string) error {
	if t.conv.Person == person {
		return t.say("link_already", nil)
	}
	n, err := t.joined()
	if err != nil {
		return err
	}
	if n > 1 {
		return t.say("link_taken", nil)
	}
	t.join(person)
	return t.say("link_done", nil)
}

// join notes whose contact this is.
func (t *turn) join(person string) {
	contact := t.conv.Contact
	t.conv.Person = person
	t.w.conv(t.conv)
	t.later(func(ctx context.Context, tx store.Tx) error {
		if err := tx.Join(ctx, contact, person); err != nil {
			return err
		}
		return t.claimCopies(ctx, tx, contact, person)
	})
}

// later does something when the conversation has been written, unless the
// person has been erased in the same batch.
func (t *turn) later(fn func(context.Context, store.Tx) error) {
	conv := t.conv
	t.w.then = append(t.w.then, func(ctx context.Context, tx store.Tx) error {
		if conv.Person == "" {
			return nil
		}
		return fn(ctx, tx)
	})
}

// joined is how many contacts the person has joined, this one included; none
// when it was never joined.
func (t *turn) joined() (n int, err error) {
	if t.conv.Person == "" {
		return 0, nil
	}
	err = t.Store.View(t.ctx, func(v store.View) error {
		contacts, err := v.Joined(t.ctx, t.conv.Person)
		n = len(contacts)
		return err
	})
	if err != nil {
		return 0, fmt.Errorf("look for the person's other channels: %w", err)
	}
	return n, nil
}

// newCode is a random code. Randomness failing is not survivable: a code could
// be guessed.
func (b *Bot) newCode() string {
	const most = 100_000_000 // of codeDigits digits
	for {
		var raw [4]byte
		b.randMu.Lock()
		_, err := io.ReadFull(b.Rand, raw[:])
		b.randMu.Unlock()
		if err != nil {
			panic(fmt.Sprintf("bot: read randomness: %v", err))
		}
		// What is beyond the last whole hundred million is thrown again: every
		// code is as likely as any other.
		n := binary.BigEndian.Uint32(raw[:])
		if n < 42*most {
			return fmt.Sprintf("%0*d", codeDigits, n%most)
		}
	}
}

// minutes is how long a code holds, and how long one waits after wrong ones.
func minutes() int { return int(store.CodePause.Minutes()) }
