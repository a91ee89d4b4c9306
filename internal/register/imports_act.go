package register

import (
	"context"
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/fault"
	"github.com/jempolkeren/jempol/internal/job"
	"github.com/jempolkeren/jempol/internal/region"
)

// SetColumns says how the columns are read, and of which village all rows are
// ("" where the file says it), and has the file checked again.
func (s *Imports) SetColumns(ctx context.Context, scope db.Scope, id string, means []string, village string) error {
	i, err := s.Get(ctx, scope, id)
	if err != nil {
		return err
	}
	f := fault.New(fault.Invalid, "fault.form")
	taken := map[string]bool{}
	columns := slices.Clone(i.Columns)
	for n := range columns {
		m := ""
		if n < len(means) {
			m = means[n]
		}
		switch {
		case m != "" && !slices.Contains(Meanings(), m):
			f.With("kolom."+number(n), "register.err.meaning")
		case m != "" && taken[m]:
			f.With("kolom."+number(n), "register.err.twice")
		}
		taken[m] = true
		columns[n].Means = m
	}
	if a, ok := region.Get(region.Code(village)); village != "" && (!ok || a.Level != region.Village) {
		f.With("desa", "register.err.village")
	}
	if len(f.Fields) > 0 {
		return f
	}
	text, err := json.Marshal(columns)
	if err != nil {
		return fault.Wrap("register.read", err)
	}
	return s.recheck(ctx, scope, id, func(tx *db.Tx) error {
		_, err := tx.Exec(`UPDATE register_import SET columns = $3, village = $4 WHERE office_id = $1 AND import_id = $2`, scope.Office, id, string(text), village)
		return err
	})
}

// SetVillages says what names of villages mean, by the name as it is written:
// the code of a village, or Leave for rows that are to be left out. It is
// remembered for the source.
func (s *Imports) SetVillages(ctx context.Context, scope db.Scope, id string, says map[string]string) error {
	i, err := s.Get(ctx, scope, id)
	if err != nil {
		return err
	}
	var rows [][]any
	for w, v := range says {
		if v == Leave {
			v = ""
		} else if a, ok := region.Get(region.Code(v)); !ok || a.Level != region.Village {
			return fault.At("desa", "register.err.village")
		}
		rows = append(rows, []any{scope.Office, i.Source, w, v})
	}
	return s.recheck(ctx, scope, id, func(tx *db.Tx) error {
		return tx.InsertOver("register_village", []string{"office_id", "source", "written"}, []string{"office_id", "source", "written", "village"}, rows)
	})
}

// Leave says that rows of a village are not taken.
const Leave = "-"

// recheck changes an import that is not being loaded and has it checked again.
func (s *Imports) recheck(ctx context.Context, scope db.Scope, id string, change func(*db.Tx) error) error {
	return s.DB.Write(ctx, scope.Office, func(tx *db.Tx) error {
		if err := s.turn(tx, scope.Office, id, StateChecking, StateChecked, StateChecking); err != nil {
			return err
		}
		if err := change(tx); err != nil {
			return err
		}
		return enqueue(tx, scope.Office, JobCheck, id)
	})
}

// turn changes the state of an import, if it is in one of some. Whoever works on
// it under the earlier state has lost it (see hold).
func (s *Imports) turn(tx *db.Tx, office, id string, to State, from ...State) error {
	q := `UPDATE register_import SET state = $3, position = position + 1 WHERE office_id = $1 AND import_id = $2 AND state IN ('` + string(from[0]) + `'`
	for _, f := range from[1:] {
		q += `, '` + string(f) + `'`
	}
	res, err := tx.Exec(q+`)`, office, id, string(to))
	if err != nil {
		return err
	}
	if n, err := res.RowsAffected(); err != nil || n == 0 {
		return fault.New(fault.Conflict, "register.err.state").Because(err)
	}
	return nil
}

// Load asks for an import to be loaded, or to go on where it was cut. It runs in
// the transaction of the act that says who did it.
func (s *Imports) Load(tx *db.Tx, office, id string) error {
	var busy int64
	if err := tx.QueryRow(`SELECT COUNT(*) FROM register_import WHERE office_id = $1 AND state = 'loading' AND import_id <> $2 AND kept = 1`, office, id).Scan(&busy); err != nil {
		return err
	}
	if busy > 0 {
		return fault.New(fault.Conflict, "register.err.busy")
	}
	if err := s.turn(tx, office, id, StateLoading, StateChecked, StateStopped, StateLoading); err != nil {
		return err
	}
	return enqueue(tx, office, JobLoad, id)
}

// Stop stops a job that checks or loads. What is loaded stays, and Load goes on.
func (s *Imports) Stop(ctx context.Context, scope db.Scope, id string) error {
	kind, to, from := JobLoad, StateStopped, StateLoading
	i, err := s.Get(ctx, scope, id)
	if err != nil {
		return err
	}
	if i.State == StateChecking {
		kind, to, from = JobCheck, StateChecked, StateChecking
	}
	st, err := job.Newest(ctx, s.DB, scope, kind, id+"/")
	if err == nil && !st.Over() {
		err = job.Cancel(ctx, s.DB, scope, kind, st.Key)
	}
	if err != nil && !fault.Is(err, fault.NotFound) {
		return err
	}
	return s.DB.Write(ctx, scope.Office, func(tx *db.Tx) error { return s.turn(tx, scope.Office, id, to, from) })
}

// Drop gives up an import that is not loaded: the file and what is there of it
// go.
func (s *Imports) Drop(ctx context.Context, scope db.Scope, id string) error {
	err := s.DB.Write(ctx, scope.Office, func(tx *db.Tx) error {
		if err := s.turn(tx, scope.Office, id, StateDropped, StateChecked, StateStopped); err != nil {
			return err
		}
		if err := s.forgotten(tx, scope.Office, id); err != nil {
			return err
		}
		return enqueue(tx, scope.Office, JobSweep, id)
	})
	return err
}

// DropStaged gives up the imports that were brought before a moment and never
// loaded: nobody has a reason to keep them (UU 27/2022 pasal 43).
func (s *Imports) DropStaged(ctx context.Context, scope db.Scope, before time.Time) error {
	all, err := s.List(ctx, scope, maxStaged)
	if err != nil {
		return err
	}
	for _, i := range all {
		if (i.State == StateChecked || i.State == StateStopped) && i.BegunAt.Before(before) {
			if err := s.Drop(ctx, scope, i.ID); err != nil && !fault.Is(err, fault.Conflict) {
				return err
			}
		}
	}
	return nil
}

// maxStaged is more imports than an office brings in a year.
const maxStaged = 500

// forgotten notes that the file of an import is not needed any more, and
// removes it once that is durable.
func (s *Imports) forgotten(tx *db.Tx, office, id string) error {
	_, err := tx.Exec(`UPDATE register_import SET kept = 0, ended_at = $3 WHERE office_id = $1 AND import_id = $2`, office, id, db.Micros(tx.Now))
	tx.AfterCommit(func() { _ = s.Files.Forget(id) }) // what stays behind is swept
	return err
}

// Remove takes a source out of the register in one step; its rows are taken
// away afterwards. It runs in the transaction of the act that says who and why.
func (s *Imports) Remove(tx *db.Tx, office, source, why string) error {
	why = strings.TrimSpace(why)
	if n := len([]rune(why)); n < 5 || n > maxText {
		return fault.At("alasan", "register.err.why")
	}
	var generation int64
	err := tx.QueryRow(`SELECT COALESCE(MAX(generation), 0) FROM register_source WHERE office_id = $1 AND source = $2`, office, source).Scan(&generation)
	if err != nil {
		return err
	}
	if generation == 0 {
		return fault.New(fault.NotFound, "register.no_source")
	}
	if _, err := tx.Exec(`UPDATE register_import SET state = 'removed', ended_at = $3, why = $4 WHERE office_id = $1 AND generation = $2`,
		office, generation, db.Micros(tx.Now), why); err != nil {
		return err
	}
	if err := s.Register.activate(tx, office, Origin{Source: source}, 0); err != nil {
		return err
	}
	// The index of what is left is made by the job; whom it still names of this
	// source nobody finds from now on (current.stale).
	res, err := tx.Exec(`DELETE FROM register_search WHERE office_id = $1 AND NOT EXISTS
		(SELECT 1 FROM register_source s WHERE s.office_id = $1 AND s.generation > 0)`, office)
	if err != nil {
		return err
	}
	if n, err := res.RowsAffected(); err != nil {
		return err
	} else if n > 0 && s.Register.switched != nil { // nobody is left
		if err := s.Register.switched(tx, office, "-"+source+strconv.FormatInt(generation, 10)); err != nil {
			return err
		}
	}
	return enqueue(tx, office, JobSweep, source)
}
