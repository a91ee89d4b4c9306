package intake

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"strconv"
	"strings"
	"time"

	"github.com/jempolkeren/jempol/internal/account"
	"github.com/jempolkeren/jempol/internal/authority"
	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/document"
	"github.com/jempolkeren/jempol/internal/fault"
	"github.com/jempolkeren/jempol/internal/job"
	"github.com/jempolkeren/jempol/internal/ledger"
	"github.com/jempolkeren/jempol/internal/resident"
)

// The states of a row of a list.
const (
	rowNew    = ""       // not checked yet
	rowReady  = "ready"  // will be a new case
	rowKnown  = "known"  // has a case, or stands twice in the list
	rowChoose = "choose" // somebody must choose
	rowWrong  = "wrong"  // something in it is wrong
	rowSaving = "saving" // being saved
	rowSaved  = "saved"
)

// maxRows bounds one list: a kabupaten's whole list of the vulnerable has some
// thousand rows, its poor a hundred thousand.
const maxRows = 100_000

// slice is how many rows of a list one transaction writes: well below 50 ms.
const slice = 250

// savedAtOnce is how many rows become cases between two notes of how far it is; the
// ledger cuts them into slices of its own.
const savedAtOnce = 500

// reasonColumn is the position under which a list keeps the reason that goes
// for rows without one.
const reasonColumn = -1

// sheetColumn is the position under which a list of a workbook of several
// sheets keeps which was read; those that were not follow below it.
const sheetColumn = -2

// List is an uploaded list.
type List struct {
	ID, Digest, Agency, Reporter, Letter string
	Rows                                 int
	Baseline                             bool
	UploadedAt, SavedAt                  time.Time
	UndoneAt                             time.Time
	Saved, Known, Left                   int
	Generation                           int            // how often the same file was undone before
	Counts                               map[string]int // rows by state
}

// Upload takes a list from outside: it is read within limits, kept beside the
// ledger, and checked by a job. The same file again is the same list. It
// returns the list's id.
func (s *Service) Upload(ctx context.Context, op ledger.Op, file io.Reader, letter, reason string, baseline bool) (string, error) {
	lim := document.DefaultLimits()
	raw, err := io.ReadAll(io.LimitReader(file, lim.Bytes+1))
	if err != nil {
		return "", fault.At("berkas", "intake.err.file")
	}
	if _, err := resident.ParseReason(reason); reason != "" && err != nil {
		return "", fault.At("alasan", "intake.err.choice")
	}
	if err := authority.Allowed(casefile.ListUploaded, account.ActorOf(op.Scope), authority.Target{Agency: op.Scope.Agency, Reporter: op.Scope.Person}); err != nil {
		return "", err
	}
	read, err := s.readList(ctx, op.Scope, raw, lim)
	if err != nil {
		return "", err
	}
	rows := read.rows
	sum := sha256.Sum256(raw)
	digest := hex.EncodeToString(sum[:])
	generation, err := s.generation(ctx, op.Scope.Office, digest)
	if err != nil {
		return "", err
	}
	id := listID(op.Scope.Agency, digest, generation)
	if there, err := s.listThere(ctx, op.Scope.Office, id); err != nil || there {
		return id, err
	}
	for from := 0; from < len(rows); from += slice {
		part := rows[from:min(from+slice, len(rows))]
		err := s.DB.Write(ctx, op.Scope.Office, func(tx *db.Tx) error {
			values := make([][]any, 0, len(part))
			for _, r := range part {
				values = append(values, []any{op.Scope.Office, id, r.number, r.cells, "{}", "", rowNew, "[]"})
			}
			_, err := tx.InsertMissing("list_row", []string{"office_id", "list_id", "row_no", "cells", "fixes", "choice", "state", "problems"}, values)
			return err
		})
		if err != nil {
			return "", err
		}
	}
	_, err = s.Ledger.Do(ctx, op, func(tx *db.Tx) ([]ledger.Draft, error) {
		if letter != "" {
			if err := s.letterThere(tx, op.Scope, letter); err != nil {
				return nil, err
			}
		}
		values := [][]any{{op.Scope.Office, id, reasonColumn, "", reason}}
		for i, c := range read.columns {
			values = append(values, []any{op.Scope.Office, id, i, c.Title, c.Means})
		}
		for i, name := range read.sheets {
			values = append(values, []any{op.Scope.Office, id, sheetColumn - i, clip(name, maxLine), ""})
		}
		if n, err := tx.InsertMissing("list_column", []string{"office_id", "list_id", "position", "title", "means"}, values); err != nil || n == 0 {
			return nil, err // the other of two tabs was faster
		}
		if err := job.Enqueue(tx, op.Scope.Office, JobCheck, id+"/"+op.ID, []byte(id), time.Time{}); err != nil {
			return nil, err
		}
		return []ledger.Draft{{Subject: ledger.Subject{Kind: casefile.KindList, ID: id}, Type: casefile.ListUploaded,
			Body: UploadedBody{Digest: digest, Rows: int64(len(rows)), Agency: op.Scope.Agency, Letter: letter, Baseline: baseline, Generation: int64(generation)}}}, nil
	})
	return id, err
}

// listID makes a list's id: the same file of the same agency is the same list,
// until it was undone.
func listID(agency, digest string, generation int) string {
	seed := "list:" + agency + ":" + digest
	if generation > 0 {
		seed += ":" + strconv.Itoa(generation)
	}
	return caseOf(seed)
}

// generation counts how often lists of the same file were undone: what is
// brought again after that is meant anew.
func (s *Service) generation(ctx context.Context, office, digest string) (int, error) {
	var n int
	err := s.DB.QueryRow(ctx, `SELECT COUNT(*) FROM list_file WHERE office_id = $1 AND digest = $2 AND undone_at > 0`, office, digest).Scan(&n)
	return n, fault.Wrap("fault.intake.read", err)
}

func (s *Service) listThere(ctx context.Context, office, id string) (bool, error) {
	var n int
	err := s.DB.QueryRow(ctx, `SELECT COUNT(*) FROM list_file WHERE office_id = $1 AND list_id = $2`, office, id).Scan(&n)
	return n > 0, fault.Wrap("fault.intake.read", err)
}

const listColumns = `l.list_id, l.digest, l.agency, l.reporter, l.letter, l.row_count, l.baseline, l.uploaded_at, l.saved_at, l.saved, l.known, l.left_over, l.undone_at, l.generation`

func scanList(scan func(...any) error) (List, error) {
	var l List
	var up, saved, undone int64
	err := scan(&l.ID, &l.Digest, &l.Agency, &l.Reporter, &l.Letter, &l.Rows, &l.Baseline, &up, &saved, &l.Saved, &l.Known, &l.Left, &undone, &l.Generation)
	if undone > 0 {
		l.UndoneAt = db.FromMicros(undone)
	}
	l.UploadedAt, l.SavedAt = db.FromMicros(up), db.FromMicros(saved)
	return l, err
}

// Lists are the lists that the scope reaches, the newest first.
func (s *Service) Lists(ctx context.Context, scope db.Scope, limit int) ([]List, error) {
	where, args := account.Filter(scope, "list.import", "l", 1)
	rows, err := s.DB.Query(ctx, `SELECT `+listColumns+` FROM list_file l WHERE `+where+` ORDER BY l.uploaded_at DESC, l.list_id`+page(limit, 0), args...)
	if err != nil {
		return nil, fault.Wrap("fault.intake.read", err)
	}
	defer rows.Close()
	var out []List
	for rows.Next() {
		l, err := scanList(rows.Scan)
		if err != nil {
			return nil, fault.Wrap("fault.intake.read", err)
		}
		out = append(out, l)
	}
	return out, fault.Wrap("fault.intake.read", rows.Err())
}

// ListOf reads one list that the scope reaches, with its rows by state.
func (s *Service) ListOf(ctx context.Context, scope db.Scope, id string) (List, error) {
	where, args := account.Filter(scope, "list.import", "l", 2)
	l, err := scanList(s.DB.QueryRow(ctx, `SELECT `+listColumns+` FROM list_file l WHERE l.list_id = $1 AND `+where, append([]any{id}, args...)...).Scan)
	if errors.Is(err, sql.ErrNoRows) {
		return l, fault.New(fault.NotFound, "fault.intake.list")
	}
	if err != nil {
		return l, fault.Wrap("fault.intake.read", err)
	}
	l.Counts = map[string]int{}
	rows, err := s.DB.Query(ctx, `SELECT state, COUNT(*) FROM list_row WHERE office_id = $1 AND list_id = $2 GROUP BY state ORDER BY state`, scope.Office, id)
	if err != nil {
		return l, fault.Wrap("fault.intake.read", err)
	}
	defer rows.Close()
	for rows.Next() {
		var state string
		var n int
		if err := rows.Scan(&state, &n); err != nil {
			return l, fault.Wrap("fault.intake.read", err)
		}
		l.Counts[state] = n
	}
	return l, fault.Wrap("fault.intake.read", rows.Err())
}

// ListRow is one row of a list as its page shows it.
type ListRow struct {
	Number   int
	Cells    []cell
	Fixes    map[string]string
	Choice   string
	State    string
	Problems []Problem

	was string // state and problems as they are stored
}

// Value is what a row says for a meaning, with what a person put instead.
func (r ListRow) Value(columns []column, means string) string {
	if v, ok := r.Fixes[means]; ok {
		return v
	}
	for i, c := range columns {
		if c.Means == means && i < len(r.Cells) {
			return r.Cells[i].Text
		}
	}
	return ""
}

// beyond is what a row has behind the last heading.
func (r ListRow) beyond(columns []column) string {
	var out []string
	for i := len(columns); i < len(r.Cells); i++ {
		if r.Cells[i].Text != "" {
			out = append(out, columnLetters(i)+": "+r.Cells[i].Text)
		}
	}
	return strings.Join(out, " · ")
}

// listRows reads rows of a list in some states, after a row number.
func (s *Service) listRows(ctx context.Context, office, id string, states []string, after, limit int) ([]ListRow, error) {
	return s.rowsWhere(ctx, office, id, states, "", after, limit)
}

// isOdd is a ready row that is worth a second look.
const isOdd = ` AND problems <> '[]'`

// oddRows counts them.
func (s *Service) oddRows(ctx context.Context, office, id string) (n int, err error) {
	err = s.DB.QueryRow(ctx, `SELECT COUNT(*) FROM list_row WHERE office_id = $1 AND list_id = $2 AND state = 'ready'`+isOdd, office, id).Scan(&n)
	return n, fault.Wrap("fault.intake.read", err)
}

func (s *Service) rowsWhere(ctx context.Context, office, id string, states []string, and string, after, limit int) ([]ListRow, error) {
	args := []any{office, id, after}
	in := ""
	for i, st := range states {
		if i > 0 {
			in += ", "
		}
		args = append(args, st)
		in += "$" + string(rune('0'+len(args)))
	}
	rows, err := s.DB.Query(ctx, `SELECT row_no, cells, fixes, choice, state, problems FROM list_row
		WHERE office_id = $1 AND list_id = $2 AND row_no > $3 AND state IN (`+in+`)`+and+` ORDER BY row_no`+page(limit, 0), args...)
	if err != nil {
		return nil, fault.Wrap("fault.intake.read", err)
	}
	defer rows.Close()
	var out []ListRow
	for rows.Next() {
		var r ListRow
		var cells, fixes, problems string
		if err := rows.Scan(&r.Number, &cells, &fixes, &r.Choice, &r.State, &problems); err != nil {
			return nil, fault.Wrap("fault.intake.read", err)
		}
		if err := errors.Join(json.Unmarshal([]byte(cells), &r.Cells), json.Unmarshal([]byte(fixes), &r.Fixes), json.Unmarshal([]byte(problems), &r.Problems)); err != nil {
			return nil, fault.New(fault.Internal, "fault.intake.read")
		}
		r.was = r.State + problems
		for _, p := range r.Problems {
			p.wholeNumbers()
		}
		out = append(out, r)
	}
	return out, fault.Wrap("fault.intake.read", rows.Err())
}

// listColumnsOf reads how a list's columns are read, and the reason for rows
// without one.
func (s *Service) listColumnsOf(ctx context.Context, office, id string) (columns []column, reason string, err error) {
	rows, err := s.DB.Query(ctx, `SELECT position, title, means FROM list_column WHERE office_id = $1 AND list_id = $2 ORDER BY position`, office, id)
	if err != nil {
		return nil, "", fault.Wrap("fault.intake.read", err)
	}
	defer rows.Close()
	for rows.Next() {
		var at int
		var c column
		if err := rows.Scan(&at, &c.Title, &c.Means); err != nil {
			return nil, "", fault.Wrap("fault.intake.read", err)
		}
		if at < 0 {
			if at == reasonColumn {
				reason = c.Means
			}
			continue
		}
		columns = append(columns, c)
	}
	return columns, reason, fault.Wrap("fault.intake.read", rows.Err())
}

// EraseStaged takes away the rows of lists that became no case, where the list
// was last looked after before a moment: they went back to whoever sent them,
// and nobody has a reason to keep them (UU 27/2022 pasal 43). Rows that are
// being saved stay.
func (s *Service) EraseStaged(ctx context.Context, scope db.Scope, before time.Time) (int64, error) {
	var n int64
	err := s.DB.Write(ctx, scope.Office, func(tx *db.Tx) error {
		res, err := tx.Exec(`DELETE FROM list_row WHERE office_id = $1 AND state NOT IN ('`+rowSaved+`', '`+rowSaving+`')
			AND list_id IN (SELECT l.list_id FROM list_file l WHERE l.office_id = $1 AND l.uploaded_at < $2 AND l.saved_at < $2)`,
			scope.Office, db.Micros(before))
		if err != nil {
			return err
		}
		n, err = res.RowsAffected()
		return err
	})
	return n, fault.Wrap("fault.intake.read", err)
}
