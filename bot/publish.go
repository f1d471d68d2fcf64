package bot

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"plaza/flows"
	"plaza/flows/source"
	"plaza/store"
)

// A shelf is what is published, as last loaded from the store.
type shelf struct {
	*flows.Library
	mark     string                    // tells one content of the store from another
	programs map[string]*flows.Program // by hash of the folder and number, so that a reload compiles only what is new
}

// Library is what is published, as last loaded.
func (b *Bot) Library() *flows.Library { return b.library.Load().Library }

// Published says what publishing a folder made.
type Published struct {
	Flow    string
	Edition int
	Wording int
	Changes []flows.Change // since what was published before; empty for a first edition
	Same    bool           // the folder is published already, to the letter
	Moved   int            // conversations brought over
}

// ErrNotPublished is returned for a folder that must not be published.
var ErrNotPublished = errors.New("not published")

// Publish makes a folder a new wording, or a new edition, of its consultation,
// whichever the changes ask for. It refuses what the checker refuses, and
// returns the checker's findings too.
func (b *Bot) Publish(ctx context.Context, folder *flows.Folder) (Published, source.Problems, error) {
	if err := b.Reload(ctx); err != nil {
		return Published{}, nil, err
	}
	f, problems := flows.Parse(folder)
	if problems.Err() != nil {
		return Published{}, problems, ErrNotPublished
	}
	before := b.Library().Newest(f.ID.Value)
	env := b.Library().Against(b.Env(), f.ID.Value)
	env.Plans = b.Plans().IDs()
	problems = append(problems, flows.Check(f, env)...)
	problems = append(problems, notBuiltYet(f)...)
	problems.Sort()
	if problems.Err() != nil {
		return Published{}, problems, ErrNotPublished
	}
	made := Published{Flow: f.ID.Value, Edition: 1, Wording: 1}
	if before != nil {
		if before.Flow.Folder.Hash() == folder.Hash() {
			made.Edition, made.Wording, made.Same = before.Edition, before.Wording, true
			return made, problems, nil
		}
		made.Changes = flows.Compare(before.Flow, f)
		made.Edition, made.Wording = before.Edition, before.Wording+1
		if flows.Gravest(made.Changes) >= flows.NewEdition {
			made.Edition, made.Wording = before.Edition+1, 1
		}
	}
	files, err := folder.Pack()
	if err != nil {
		return Published{}, problems, fmt.Errorf("publish %s: %w", made.Flow, err)
	}
	err = b.Store.AddEdition(ctx, store.Edition{
		Flow: made.Flow, Edition: made.Edition, Wording: made.Wording, Hash: folder.Hash(), Files: files, PublishedAt: b.Now().UTC(),
	})
	if errors.Is(err, store.ErrConflict) {
		return Published{}, problems, fmt.Errorf("publish %s: somebody else published it at the same moment; look at theirs and publish again: %w", made.Flow, err)
	}
	if err != nil {
		return Published{}, problems, fmt.Errorf("publish %s: %w", made.Flow, err)
	}
	return made, problems, b.Reload(ctx)
}

// notBuiltYet refuses what a flow may already say and the runtime cannot keep yet.
func notBuiltYet(f *flows.Flow) source.Problems {
	who, _, _ := strings.Cut(f.Who.Value, " ")
	var ps source.Problems
	refuse := func(pos source.Pos, what string) {
		ps = append(ps, source.Problem{
			Pos: pos, Code: "publish", Message: what + " cannot be published with this version",
			Hint: "it can be checked and tried; publishing it comes with a later version",
		})
	}
	switch who {
	case "invited":
		refuse(f.Who.Pos, "a consultation for invited people")
	case "panel":
		refuse(f.Who.Pos, "a consultation of a panel")
	case "verified":
		refuse(f.Who.Pos, "a consultation for verified people")
	}
	if f.Assisted.Yes {
		refuse(f.Assisted.Pos, "a consultation that field workers run for others")
	}
	refuseGiven := func(given flows.Map[flows.Name], steps []*flows.Step) {
		for _, name := range given.Keys {
			if !asks(steps, name.Value) {
				refuse(name.Pos, "a conversation that cannot be had without an invitation, because nothing in it asks for "+name.Value+",")
			}
		}
	}
	refuseGiven(f.Given, f.Steps)
	for _, part := range f.Parts.By {
		refuseGiven(part.Given, part.Steps)
	}
	return ps
}

// asks tells whether a question of this name is among the steps.
func asks(steps []*flows.Step, name string) bool {
	return slices.ContainsFunc(steps, func(s *flows.Step) bool {
		switch v := s.Verb.(type) {
		case *flows.Ask:
			return v.Name.Value == name
		case *flows.Group:
			return asks(v.Then, name) || asks(v.Else, name)
		}
		return false
	})
}

// Reload brings what is published into memory, when it changed since last
// time. Other nodes publish too, so Run calls it every few seconds.
func (b *Bot) Reload(ctx context.Context) error {
	if err := b.loadPlans(ctx); err != nil {
		return err
	}
	editions, err := b.Store.Editions(ctx)
	if err != nil {
		return fmt.Errorf("load what is published: %w", err)
	}
	var mark strings.Builder
	for _, e := range editions {
		fmt.Fprintf(&mark, "%s %d.%d %s\n", e.Flow, e.Edition, e.Wording, e.Hash)
	}
	old := b.library.Load()
	if mark.String() == old.mark {
		return nil
	}
	next := &shelf{mark: mark.String(), programs: make(map[string]*flows.Program, len(editions))}
	var programs []*flows.Program
	for _, e := range editions {
		id := fmt.Sprintf("%s %d.%d %s", e.Flow, e.Edition, e.Wording, e.Hash)
		p := old.programs[id]
		if p == nil {
			if p, err = b.compile(e); err != nil {
				// One consultation that no longer reads must not take the others away.
				b.Log.Error("a published consultation could not be loaded", "flow", e.Flow, "edition", e.Edition, "wording", e.Wording, "error", err)
				continue
			}
		}
		next.programs[id] = p
		programs = append(programs, p)
	}
	if next.Library, err = flows.NewLibrary(b.lex, programs...); err != nil {
		return fmt.Errorf("load what is published: %w", err)
	}
	b.library.Store(next)
	return nil
}

func (b *Bot) compile(e store.Edition) (*flows.Program, error) {
	folder, err := flows.Unpack(e.Files)
	if err != nil {
		return nil, err
	}
	f, problems := flows.Parse(folder)
	if err := problems.Err(); err != nil {
		return nil, err
	}
	p, err := flows.Compile(f, b.Env())
	if err != nil {
		return nil, err
	}
	p.Edition, p.Wording = e.Edition, e.Wording
	return p, nil
}
