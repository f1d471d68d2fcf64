package main

import (
	"context"
	"errors"
	"fmt"

	"plaza/civic/plan"
	"plaza/flows/source"
)

type planAssessCmd struct {
	Code string `arg:"" help:"The commitment, such as NGKD0003."`

	Kind       string   `help:"Who assesses: irm, local monitoring body, citizen panel, or government of itself." required:"" placeholder:"KIND"`
	On         string   `help:"The day it speaks of (today); \"not known\" when the source gives none." placeholder:"DAY"`
	By         string   `help:"Who it was, by name." placeholder:"NAME"`
	Milestone  int      `help:"Of this milestone; of the commitment without it." placeholder:"N"`
	Completion string   `help:"How far it is: not started, limited, substantial, complete, or no evidence." placeholder:"CODE"`
	Results    string   `help:"Early results: worsened, did not change, none yet, marginal, major, outstanding." placeholder:"CODE"`
	Opened     string   `help:"Did it open government: worsened, did not change, marginal, major, outstanding." placeholder:"CODE"`
	Ambition   string   `help:"The ambition: unclear, modest, substantial, or low, high as commitment pages tell it." placeholder:"CODE"`
	Verifiable string   `help:"Whether it can be verified: yes or no." placeholder:"yes|no"`
	People     int      `help:"Of citizens: how many answered." placeholder:"N"`
	Chosen     string   `help:"Of citizens: how they were chosen (anyone, followers, people of the place, invited, panel, sample)." placeholder:"HOW"`
	Place      string   `help:"Of citizens: where they live." placeholder:"PLACE"`
	Note       []string `help:"What there is to say, as LANG=TEXT; once for each language." sep:"none" placeholder:"LANG=TEXT"`
	planSource
	planWriting
}

// Run adds one assessment, and changes none that is there.
func (cmd planAssessCmd) Run(ctx context.Context, w world, ui ui, file configFile) error {
	h, err := file.open(ctx, w, ui, mustExist, false)
	if err != nil {
		return err
	}
	defer h.close(ui)
	of, c, err := h.promise(cmd.Code)
	if err != nil {
		return err
	}
	a, err := cmd.assessment(of, c, h.today(w))
	if err != nil {
		return err
	}
	next, err := again(of)
	if err != nil {
		return err
	}
	mine := next.Commitment(c.Code)
	mine.Assessments = append(mine.Assessments, a)
	return cmd.publish(ctx, w, ui, h, of, next)
}

// assessment is what the flags say.
func (cmd planAssessCmd) assessment(p *plan.Plan, c *plan.Commitment, today plan.Day) (a plan.Assessment, err error) {
	a = plan.Assessment{Pos: source.Pos{File: "this assessment"}, On: today, By: cmd.By, Milestone: cmd.Milestone, People: cmd.People, Place: cmd.Place}
	if cmd.Milestone != 0 && c.Milestone(cmd.Milestone) == nil {
		return a, usage(fmt.Errorf("%s has no milestone %d", c.Code, cmd.Milestone), "plaza plan show "+c.Code+" lists them")
	}
	var kinds []string
	for k := plan.Government; k <= plan.CitizenPanel; k++ {
		kinds = append(kinds, k.String())
	}
	if a.Kind, err = scale[plan.Kind]("--kind", cmd.Kind, kinds); err != nil {
		return a, err
	}
	if a.Completion, err = completion("--completion", cmd.Completion); err != nil {
		return a, err
	}
	for _, s := range []struct {
		flag, from string
		among      []string
		to         *string
	}{
		{"--results", cmd.Results, plan.Results(), &a.EarlyResults},
		{"--opened", cmd.Opened, plan.Openings(), &a.OpenedGovernment},
		{"--ambition", cmd.Ambition, plan.Ambitions(), &a.Ambition},
		{"--verifiable", cmd.Verifiable, []string{"yes", "no"}, &a.Verifiable},
		{"--chosen", cmd.Chosen, plan.Chosen(), &a.Chosen},
	} {
		place, err := scale[uint8](s.flag, s.from, s.among)
		if err != nil {
			return a, err
		}
		if place > 0 {
			*s.to = s.among[place-1]
		}
	}
	if a.Note, err = texts("--note", cmd.Note, p.Languages); err != nil {
		return a, err
	}
	if cmd.On == "not known" {
		a.On = plan.Day{}
	} else if err = day("--on", cmd.On, &a.On); err != nil {
		return a, err
	}
	if a.Kind == plan.CitizenPanel && (a.People == 0 || a.Chosen == "") {
		return a, usage(errors.New("citizens' words need how many they are and how they were chosen"), "--people 214 --chosen followers")
	}
	if cmd.Source == "" {
		return a, usage(errors.New("an assessment without a source is an opinion"), "--source NAME says where it is from")
	}
	a.Source, err = cmd.read()
	return a, err
}
