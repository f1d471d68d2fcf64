package flows

import (
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"

	"plaza/flows/source"
)

// poEntry is one message of a gettext PO file: what translation programs read
// and write. Plural forms do not exist here: a text that depends on a number
// is the author's to avoid.
type poEntry struct {
	pos      source.Pos // of its msgstr
	context  string
	id       string
	str      string
	fuzzy    bool
	comments []string // the translator's own lines, "# …", kept as they are
}

// parsePO reads a PO file, reporting every line it does not understand.
// Messages marked obsolete (#~) and the head are left out.
func parsePO(name string, data []byte) ([]poEntry, source.Problems) {
	text, problems := source.Decode(name, data)
	r := &poReader{name: name, problems: problems}
	for i, line := range strings.Split(text, "\n") {
		r.line(i+1, strings.TrimRight(line, "\r"))
	}
	r.finish()
	return r.entries, r.problems
}

type poReader struct {
	name     string
	entries  []poEntry
	problems source.Problems

	entry   poEntry
	field   *string // what a line of only "text" goes on with
	started bool    // the entry has a msgid
}

func (r *poReader) refuse(line, col int, message, hint string) {
	r.problems = append(r.problems, source.Problem{Pos: source.Pos{File: r.name, Line: line, Col: col}, Code: "syntax", Message: message, Hint: hint})
}

func (r *poReader) line(n int, line string) {
	rest := strings.TrimLeft(line, " \t")
	col := 1 + utf8.RuneCountInString(line) - utf8.RuneCountInString(rest)
	word, value, _ := strings.Cut(rest, " ")
	switch {
	case rest == "":
		r.finish()
	case strings.HasPrefix(rest, "#~"):
		r.field = nil
	case strings.HasPrefix(rest, "#"):
		if r.started {
			r.finish()
		}
		r.comment(rest)
	case rest[0] == '"':
		if r.field == nil {
			r.refuse(n, col, "this text belongs to no msgid and no msgstr", "")
			return
		}
		r.append(n, col, rest)
	case word == "msgctxt" || word == "msgid" || word == "msgstr":
		switch {
		case word == "msgctxt" || word == "msgid" && r.entry.pos.Line > 0:
			if r.started {
				r.finish()
			}
		}
		switch word {
		case "msgctxt":
			r.field = &r.entry.context
		case "msgid":
			r.field, r.started = &r.entry.id, true
		case "msgstr":
			r.field = &r.entry.str
			r.entry.pos = source.Pos{File: r.name, Line: n, Col: col}
		}
		r.append(n, col+len(word)+1, strings.TrimLeft(value, " \t"))
	case word == "msgid_plural" || strings.HasPrefix(word, "msgstr["):
		r.field = nil
		r.refuse(n, col, "plural forms are not used here", "write a text that fits any number")
	default:
		r.field = nil
		r.refuse(n, col, "this is no line of a translation file", `each is msgctxt, msgid or msgstr and a text in "double quotes"`)
	}
}

// append adds the quoted text of a line to the field being read.
func (r *poReader) append(n, col int, quoted string) {
	text, ok := unquotePO(strings.TrimRight(quoted, " \t"))
	if !ok {
		r.refuse(n, col, `a text in "double quotes" is expected here`, `write \" for a quote inside it`)
		return
	}
	*r.field += text
}

func (r *poReader) comment(line string) {
	switch {
	case strings.HasPrefix(line, "#,"):
		for _, flag := range strings.Split(line[2:], ",") {
			r.entry.fuzzy = r.entry.fuzzy || strings.TrimSpace(flag) == "fuzzy"
		}
	case line == "#" || strings.HasPrefix(line, "# "):
		r.entry.comments = append(r.entry.comments, line)
	}
}

// finish keeps the entry being read, unless it is the head of the file.
func (r *poReader) finish() {
	if r.started && (r.entry.id != "" || r.entry.context != "") && r.entry.pos.Line > 0 {
		r.entries = append(r.entries, r.entry)
	}
	if r.started {
		r.entry = poEntry{}
	}
	r.field, r.started = nil, false
}

// unquotePO reads a C string as gettext writes it.
func unquotePO(quoted string) (string, bool) {
	if len(quoted) < 2 || quoted[0] != '"' || quoted[len(quoted)-1] != '"' {
		return "", false
	}
	inner := quoted[1 : len(quoted)-1]
	var out strings.Builder
	for i := 0; i < len(inner); i++ {
		switch {
		case inner[i] == '"':
			return "", false
		case inner[i] != '\\':
			out.WriteByte(inner[i])
		case i+1 == len(inner):
			return "", false
		default:
			i++
			switch inner[i] {
			case 'n':
				out.WriteByte('\n')
			case 't':
				out.WriteByte('\t')
			case 'r':
			default:
				out.WriteByte(inner[i])
			}
		}
	}
	return out.String(), true
}

// quotePO writes a string of a PO file; one with line breaks gets a line each.
func quotePO(text string) string {
	escape := strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", `\n`, "\t", `\t`)
	if !strings.Contains(strings.TrimSuffix(text, "\n"), "\n") {
		return `"` + escape.Replace(text) + `"`
	}
	out := `""`
	for _, line := range strings.SplitAfter(text, "\n") {
		if line != "" {
			out += "\n" + `"` + escape.Replace(line) + `"`
		}
	}
	return out
}

// writePO writes a PO file: the same texts give the same bytes.
func writePO(lang, sourceLang string, notes [][]string, entries []poEntry) []byte {
	var b strings.Builder
	fmt.Fprintf(&b, "msgid \"\"\nmsgstr \"\"\n%s\n%s\n%s\n%s\n",
		strconv.Quote("MIME-Version: 1.0\n"), strconv.Quote("Content-Type: text/plain; charset=UTF-8\n"),
		strconv.Quote("Content-Transfer-Encoding: 8bit\n"), strconv.Quote("Language: "+lang+"\n"))
	fmt.Fprintf(&b, "%s\n", strconv.Quote("X-Source-Language: "+sourceLang+"\n"))
	for i, e := range entries {
		b.WriteByte('\n')
		for _, c := range e.comments {
			b.WriteString(c + "\n")
		}
		for _, note := range notes[i] {
			b.WriteString("#. " + note + "\n")
		}
		if e.fuzzy {
			b.WriteString("#, fuzzy\n")
		}
		fmt.Fprintf(&b, "msgctxt %s\nmsgid %s\nmsgstr %s\n", quotePO(e.context), quotePO(e.id), quotePO(e.str))
	}
	return []byte(b.String())
}
