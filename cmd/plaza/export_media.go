package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"plaza/bot"
	"plaza/store"
)

// attachment is something that a person sent in answer, as an extract knows it.
type attachment struct {
	name    string // of its file, without an ending: the run's and the question's
	contact store.Contact
	id      string
}

// sent is what an extract says of an answer that is a picture, a voice or a
// file: that there is one. Where it is, is noted for --media.
func (x *extractor) sent(rec *record, q question, a store.Answer, c store.Contact) string {
	if a.Value == "" {
		return ""
	}
	if id, ours := bot.MediaID(a.Value); ours {
		x.media = append(x.media, attachment{name: rec.run + "-" + q.name, contact: c, id: id})
	}
	return q.kind
}

// ending is that of the kinds of file that a reader is likely to open. The
// network's word for a kind decides no name of a file here.
func ending(mime string) string {
	switch mime {
	case "image/jpeg":
		return ".jpg"
	case "image/png":
		return ".png"
	case "audio/ogg":
		return ".ogg"
	case "audio/mpeg":
		return ".mp3"
	case "audio/mp4":
		return ".m4a"
	case "audio/amr":
		return ".amr"
	case "video/mp4":
		return ".mp4"
	case "application/pdf":
		return ".pdf"
	}
	return ".bin"
}

// writeMedia writes attachments into a new folder. Those that were not fetched,
// or are there no more, are counted.
func writeMedia(ctx context.Context, ui ui, s store.Store, dir string, all []attachment) error {
	if err := os.MkdirAll(filepath.Dir(dir), 0o755); err != nil {
		return fmt.Errorf("make the folder: %w", err)
	}
	if err := os.Mkdir(dir, 0o700); err != nil {
		return fmt.Errorf("make the folder: %w", err)
	}
	missing := 0
	for _, a := range all {
		var m store.Media
		err := s.View(ctx, func(v store.View) (err error) {
			m, err = v.Media(ctx, a.contact, a.id)
			return err
		})
		if errors.Is(err, store.ErrNotFound) || err == nil && m.State != store.MediaKept {
			missing++
			continue
		}
		if err != nil {
			return err
		}
		if err := os.WriteFile(filepath.Join(dir, a.name+ending(m.Type)), m.Data, 0o600); err != nil {
			return fmt.Errorf("write an attachment: %w", err)
		}
	}
	ui.say("%s in %s", count(len(all)-missing, "attachment"), dir)
	if missing > 0 {
		ui.say("%s not kept: not fetched yet, not to be had, or not fit to be kept", count(missing, "attachment"))
	}
	return nil
}
