package attachment

import (
	"bytes"
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"sync"
	"time"

	"filippo.io/age"

	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/fault"
	"github.com/jempolkeren/jempol/internal/job"
)

// MaxBytes is the largest file that is taken from outside.
const MaxBytes = 20 << 20

// File is what is known of a stored file.
type File struct {
	Hash        string // SHA-256 of the stored content, hex
	SubjectKind string
	SubjectID   string
	Type        string // image/jpeg or application/pdf
	Size        int64  // bytes of the stored content
	By          string // user id
	At          time.Time
}

// Store keeps the files of one office.
type Store struct {
	db       *db.DB
	dir      string
	identity *age.X25519Identity // nil: files are kept unencrypted (demonstration)
	gate     *job.Gate           // of memory: a photo is decoded when there is room for it
	files    sync.Mutex          // between a file that is swept and the same one stored again
}

// Open makes a store in dir. identity encrypts the files; nil keeps them in
// clear, which only a demonstration or an explicit setting does.
func Open(d *db.DB, dir string, identity *age.X25519Identity) (*Store, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("attachment folder: %w", err)
	}
	return &Store{db: d, dir: dir, identity: identity, gate: job.NewGate(ownMiB)}, nil
}

// ownMiB is the room for photos of a store that shares nobody's gate: the
// largest one that is taken, alone.
const ownMiB = 512

// Share lets the store wait for memory together with everything else in the
// program that needs much of it.
func (s *Store) Share(g *job.Gate) { s.gate = g }

// Put stores a file for a subject and returns it. The same content for the same
// subject is one file. Errors: fault.TooLarge, fault.Invalid with the key of
// what is wrong with the file, fault.Unavailable where the disk is full.
func (s *Store) Put(ctx context.Context, scope db.Scope, subjectKind, subjectID string, r io.Reader) (File, error) {
	return s.put(ctx, scope, subjectKind, subjectID, r, false)
}

// PutPhoto is Put where a picture is asked for: a PDF is refused.
func (s *Store) PutPhoto(ctx context.Context, scope db.Scope, subjectKind, subjectID string, r io.Reader) (File, error) {
	return s.put(ctx, scope, subjectKind, subjectID, r, true)
}

func (s *Store) put(ctx context.Context, scope db.Scope, subjectKind, subjectID string, r io.Reader, photo bool) (File, error) {
	if scope.Empty() {
		return File{}, fault.New(fault.Forbidden, "fault.forbidden")
	}
	raw, err := io.ReadAll(io.LimitReader(r, MaxBytes+1))
	if err != nil {
		return File{}, fault.New(fault.Invalid, "attachment.unreadable").Because(err)
	}
	if len(raw) > MaxBytes {
		return File{}, fault.New(fault.TooLarge, "attachment.too_large")
	}
	if photo && isPDF(raw) {
		return File{}, fault.New(fault.Invalid, "attachment.photo")
	}
	content, kind, err := s.clean(ctx, raw)
	if err != nil {
		return File{}, err
	}
	sum := sha256.Sum256(content)
	f := File{
		Hash: hex.EncodeToString(sum[:]), SubjectKind: subjectKind, SubjectID: subjectID,
		Type: kind, Size: int64(len(content)), By: scope.Person,
	}
	if err := s.write(f.Hash, content); err != nil {
		return File{}, err
	}
	err = s.db.Write(ctx, scope.Office, func(tx *db.Tx) error {
		f.At = tx.Now
		_, err := tx.Exec(`INSERT INTO attachment (office_id, subject_kind, subject_id, hash, type, size, by_person, at)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
			ON CONFLICT (office_id, subject_kind, subject_id, hash) DO NOTHING`,
			scope.Office, subjectKind, subjectID, f.Hash, f.Type, f.Size, f.By, db.Micros(tx.Now))
		return err
	})
	if err != nil {
		return f, err
	}
	s.files.Lock()
	defer s.files.Unlock()
	return f, s.write(f.Hash, content) // it may have been swept before the row named it
}

// Find returns what is known of a subject's file. The caller has checked that
// the scope may see the subject.
func (s *Store) Find(ctx context.Context, scope db.Scope, subjectKind, subjectID, hash string) (File, error) {
	f := File{Hash: hash, SubjectKind: subjectKind, SubjectID: subjectID}
	var at int64
	err := s.db.QueryRow(ctx, `SELECT type, size, by_person, at FROM attachment
		WHERE office_id = $1 AND subject_kind = $2 AND subject_id = $3 AND hash = $4`,
		scope.Office, subjectKind, subjectID, hash).Scan(&f.Type, &f.Size, &f.By, &at)
	if errors.Is(err, sql.ErrNoRows) {
		return File{}, fault.New(fault.NotFound, "attachment.not_found")
	}
	if err != nil {
		return File{}, fault.Wrap("attachment.find", err)
	}
	f.At = db.FromMicros(at)
	return f, nil
}

// List returns the files of a subject, oldest first.
func (s *Store) List(ctx context.Context, scope db.Scope, subjectKind, subjectID string) ([]File, error) {
	rows, err := s.db.Query(ctx, `SELECT hash, type, size, by_person, at FROM attachment
		WHERE office_id = $1 AND subject_kind = $2 AND subject_id = $3 ORDER BY at, hash`,
		scope.Office, subjectKind, subjectID)
	if err != nil {
		return nil, fault.Wrap("attachment.list", err)
	}
	defer rows.Close()
	var out []File
	for rows.Next() {
		f := File{SubjectKind: subjectKind, SubjectID: subjectID}
		var at int64
		if err := rows.Scan(&f.Hash, &f.Type, &f.Size, &f.By, &at); err != nil {
			return nil, fault.Wrap("attachment.list", err)
		}
		f.At = db.FromMicros(at)
		out = append(out, f)
	}
	return out, fault.Wrap("attachment.list", rows.Err())
}

// Read returns the content of a file, decrypted and checked against its hash. A
// store that was opened with another key than its files, with one where they have
// none, or without one, is Unavailable and says which: nothing is damaged.
func (s *Store) Read(f File) ([]byte, error) {
	path, err := s.path(f.Hash)
	if err != nil {
		return nil, err
	}
	stored, err := os.ReadFile(path)
	if errors.Is(err, os.ErrNotExist) {
		return nil, fault.New(fault.NotFound, "attachment.not_here")
	}
	if err != nil {
		return nil, fault.Wrap("attachment.read", err)
	}
	content := stored
	if s.identity != nil {
		plain, err := age.Decrypt(bytes.NewReader(stored), s.identity)
		if err != nil && isContent(stored, f.Hash) {
			return nil, fault.New(fault.Unavailable, "attachment.plain")
		}
		var other *age.NoIdentityMatchError
		if errors.As(err, &other) {
			return nil, fault.New(fault.Unavailable, "attachment.other_key").Because(err)
		}
		if err != nil {
			return nil, fault.Wrap("attachment.decrypt", err)
		}
		if content, err = io.ReadAll(plain); err != nil {
			return nil, fault.Wrap("attachment.decrypt", err)
		}
	}
	switch {
	case isContent(content, f.Hash):
		return content, nil
	case s.identity == nil && bytes.HasPrefix(stored, []byte(sealed)):
		return nil, fault.New(fault.Unavailable, "attachment.locked")
	}
	return nil, fault.New(fault.Internal, "attachment.damaged")
}

// sealed is how every file begins that age encrypted.
const sealed = "age-encryption.org/"

// isContent reports whether a file is what its hash names.
func isContent(b []byte, hash string) bool {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:]) == hash
}

// Purge takes a subject's files away after lawful erasure: the rows in the
// transaction, the files after it, except those that another subject names too.
func (s *Store) Purge(tx *db.Tx, office, subjectKind, subjectID string) error {
	gone, err := db.Column[string](tx.Query(`SELECT a.hash FROM attachment a
		WHERE a.office_id = $1 AND a.subject_kind = $2 AND a.subject_id = $3
		AND NOT EXISTS (SELECT 1 FROM attachment b WHERE b.hash = a.hash
			AND (b.office_id <> a.office_id OR b.subject_kind <> a.subject_kind OR b.subject_id <> a.subject_id))
		ORDER BY a.hash`, office, subjectKind, subjectID))
	if err != nil {
		return err
	}
	if _, err := tx.Exec(`DELETE FROM attachment WHERE office_id = $1 AND subject_kind = $2 AND subject_id = $3`,
		office, subjectKind, subjectID); err != nil {
		return err
	}
	tx.AfterCommit(func() {
		for _, h := range gone {
			if p, err := s.path(h); err == nil {
				_ = os.Remove(p) // a file that stays behind is swept with those that nothing names
			}
		}
	})
	return nil
}

// Each calls fn for every stored file's row, for verify and backup.
func (s *Store) Each(ctx context.Context, fn func(File) error) error {
	rows, err := s.db.Query(ctx, `SELECT subject_kind, subject_id, hash, type, size, by_person, at FROM attachment
		ORDER BY office_id, subject_kind, subject_id, hash`)
	if err != nil {
		return fault.Wrap("attachment.each", err)
	}
	defer rows.Close()
	for rows.Next() {
		var f File
		var at int64
		if err := rows.Scan(&f.SubjectKind, &f.SubjectID, &f.Hash, &f.Type, &f.Size, &f.By, &at); err != nil {
			return fault.Wrap("attachment.each", err)
		}
		f.At = db.FromMicros(at)
		if err := fn(f); err != nil {
			return err
		}
	}
	return fault.Wrap("attachment.each", rows.Err())
}

// Path names the file of a hash relative to the store's folder.
func Path(hash string) string { return filepath.Join(hash[:2], hash[2:]) }

// Dir is the folder of the store.
func (s *Store) Dir() string { return s.dir }

var hashForm = regexp.MustCompile(`^[0-9a-f]{64}$`)

func (s *Store) path(hash string) (string, error) {
	if !hashForm.MatchString(hash) {
		return "", fault.New(fault.NotFound, "attachment.not_found")
	}
	return filepath.Join(s.dir, Path(hash)), nil
}

// write puts the content in place in one step: a cut leaves either nothing or
// the whole file, never half of one.
func (s *Store) write(hash string, content []byte) error {
	path, err := s.path(hash)
	if err != nil {
		return err
	}
	if _, err := os.Stat(path); err == nil {
		return nil
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return fault.New(fault.Unavailable, "attachment.disk").Because(err)
	}
	tmp, err := os.CreateTemp(filepath.Dir(path), "put-*")
	if err != nil {
		return fault.New(fault.Unavailable, "attachment.disk").Because(err)
	}
	defer os.Remove(tmp.Name())
	if err := s.encode(tmp, content); err != nil {
		tmp.Close()
		return fault.New(fault.Unavailable, "attachment.disk").Because(err)
	}
	if err := tmp.Sync(); err != nil {
		tmp.Close()
		return fault.New(fault.Unavailable, "attachment.disk").Because(err)
	}
	if err := tmp.Close(); err != nil {
		return fault.New(fault.Unavailable, "attachment.disk").Because(err)
	}
	if err := os.Rename(tmp.Name(), path); err != nil {
		return fault.New(fault.Unavailable, "attachment.disk").Because(err)
	}
	return nil
}

func (s *Store) encode(w io.Writer, content []byte) error {
	if s.identity == nil {
		_, err := w.Write(content)
		return err
	}
	enc, err := age.Encrypt(w, s.identity.Recipient())
	if err != nil {
		return err
	}
	if _, err := enc.Write(content); err != nil {
		return err
	}
	return enc.Close()
}
