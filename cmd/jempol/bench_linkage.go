package main

import (
	"errors"
	"fmt"
	"strconv"

	"github.com/jempolkeren/jempol/internal/bench"
)

type benchLinkageCmd struct {
	Register    string  `name:"register" placeholder:"R.csv" help:"The register: id,name,sex,birth_date,birth_place,mother,village,district,rt,rw."`
	Reports     string  `name:"reports" placeholder:"Q.csv" help:"The reports: name,sex,birth_date,birth_year,birth_place,mother,village,district,truth. With --generate: how many to make (2028)."`
	Out         string  `name:"out" placeholder:"F.csv" help:"Write the answers: report,rank,register_id,score,probability,auto."`
	MapRegister string  `name:"map-register" placeholder:"MAP" help:"Other columns of the register: name=given_name+surname,birth_date=date_of_birth."`
	MapReports  string  `name:"map-reports" placeholder:"MAP" help:"Other columns of the reports."`
	Postgres    string  `name:"postgres" placeholder:"URL" help:"A PostgreSQL database to read the search index from as well; what is written there is taken away."`
	Self        bool    `name:"self" help:"Look for people who stand twice in the register instead."`
	Least       float64 `name:"least" default:"0.5" placeholder:"P" help:"With --self: how probable a pair must be."`
	Sample      int     `name:"sample" placeholder:"N" help:"With --self: ask for about so many of them one by one as well, and say how many of those pairs were found."`
	Febrl       string  `name:"febrl" placeholder:"DIR" help:"Solve FEBRL 3 and 4 (febrl_3.csv, febrl_4a.csv, febrl_4b.csv) instead."`
	Generate    string  `name:"generate" placeholder:"DIR" help:"Make a synthetic R.csv, Q.csv and Q-strata.csv there instead."`
	Residents   int     `name:"residents" default:"759810" placeholder:"N" help:"Residents to make."`
	Seed        uint64  `name:"seed" default:"1" placeholder:"N" help:"Another number makes other people: 1 to 5 to tune with, 9001 to 9003 for figures that are told."`
	JSON        bool    `name:"json" help:"Print JSON."`
}

// Run makes, solves or measures.
func (c *benchLinkageCmd) Run(s *session) error {
	r, err := c.run(s)
	if err != nil {
		return err
	}
	return show(s, r, c.JSON)
}

func (c *benchLinkageCmd) run(s *session) (measured, error) {
	switch {
	case c.Generate != "":
		n := 2028
		if c.Reports != "" {
			var err error
			if n, err = strconv.Atoi(c.Reports); err != nil {
				return nil, fmt.Errorf("--reports %q: with --generate this is how many reports to make", c.Reports)
			}
		}
		return bench.GenerateLinkage(bench.GenerateOptions{Dir: c.Generate, Residents: c.Residents, Reports: n, Seed: c.Seed, Log: s.stderr})
	case c.Febrl != "":
		return bench.FebrlLinkage(s.ctx, c.Febrl)
	case c.Register == "" || c.Reports == "" && !c.Self:
		return nil, errors.New("--register and --reports are needed, or --register and --self, or --generate or --febrl")
	}
	o := bench.LinkageOptions{Register: c.Register, Reports: c.Reports, Out: c.Out, Postgres: c.Postgres, Log: s.stderr}
	var err error
	if o.MapRegister, err = bench.ParseRegisterMapping(c.MapRegister); err != nil {
		return nil, err
	}
	if o.MapReports, err = bench.ParseReportMapping(c.MapReports); err != nil {
		return nil, err
	}
	if c.Self {
		return bench.SelfLinkage(s.ctx, o, c.Least, c.Sample)
	}
	return bench.Linkage(s.ctx, o)
}
