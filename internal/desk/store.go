package desk

import (
	"context"
	"fmt"
	"strings"

	"github.com/jempolkeren/jempol/internal/account"
	"github.com/jempolkeren/jempol/internal/authority"
	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/fault"
	"github.com/jempolkeren/jempol/internal/resident"
)

// Case is a case in a list.
type Case struct {
	ID, Number                 string
	Stage                      casefile.Stage
	Exit                       casefile.Exit
	StageSince, OpenedAt       int64
	Area, Institution          string
	Urgent, Disputed, Baseline bool
	Needs                      []string // open ones, in the order in which needs are shown
	Waiting                    string   // code
	Attempts                   int

	// Of the person: empty where the role does not reach the case's page.
	Name, Sex, Village, NIK string
	Others, Place           string // other names; where to be found, in words: for who reads the person
	Directions              string // how to get there; read by unnamed
	Photo                   bool   // there is one that the viewer may see now; set by unnamed
	Birth                   resident.Date
}

const caseColumns = `c.case_id, c.number, c.stage, c.exit, c.stage_since, c.opened_at, c.area, c.institution, c.urgent, c.disputed, c.baseline, c.waiting_reason, c.attempts`

func (s *Service) caseRows(ctx context.Context, q string, args []any) ([]Case, error) {
	rows, err := s.DB.Query(ctx, q, args...)
	if err != nil {
		return nil, fault.Wrap("desk.cases", err)
	}
	defer rows.Close()
	var out []Case
	for rows.Next() {
		var c Case
		if err := rows.Scan(&c.ID, &c.Number, &c.Stage, &c.Exit, &c.StageSince, &c.OpenedAt, &c.Area, &c.Institution,
			&c.Urgent, &c.Disputed, &c.Baseline, &c.Waiting, &c.Attempts); err != nil {
			return nil, fault.Wrap("desk.cases", err)
		}
		out = append(out, c)
	}
	return out, fault.Wrap("desk.cases", rows.Err())
}

// chunk is how many ids one statement names.
const chunk = 200

func inList(ids []string, next int) (string, []any) {
	marks, args := make([]string, len(ids)), make([]any, len(ids))
	for i, id := range ids {
		marks[i], args[i] = fmt.Sprintf("$%d", next+i), id
	}
	return "(" + strings.Join(marks, ", ") + ")", args
}

// Cases reads cases by id, within the reach of an action.
func (s *Service) Cases(ctx context.Context, sc db.Scope, action authority.Action, ids []string) (map[string]Case, error) {
	out := map[string]Case{}
	for len(ids) > 0 {
		some := ids[:min(chunk, len(ids))]
		ids = ids[len(some):]
		where, args := account.Filter(sc, action, "c", 1)
		in, more := inList(some, len(args)+1)
		list, err := s.caseRows(ctx, `SELECT `+caseColumns+` FROM case_file c WHERE `+where+` AND c.case_id IN `+in+` ORDER BY c.case_id`, append(args, more...))
		if err != nil {
			return nil, err
		}
		if err := s.needsOf(ctx, list); err != nil {
			return nil, err
		}
		for _, c := range list {
			out[c.ID] = c
		}
	}
	return out, nil
}

// needsOf fills in the open needs.
func (s *Service) needsOf(ctx context.Context, list []Case) error {
	at := map[string]int{}
	var ids []string
	for i, c := range list {
		at[c.ID] = i
		ids = append(ids, c.ID)
	}
	for len(ids) > 0 {
		some := ids[:min(chunk, len(ids))]
		ids = ids[len(some):]
		in, args := inList(some, 2)
		rows, err := s.DB.Query(ctx, `SELECT case_id, need FROM need WHERE office_id = $1 AND is_open = 1 AND case_id IN `+in+` ORDER BY case_id, need`,
			append([]any{s.Office}, args...)...)
		if err != nil {
			return fault.Wrap("desk.needs", err)
		}
		for rows.Next() {
			var id, need string
			if err := rows.Scan(&id, &need); err != nil {
				rows.Close()
				return fault.Wrap("desk.needs", err)
			}
			list[at[id]].Needs = append(list[at[id]].Needs, need)
		}
		rows.Close()
		if err := rows.Err(); err != nil {
			return fault.Wrap("desk.needs", err)
		}
	}
	for i := range list {
		var sorted []string
		for _, f := range casefile.Flows() {
			for _, n := range list[i].Needs {
				if n == f.Need {
					sorted = append(sorted, n)
				}
			}
		}
		list[i].Needs = sorted
	}
	return nil
}

// name fills in who the people of a list are, for a role that reaches their
// cases' pages, after the list's line in the access log, whose detail says
// which list.
func (s *Service) name(ctx context.Context, sc db.Scope, list []*Case, action authority.Action, detail string) error {
	if len(list) == 0 || !can(sc.Role, "page.case") {
		return nil
	}
	if err := s.Accounts.Log(ctx, sc, account.AccessEntry{Action: action, Kind: account.AccessList, Detail: detail}); err != nil {
		return err
	}
	return s.readNames(ctx, sc, list)
}

// readNames is the one place in this room that reads the columns of a person.
// Its callers have written the access log.
func (s *Service) readNames(ctx context.Context, sc db.Scope, list []*Case) error {
	at := map[string][]*Case{}
	var ids []string
	for _, c := range list {
		if at[c.ID] == nil {
			ids = append(ids, c.ID)
		}
		at[c.ID] = append(at[c.ID], c)
	}
	for len(ids) > 0 {
		some := ids[:min(chunk, len(ids))]
		ids = ids[len(some):]
		where, args := account.Filter(sc, "page.case", "c", 1)
		in, more := inList(some, len(args)+1)
		rows, err := s.DB.Query(ctx, `SELECT p.case_id, p.name, p.sex, p.birth, p.village, p.nik, p.other_names, p.place FROM case_person p
			JOIN case_file c ON c.office_id = p.office_id AND c.case_id = p.case_id
			WHERE `+where+` AND p.case_id IN `+in+` ORDER BY p.case_id`, append(args, more...)...)
		if err != nil {
			return fault.Wrap("desk.people", err)
		}
		for rows.Next() {
			var id, birth string
			var c Case
			if err := rows.Scan(&id, &c.Name, &c.Sex, &birth, &c.Village, &c.NIK, &c.Others, &c.Place); err != nil {
				rows.Close()
				return fault.Wrap("desk.people", err)
			}
			c.Birth, _ = resident.DateOf(birth) // what is no date is shown as unknown
			for _, to := range at[id] {
				if can(sc.Role, "page.person") {
					to.Others, to.Place = c.Others, c.Place
				}
				to.Name, to.Sex, to.Village, to.NIK, to.Birth = c.Name, c.Sex, c.Village, resident.MaskNIK(c.NIK), c.Birth
			}
		}
		rows.Close()
		if err := rows.Err(); err != nil {
			return fault.Wrap("desk.people", err)
		}
	}
	return nil
}

// places are the names of institutions and agencies by code.
func (s *Service) places(ctx context.Context) (map[string]string, error) {
	rows, err := s.DB.Query(ctx, `SELECT institution_id, name FROM office_v_institution WHERE office_id = $1 ORDER BY institution_id`, s.Office)
	if err != nil {
		return nil, fault.Wrap("desk.places", err)
	}
	defer rows.Close()
	out := map[string]string{}
	for rows.Next() {
		var id, name string
		if err := rows.Scan(&id, &name); err != nil {
			return nil, fault.Wrap("desk.places", err)
		}
		out[id] = name
	}
	return out, fault.Wrap("desk.places", rows.Err())
}

// envelopes adds what people call the envelopes of a case: the number that is
// written on them.
func (s *Service) envelopes(ctx context.Context, caseID string, names map[string]string) error {
	rows, err := s.DB.Query(ctx, `SELECT envelope_id, number FROM handover_v_envelope WHERE office_id = $1 AND case_id = $2 ORDER BY envelope_id`,
		s.Office, caseID)
	if err != nil {
		return fault.Wrap("desk.envelopes", err)
	}
	defer rows.Close()
	for rows.Next() {
		var id, number string
		if err := rows.Scan(&id, &number); err != nil {
			return fault.Wrap("desk.envelopes", err)
		}
		names[id] = number
	}
	return fault.Wrap("desk.envelopes", rows.Err())
}

// File is how complete the application file of a need is, in items.
type File struct{ Done, Total, Missing int }

// files reads the application files of a case, by need.
func (s *Service) files(ctx context.Context, caseID string) (map[string]File, error) {
	rows, err := s.DB.Query(ctx, `SELECT need, done, total, missing FROM dossier_v_need
		WHERE office_id = $1 AND case_id = $2 ORDER BY need`, s.Office, caseID)
	if err != nil {
		return nil, fault.Wrap("desk.read", err)
	}
	defer rows.Close()
	out := map[string]File{}
	for rows.Next() {
		var need string
		var f File
		if err := rows.Scan(&need, &f.Done, &f.Total, &f.Missing); err != nil {
			return nil, fault.Wrap("desk.read", err)
		}
		out[need] = f
	}
	return out, fault.Wrap("desk.read", rows.Err())
}
