package telegramtest

import (
	"fmt"
	"net/http"
)

// mostFile is the largest file that a bot may bring.
const mostFile = 20 << 20

// stored is one file that Telegram keeps.
type stored struct {
	path string
	data []byte
	size int64
}

// keep keeps a file under a path of its own, under the lock, and returns its id.
func (s *Server) keep(folder, suffix string, data []byte) string {
	n := s.next()
	id := fmt.Sprintf("AgACAgQAAxkBAAI%d", n)
	s.files[id] = stored{path: fmt.Sprintf("%s/file_%d%s", folder, n, suffix), data: data, size: int64(len(data))}
	return id
}

// Photo sends a picture, which Telegram keeps in three sizes; data is the
// largest.
func (p *Person) Photo(data []byte, caption string) int64 {
	s := p.server
	s.mu.Lock()
	defer s.mu.Unlock()
	sizes := []map[string]any{}
	for i, side := range []int{90, 320, 1280} {
		d := data
		if i < 2 {
			d = []byte("small")
		}
		id := s.keep("photos", ".jpg", d)
		sizes = append(sizes, map[string]any{"file_id": id, "file_unique_id": "u" + id, "width": side, "height": side * 3 / 4, "file_size": len(d)})
	}
	fields := map[string]any{"photo": sizes}
	if caption != "" {
		fields["caption"] = caption
	}
	return p.send(fields)
}

// Voice sends a voice message.
func (p *Person) Voice(data []byte) int64 {
	s := p.server
	s.mu.Lock()
	defer s.mu.Unlock()
	id := s.keep("voice", ".oga", data)
	return p.send(map[string]any{"voice": map[string]any{
		"file_id": id, "file_unique_id": "u" + id, "duration": 3, "mime_type": "audio/ogg", "file_size": len(data),
	}})
}

// Document sends a file with a name.
func (p *Person) Document(name, mime string, data []byte) int64 {
	s := p.server
	s.mu.Lock()
	defer s.mu.Unlock()
	id := s.keep("documents", ".bin", data)
	return p.send(map[string]any{"document": map[string]any{
		"file_id": id, "file_unique_id": "u" + id, "file_name": name, "mime_type": mime, "file_size": len(data),
	}})
}

func (s *Server) getFile(id string) any {
	f, ok := s.files[id]
	switch {
	case !ok:
		return bad("invalid file_id")
	case f.size > mostFile:
		return bad("file is too big")
	}
	return map[string]any{"file_id": id, "file_unique_id": "u" + id, "file_size": f.size, "file_path": f.path}
}

func (s *Server) serveFile(w http.ResponseWriter, token, path string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if token == s.cfg.Token {
		for _, f := range s.files {
			if f.path == path {
				_, _ = w.Write(f.data)
				return
			}
		}
	}
	write(w, refusal{code: 404, description: "Not Found"})
}
