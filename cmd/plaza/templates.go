package main

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"plaza/bot"
	"plaza/channels"
	"plaza/flows"
)

// templateTime is how long one channel may take over one step of it.
const templateTime = time.Minute

type templatesCmd struct {
	Status templatesStatusCmd `cmd:"" default:"withargs" help:"Show how each text stands with each network."`
	Push   templatesPushCmd   `cmd:"" help:"Hand in what was not handed in yet."`
}

type templatesArg struct {
	Folder string `arg:"" optional:"" help:"A consultation's folder, or the name of one that comes with plaza; without it, all that is published."`
}

type (
	templatesStatusCmd struct{ templatesArg }
	templatesPushCmd   struct{ templatesArg }
)

// Run shows how each text that opens a conversation stands.
func (cmd templatesStatusCmd) Run(ctx context.Context, w world, ui ui, file configFile) error {
	texts, err := cmd.texts(ctx, w, ui, file)
	if err != nil {
		return err
	}
	return eachTemplater(ctx, w, ui, file, func(ctx context.Context, name string, ch channels.Templater) error {
		states, err := ch.Templates(ctx)
		if err != nil {
			return err
		}
		for _, t := range texts {
			printTemplate(w.out, name, standing(states, t))
		}
		return nil
	})
}

// Run hands in what the networks have not seen. A text that one of them would
// refuse is told, and the others are handed in all the same.
func (cmd templatesPushCmd) Run(ctx context.Context, w world, ui ui, file configFile) error {
	texts, err := cmd.texts(ctx, w, ui, file)
	if err != nil {
		return err
	}
	return eachTemplater(ctx, w, ui, file, func(ctx context.Context, name string, ch channels.Templater) error {
		states, err := ch.Templates(ctx)
		if err != nil {
			return err
		}
		refused := 0
		for _, t := range texts {
			s := standing(states, t)
			if s.State == missing || s.State == "draft" {
				if _, err := ch.PutTemplate(ctx, t); err != nil {
					ui.say("%s: %v", name, err)
					refused++
					continue
				}
				s.State = "handed in"
			}
			printTemplate(w.out, name, s)
		}
		if refused > 0 {
			return fmt.Errorf("%d of %d texts were not handed in", refused, len(texts))
		}
		return nil
	})
}

// texts are what a folder, or everything published, says unasked.
func (a templatesArg) texts(ctx context.Context, w world, ui ui, file configFile) ([]channels.TemplateText, error) {
	if a.Folder != "" {
		arg := folderArg(a)
		folder, err := arg.open()
		if err != nil {
			return nil, err
		}
		env, err := environment()
		if err != nil {
			return nil, err
		}
		p, err := arg.compile(ui, folder, env, "handed in")
		if err != nil {
			return nil, err
		}
		return openers(ui, nil, p), nil
	}
	h, err := file.open(ctx, w, ui, mustExist, false)
	if err != nil {
		return nil, err
	}
	defer h.close(ui)
	lib := h.bot.Library()
	var all []*flows.Program
	for _, id := range lib.Flows() {
		all = append(all, lib.Newest(id))
	}
	texts, err := h.bot.Broadcasts().Templates(ctx)
	if err != nil {
		return nil, err
	}
	if len(h.bot.Plans().All()) > 0 {
		texts = append(texts, bot.PlanTemplates(h.bot.Locales)...)
	}
	return openers(ui, texts, all...), nil
}

// openers is what programs say unasked, and these texts.
func openers(ui ui, texts []channels.TemplateText, programs ...*flows.Program) []channels.TemplateText {
	for _, p := range programs {
		texts = append(texts, bot.Templates(p)...)
	}
	if len(texts) == 0 {
		ui.say("nothing is said unasked: no reminder, no part that begins by itself, and no broadcast with a template")
	}
	return texts
}

// eachTemplater does something with each channel that wants its texts
// approved. One that fails does not keep the others from their turn.
func eachTemplater(ctx context.Context, w world, ui ui, file configFile, do func(context.Context, string, channels.Templater) error) error {
	c, err := file.load(w, ui)
	if err != nil {
		return err
	}
	found, failed := false, false
	for _, name := range c.channelNames() {
		ch, err := c.openChannel(w, name, nil)
		if err != nil {
			return fmt.Errorf("open the channel %s: %w", name, err)
		}
		templater, ok := ch.(channels.Templater)
		if !ok {
			continue
		}
		found = true
		ctx, cancel := context.WithTimeout(ctx, templateTime)
		if err := do(ctx, name, templater); err != nil {
			ui.say("%s: %v", name, err)
			failed = true
		}
		cancel()
	}
	switch {
	case !found:
		return hint(fmt.Errorf("no channel wants its texts approved"), "WhatsApp does: kind whatsapp or twilio-whatsapp")
	case failed:
		return errSaid
	}
	return nil
}

// missing is the state of a text that the network has never seen.
const missing = "missing"

// standing finds how a text stands. The language is compared by its first part:
// networks write pt_BR where we say pt.
func standing(states []channels.TemplateState, t channels.TemplateText) channels.TemplateState {
	i := slices.IndexFunc(states, func(s channels.TemplateState) bool {
		return s.Name == t.Name && base(s.Lang) == base(t.Lang)
	})
	if i < 0 {
		return channels.TemplateState{Template: channels.Template{Name: t.Name, Lang: t.Lang}, State: missing}
	}
	s := states[i]
	s.Lang = t.Lang
	return s
}

func base(lang string) string {
	lang, _, _ = strings.Cut(strings.ReplaceAll(lang, "_", "-"), "-")
	return lang
}

func printTemplate(out io.Writer, channel string, s channels.TemplateState) {
	fmt.Fprintln(out, strings.TrimSpace(fmt.Sprintf("%s  %-9s  %s  %s  %s", channel, s.State, s.Lang, s.Name, s.Why)))
}
