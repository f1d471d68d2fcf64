package locales

import (
	"embed"
	"fmt"
	"path"
	"strings"

	"go.yaml.in/yaml/v4"
)

// Words is what one language brings to the reading of replies, and how the
// software writes in it. The fields are those of answer.Words, whose comments
// say what each does: answer.Words(w) converts, and neither package needs to
// import the other.
type Words struct {
	Stop     []string `yaml:"stop"`
	Start    []string `yaml:"start"`
	Help     []string `yaml:"help"`
	Language []string `yaml:"language"`
	Back     []string `yaml:"back"`
	Skip     []string `yaml:"skip"`
	Status   []string `yaml:"status"`
	MyData   []string `yaml:"my_data"`
	Erase    []string `yaml:"erase"`
	Link     []string `yaml:"link"`
	AskStop  []string `yaml:"ask_stop"`

	Plan     []string `yaml:"plan"`
	Follow   []string `yaml:"follow"`
	Unfollow []string `yaml:"unfollow"`
	Updates  []string `yaml:"updates"`
	More     []string `yaml:"more"`
	Now      []string `yaml:"now"`
	Weekly   []string `yaml:"weekly"`
	Monthly  []string `yaml:"monthly"`

	Yes      []string       `yaml:"yes"`
	No       []string       `yaml:"no"`
	Numbers  map[string]int `yaml:"numbers"`
	And      []string       `yaml:"and"`
	Ordinals map[string]int `yaml:"ordinals"`
	Fillers  []string       `yaml:"fillers"`
	Not      []string       `yaml:"not"`
	All      []string       `yaml:"all"`
	None     []string       `yaml:"none"`

	Months     map[string]int `yaml:"months"`
	Weekdays   map[string]int `yaml:"weekdays"`
	Days       map[string]int `yaml:"days"`
	Past       []string       `yaml:"past"`
	Future     []string       `yaml:"future"`
	Units      map[string]int `yaml:"units"`
	MonthFirst bool           `yaml:"month_first"`

	MonthNames []string `yaml:"month_names"`
	Date       string   `yaml:"date"`
	Decimal    string   `yaml:"decimal"`
	Group      string   `yaml:"group"`
	ListAnd    string   `yaml:"list_and"`
	Digits     string   `yaml:"digits"`
	RTL        bool     `yaml:"rtl"`
}

//go:embed words/*.yaml
var wordFiles embed.FS

// loadWords reads the words of every language, by tag.
func loadWords() (map[string]Words, error) {
	entries, err := wordFiles.ReadDir("words")
	if err != nil {
		return nil, fmt.Errorf("list words: %w", err)
	}
	all := map[string]Words{}
	for _, e := range entries {
		name := path.Join("words", e.Name())
		src, err := wordFiles.ReadFile(name)
		if err != nil {
			return nil, fmt.Errorf("read %s: %w", name, err)
		}
		var w Words
		if err := yaml.Load(src, &w, yaml.WithKnownFields()); err != nil {
			return nil, fmt.Errorf("read %s: %w", name, err)
		}
		all[strings.TrimSuffix(e.Name(), ".yaml")] = w
	}
	return all, nil
}
