package main

import (
	"encoding/json"
	"io"
	"maps"
	"time"

	"plaza/bot"
	"plaza/civic/broadcast"
)

// previewJSON prints a preview for programs.
func previewJSON(out io.Writer, f *broadcast.File, p *bot.BroadcastPreview) error {
	type line struct {
		Channel  string      `json:"channel"`
		Lang     string      `json:"lang"`
		People   int         `json:"people"`
		Messages int         `json:"messages"`
		Segments int         `json:"segments,omitempty"`
		Opens    int         `json:"by_template,omitempty"`
		Cost     json.Number `json:"cost"`
		Text     string      `json:"text"`
	}
	type text struct {
		Lang string `json:"lang"`
		Text string `json:"text"`
	}
	type span struct {
		Channel string    `json:"channel"`
		Rate    float64   `json:"a_second,omitempty"`
		Tier    int       `json:"people_a_day,omitempty"`
		Ends    time.Time `json:"ends"`
	}
	doc := struct {
		ID       string              `json:"broadcast"`
		Purpose  string              `json:"purpose"`
		Meant    int                 `json:"meant"`
		People   int                 `json:"people"`
		Left     map[bot.LeftOut]int `json:"left_out"`
		Untagged []string            `json:"tags_of_nobody,omitempty"`
		Lines    []line              `json:"lines"`
		Rest     []text              `json:"rest,omitempty"`
		Whole    int                 `json:"rounded_to,omitempty"`
		Currency string              `json:"currency,omitempty"`
		Cost     json.Number         `json:"cost"`
		Budget   json.Number         `json:"budget,omitempty"`
		Begins   time.Time           `json:"begins"`
		Ends     time.Time           `json:"ends,omitzero"`
		Closes   time.Time           `json:"closes"`
		Late     int                 `json:"late"`
		Channels []span              `json:"channels"`
	}{
		ID: f.ID.Text, Purpose: f.Purpose.Text, Meant: p.Meant, People: p.People, Left: maps.Clone(p.Left), Lines: []line{}, Channels: []span{},
		Currency: p.Money.Currency, Cost: json.Number(amount(p.Money.Cost)), Begins: p.Begins, Ends: p.Ends, Closes: p.Closes, Late: p.Late,
		Whole: p.Whole, Untagged: p.Untagged,
	}
	maps.DeleteFunc(doc.Left, func(_ bot.LeftOut, n int) bool { return n == 0 })
	if p.Money.Budget > 0 {
		doc.Budget = json.Number(amount(p.Money.Budget))
	}
	for _, l := range p.Lines {
		doc.Lines = append(doc.Lines, line{l.Channel, l.Lang, l.People, l.Messages, l.Segments, l.Opens, json.Number(amount(l.Cost)), l.Text})
	}
	for _, t := range p.Rest {
		doc.Rest = append(doc.Rest, text(t))
	}
	for _, s := range p.Spans {
		doc.Channels = append(doc.Channels, span{s.Channel, s.Rate, s.Tier, s.Ends})
	}
	enc := json.NewEncoder(out)
	enc.SetIndent("", "  ")
	enc.SetEscapeHTML(false)
	return enc.Encode(doc)
}
