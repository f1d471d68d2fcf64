package bot

import (
	"plaza/channels"
	"plaza/flows"
)

// Templates is what a program may say unasked, drawn as a network wants it for
// approval: whole, with the options listed in the text.
func Templates(p *flows.Program) []channels.TemplateText {
	var all []channels.TemplateText
	for _, x := range p.Templates() {
		drawn := channels.Render(channels.Capabilities{}, channels.Say{
			Text: x.Text, Options: buttons(x.Options), Plain: x.YesNo, Lang: x.Lang,
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
