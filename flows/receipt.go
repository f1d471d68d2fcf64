package flows

import (
	"crypto/sha256"
	"encoding/base32"
)

// Receipt is the code a person is given for a run: they can quote it, and it
// tells nobody the run's id.
func Receipt(run string) string {
	sum := sha256.Sum256([]byte("plaza receipt " + run))
	code := receipts.EncodeToString(sum[:5])
	return code[:4] + "-" + code[4:]
}

// receipts has no letters that are taken for digits, or for each other.
var receipts = base32.NewEncoding("23456789ABCDEFGHJKLMNPQRSTUVWXYZ")
