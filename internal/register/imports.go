package register

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"errors"
	"hash"
	"io"
	"regexp"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/jempolkeren/jempol/internal/account"
	"github.com/jempolkeren/jempol/internal/attachment"
	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/document"
	"github.com/jempolkeren/jempol/internal/fault"
	"github.com/jempolkeren/jempol/internal/job"
	"github.com/jempolkeren/jempol/internal/region"
)

// State says where an import is.
type State string

// The states of an import.
const (
	StateChecking State = "checking" // a job reads the file
	StateChecked  State = "checked"  // nothing is loaded yet
	StateLoading  State = "loading"
	StateStopped  State = "stopped"  // half loaded; nobody sees it
	StateLoaded   State = "active"   // it is what is read of its source
	StateReplaced State = "replaced" // by a later one of the same source
	StateRemoved  State = "removed"
	StateDropped  State = "dropped" // never loaded
)

// Deps is what imports lean on.
type Deps struct {
	Office   string
	District region.Code
	DB       *db.DB
	Accounts *account.Accounts
	Files    *attachment.Store
	Register *Register
	Clock    func() time.Time
}

// Imports brings files into the register.
type Imports struct{ Deps }

// NewImports makes them.
func NewImports(d Deps) *Imports {
	if d.Clock == nil {
		d.Clock = time.Now
	}
	return &Imports{d}
}

// Import is one file that was brought.
type Import struct {
	Origin
	ID                               string
	Generation                       int64
	State                            State
	Rows, Loaded, Rejected, Doubtful int64
	Changes                          Changes
	Columns                          []Column
	Village                          string
	Questions                        []Question
	Reasons                          map[string]int64 // rejected and doubtful rows by reason
	Kept                             bool             // the file is still there
	Actor, Why                       string
	BegunAt, EndedAt                 time.Time
	headRow                          int
}

var importInsert = []string{"office_id", "import_id", "generation", "source", "kind", "taken_on", "basis", "file_name", "digest", "state",
	"row_count", "loaded", "rejected", "doubtful", "added", "changed", "gone", "position", "actor", "begun_at", "ended_at"}

const importColumns = `i.import_id, i.generation, i.source, i.kind, i.taken_on, i.basis, i.file_name, i.digest, i.state, i.row_count, i.loaded, i.rejected,
	i.doubtful, i.added, i.changed, i.gone, i.columns, i.head_row, i.village, i.questions, i.reasons, i.kept, i.actor, i.why, i.begun_at, i.ended_at`

func scanImport(scan func(...any) error) (Import, error) {
	var i Import
	var columns, questions, reasons string
	var kept, begun, ended int64
	err := scan(&i.ID, &i.Generation, &i.Source, &i.Kind, &i.TakenOn, &i.Basis, &i.File, &i.Digest, &i.State, &i.Rows, &i.Loaded, &i.Rejected,
		&i.Doubtful, &i.Changes.Added, &i.Changes.Changed, &i.Changes.Gone, &columns, &i.headRow, &i.Village, &questions, &reasons, &kept, &i.Actor, &i.Why, &begun, &ended)
	if err != nil {
		return i, err
	}
	i.Kept, i.BegunAt = kept == 1, db.FromMicros(begun)
	if ended > 0 {
		i.EndedAt = db.FromMicros(ended)
	}
	return i, errors.Join(json.Unmarshal([]byte(columns), &i.Columns), json.Unmarshal([]byte(questions), &i.Questions), json.Unmarshal([]byte(reasons), &i.Reasons))
}

// Readable reports whether the columns of the import say enough to be loaded.
func (i Import) Readable() bool { return readable(i.Columns, i.Village) }

// List gives the imports, the newest first.
func (s *Imports) List(ctx context.Context, scope db.Scope, limit int) ([]Import, error) {
	if scope.Empty() {
		return nil, nil
	}
	rows, err := s.DB.Query(ctx, `SELECT `+importColumns+` FROM register_import i WHERE i.office_id = $1 ORDER BY i.begun_at DESC, i.import_id LIMIT $2`,
		scope.Office, limit)
	if err != nil {
		return nil, fault.Wrap("register.read", err)
	}
	return scanImports(rows)
}

// Sources gives the import that is read of each source, the most trusted first.
func (s *Imports) Sources(ctx context.Context, scope db.Scope) ([]Import, error) {
	if scope.Empty() {
		return nil, nil
	}
	rows, err := s.DB.Query(ctx, `SELECT `+importColumns+` FROM register_source s
		JOIN register_import i ON i.office_id = s.office_id AND i.generation = s.generation
		WHERE s.office_id = $1 AND s.generation > 0 ORDER BY s.rank, s.source, i.import_id`, scope.Office)
	if err != nil {
		return nil, fault.Wrap("register.read", err)
	}
	return scanImports(rows)
}

// scanImports reads importColumns, and closes the rows.
func scanImports(rows *db.Rows) ([]Import, error) {
	defer rows.Close()
	var out []Import
	for rows.Next() {
		i, err := scanImport(rows.Scan)
		if err != nil {
			return nil, fault.Wrap("register.read", err)
		}
		out = append(out, i)
	}
	return out, fault.Wrap("register.read", rows.Err())
}

// Get gives one import.
func (s *Imports) Get(ctx context.Context, scope db.Scope, id string) (Import, error) {
	if scope.Empty() {
		return Import{}, fault.New(fault.NotFound, "register.no_import")
	}
	i, err := scanImport(s.DB.QueryRow(ctx, `SELECT `+importColumns+` FROM register_import i WHERE i.office_id = $1 AND i.import_id = $2`, scope.Office, id).Scan)
	if errors.Is(err, sql.ErrNoRows) {
		return i, fault.New(fault.NotFound, "register.no_import")
	}
	return i, fault.Wrap("register.read", err)
}

// Same finds the import of the same file that is read now, if there is one.
func (s *Imports) Same(ctx context.Context, scope db.Scope, i Import) (*Import, error) {
	all, err := s.Sources(ctx, scope)
	if err != nil {
		return nil, err
	}
	for _, a := range all {
		if a.Source == i.Source && a.Digest == i.Digest && a.ID != i.ID {
			return &a, nil
		}
	}
	return nil, nil
}

// MaxFile is the largest file that is taken.
const MaxFile = 512 << 20

// limits admit a province's kabupaten with a million residents and more.
func limits() document.Limits {
	return document.Limits{Bytes: MaxFile, Uncompressed: 3 << 30, Rows: 1_500_000, Columns: 200, Cell: 32_767}
}

var sourceName = regexp.MustCompile(`^[a-z0-9][a-z0-9.-]{1,39}$`)

// check refuses an origin that says too little.
func (o *Origin) check(now time.Time) error {
	o.Source, o.Basis = strings.ToLower(strings.TrimSpace(o.Source)), strings.TrimSpace(o.Basis)
	o.File = clip(o.File, maxTitle)
	f := fault.New(fault.Invalid, "fault.form")
	if !sourceName.MatchString(o.Source) {
		f.With("sumber", "register.err.source")
	}
	if rankOf(o.Kind) > int64(len(kinds)) {
		f.With("jenis", "register.err.kind")
	}
	day, err := time.Parse(time.DateOnly, o.TakenOn)
	switch {
	case err != nil:
		f.With("tanggal", "register.err.taken_on")
	case day.After(now.Add(24 * time.Hour)):
		f.With("tanggal", "register.err.future")
	}
	if n := len([]rune(o.Basis)); n < 5 || n > maxText {
		f.With("dasar", "register.err.basis")
	}
	if len(f.Fields) > 0 {
		return f
	}
	return nil
}

// digesting computes the digest of what is read through it.
type digesting struct {
	io.Reader
	h hash.Hash
}

func (d digesting) Read(p []byte) (int, error) {
	n, err := d.Reader.Read(p)
	d.h.Write(p[:n])
	return n, err
}

// Bring takes a file from outside: it is kept encrypted, its headings are read,
// and a job checks its rows. Nothing of it is in the register yet.
func (s *Imports) Bring(ctx context.Context, scope db.Scope, from Origin, village string, file io.Reader) (Import, error) {
	i := Import{Origin: from, ID: uuid.Must(uuid.NewV7()).String(), Village: village, Actor: scope.Person}
	if err := i.check(s.Clock()); err != nil {
		return i, err
	}
	if a, ok := region.Get(region.Code(village)); village != "" && (!ok || a.Level != region.Village) {
		return i, fault.At("desa", "register.err.village")
	}
	sum := digesting{file, sha256.New()}
	if _, err := s.Files.Keep(i.ID, sum, MaxFile); err != nil {
		return i, atFile(err)
	}
	i.Digest = hex.EncodeToString(sum.h.Sum(nil))
	columns, at, err := s.headings(i.ID)
	if err == nil {
		i.Columns, i.headRow = columns, at
		err = s.asBefore(ctx, scope, &i)
	}
	if err == nil {
		err = s.begin(ctx, scope, &i)
	}
	if err != nil {
		return i, errors.Join(atFile(err), s.Files.Forget(i.ID))
	}
	return i, nil
}

func (s *Imports) begin(ctx context.Context, scope db.Scope, i *Import) error {
	columns, err := json.Marshal(i.Columns)
	if err != nil {
		return fault.Wrap("register.read", err)
	}
	i.State = StateChecking
	return s.DB.Write(ctx, scope.Office, func(tx *db.Tx) error {
		var err error
		if i.Generation, err = nextGeneration(tx, scope.Office); err != nil {
			return err
		}
		if _, err := tx.InsertMissing("register_import", importInsert, [][]any{{scope.Office, i.ID, i.Generation, i.Source, i.Kind, i.TakenOn, i.Basis, i.File,
			i.Digest, string(i.State), 0, 0, 0, 0, 0, 0, 0, 0, i.Actor, db.Micros(tx.Now), 0}}); err != nil {
			return err
		}
		if _, err := tx.Exec(`UPDATE register_import SET columns = $3, head_row = $4, village = $5, kept = 1 WHERE office_id = $1 AND import_id = $2`,
			scope.Office, i.ID, string(columns), i.headRow, i.Village); err != nil {
			return err
		}
		return enqueue(tx, scope.Office, JobCheck, i.ID)
	})
}

// enqueue asks for a job on an import; asked again it is another.
func enqueue(tx *db.Tx, office, kind, id string) error {
	return job.Enqueue(tx, office, kind, id+"/"+rand.Text(), []byte(id), time.Time{})
}

// atFile puts what is wrong with a file beside the file's field.
func atFile(err error) error {
	f := fault.As(err)
	if f.Kind != fault.Invalid && f.Kind != fault.TooLarge || len(f.Fields) > 0 {
		return err
	}
	out := fault.New(fault.Invalid, "fault.form")
	out.Fields = []fault.Field{{Name: "berkas", Key: f.Key, Args: f.Args}}
	return out
}

// headings reads the beginning of a kept file.
func (s *Imports) headings(id string) ([]Column, int, error) {
	k, err := s.Files.OpenKept(id)
	if err != nil {
		return nil, 0, err
	}
	defer func() { _ = k.Close() }()
	book, err := document.OpenTable(k, k.Size, limits())
	if err != nil {
		return nil, 0, err
	}
	var top []document.Row
	for row, err := range book.Rows("") {
		if err != nil {
			return nil, 0, err
		}
		if top = append(top, row); len(top) == headerWithin {
			break
		}
	}
	at := header(top)
	if at < 0 {
		return nil, 0, fault.New(fault.Invalid, "register.err.headings")
	}
	return columnsOf(top[at]), top[at].Number, nil
}

// asBefore reads the columns as the office said for the last file of the source
// with the same headings.
func (s *Imports) asBefore(ctx context.Context, scope db.Scope, i *Import) error {
	rows, err := s.DB.Query(ctx, `SELECT columns FROM register_import WHERE office_id = $1 AND source = $2 ORDER BY begun_at DESC, import_id LIMIT 5`,
		scope.Office, i.Source)
	if err != nil {
		return fault.Wrap("register.read", err)
	}
	defer rows.Close()
	for rows.Next() {
		var text string
		var before []Column
		if err := rows.Scan(&text); err != nil {
			return fault.Wrap("register.read", err)
		}
		if json.Unmarshal([]byte(text), &before) != nil || len(before) != len(i.Columns) {
			continue
		}
		same := true
		for n := range before {
			same = same && letters(before[n].Title) == letters(i.Columns[n].Title)
		}
		if same {
			for n := range before {
				i.Columns[n].Means = before[n].Means
			}
			return nil
		}
	}
	return fault.Wrap("register.read", rows.Err())
}
