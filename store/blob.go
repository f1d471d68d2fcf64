package store

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
)

// newBlobs opens the cipher of everything at rest that is no address: it has
// a key of its own, so that neither uses up what the other may seal.
func newBlobs(master []byte) (cipher.AEAD, error) {
	key, err := hkdf.Key(sha256.New, master, nil, "plaza blobs", 32)
	if err != nil {
		return nil, fmt.Errorf("derive the key of blobs: %w", err)
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, fmt.Errorf("open the cipher: %w", err)
	}
	box, err := cipher.NewGCMWithRandomNonce(block)
	if err != nil {
		return nil, fmt.Errorf("open the cipher: %w", err)
	}
	return box, nil
}

// SealBlob encrypts data for rest. It opens only for the same purpose and the
// same place, so that nobody can put it where something else belongs.
func (k *Keys) SealBlob(purpose, place string, data []byte) []byte {
	return k.blobs.Seal(nil, nil, data, bound(purpose, place))
}

// OpenBlob is the data that SealBlob was given.
func (k *Keys) OpenBlob(purpose, place string, sealed []byte) ([]byte, error) {
	data, err := k.blobs.Open(nil, nil, sealed, bound(purpose, place))
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", purpose, ErrWrongKey)
	}
	return data, nil
}

// bound is a purpose and a place as one: no two pairs look the same.
func bound(purpose, place string) []byte {
	b := binary.BigEndian.AppendUint32(make([]byte, 0, 4+len(purpose)+len(place)), uint32(len(purpose)))
	return append(append(b, purpose...), place...)
}
