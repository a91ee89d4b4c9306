package main

import (
	"errors"
	"time"

	"github.com/jempolkeren/jempol/internal/bench"
)

type benchTripsCmd struct {
	Instance  string   `name:"instance" placeholder:"FILE" help:"An instance of the literature to plan."`
	Format    string   `name:"format" default:"solomon" enum:"solomon,toptw" help:"How it is written: solomon (Gehring and Homberger too) or toptw."`
	Objective string   `name:"objective" default:"distance" enum:"distance,score" help:"What is sought: everybody served over the shortest distance, or the highest score."`
	Teams     []int    `name:"teams" placeholder:"M" help:"Teams; with --all several numbers. Default: as many as the file names."`
	CPU       float64  `name:"cpu-seconds" default:"10" placeholder:"S" help:"Processor time, of all threads together."`
	Threads   int      `name:"threads" default:"1" placeholder:"N" help:"Threads that seek at the same time, each with its part of the time."`
	Seed      uint64   `name:"seed" default:"1" placeholder:"N" help:"Another number seeks another way."`
	All       string   `name:"all" placeholder:"DIR" help:"Plan every instance of a folder and compare with --reference."`
	Reference string   `name:"reference" placeholder:"FILE" help:"CSV: instance, perhaps m, and the best known."`
	Column    string   `name:"column" placeholder:"NAME" help:"Column of the reference to compare with."`
	Only      []string `name:"only" placeholder:"PART" help:"With --all: only files with one of these parts in their names."`
	Seeds     []uint64 `name:"seeds" default:"1" placeholder:"N" help:"With --all: the seeds, each one run."`
	District  bool     `name:"district" help:"Plan a year, a week and a day of a synthetic district, and days again in which somebody was not found."`
	People    int      `name:"people" default:"2028" placeholder:"N" help:"With --district: people who wait."`
	TeamDays  int      `name:"team-days" default:"100" placeholder:"N" help:"With --district: team-days of the year."`
	Fuzz      int      `name:"fuzz" placeholder:"N" help:"Plan N odd problems and have the checker judge every plan."`
	JSON      bool     `name:"json" help:"Print JSON."`
}

// Run plans.
func (c *benchTripsCmd) Run(s *session) error {
	r, err := c.run(s)
	if err != nil {
		return err
	}
	return show(s, r, c.JSON)
}

func (c *benchTripsCmd) run(s *session) (measured, error) {
	if !(c.CPU > 0 && c.CPU <= 86_400) {
		return nil, errors.New("--cpu-seconds: it must be more than 0 and at most 86400")
	}
	o := bench.TripOptions{Instance: c.Instance, Format: bench.TripFormat(c.Format), Objective: c.Objective, CPU: time.Duration(c.CPU * float64(time.Second)),
		Threads: c.Threads, Seed: c.Seed, Log: s.stderr}
	if len(c.Teams) > 0 {
		o.Teams = c.Teams[0]
	}
	switch {
	case c.Fuzz > 0:
		return bench.FuzzTrips(s.ctx, c.Fuzz, c.Seed, s.stderr)
	case c.District:
		return bench.District(s.ctx, bench.DistrictOptions{People: c.People, TeamDays: c.TeamDays, CPU: o.CPU, Threads: c.Threads, Seed: c.Seed, Log: s.stderr})
	case c.All != "":
		if c.Reference == "" {
			return nil, errors.New("--all needs --reference")
		}
		teams := c.Teams
		if len(teams) == 0 {
			teams = []int{0}
		}
		return bench.TripsOfAll(s.ctx, bench.TripsAllOptions{TripOptions: o, Dir: c.All, Reference: c.Reference, Column: c.Column, Only: c.Only, Teams: teams, Seeds: c.Seeds})
	case c.Instance == "":
		return nil, errors.New("--instance, --all, --district or --fuzz is needed")
	case len(c.Teams) > 1:
		return nil, errors.New("--teams: one number without --all")
	}
	return bench.Trips(s.ctx, o)
}
