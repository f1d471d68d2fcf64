package store_test

import (
	"bytes"
	"crypto/rand"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"plaza/store"
)

// key is the same at every run: its ids are written down below.
var key = strings.Repeat("0123456789abcdef", 4)

func parse(t *testing.T, text string) *store.Keys {
	t.Helper()
	keys, err := store.ParseKey(text)
	if err != nil {
		t.Fatal(err)
	}
	return keys
}

func TestContact(t *testing.T) {
	keys := parse(t, key)
	t.Run("NeverChanges", func(t *testing.T) {
		// Rows of years are kept under these ids: no change of the code may move them.
		if got, want := keys.Contact("sms", "", "+15005550006"), store.Contact("xlthr7robia3dwglquw4ekgs"); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
		if got, want := store.ShardOf("xlthr7robia3dwglquw4ekgs", 4), 1; got != want {
			t.Errorf("got shard %d, want %d", got, want)
		}
	})
	t.Run("TellsItsPartsApart", func(t *testing.T) {
		seen := map[store.Contact][]string{}
		for _, parts := range [][]string{{"sms", "", "ab"}, {"sms", "a", "b"}, {"sm", "s", "ab"}, {"sms", "ab", ""}, {"", "sms", "ab"}} {
			c := keys.Contact(parts[0], parts[1], parts[2])
			if other := seen[c]; other != nil {
				t.Errorf("%q and %q are both %s", parts, other, c)
			}
			seen[c] = parts
		}
	})
	t.Run("IsAnotherUnderAnotherKey", func(t *testing.T) {
		other := parse(t, strings.Repeat("f", 64))
		if keys.Contact("sms", "", "1") == other.Contact("sms", "", "1") {
			t.Error("the id does not depend on the key")
		}
	})
}

func TestSeal(t *testing.T) {
	keys := parse(t, key)
	sealed := keys.Seal("c1", "+15005550006")
	if bytes.Contains(sealed, []byte("5550006")) {
		t.Error("the address is there in clear")
	}
	if got, err := keys.Open("c1", sealed); err != nil || got != "+15005550006" {
		t.Errorf("got %q, %v", got, err)
	}
	if bytes.Equal(sealed, keys.Seal("c1", "+15005550006")) {
		t.Error("two sealings of one address look the same")
	}
	if _, err := keys.Open("c2", sealed); !errors.Is(err, store.ErrWrongKey) {
		t.Errorf("another person's row: got %v, want ErrWrongKey", err)
	}
	if _, err := parse(t, strings.Repeat("f", 64)).Open("c1", sealed); !errors.Is(err, store.ErrWrongKey) {
		t.Errorf("another key: got %v, want ErrWrongKey", err)
	}
}

func TestParseKey(t *testing.T) {
	want := parse(t, key).Check()
	raw, err := hex.DecodeString(key)
	if err != nil {
		t.Fatal(err)
	}
	if got := parse(t, " "+base64.StdEncoding.EncodeToString(raw)+"\n").Check(); got != want {
		t.Errorf("base64: got another key")
	}
	for _, text := range []string{"", "secret", key[:62], key + "00", strings.Repeat("x", 64)} {
		if _, err := store.ParseKey(text); err == nil || text != "" && strings.Contains(err.Error(), text) {
			t.Errorf("%q: got %v, want an error that does not repeat it", text, err)
		}
	}
	if err := parse(t, key).Verify(want); err != nil {
		t.Error(err)
	}
	if err := parse(t, strings.Repeat("f", 64)).Verify(want); !errors.Is(err, store.ErrWrongKey) {
		t.Errorf("got %v, want ErrWrongKey", err)
	}
}

func TestLoadOrCreateKey(t *testing.T) {
	t.Run("IsMadeOnce", func(t *testing.T) {
		path := filepath.Join(t.TempDir(), "key")
		first, created, err := store.LoadOrCreateKey(path, rand.Reader)
		if err != nil || !created {
			t.Fatalf("got created %v, %v", created, err)
		}
		info, err := os.Stat(path)
		if err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("got mode %v, %v, want 0600", info.Mode(), err)
		}
		again, created, err := store.LoadOrCreateKey(path, rand.Reader)
		if err != nil || created || again.Check() != first.Check() {
			t.Errorf("got created %v, %v, want the same key", created, err)
		}
		if files, err := os.ReadDir(filepath.Dir(path)); err != nil || len(files) != 1 {
			t.Errorf("got %v, %v, want nothing left beside it", files, err)
		}
	})
	t.Run("IsOneForAllWhoStartTogether", func(t *testing.T) {
		path := filepath.Join(t.TempDir(), "key")
		var group sync.WaitGroup
		var lock sync.Mutex
		checks, made := map[string]bool{}, 0
		for range 8 {
			group.Go(func() {
				keys, created, err := store.LoadOrCreateKey(path, rand.Reader)
				lock.Lock()
				defer lock.Unlock()
				if err != nil {
					t.Error(err)
					return
				}
				checks[keys.Check()] = true
				if created {
					made++
				}
			})
		}
		group.Wait()
		if len(checks) != 1 || made != 1 {
			t.Errorf("got %d keys, made %d times, want one", len(checks), made)
		}
	})
	t.Run("ErrReadByOthers", func(t *testing.T) {
		for _, mode := range []fs.FileMode{0o640, 0o604, 0o644} {
			path := filepath.Join(t.TempDir(), "key")
			if err := os.WriteFile(path, []byte(key), 0o600); err != nil {
				t.Fatal(err)
			}
			if err := os.Chmod(path, mode); err != nil {
				t.Fatal(err)
			}
			if _, _, err := store.LoadOrCreateKey(path, rand.Reader); err == nil || !strings.Contains(err.Error(), "chmod 600") {
				t.Errorf("mode %o: got %v, want a refusal with a hint", mode, err)
			}
		}
	})
	t.Run("ErrNoKeyInIt", func(t *testing.T) {
		path := filepath.Join(t.TempDir(), "key")
		if err := os.WriteFile(path, []byte("half a k"), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, created, err := store.LoadOrCreateKey(path, rand.Reader); err == nil || created {
			t.Errorf("got created %v, %v, want an error and the file untouched", created, err)
		}
	})
}

func TestSealBlob(t *testing.T) {
	keys := parse(t, key)
	sealed := keys.SealBlob("media", "ab", []byte("a picture"))
	if got, err := keys.OpenBlob("media", "ab", sealed); err != nil || string(got) != "a picture" {
		t.Errorf("got %q, %v", got, err)
	}
	if bytes.Contains(sealed, []byte("picture")) {
		t.Error("it is not sealed")
	}
	other := parse(t, strings.Repeat("f", 64))
	for name, open := range map[string]func() ([]byte, error){
		"AnotherKey":     func() ([]byte, error) { return other.OpenBlob("media", "ab", sealed) },
		"AnotherPurpose": func() ([]byte, error) { return keys.OpenBlob("spool", "ab", sealed) },
		"AnotherPlace":   func() ([]byte, error) { return keys.OpenBlob("media", "ac", sealed) },
		"TheSameInAll":   func() ([]byte, error) { return keys.OpenBlob("mediaa", "b", sealed) },
		"AChangedBit":    func() ([]byte, error) { return keys.OpenBlob("media", "ab", append([]byte{^sealed[0]}, sealed[1:]...)) },
		"TooLittle":      func() ([]byte, error) { return keys.OpenBlob("media", "ab", sealed[:3]) },
		"AsAnAddress":    func() ([]byte, error) { a, err := keys.Open("ab", sealed); return []byte(a), err },
	} {
		if got, err := open(); !errors.Is(err, store.ErrWrongKey) {
			t.Errorf("%s: got %q, %v, want ErrWrongKey", name, got, err)
		}
	}
}
