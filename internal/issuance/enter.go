package issuance

import (
	"context"
	"slices"
	"strings"

	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/fault"
	"github.com/jempolkeren/jempol/internal/ledger"
	"github.com/jempolkeren/jempol/internal/register"
)

// Enter records what came back from SIAK. A NIK has no paper: with its number
// it exists, so it is issued in the same act, and the recording that waited for
// it may take its first status.
func (s *Service) Enter(ctx context.Context, op ledger.Op, caseID string, in Entry) (ledger.Receipt, error) {
	if len(in.Needs) == 0 {
		return ledger.Receipt{}, fault.At("kebutuhan", "issuance.err.needs")
	}
	holders, err := s.registered(ctx, op.Scope, caseID, in.NIK)
	if err != nil {
		return ledger.Receipt{}, err
	}
	who, unsettled, err := s.unsettled(ctx, op, caseID, in.Needs)
	if err != nil {
		return ledger.Receipt{}, err
	}
	return s.change(ctx, op, caseID, casefile.Entered, func(a *acts) error {
		if unsettled && !register.Settled(&a.st, who.Ref) {
			return register.Refusal()
		}
		if len(in.Warnings(a.st.Person, s.District, s.today())) > 0 && !in.Sure {
			return fault.At("yakin", "issuance.err.sure")
		}
		if err := a.oneNIK(in.NIK, holders); err != nil {
			return err
		}
		for _, d := range in.entered() {
			err := a.do(casefile.Entered, d.body.Needs, ledger.Draft{Body: d.body, Personal: d.personal, Replaces: in.Shown})
			if err != nil {
				return err
			}
		}
		if in.NIK != "" {
			err := a.do(casefile.Issued, []string{casefile.NeedNIK}, ledger.Draft{Body: casefile.IssuedBody{Need: casefile.NeedNIK}})
			if err != nil {
				return err
			}
		}
		if in.Status == "" {
			return nil
		}
		return a.do(casefile.Status, nil, ledger.Draft{Body: casefile.StatusBody{Status: in.Status}})
	})
}

// unsettled asks the choke-point where a new NIK would be recorded.
func (s *Service) unsettled(ctx context.Context, op ledger.Op, caseID string, needs []string) (register.Candidate, bool, error) {
	if !slices.Contains(needs, casefile.NeedNIK) {
		return register.Candidate{}, false, nil
	}
	err := s.DB.View(ctx, func(tx *db.Tx) error { return s.Accounts.Check(tx, op.Scope, casefile.Entered, caseID) })
	if err != nil {
		return register.Candidate{}, false, err
	}
	events, err := s.Ledger.Events(ctx, s.Accounts.With(op.Scope, "act:"+casefile.Entered), subjectOf(caseID))
	if err != nil {
		return register.Candidate{}, false, err
	}
	st := casefile.FoldState(caseID, events)
	return s.Register.Unsettled(ctx, op.Scope, &st)
}

type entered struct {
	body     casefile.EnteredBody
	personal any
}

// entered makes the events of an entry: one for all needs, and one of its own
// for each further deed, because an event holds one deed number.
func (e Entry) entered() []entered {
	first := entered{body: casefile.EnteredBody{}}
	personal := casefile.EnteredPersonal{NIK: e.NIK, KK: e.KK}
	if e.NIK != "" {
		first.body.Got = append(first.body.Got, casefile.GotNIK)
	}
	if e.KK != "" {
		first.body.Got = append(first.body.Got, "kk")
	}
	var more []entered
	for _, need := range e.Needs {
		deed := e.Deeds[need]
		if deed != "" && personal.Deed != "" {
			more = append(more, entered{casefile.EnteredBody{Needs: []string{need}, Got: []string{"deed"}}, casefile.EnteredPersonal{Deed: deed}})
			continue
		}
		if deed != "" {
			personal.Deed = deed
			first.body.Got = append(first.body.Got, "deed")
		}
		first.body.Needs = append(first.body.Needs, need)
	}
	if personal != (casefile.EnteredPersonal{}) {
		first.personal = personal
	}
	return append([]entered{first}, more...)
}

// registered finds who in the population register holds the NIK.
func (s *Service) registered(ctx context.Context, scope db.Scope, caseID, nik string) ([]string, error) {
	if nik == "" {
		return nil, nil
	}
	found, err := s.Register.Candidates(ctx, scope, register.Query{NIK: nik, NotCase: caseID})
	if err != nil {
		return nil, err
	}
	var out []string
	for _, c := range found {
		if c.NIK == nik && strings.HasPrefix(c.Ref, "register:") {
			out = append(out, c.Ref)
		}
	}
	return out, nil
}

// oneNIK refuses a NIK that another person holds: two people with one NIK is a
// mistake in typing or in SIAK, and neither may go into the records.
// UU 24/2013 pasal 13
func (a *acts) oneNIK(nik string, holders []string) error {
	if nik == "" {
		return nil
	}
	for _, ref := range holders {
		// After a later import the register holds the person too; that it is the
		// same person is a decision of people.
		if d, _ := a.st.Decided(ref); d.Decision != casefile.Same {
			return fault.At("nik", "issuance.err.nik_register")
		}
	}
	rows, err := a.tx.Query(`SELECT f.case_id, f.number, f.exit, f.kept FROM search_key k
		JOIN case_file f ON f.office_id = k.office_id AND f.case_id = k.subject_id
		WHERE k.office_id = $1 AND k.token = $2 AND k.subject_kind = $3 AND f.case_id <> $4 ORDER BY f.case_id`,
		a.op.Scope.Office, casefile.TokenOf(casefile.TokenNIK, nik), casefile.KindCase, a.caseID)
	if err != nil {
		return fault.Wrap("fault.internal", err)
	}
	defer rows.Close()
	for rows.Next() {
		var id, number, exit, kept string
		if err := rows.Scan(&id, &number, &exit, &kept); err != nil {
			return fault.Wrap("fault.internal", err)
		}
		if exit == string(casefile.ExitDuplicate) && kept == casefile.KindCase+":"+a.caseID {
			continue // the same person, and this is the case that was kept
		}
		f := fault.New(fault.Invalid, "fault.form")
		f.Fields = append(f.Fields, fault.Field{Name: "nik", Key: "issuance.err.nik_case", Args: map[string]any{"No": number}})
		return f
	}
	return fault.Wrap("fault.internal", rows.Err())
}

// RecordStatus records the enrolment status as SIAK shows it.
func (s *Service) RecordStatus(ctx context.Context, op ledger.Op, caseID, status string) (ledger.Receipt, error) {
	status = casefile.CanonicalStatus(status)
	if !statusForm.MatchString(status) {
		return ledger.Receipt{}, fault.At("status", "issuance.err.status")
	}
	return s.change(ctx, op, caseID, casefile.Status, func(a *acts) error {
		return a.do(casefile.Status, nil, ledger.Draft{Body: casefile.StatusBody{Status: status}})
	})
}
