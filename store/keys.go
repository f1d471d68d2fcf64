package store

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base32"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"strings"
	"sync"
)

// Keys are what one master key opens: the ids of contacts, which tell nothing
// without it, and the addresses at rest. The master key lives outside the
// database and its backups. Losing it loses every address; whoever holds it
// and a copy of the database can read them.
type Keys struct {
	macs  sync.Pool // of hash.Hash, keyed
	box   cipher.AEAD
	blobs cipher.AEAD
	check string
}

// masterSize is the length of the master key in bytes.
const masterSize = 32

// names of contacts: lower case, no padding, 15 bytes give exactly 24 letters.
var contactText = base32.NewEncoding("abcdefghijklmnopqrstuvwxyz234567").WithPadding(base32.NoPadding)

// NewKey makes a master key, written as ParseKey reads it.
func NewKey(rand io.Reader) (string, error) {
	var master [masterSize]byte
	if _, err := io.ReadFull(rand, master[:]); err != nil {
		return "", fmt.Errorf("make a key: %w", err)
	}
	return base64.StdEncoding.EncodeToString(master[:]), nil
}

// ParseKey reads a master key: 32 bytes in base64 or hex, space around it ignored.
func ParseKey(text string) (*Keys, error) {
	text = strings.TrimSpace(text)
	master, err := hex.DecodeString(text)
	if err != nil || len(master) != masterSize {
		master, err = base64.StdEncoding.DecodeString(text)
	}
	if err != nil || len(master) != masterSize {
		// The text is a secret even when it is wrong: it is not repeated.
		return nil, errors.New("read the key: want 32 bytes in base64 or hex")
	}
	return derive(master)
}

func derive(master []byte) (*Keys, error) {
	lookup, err := hkdf.Key(sha256.New, master, nil, "plaza contact ids", sha256.Size)
	if err != nil {
		return nil, fmt.Errorf("derive the key of contact ids: %w", err)
	}
	seal, err := hkdf.Key(sha256.New, master, nil, "plaza addresses", 32)
	if err != nil {
		return nil, fmt.Errorf("derive the key of addresses: %w", err)
	}
	block, err := aes.NewCipher(seal)
	if err != nil {
		return nil, fmt.Errorf("open the cipher: %w", err)
	}
	box, err := cipher.NewGCMWithRandomNonce(block)
	if err != nil {
		return nil, fmt.Errorf("open the cipher: %w", err)
	}
	blobs, err := newBlobs(master)
	if err != nil {
		return nil, err
	}
	k := &Keys{box: box, blobs: blobs}
	k.macs.New = func() any { return hmac.New(sha256.New, lookup) }
	k.check = hex.EncodeToString(k.mac(nil, "check")[:16])
	return k, nil
}

// Contact is the id of an address on a channel: the same for the same three,
// for ever. Scope is the sender account where addresses are private to it.
func (k *Keys) Contact(channel, scope, address string) Contact {
	return Contact(contactText.EncodeToString(k.mac(nil, "contact", channel, scope, address)[:15]))
}

// Ref is the keyed hash under which a network's id of a message is kept, so
// that what remains after an erasure still recognises a message that comes
// twice and tells nothing to anybody else.
func (k *Keys) Ref(c Contact, ref string) []byte {
	return k.mac(make([]byte, 0, sha256.Size), "ref", string(c), ref)[:16]
}

// mac hashes the parts, each behind its length: no two lists of parts look the same.
func (k *Keys) mac(to []byte, parts ...string) []byte {
	h := k.macs.Get().(hash.Hash)
	defer k.macs.Put(h)
	h.Reset()
	var buf [256]byte
	framed := buf[:0]
	for _, p := range parts {
		framed = binary.BigEndian.AppendUint32(framed, uint32(len(p)))
		framed = append(framed, p...)
	}
	h.Write(framed)
	return h.Sum(to)
}

// Seal encrypts an address for rest. It opens only for the same contact, so
// that nobody can move one person's address to another's row.
func (k *Keys) Seal(c Contact, address string) []byte {
	return k.box.Seal(nil, nil, []byte(address), []byte(c))
}

// Open is the address that Seal was given.
func (k *Keys) Open(c Contact, sealed []byte) (string, error) {
	address, err := k.box.Open(nil, nil, sealed, []byte(c))
	if err != nil {
		return "", fmt.Errorf("open the address of %s: %w", c, ErrWrongKey)
	}
	return string(address), nil
}

// Check is a value a database keeps to recognise its key. It tells nothing about it.
func (k *Keys) Check() string { return k.check }

// Verify returns ErrWrongKey when check was made with another key.
func (k *Keys) Verify(check string) error {
	if subtle.ConstantTimeCompare([]byte(check), []byte(k.check)) != 1 {
		return fmt.Errorf("%w: this database was made with another one", ErrWrongKey)
	}
	return nil
}
