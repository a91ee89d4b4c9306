package monitoring

import (
	"context"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/jempolkeren/jempol/internal/account"
	"github.com/jempolkeren/jempol/internal/authority"
	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/fault"
	"github.com/jempolkeren/jempol/internal/job"
	"github.com/jempolkeren/jempol/internal/lawbook"
	"github.com/jempolkeren/jempol/internal/ledger"
	"github.com/jempolkeren/jempol/internal/region"
)

// Deps is what this room stands on.
type Deps struct {
	Office   string // office id
	District string // its area code, "35.03"
	DB       *db.DB
	Ledger   *ledger.Ledger
	Accounts *account.Accounts
	Book     *lawbook.Book
	Gate     *job.Gate // shared by everything that needs much memory; nil is free
	Clock    func() time.Time
	Zone     *time.Location // of the office; nil is that of its kabupaten
}

// Service is the room.
type Service struct {
	d      Deps
	pages  *ledger.Memo[counted]
	counts *ledger.Mirror[kept]
}

// New opens the room.
func New(d Deps) *Service {
	if d.Clock == nil {
		d.Clock = time.Now
	}
	if d.Zone == nil {
		d.Zone = region.Hours(d.District)
	}
	return &Service{d, ledger.NewMemo(d.Ledger, pageAge, func(c counted) bool { return c.f.All.List+c.f.All.Later > manyPeople }), newMirror(d.Ledger)}
}

// Evaluation is a session in which the head and the office look at the figures.
type Evaluation struct {
	ID, Day            string
	List, Served, Left int64
	Findings           []string
	FollowUps          []FollowUp
	By                 string
	At                 int64
}

// evaluationMonths is how many months may pass between two sessions.
const evaluationMonths = 6

// NextEvaluation is the day by which the next session is due after this one.
func NextEvaluation(day string) string {
	t, err := time.Parse(time.DateOnly, day)
	if err != nil {
		return ""
	}
	return t.AddDate(0, evaluationMonths, 0).Format(time.DateOnly)
}

const (
	maxWords    = 600
	yearsAhead  = 5 // of a target
	maxFindings = 20
	maxFollowUp = 5
	maxPeople   = 10_000_000
	maxBudget   = 1_000_000_000_000
)

// SetTarget sets what a year is to reach. Where there is a list, that is no more
// people than stand on it.
func (s *Service) SetTarget(ctx context.Context, op ledger.Op, t Target) error {
	f := fault.New(fault.Invalid, "fault.form")
	if now := s.d.Clock().In(s.d.Zone).Year(); t.Year < 2000 || t.Year > now+yearsAhead {
		f.With("tahun", "monitoring.err.year")
	}
	if t.People < 1 || t.People > maxPeople {
		f.With("orang", "monitoring.err.people")
	}
	if t.Budget < 0 || t.Budget > maxBudget {
		f.With("anggaran", "monitoring.err.budget")
	}
	t.checkLines(f)
	if t.People > 0 && t.Year >= 2000 && authority.Allowed(casefile.TargetSet, account.ActorOf(op.Scope), authority.Target{}) == nil {
		counted, err := s.Figures(ctx, op.Scope, YearOf(t.Year, s.now(), ""))
		if err != nil {
			return err
		}
		if list := int64(counted.All.List); list > 0 && t.People > list {
			f.Fields = append([]fault.Field{{Name: "orang", Key: "monitoring.err.beyond", Args: map[string]any{"List": list}}}, f.Fields...)
		}
	}
	if len(f.Fields) > 0 {
		return f
	}
	_, err := s.d.Ledger.Do(ctx, op, func(*db.Tx) ([]ledger.Draft, error) {
		if err := authority.Allowed(casefile.TargetSet, account.ActorOf(op.Scope), authority.Target{}); err != nil {
			return nil, err
		}
		return []ledger.Draft{{Subject: ledger.Subject{Kind: casefile.KindTarget, ID: number(t.Year)}, Type: casefile.TargetSet,
			Body: TargetBody{People: t.People, Budget: t.Budget, Lines: t.Lines}}}, nil
	})
	return err
}

// HoldEvaluation records a session, or, with its id, states it anew: what was
// agreed is done. The figures are those of the day it is first recorded.
func (s *Service) HoldEvaluation(ctx context.Context, op ledger.Op, e Evaluation) (string, error) {
	if err := checkEvaluation(&e, s.d.Clock().In(s.d.Zone).Format(time.DateOnly)); err != nil {
		return "", err
	}
	if e.ID == "" {
		// A double click must be the same session.
		e.ID = op.ID
		f, err := s.Figures(ctx, op.Scope, YearOf(s.now().Year(), s.now(), ""))
		if err != nil {
			return "", err
		}
		e.List, e.Served, e.Left = int64(f.All.List), int64(f.All.Served), int64(f.All.Left)
	}
	_, err := s.d.Ledger.Do(ctx, op, func(*db.Tx) ([]ledger.Draft, error) {
		if err := authority.Allowed(casefile.EvaluationHeld, account.ActorOf(op.Scope), authority.Target{}); err != nil {
			return nil, err
		}
		b := EvaluationBody{Day: e.Day, List: e.List, Served: e.Served, Left: e.Left}
		for i, f := range e.FollowUps {
			if f.Done {
				b.Done = append(b.Done, i)
			}
		}
		return []ledger.Draft{{Subject: ledger.Subject{Kind: casefile.KindEvaluation, ID: e.ID}, Type: casefile.EvaluationHeld,
			Body: b, Personal: EvaluationPersonal{Findings: e.Findings, FollowUps: e.FollowUps}}}, nil
	})
	return e.ID, err
}

// checkEvaluation brings a session into its shape: no empty lines, no empty
// follow-ups.
func checkEvaluation(e *Evaluation, today string) error {
	f := fault.New(fault.Invalid, "fault.form")
	if _, err := time.Parse(time.DateOnly, e.Day); err != nil {
		f.With("tanggal", "monitoring.err.day")
	} else if e.Day > today {
		f.With("tanggal", "monitoring.err.future")
	}
	var findings []string
	for _, t := range e.Findings {
		if t = strings.Join(strings.Fields(t), " "); t != "" {
			findings = append(findings, t)
		}
		if utf8.RuneCountInString(t) > maxWords {
			f.With("temuan", "monitoring.err.long")
		}
	}
	e.Findings = findings
	switch {
	case len(e.Findings) == 0:
		f.With("temuan", "monitoring.err.findings")
	case len(e.Findings) > maxFindings:
		f.With("temuan", "monitoring.err.many")
	}
	var agreed []FollowUp
	for i, u := range e.FollowUps {
		u.Text, u.Who = strings.TrimSpace(u.Text), strings.TrimSpace(u.Who)
		n := strconv.Itoa(i + 1)
		switch {
		case u.Text == "" && u.Who == "" && u.Due == "":
			continue
		case u.Text == "":
			f.With("tindak-"+n, "monitoring.err.follow_up")
		case utf8.RuneCountInString(u.Text) > maxWords || utf8.RuneCountInString(u.Who) > 120:
			f.With("tindak-"+n, "monitoring.err.long")
		}
		if u.Due != "" {
			if _, err := time.Parse(time.DateOnly, u.Due); err != nil {
				f.With("tenggat-"+n, "monitoring.err.day")
			}
		}
		agreed = append(agreed, u)
	}
	e.FollowUps = agreed
	if len(f.Fields) > 0 {
		return f
	}
	return nil
}

func (s *Service) now() time.Time { return s.d.Clock().In(s.d.Zone) }

// heavy runs what needs much memory when there is room for it.
func (s *Service) heavy(ctx context.Context, mib int64, fn func() error) error {
	if s.d.Gate == nil {
		return fn()
	}
	return s.d.Gate.Do(ctx, mib, fn)
}

func number(n int) string { return strconv.Itoa(n) }
