package bot

import (
	"encoding/base32"
	"fmt"
	"io"
)

// idText writes ids so that a person can read one aloud: it has no 1, i, l or o.
const idText = "abcdefghjkmnpqrstuvwxyz023456789"

// newID returns 80 random bits in 16 letters. Randomness failing is not
// survivable: ids would repeat.
func (b *Bot) newID() string {
	var raw [10]byte
	b.randMu.Lock()
	_, err := io.ReadFull(b.Rand, raw[:])
	b.randMu.Unlock()
	if err != nil {
		panic(fmt.Sprintf("bot: read randomness: %v", err))
	}
	return base32.NewEncoding(idText).WithPadding(base32.NoPadding).EncodeToString(raw[:])
}
