package bot

import (
	"strings"

	"plaza/channels"
	"plaza/flows"
	"plaza/locales"
	"plaza/store"
)

// Templates is what a program may say unasked, drawn as a network wants it for
// approval: whole, with the options listed in the text.
func Templates(p *flows.Program) []channels.TemplateText {
	var all []channels.TemplateText
	for _, x := range p.Templates() {
		drawn := channels.Render(channels.Capabilities{}, channels.Say{
			Text: x.Text, Options: buttons("", x.Options), Plain: x.YesNo, Lang: x.Lang,
		})
		all = append(all, channels.TemplateText{Name: x.Name, Lang: x.Lang, Body: drawn[0].Text, Samples: x.Samples})
	}
	return all
}

// templateOf is the approved text that reads as the message does, or nil when
// it has none: then it reaches only who wrote lately.
func templateOf(p *flows.Program, m flows.Message) *channels.Template {
	name, vars, ok := p.TemplateOf(m)
	if !ok {
		return nil
	}
	return &channels.Template{Name: name, Lang: m.Lang, Vars: vars}
}

// approve notes the approved text of what the turn says last, where its network
// may not carry any other: the turn speaks unasked, and the person's last word
// may be too old by the time it leaves.
func (t *turn) approve(p *flows.Program, m flows.Message) {
	if t.priority == store.Reply || t.caps[t.conv.Channel].Session == 0 {
		return
	}
	if x := templateOf(p, m); x != nil {
		if t.templates == nil {
			t.templates = make(map[int]*channels.Template)
		}
		t.templates[len(t.said)-1] = x
	}
}

// draw is what the turn says as the channel carries it, and the templates of
// it by its place there. One that would stand for several messages is left out.
func (t *turn) draw() ([]channels.Rendered, map[int]*channels.Template) {
	caps := t.caps[t.conv.Channel]
	if len(t.templates) == 0 {
		return channels.Render(caps, t.said...), nil
	}
	var drawn []channels.Rendered
	templates := make(map[int]*channels.Template, len(t.templates))
	for i, say := range t.said {
		pieces := channels.Render(caps, say)
		if len(pieces) == 1 {
			templates[len(drawn)] = t.templates[i]
		}
		drawn = append(drawn, pieces...)
	}
	return drawn, templates
}

// The texts that news of promises, and reminders of the offices, go out in
// where a network carries only approved ones.
const (
	templateNews  = "plaza_news"
	templateNudge = "plaza_nudge"
)

// PlanTemplates are the texts by which people hear of what was promised when
// they did not write lately, in every language of ours.
func PlanTemplates(said *locales.Bundle) []channels.TemplateText {
	var all []channels.TemplateText
	for _, name := range []string{templateNews, templateNudge} {
		key := strings.TrimPrefix(name, "plaza_") + "_template"
		for _, lang := range said.Languages() {
			all = append(all, channels.TemplateText{
				Name: name, Lang: lang, Body: said.Sentence(lang, key, map[string]any{"text": "{{1}}"}),
				Samples: []string{said.Sentence(lang, "news_status", map[string]any{
					"what": "NGKD0003", "status": said.Sentence(lang, "completion_limited", nil),
				})},
			})
		}
	}
	return all
}
