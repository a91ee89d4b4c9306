package account

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"

	"github.com/jempolkeren/jempol/internal/authority"
	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/fault"
)

const nothing = "1=0"

// CaseFilter restricts a SELECT over case_file to the rows that the scope may
// see in a list of cases. The condition names the columns through alias, its
// parameters are numbered from next.
func CaseFilter(s db.Scope, alias string, next int) (string, []any) {
	return Filter(s, "page.cases", alias, next)
}

// Filter is CaseFilter for another action, such as "page.monitoring": a role
// may see the figures of cases that it may not list.
//
// A job reads the whole office, because the work of a list is then its
// purpose; what it may do to a case still stands in the table.
func Filter(s db.Scope, action authority.Action, alias string, next int) (string, []any) {
	if s.Office == "" {
		return nothing, nil
	}
	reach := authority.Reaches(authority.Role(s.Role), action)
	if s.Role == string(authority.System) {
		reach = authority.Office
	}
	office := fmt.Sprintf("%s.office_id = $%d", alias, next)
	one := func(column, value string) (string, []any) {
		if value == "" {
			return nothing, nil
		}
		return fmt.Sprintf("(%s AND %s.%s = $%d)", office, alias, column, next+1), []any{s.Office, value}
	}
	switch reach {
	case authority.Office:
		return office, []any{s.Office}
	case authority.OwnArea:
		areas, args := s.AreaFilter(alias+".area", next+1)
		if len(args) == 0 {
			// No area, or the everything of another role: neither is an own area.
			return nothing, nil
		}
		return "(" + office + " AND " + areas + ")", append([]any{s.Office}, args...)
	case authority.OwnAgency:
		if s.Agency != "" && authority.Watched(action) {
			return fmt.Sprintf("(%s AND (%s.agency = $%d OR %s.watcher = $%d))", office, alias, next+1, alias, next+1), []any{s.Office, s.Agency}
		}
		return one("agency", s.Agency)
	case authority.OwnInstitution:
		return one("institution", s.Institution)
	case authority.OwnReports:
		return one("reporter", s.Person)
	}
	return nothing, nil
}

// Reach tells of a case what Filter's condition keeps, where its columns are in
// memory already.
func Reach(s db.Scope, action authority.Action) func(authority.Target) bool {
	none := func(authority.Target) bool { return false }
	if s.Office == "" {
		return none
	}
	reach := authority.Reaches(authority.Role(s.Role), action)
	if s.Role == string(authority.System) {
		reach = authority.Office
	}
	if reach == authority.Own || reach == authority.OwnArea && slices.Contains(s.Areas, "") {
		// No area of its own, but the everything of another role.
		return none
	}
	if reach == authority.Office {
		return func(authority.Target) bool { return true }
	}
	actor := ActorOf(s)
	return func(t authority.Target) bool { return authority.Sees(action, reach, actor, t) }
}

// TargetOf reads what of a case decides who reaches it.
func (a *Accounts) TargetOf(tx *db.Tx, caseID string) (authority.Target, error) {
	var t authority.Target
	err := tx.QueryRow(`SELECT area, agency, watcher, institution, reporter FROM case_file WHERE office_id = $1 AND case_id = $2`,
		a.office, caseID).Scan(&t.Area, &t.Agency, &t.Watcher, &t.Institution, &t.Reporter)
	if errors.Is(err, sql.ErrNoRows) {
		return t, fault.New(fault.NotFound, "fault.account.case")
	}
	return t, fault.Wrap("fault.internal", err)
}

// Check refuses an action on a case that the scope's role does not reach, by
// the case's rows in the same transaction. A case that is not there is
// NotFound to those who could have seen it, and refused like any other thing
// to the rest.
func (a *Accounts) Check(tx *db.Tx, s db.Scope, action authority.Action, caseID string) error {
	actor := ActorOf(s)
	if s.Office != a.office {
		return authority.Allowed(action, authority.Actor{}, authority.Target{})
	}
	if authority.Reaches(actor.Role, action) == authority.None {
		return authority.Allowed(action, actor, authority.Target{})
	}
	target, err := a.TargetOf(tx, caseID)
	if err != nil {
		return err
	}
	if actor.Role == authority.Courier {
		in, err := a.inEnvelope(tx, caseID, actor.Link)
		if err != nil {
			return err
		}
		if in {
			target.Own = actor.Link
		}
	}
	return authority.Allowed(action, actor, target)
}

// inEnvelope reports whether a document of the case is in the envelope.
func (a *Accounts) inEnvelope(tx *db.Tx, caseID, envelope string) (bool, error) {
	if envelope == "" {
		return false, nil
	}
	var n int
	err := tx.QueryRow(`SELECT COUNT(*) FROM need WHERE office_id = $1 AND case_id = $2 AND envelope = $3`,
		a.office, caseID, envelope).Scan(&n)
	return n > 0, fault.Wrap("fault.internal", err)
}

// CaseByNumber finds a case by the number that people see, for an action that
// the scope reaches on it. A number that the case lost to another still finds
// it, and so does one without its zeros.
func (a *Accounts) CaseByNumber(ctx context.Context, s db.Scope, action authority.Action, number string) (caseID string, err error) {
	err = a.db.View(ctx, func(tx *db.Tx) error {
		caseID, err = a.caseByNumber(tx, number)
		if err != nil {
			return err
		}
		return a.Check(tx, s, action, caseID)
	})
	if err != nil {
		return "", fault.Wrap("fault.internal", err)
	}
	return caseID, nil
}

func (a *Accounts) caseByNumber(tx *db.Tx, number string) (caseID string, err error) {
	err = tx.QueryRow(`SELECT case_id FROM case_file WHERE office_id = $1 AND number = $2 ORDER BY case_id LIMIT 1`,
		a.office, number).Scan(&caseID)
	if !errors.Is(err, sql.ErrNoRows) {
		return caseID, err
	}
	for _, token := range casefile.TokensOf(casefile.TokenNumber, number) {
		err = tx.QueryRow(`SELECT subject_id FROM search_key WHERE office_id = $1 AND token = $2 AND subject_kind = $3 ORDER BY subject_id LIMIT 1`,
			a.office, token, casefile.KindCase).Scan(&caseID)
		if !errors.Is(err, sql.ErrNoRows) {
			return caseID, err
		}
	}
	// Check then says whether this role may learn that there is no such case.
	return "", nil
}

// Separation refuses an act on a case that the same person's earlier acts on
// it exclude. For an exception, events are those of the capture it excuses.
func Separation(s db.Scope, action authority.Action, events []casefile.Event) error {
	done := make([]authority.Done, 0, len(events))
	for _, e := range events {
		done = append(done, authority.Done{Action: authority.Action(e.Type), Person: e.Actor})
	}
	return authority.Separation(action, s.Person, done)
}
