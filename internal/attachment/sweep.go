package attachment

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/fault"
)

// sweepAtOnce is how many rows one transaction takes away.
const sweepAtOnce = 500

// Older lists the files of an office that were stored before a moment.
func (s *Store) Older(ctx context.Context, office string, before time.Time) ([]File, error) {
	rows, err := s.db.Query(ctx, `SELECT subject_kind, subject_id, hash FROM attachment
		WHERE office_id = $1 AND at < $2 ORDER BY subject_kind, subject_id, hash`, office, db.Micros(before))
	if err != nil {
		return nil, fault.Wrap("attachment.sweep", err)
	}
	defer rows.Close()
	var out []File
	for rows.Next() {
		var f File
		if err := rows.Scan(&f.SubjectKind, &f.SubjectID, &f.Hash); err != nil {
			return nil, fault.Wrap("attachment.sweep", err)
		}
		out = append(out, f)
	}
	return out, fault.Wrap("attachment.sweep", rows.Err())
}

// Sweep takes files away that were stored and then used for nothing, and after
// them whatever lies in the folder since before that moment and no row names.
func (s *Store) Sweep(ctx context.Context, office string, unused []File, before time.Time) error {
	for len(unused) > 0 {
		n := min(len(unused), sweepAtOnce)
		err := s.db.Write(ctx, office, func(tx *db.Tx) error {
			for _, f := range unused[:n] {
				if _, err := tx.Exec(`DELETE FROM attachment WHERE office_id = $1 AND subject_kind = $2 AND subject_id = $3 AND hash = $4 AND at < $5`,
					office, f.SubjectKind, f.SubjectID, f.Hash, db.Micros(before)); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return fault.Wrap("attachment.sweep", err)
		}
		for _, f := range unused[:n] {
			path, err := s.path(f.Hash)
			if err == nil {
				err = s.remove(ctx, f.Hash, path)
			}
			if err != nil {
				return fault.Wrap("attachment.sweep", err)
			}
		}
		unused = unused[n:]
	}
	return s.sweepFolder(ctx, before)
}

func (s *Store) sweepFolder(ctx context.Context, before time.Time) error {
	err := filepath.WalkDir(s.dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		info, err := d.Info()
		if errors.Is(err, fs.ErrNotExist) || err == nil && !info.ModTime().Before(before) {
			return nil
		}
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(s.dir, path)
		if err != nil {
			return err
		}
		hash := strings.ReplaceAll(rel, string(filepath.Separator), "")
		if strings.HasPrefix(d.Name(), "put-") {
			return os.Remove(path) // a cut left it behind
		}
		if !hashForm.MatchString(hash) {
			return nil // not ours
		}
		return s.remove(ctx, hash, path)
	})
	return fault.Wrap("attachment.sweep", err)
}

// remove takes a file away that no row names; Put cannot come in between.
func (s *Store) remove(ctx context.Context, hash, path string) error {
	s.files.Lock()
	defer s.files.Unlock()
	var n int
	if err := s.db.QueryRow(ctx, `SELECT COUNT(*) FROM attachment WHERE hash = $1`, hash).Scan(&n); err != nil || n > 0 {
		return err
	}
	if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}
