package main

import (
	"bytes"
	"crypto/rand"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"plaza/store"
	"plaza/store/sqlite"
)

// A picture is told of, and its bytes leave only when they are asked for,
// under the pseudonym of its run.
func TestExportOfPictures(t *testing.T) {
	ctx := t.Context()
	text, err := store.NewKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	keys, err := store.ParseKey(text)
	if err != nil {
		t.Fatal(err)
	}
	db, err := sqlite.Open(ctx, filepath.Join(t.TempDir(), "plaza.db"), sqlite.Options{Keys: keys, Migrate: true, Hurried: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	c := db.Contact("sms", "", "+15005550001")
	at := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	err = db.Update(ctx, db.Shard(c), func(tx store.Tx) error {
		if err := tx.AddMedia(ctx, []store.Media{{Contact: c, ID: "one", Ref: "r", Kind: "photo", DueAt: at, At: at}}); err != nil {
			return err
		}
		claimed, err := tx.ClaimMedia(ctx, at, at.Add(time.Minute), at, 1)
		if err != nil {
			return err
		}
		claimed[0].State, claimed[0].Type, claimed[0].Data = store.MediaKept, "image/jpeg", []byte("pixels")
		return tx.FinishMedia(ctx, claimed)
	})
	if err != nil {
		t.Fatal(err)
	}
	x := fair(t, false, 1)
	for i, id := range []string{"media:one", "media:gone"} {
		r := store.Run{Contact: c, ID: id, Flow: "fair", Edition: 1, Part: "main", Lang: "en", BeganAt: at.AddDate(0, 0, i), Outcome: "done"}
		a := store.Answer{Contact: c, Run: id, Name: "picture", Kind: "photo", Status: "answered", Value: id, Raw: "raw", Edition: 1, Wording: 1, At: at}
		if err := x.add(r, []store.Answer{a}); err != nil {
			t.Fatal(err)
		}
	}
	done := x.done()
	answers := written(t, "csv", done)["answers.csv"]
	if !strings.Contains(answers, "picture,answered,photo,") || strings.Contains(answers, "media:") || strings.Contains(answers, "raw") {
		t.Errorf("got\n%s\nwant that there is a photo, and no more", answers)
	}
	dir := filepath.Join(t.TempDir(), "pictures")
	var said bytes.Buffer
	if err := writeMedia(ctx, ui{err: &said}, db, dir, done.media); err != nil {
		t.Fatal(err)
	}
	files, err := os.ReadDir(dir)
	if err != nil || len(files) != 1 {
		t.Fatalf("got %v, %v, want one file", files, err)
	}
	got, err := os.ReadFile(filepath.Join(dir, done.runs[0].run+"-picture.jpg"))
	if err != nil || string(got) != "pixels" {
		t.Errorf("got %q, %v", got, err)
	}
	want := "plaza: 1 attachment in " + dir + "\nplaza: 1 attachment not kept: not fetched yet, not to be had, or not fit to be kept\n"
	if diff := cmp.Diff(want, said.String()); diff != "" {
		t.Errorf("said (-want +got):\n%s", diff)
	}
}
