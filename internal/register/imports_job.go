package register

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"strconv"
	"strings"
	"time"

	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/document"
	"github.com/jempolkeren/jempol/internal/fault"
	"github.com/jempolkeren/jempol/internal/job"
)

// The jobs of this room.
const (
	JobCheck = "register-check"
	JobLoad  = "register-load"
	JobSweep = "register-sweep"
)

// longest is how long one attempt may take: a million rows of a spreadsheet on
// a slow office PC.
const longest = 4 * time.Hour

// importer is who loads: the rights of whoever asked for it were looked at then.
const importer = "job.register"

// Jobs are the handlers of this room's jobs.
func (s *Imports) Jobs() map[string]job.Kind {
	on := func(fn func(context.Context, db.Scope, string, Progress) error, note string) job.Kind {
		return job.Kind{Limit: longest, Awaited: true, Handler: func(ctx context.Context, run *job.Run) error {
			return fn(ctx, s.Accounts.System(importer), string(run.Payload), func(done, all int64) error { return run.Progress(ctx, done, all, note) })
		}}
	}
	return map[string]job.Kind{
		JobCheck: on(s.Check, "register.checking"), JobLoad: on(s.LoadNow, "register.loading"),
		JobSweep: {Limit: longest, Handler: func(ctx context.Context, _ *job.Run) error {
			return s.Register.Settle(ctx, s.Accounts.System(importer))
		}},
	}
}

// Progress is told how many rows of how many are done.
type Progress func(done, all int64) error

func number(n int) string { return strconv.Itoa(n) }

// portion is rows as they were read, between the reader and the writer.
type portion struct {
	people   []Record
	rejected []reject
	last     int64 // row of the file
	err      error
}

type reject struct {
	row      int64
	cells    []string
	problems []Problem
}

const portionRows = 1_000

// reading reads the rows of an import after one of them, in portions, ahead of
// whoever takes them.
func (s *Imports) reading(ctx context.Context, i Import, rd *rowReader, after int64) (<-chan portion, int64, func(), error) {
	k, err := s.Files.OpenKept(i.ID)
	if err != nil {
		return nil, 0, nil, err
	}
	book, err := document.OpenTable(k, k.Size, limits())
	if err != nil {
		_ = k.Close()
		return nil, 0, nil, err
	}
	ctx, cancel := context.WithCancel(ctx)
	out, gone := make(chan portion, 2), make(chan struct{})
	go func() {
		defer close(gone)
		defer close(out)
		p := portion{people: make([]Record, 0, portionRows)}
		send := func() bool {
			select {
			case out <- p:
				p = portion{people: make([]Record, 0, portionRows)}
				return true
			case <-ctx.Done():
				return false
			}
		}
		for row, err := range book.Rows("") {
			if err != nil {
				p.err = err
				break
			}
			if row.Number <= i.headRow || int64(row.Number) <= after {
				continue
			}
			r, problems := rd.read(row)
			if p.last = int64(row.Number); len(problems) > 0 {
				p.rejected = append(p.rejected, reject{p.last, cellsOf(row, len(i.Columns)), problems})
			} else {
				p.people = append(p.people, r)
			}
			if len(p.people)+len(p.rejected) == portionRows && !send() {
				return
			}
		}
		send()
	}()
	stop := func() {
		cancel()
		<-gone
		_ = k.Close()
	}
	return out, int64(book.Lines), stop, nil
}

// maxCell is how much of a cell of a rejected row is kept.
const maxCell = 300

func cellsOf(row document.Row, columns int) []string {
	out := make([]string, 0, columns)
	for _, c := range row.Cells[:min(len(row.Cells), columns)] {
		out = append(out, clip(c.Text, maxCell))
	}
	return out
}

func (s *Imports) readerOf(ctx context.Context, scope db.Scope, i Import) (*rowReader, error) {
	answers := map[string]string{}
	rows, err := s.DB.Query(ctx, `SELECT written, village FROM register_village WHERE office_id = $1 AND source = $2 ORDER BY written`, scope.Office, i.Source)
	if err != nil {
		return nil, fault.Wrap("register.read", err)
	}
	defer rows.Close()
	for rows.Next() {
		var w, v string
		if err := rows.Scan(&w, &v); err != nil {
			return nil, fault.Wrap("register.read", err)
		}
		answers[w] = v
	}
	return newRowReader(i.Columns, s.District, i.Village, answers, s.Clock()), fault.Wrap("register.read", rows.Err())
}

// maxRejected bounds the rows that are kept with what is wrong: where more are,
// the columns are read wrongly, and the file is refused as a whole.
const maxRejected = 200_000

// Check reads the whole file and says what loading it would do: how many rows
// are taken, which are not and why, which are doubtful, which names of villages
// must be made clear. Nothing is loaded.
func (s *Imports) Check(ctx context.Context, scope db.Scope, id string, progress Progress) error {
	i, err := s.Get(ctx, scope, id)
	if err != nil {
		return err
	}
	if i.State != StateChecking {
		return nil // stopped, or asked for twice
	}
	h, err := take(ctx, s.DB, scope.Office, id)
	if err != nil {
		return err
	}
	if err := s.dropRejects(ctx, scope.Office, id); err != nil {
		return err
	}
	var t tally
	if i.Readable() {
		if t, err = s.tally(ctx, scope, i, h, progress); err != nil {
			return err
		}
	}
	questions, err := json.Marshal(t.questions)
	reasons, err2 := json.Marshal(t.reasons)
	if err = errors.Join(err, err2); err != nil {
		return fault.Wrap("register.read", err)
	}
	return s.DB.Write(ctx, scope.Office, func(tx *db.Tx) error {
		if t.questions == nil {
			questions, reasons = []byte("[]"), []byte("{}")
		}
		if err := h.held(tx); err != nil {
			return err
		}
		_, err := tx.Exec(`UPDATE register_import SET state = 'checked', row_count = $3, rejected = $4, doubtful = $5, questions = $6, reasons = $7
			WHERE office_id = $1 AND import_id = $2 AND state = 'checking'`, scope.Office, id, t.rows, t.rejected, t.doubtful, string(questions), string(reasons))
		return err
	})
}

// tally is what a check counts.
type tally struct {
	rows, rejected, doubtful int64
	reasons                  map[string]int64
	questions                []Question
}

func (s *Imports) tally(ctx context.Context, scope db.Scope, i Import, h hold, progress Progress) (tally, error) {
	t := tally{reasons: map[string]int64{}}
	rd, err := s.readerOf(ctx, scope, i)
	if err != nil {
		return t, err
	}
	portions, all, stop, err := s.reading(ctx, i, rd, 0)
	if err != nil {
		return t, err
	}
	defer stop()
	numbers := map[uint64]uint8{}
	for p := range portions {
		if p.err != nil {
			return t, p.err
		}
		t.rows += int64(len(p.people) + len(p.rejected))
		t.rejected += int64(len(p.rejected))
		for _, r := range p.rejected {
			for _, pr := range r.problems {
				t.reasons[pr.Key]++
			}
		}
		t.doubts(p.people, numbers)
		if t.rejected > maxRejected {
			return t, fault.New(fault.Invalid, "register.err.too_many")
		}
		if err := s.keepRejects(ctx, h, p.rejected); err != nil {
			return t, err
		}
		if err := progress(p.last, max(all, p.last)); err != nil {
			return t, err
		}
	}
	if err := context.Cause(ctx); err != nil {
		return t, err
	}
	t.questions = rd.questions()
	return t, nil
}

// What is remembered of a NIK that was seen.
const (
	seenOnce = 1 << iota
	seenDoubtful
	seenTwice
)

// doubts counts the doubtful rows; of several with one NIK, each.
func (t *tally) doubts(people []Record, numbers map[uint64]uint8) {
	for n := range people {
		p := &people[n]
		reasons := strings.Fields(p.Doubt)
		if p.NIK != "" {
			key, _ := strconv.ParseUint(p.NIK, 10, 64) // sixteen digits: it was read as a NIK
			seen := numbers[key]
			if seen != 0 {
				reasons = append(reasons, DoubtTwice)
			}
			if seen != 0 && seen&seenTwice == 0 { // and the first of them
				t.reasons[DoubtTwice]++
				if seen&seenDoubtful == 0 {
					t.doubtful++
				}
				seen |= seenTwice
			}
			if seen |= seenOnce; len(reasons) > 0 {
				seen |= seenDoubtful
			}
			numbers[key] = seen
		}
		if len(reasons) > 0 {
			t.doubtful++
		}
		for _, r := range reasons {
			t.reasons[r]++
		}
	}
}

func (s *Imports) keepRejects(ctx context.Context, h hold, rejected []reject) error {
	const atOnce = 250
	for len(rejected) > 0 {
		part := rejected[:min(len(rejected), atOnce)]
		rejected = rejected[len(part):]
		values := make([][]any, 0, len(part))
		for _, r := range part {
			cells, err := json.Marshal(r.cells)
			problems, err2 := json.Marshal(r.problems)
			if err = errors.Join(err, err2); err != nil {
				return fault.Wrap("register.read", err)
			}
			values = append(values, []any{h.office, h.id, r.row, string(cells), string(problems)})
		}
		err := s.DB.WriteSlice(ctx, h.office, func(tx *db.Tx) error {
			if err := h.held(tx); err != nil {
				return err
			}
			return tx.InsertOver("register_reject", []string{"office_id", "import_id", "row_no"}, []string{"office_id", "import_id", "row_no", "cells", "problems"}, values)
		})
		if err != nil {
			return fault.Wrap("register.load", err)
		}
	}
	return nil
}

// dropRejects takes away the rejected rows of an import, in slices.
func (s *Imports) dropRejects(ctx context.Context, office, id string) error {
	return s.Register.emptied(ctx, office, "register_reject", "import_id", id, "row_no")
}

// secret is the key of the office from which ids are made.
func (s *Imports) secret(ctx context.Context, scope db.Scope) ([]byte, error) {
	var key []byte
	fresh := make([]byte, 32)
	_, _ = rand.Read(fresh)
	err := s.DB.Write(ctx, scope.Office, func(tx *db.Tx) error {
		if _, err := tx.InsertMissing("register_secret", []string{"office_id", "secret"}, [][]any{{scope.Office, fresh}}); err != nil {
			return err
		}
		return tx.QueryRow(`SELECT secret FROM register_secret WHERE office_id = $1`, scope.Office).Scan(&key)
	})
	return key, fault.Wrap("register.read", err)
}

// LoadNow loads an import, from where it was cut, and lets it take the place of
// the earlier one of its source.
func (s *Imports) LoadNow(ctx context.Context, scope db.Scope, id string, progress Progress) error {
	i, err := s.Get(ctx, scope, id)
	if err != nil {
		return err
	}
	if i.State == StateLoaded && i.Kept { // cut between the last two steps
		return s.loaded(ctx, scope, id)
	}
	if i.State != StateLoading {
		return nil
	}
	key, err := s.secret(ctx, scope)
	if err != nil {
		return err
	}
	rd, err := s.readerOf(ctx, scope, i)
	if err != nil {
		return err
	}
	l, after, err := s.Register.goOn(ctx, scope, i, newIdentifier(key))
	if err != nil {
		return err
	}
	defer func() { _ = l.wait() }() // whatever ends this: nothing writes behind it
	portions, _, stop, err := s.reading(ctx, i, rd, after)
	if err != nil {
		return err
	}
	defer stop()
	for p := range portions {
		if p.err != nil {
			return p.err
		}
		for n := range p.people {
			p.people[n].ID = l.ids.id(&p.people[n])
		}
		if err := l.Add(ctx, p.people); err != nil {
			return err
		}
		if err := progress(min(p.last, i.Rows), i.Rows+1); err != nil {
			return err
		}
	}
	if err := context.Cause(ctx); err != nil {
		return err
	}
	if _, err := l.Finish(ctx); err != nil {
		return err
	}
	if err := s.loaded(ctx, scope, id); err != nil {
		return err
	}
	return s.DB.Tune(ctx)
}

// loaded lets go of the file of an import that is read now, and has what it
// replaced taken away.
func (s *Imports) loaded(ctx context.Context, scope db.Scope, id string) error {
	return s.DB.Write(ctx, scope.Office, func(tx *db.Tx) error {
		if err := s.forgotten(tx, scope.Office, id); err != nil {
			return err
		}
		return enqueue(tx, scope.Office, JobSweep, id)
	})
}

// Rejected calls fn for each row that was not taken, in their order.
func (s *Imports) Rejected(ctx context.Context, scope db.Scope, id string, fn func(row int64, cells []string, problems []Problem) error) error {
	if scope.Empty() {
		return nil
	}
	const page = 500
	for after := int64(-1); ; {
		part, err := s.rejectedPage(ctx, scope.Office, id, after, page)
		if err != nil {
			return err
		}
		for _, r := range part {
			if err := fn(r.row, r.cells, r.problems); err != nil {
				return err
			}
			after = r.row
		}
		if len(part) < page {
			return nil
		}
	}
}

// Doubtful calls fn for each resident of an import that is read, by what does
// not fit; row is that of its file.
func (s *Imports) Doubtful(ctx context.Context, scope db.Scope, i Import, fn func(row int64, reason string, p Record) error) error {
	if scope.Empty() || i.State != StateLoaded {
		return nil
	}
	const page = 500
	for after, row := term(termDoubt, ""), int64(0); ; {
		n := 0
		rows, err := s.DB.Query(ctx, `SELECT `+recordColumns+`, k.term, k.row_no FROM register_key k
			JOIN resident_record r ON r.office_id = k.office_id AND r.generation = k.generation AND r.row_no = k.row_no
			WHERE k.office_id = $1 AND k.generation = $2 AND (k.term = $3 AND k.row_no > $4 OR k.term > $3) AND k.term < 'e'
			ORDER BY k.term, k.row_no LIMIT $5`, scope.Office, i.Generation, after, row, page)
		if err != nil {
			return fault.Wrap("register.read", err)
		}
		for rows.Next() {
			var p Record
			if err := p.scan(rows.Scan, &after, &row); err != nil {
				return errors.Join(fault.Wrap("register.read", err), rows.Close())
			}
			if err := fn(row, after[2:], p); err != nil {
				return errors.Join(err, rows.Close())
			}
			n++
		}
		if err := errors.Join(rows.Err(), rows.Close()); err != nil || n < page {
			return fault.Wrap("register.read", err)
		}
	}
}

func (s *Imports) rejectedPage(ctx context.Context, office, id string, after int64, page int) ([]reject, error) {
	rows, err := s.DB.Query(ctx, `SELECT row_no, cells, problems FROM register_reject WHERE office_id = $1 AND import_id = $2 AND row_no > $3
		ORDER BY row_no LIMIT $4`, office, id, after, page)
	if err != nil {
		return nil, fault.Wrap("register.read", err)
	}
	defer rows.Close()
	var out []reject
	for rows.Next() {
		var r reject
		var cells, problems string
		if err := rows.Scan(&r.row, &cells, &problems); err != nil {
			return nil, fault.Wrap("register.read", err)
		}
		if err := errors.Join(json.Unmarshal([]byte(cells), &r.cells), json.Unmarshal([]byte(problems), &r.problems)); err != nil {
			return nil, fault.Wrap("register.read", err)
		}
		out = append(out, r)
	}
	return out, fault.Wrap("register.read", rows.Err())
}
