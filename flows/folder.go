package flows

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"path"
	"slices"

	"plaza/flows/source"
)

// ReadFolder reads the files of a consultation: flow.yaml, tables (*.csv),
// translations (*.po) and transcripts (*.chat). Other files and folders inside
// it are left alone. Files beyond the bounds are an error before they are read.
func ReadFolder(fsys fs.FS) (*Folder, error) {
	entries, err := fs.ReadDir(fsys, ".")
	if err != nil {
		return nil, fmt.Errorf("read the consultation's folder: %w", err)
	}
	folder := &Folder{Files: map[string][]byte{}}
	for _, entry := range entries {
		name := entry.Name()
		if entry.IsDir() || !belongs(name) {
			continue
		}
		data, err := readBounded(fsys, name)
		if err != nil {
			return nil, err
		}
		folder.Files[name] = data
	}
	return folder, nil
}

// readBounded reads one file of at most its bound, whatever its size is said to be.
func readBounded(fsys fs.FS, name string) ([]byte, error) {
	f, err := fsys.Open(name)
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", name, err)
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, int64(sizeLimit(name))+1))
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", name, err)
	}
	if problem, big := oversize(name, len(data)); big {
		return nil, source.Problems{problem}
	}
	return data, nil
}

// belongs says whether a file is part of a consultation.
func belongs(name string) bool {
	switch path.Ext(name) {
	case ".csv", ".po", ".chat":
		return true
	}
	return name == FlowFile
}

// sizeLimit is the most bytes a file may have.
func sizeLimit(name string) int {
	if path.Ext(name) == ".csv" {
		return source.MaxCSV
	}
	return source.MaxYAML
}

// oversize is the problem of a file that is too large to be read.
func oversize(name string, size int) (source.Problem, bool) {
	limit := sizeLimit(name)
	if size <= limit {
		return source.Problem{}, false
	}
	hint := "cut the table to the rows and columns that are asked about"
	if limit == source.MaxYAML {
		hint = "put data into a table (*.csv)"
	}
	return source.Problem{Pos: source.Pos{File: name}, Code: "syntax",
		Message: fmt.Sprintf("this file is larger than %d MiB", limit>>20), Hint: hint}, true
}

// oversized reports the files of a folder that are too large, flow.yaml and
// tables apart, which are reported where they are parsed.
func (f *Folder) oversized() source.Problems {
	var ps source.Problems
	for _, name := range slices.Sorted(maps.Keys(f.Files)) {
		if path.Ext(name) == ".po" || path.Ext(name) == ".chat" {
			if p, big := oversize(name, len(f.Files[name])); big {
				ps = append(ps, p)
			}
		}
	}
	return ps
}

// Hash names the content of a consultation: the same files give the same hash,
// in whatever order they were read. Transcripts do not count: they test a
// consultation and are no part of what is said to people.
func (f *Folder) Hash() string {
	h := sha256.New()
	for _, name := range slices.Sorted(maps.Keys(f.Files)) {
		if path.Ext(name) == ".chat" {
			continue
		}
		// Lengths go in too, so that no two folders run together into the same bytes.
		for _, part := range [][]byte{[]byte(name), f.Files[name]} {
			h.Write(binary.BigEndian.AppendUint64(nil, uint64(len(part))))
			h.Write(part)
		}
	}
	return hex.EncodeToString(h.Sum(nil))
}

// Pack writes the folder into one file that Unpack reads. It is a zip archive
// with sorted names and no times, so equal folders pack into equal bytes and
// an organiser can open what the store keeps.
func (f *Folder) Pack() ([]byte, error) {
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for _, name := range slices.Sorted(maps.Keys(f.Files)) {
		file, err := w.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Deflate})
		if err != nil {
			return nil, fmt.Errorf("pack %s: %w", name, err)
		}
		if _, err := file.Write(f.Files[name]); err != nil {
			return nil, fmt.Errorf("pack %s: %w", name, err)
		}
	}
	if err := w.SetComment(f.Name); err != nil {
		return nil, fmt.Errorf("pack the name of the folder: %w", err)
	}
	if err := w.Close(); err != nil {
		return nil, fmt.Errorf("pack the folder: %w", err)
	}
	return out.Bytes(), nil
}

// Unpack reads what Pack wrote.
func Unpack(packed []byte) (*Folder, error) {
	r, err := zip.NewReader(bytes.NewReader(packed), int64(len(packed)))
	if err != nil {
		return nil, fmt.Errorf("unpack a folder: %w", err)
	}
	folder := &Folder{Name: r.Comment, Files: make(map[string][]byte, len(r.File))}
	for _, file := range r.File {
		if !belongs(file.Name) || path.Base(file.Name) != file.Name {
			return nil, fmt.Errorf("unpack a folder: %q is no file of a consultation", file.Name)
		}
		data, err := readBounded(r, file.Name)
		if err != nil {
			return nil, fmt.Errorf("unpack a folder: %w", err)
		}
		folder.Files[file.Name] = data
	}
	return folder, nil
}
