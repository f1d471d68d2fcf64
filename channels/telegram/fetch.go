package telegram

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"regexp"
	"strings"

	tgbotapi "github.com/go-telegram-bot-api/telegram-bot-api/v5"

	"plaza/channels"
)

const (
	// fileScheme begins the URL of an attachment: its id at Telegram follows. A
	// real URL would hold the token, and end after an hour.
	fileScheme = "telegram:"
	// mostFile is the largest file that a bot may bring
	// (core.telegram.org/bots/api#getfile).
	mostFile = 20 << 20
)

var (
	fileID   = regexp.MustCompile(`^[A-Za-z0-9_-]{1,256}$`)
	filePath = regexp.MustCompile(`^[A-Za-z0-9_][A-Za-z0-9_.-]*(/[A-Za-z0-9_][A-Za-z0-9_.-]*)*$`)
)

// Fetch asks where an attachment is and opens it, at the address of the API and
// nowhere else. ctx bounds the reading too. Reading past 20 MiB is an error.
func (c *Channel) Fetch(ctx context.Context, m channels.Media) (io.ReadCloser, error) {
	id, ok := strings.CutPrefix(m.URL, fileScheme)
	if !ok || !fileID.MatchString(id) {
		return nil, fmt.Errorf("fetch from telegram: %w: no file of Telegram's", channels.ErrPermanent)
	}
	path, err := c.path(ctx, id)
	if err != nil {
		return nil, err
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, c.cfg.API+"/file/bot"+c.cfg.Token+"/"+path, http.NoBody)
	if err != nil {
		return nil, errors.New("fetch from telegram: no request can be made of the address")
	}
	answer, err := c.cfg.Transport.RoundTrip(r) // and no redirect is followed
	if err != nil {
		return nil, fmt.Errorf("fetch from telegram: %w: %w", channels.ErrTemporary, c.clean(ctx, err))
	}
	if answer.StatusCode != http.StatusOK {
		_ = answer.Body.Close()
		class := channels.ErrPermanent
		if answer.StatusCode == http.StatusTooManyRequests || answer.StatusCode >= http.StatusInternalServerError {
			class = channels.ErrTemporary
		}
		return nil, fmt.Errorf("fetch from telegram: %w: http %d", class, answer.StatusCode)
	}
	return http.MaxBytesReader(nil, answer.Body, mostFile), nil
}

// path asks where a file is, below the address of the API.
func (c *Channel) path(ctx context.Context, id string) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, c.cfg.Timeout)
	defer cancel()
	result, err := c.call(ctx, "getFile", tgbotapi.Params{"file_id": id}, answerBytes)
	if err != nil {
		return "", err
	}
	var f struct {
		Path string `json:"file_path"`
		Size int64  `json:"file_size"`
	}
	switch err := json.Unmarshal(result, &f); {
	case err != nil:
		return "", errors.New("telegram getFile: the answer is no file")
	case f.Size > mostFile:
		return "", fmt.Errorf("telegram getFile: %w: the file is larger than 20 MiB", channels.ErrPermanent)
	case !filePath.MatchString(f.Path):
		return "", fmt.Errorf("telegram getFile: %w: the file is not at the address of the API", channels.ErrPermanent)
	}
	return f.Path, nil
}
