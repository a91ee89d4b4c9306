package outreach

import (
	"context"
	"encoding/json"
	"slices"
	"time"

	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/fault"
	"github.com/jempolkeren/jempol/internal/job"
	"github.com/jempolkeren/jempol/internal/ledger"
	"github.com/jempolkeren/jempol/internal/tripplan"
)

// JobPlanErase takes an erased case out of the sheets that hold it.
const JobPlanErase = "plan.erase"

// eraseWork is a case to be taken out of all sheets, or a sheet into whose plans
// one came back that a job had computed meanwhile.
type eraseWork struct {
	Case string `json:"case,omitempty"`
	Plan string `json:"plan,omitempty"`
}

// Erased asks for an erased case to be taken out of the sheets: a reaction to the
// event. What is erased must not stand there by number and place (UU 27/2022
// pasal 43).
func (s *Service) Erased(tx *db.Tx, e ledger.Event) error {
	if e.Subject.Kind != casefile.KindCase {
		return nil
	}
	return s.askErase(tx, e.Office, e.ID, eraseWork{Case: e.Subject.ID})
}

func (s *Service) askErase(tx *db.Tx, office, key string, w eraseWork) error {
	payload, err := json.Marshal(w)
	if err != nil {
		return err
	}
	return job.Enqueue(tx, office, JobPlanErase, key, payload, time.Time{})
}

func (s *Service) eraseJob(ctx context.Context, run *job.Run) error {
	var w eraseWork
	if err := json.Unmarshal(run.Payload, &w); err != nil {
		return fault.New(fault.Invalid, "fault.internal").Because(err)
	}
	sc := s.Accounts.System(planner)
	plans := []string{w.Plan}
	if w.Plan == "" {
		plans = nil
		if err := s.store.each(ctx, `SELECT plan_id FROM plan_sheet WHERE office_id = $1 AND input LIKE $2 ORDER BY plan_id`, []any{sc.Office, `%"` + w.Case + `"%`}, func(rows *db.Rows) error {
			var id string
			err := rows.Scan(&id)
			plans = append(plans, id)
			return err
		}); err != nil {
			return err
		}
	}
	for _, id := range plans {
		if err := s.eraseFrom(ctx, sc, id, w.Case); err != nil && !fault.Is(err, fault.NotFound) { // thrown away meanwhile
			return err
		}
	}
	return s.DB.WriteSlice(ctx, sc.Office, func(tx *db.Tx) error {
		_, err := tx.Exec(`UPDATE plan_trip SET reserved = REPLACE(reserved, $2, '-') WHERE office_id = $1 AND reserved LIKE $3`, sc.Office, w.Case, `%"`+w.Case+`"%`)
		return err
	})
}

// eraseTries is how often a sheet is read anew that people change meanwhile.
const eraseTries = 20

// eraseFrom takes a case out of one sheet, with its visits; the others keep their
// days. Steps that could bring it back can be taken back no more.
func (s *Service) eraseFrom(ctx context.Context, sc db.Scope, id, caseID string) error {
	for range eraseTries {
		sh, err := s.jobSheet(ctx, sc, id)
		if err != nil {
			return err
		}
		version := sh.Version
		if err := s.leaveOut(ctx, sh, caseID); err != nil {
			return err
		}
		if done, err := s.keepErased(ctx, sc, sh, version, caseID); err != nil || done {
			return err
		}
	}
	return fault.New(fault.Conflict, "fault.outreach.planner.stale")
}

// leaveOut takes cases out of a sheet that was read, with their visits.
func (s *Service) leaveOut(ctx context.Context, sh *sheet, cases ...string) error {
	for _, c := range cases {
		if err := sh.Input.erase(c); err != nil {
			return err
		}
	}
	for name, v := range sh.Variants {
		b, err := sh.Input.build(name, s.planRoads(ctx))
		if err != nil {
			return err
		}
		b.withoutErased(v)
		for _, c := range cases {
			delete(v.Pins.Held, c)
			v.Pins.Out = slices.DeleteFunc(v.Pins.Out, func(out string) bool { return out == c })
		}
	}
	return nil
}

// erasedOf are those of some people whose cases are erased.
func erasedOf(tx *db.Tx, office string, people []waiting) (out []string, err error) {
	rows, err := tx.Query(`SELECT case_id FROM case_file WHERE office_id = $1 AND erased = 1 ORDER BY case_id`, office)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	gone := map[string]bool{}
	for rows.Next() {
		var id string
		if err := rows.Scan(&id); err != nil {
			return nil, err
		}
		gone[id] = true
	}
	for i := range people {
		if gone[people[i].Case] {
			out = append(out, people[i].Case)
		}
	}
	return out, rows.Err()
}

// keepErased writes the sheet as a new version of nobody's: whoever works on an
// older one is told why it changed.
func (s *Service) keepErased(ctx context.Context, sc db.Scope, sh *sheet, version int64, caseID string) (done bool, err error) {
	input, err := json.Marshal(sh.Input)
	if err != nil {
		return false, err
	}
	spec, err := json.Marshal(sh.Input.Spec)
	if err != nil {
		return false, err
	}
	err = s.DB.WriteSlice(ctx, sc.Office, func(tx *db.Tx) error {
		changed, err := tx.Exec(`UPDATE plan_sheet SET version = $4, changed_by = '', input = $5, spec = $6, people = $7 WHERE office_id = $1 AND plan_id = $2 AND version = $3`,
			sc.Office, sh.ID, version, version+1, string(input), string(spec), sh.Input.remain())
		if err != nil {
			return err
		}
		n, err := changed.RowsAffected()
		if done = n > 0; err != nil || !done {
			return err
		}
		for name, v := range sh.Variants {
			if err := keepVariant(tx, sc.Office, sh.ID, name, v); err != nil {
				return err
			}
		}
		if _, err := tx.Exec(`UPDATE plan_step SET before = '' WHERE office_id = $1 AND plan_id = $2`, sc.Office, sh.ID); err != nil {
			return err
		}
		_, err = tx.Exec(`UPDATE plan_step SET case_id = '' WHERE office_id = $1 AND plan_id = $2 AND case_id = $3`, sc.Office, sh.ID, caseID)
		return err
	})
	return done, err
}

// erase leaves of a case how many nodes it has in each plan, and nothing else:
// the numbers of all other nodes stay as they are.
func (in *planInput) erase(caseID string) error {
	i := slices.IndexFunc(in.People, func(p waiting) bool { return caseID != "" && p.Case == caseID })
	if i < 0 {
		return nil
	}
	gone := map[string]int{}
	for _, name := range Variants {
		b, err := in.build(name, nowhere)
		if err != nil {
			return err
		}
		for _, n := range b.nodes {
			if n.Person == i {
				gone[name]++
			}
		}
	}
	in.People[i] = waiting{Gone: gone}
	in.Spec.Must = slices.DeleteFunc(in.Spec.Must, func(c string) bool { return c == caseID })
	return nil
}

// remain is how many people a sheet still has.
func (in *planInput) remain() (n int) {
	for i := range in.People {
		if in.People[i].Gone == nil {
			n++
		}
	}
	return n
}

// nowhere are the ways of a problem of which only the nodes are looked at.
func nowhere(days []string, places []Place) (*Travels, error) {
	table, err := tripplan.NewTable(len(places), func(int, int) (float64, float64) { return 0, 0 })
	return &Travels{Tables: []*tripplan.Table{table}, days: make([]int, len(days)), n: len(places)}, err
}

// addErased keeps the places of a case that was erased among the nodes: nobody
// serves them.
func (b *built) addErased(i int, variant string, home int) {
	b.first = append(b.first, tripplan.None)
	for range b.in.People[i].Gone[variant] {
		n := tripplan.NewNode(home, 0)
		n.Exclude, n.Weight = true, 0
		b.add(n, visitNode{Person: i, Kind: Home, place: home})
	}
}

// withoutErased takes the visits of erased cases out of a plan. The others of a
// day keep their order; only its times are other ones.
func (b *built) withoutErased(v *variant) {
	orders := make([][]int, len(b.Routes))
	changed := false
	for r := range min(len(v.Tours), len(orders)) {
		nodes := v.Tours[r].Nodes()
		rest := slices.DeleteFunc(slices.Clone(nodes), func(n int) bool { return b.in.People[b.nodes[n].Person].Gone != nil })
		if len(rest) < len(nodes) {
			orders[r], changed = rest, true
		} else {
			orders[r] = nodes
		}
	}
	if !changed {
		return
	}
	plan, _ := tripplan.Arrange(b.Problem, orders)
	for r := range min(len(v.Tours), len(orders)) {
		if len(orders[r]) < len(v.Tours[r].Visits) {
			v.Tours[r] = plan.Tours[r]
		}
	}
}
