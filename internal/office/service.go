package office

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"
	"slices"
	"strings"

	"github.com/jempolkeren/jempol/internal/account"
	"github.com/jempolkeren/jempol/internal/authority"
	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/fault"
	"github.com/jempolkeren/jempol/internal/ledger"
	"github.com/jempolkeren/jempol/internal/region"
	"github.com/jempolkeren/jempol/internal/register"
)

// Deps is what the room leans on.
type Deps struct {
	Office   string
	District region.Code // the own kabupaten: its villages come first in pickers
	DB       *db.DB
	Ledger   *ledger.Ledger
	Accounts *account.Accounts
	Imports  *register.Imports

	Rules     []Rule                        // of planning
	RuleWords func(lang, key string) string // what a rule is called
}

// Service is the room.
type Service struct{ d Deps }

// New makes the room.
func New(d Deps) *Service { return &Service{d: d} }

// Save makes a new entry (id empty) or changes one, whatever is kept of it, and
// returns its id.
func (s *Service) Save(ctx context.Context, op ledger.Op, id string, b ChangedBody) (string, error) {
	return s.SaveOver(ctx, op, id, "", b)
}

// SaveOver is Save from a form, which says which change of the entry it showed: it
// does not take back what somebody else changed since. A form that does not say
// it is taken as it is.
func (s *Service) SaveOver(ctx context.Context, op ledger.Op, id, shown string, b ChangedBody) (string, error) {
	if err := authority.Allowed("page.office", account.ActorOf(op.Scope), authority.Target{}); err != nil {
		return "", err
	}
	b = b.tidy()
	people, err := s.people(ctx, op.Scope)
	if err != nil {
		return "", err
	}
	if err := b.check(people); err != nil {
		return "", err
	}
	_, err = s.d.Ledger.Do(ctx, op, func(tx *db.Tx) ([]ledger.Draft, error) {
		var replaces []string
		if id == "" {
			var err error
			if id, err = codeOf(b.Name, func(code string) (bool, error) { return s.there(tx, code, "") }); err != nil {
				return nil, err
			}
		} else if there, err := s.there(tx, id, b.What); err != nil || !there {
			return nil, orNotFound(err)
		} else if shown != "" {
			if replaces, err = s.over(tx, id, shown, b, wholeEntry); err != nil {
				return nil, err
			}
		}
		return []ledger.Draft{{Subject: ledger.Subject{Kind: casefile.KindReference, ID: id},
			Type: casefile.ReferenceChanged, Area: b.Village, Body: b, Replaces: replaces}}, nil
	})
	return id, err
}

func orNotFound(err error) error {
	if err != nil {
		return err
	}
	return fault.New(fault.NotFound, "fault.office.entry")
}

// there reports whether an entry exists, of any kind where what is empty.
func (s *Service) there(tx *db.Tx, id, what string) (bool, error) {
	var n int
	err := tx.QueryRow(`SELECT COUNT(*) FROM reference_change WHERE office_id = $1 AND reference_id = $2
		AND (CAST($3 AS TEXT) = '' OR what = $3)`, s.d.Office, id, what).Scan(&n)
	return n > 0, fault.Wrap("fault.internal", err)
}

// people are the ids that may be in a team.
func (s *Service) people(ctx context.Context, scope db.Scope) (map[string]bool, error) {
	out := map[string]bool{}
	list, err := s.officers(ctx, scope)
	for _, p := range list {
		out[p.ID] = true
	}
	return out, err
}

// officers are those who travel: the field officers, and the coordinator where
// hands are short.
func (s *Service) officers(ctx context.Context, scope db.Scope) ([]account.Person, error) {
	field, err := s.d.Accounts.InRole(ctx, scope, authority.Field)
	if err != nil {
		return nil, err
	}
	lead, err := s.d.Accounts.InRole(ctx, scope, authority.Coordinator)
	return append(field, lead...), err
}

// SaveSettings changes the settings that differ from what is kept: one act. It
// does not take back what somebody else changed since the form showed them.
func (s *Service) SaveSettings(ctx context.Context, op ledger.Op, values map[string]string, shown Shown) error {
	if err := authority.Allowed("page.admin", account.ActorOf(op.Scope), authority.Target{}); err != nil {
		return err
	}
	f := fault.New(fault.Invalid, "fault.form")
	for _, key := range Settings() {
		if len([]rune(values[key])) > maxWords {
			f.With(key, "fault.office.long")
		}
	}
	if nip := values[SettingHeadNIP]; nip != "" && !isNIP(nip) {
		f.With(SettingHeadNIP, "fault.office.nip")
	}
	if len(f.Fields) > 0 {
		return f
	}
	return s.saveValues(ctx, op, Settings(), values, shown)
}

// draftValues are the settings that differ from what is kept. One that the form
// left as it showed it stays as it is; one that somebody else changed since is
// refused.
func (s *Service) draftValues(tx *db.Tx, keys []string, values map[string]string, shown Shown) ([]ledger.Draft, error) {
	var out []ledger.Draft
	f := fault.New(fault.Conflict, meanwhile)
	for _, key := range keys {
		var old string
		err := tx.QueryRow(`SELECT value FROM office_setting WHERE office_id = $1 AND setting_id = $2`, s.d.Office, key).Scan(&old)
		if err != nil && !errors.Is(err, sql.ErrNoRows) {
			return nil, err
		}
		now, sent := values[key]
		if now = strings.TrimSpace(now); !sent || now == old {
			continue
		}
		d := ledger.Draft{Subject: ledger.Subject{Kind: casefile.KindReference, ID: key},
			Type: casefile.ReferenceChanged, Body: ChangedBody{What: Setting, Active: true}, Personal: ChangedPersonal{Value: now}}
		if event, said := shown[key]; said {
			var newest string
			if err := tx.QueryRow(newestChange, s.d.Office, key).Scan(&newest); err != nil && !errors.Is(err, sql.ErrNoRows) {
				return nil, err
			}
			if event != newest {
				base, _, err := s.stateAt(tx, key, event)
				if err != nil {
					return nil, err
				}
				if !sameValue(key, now, base.Value) {
					f.With(key, meanwhile)
				}
				continue
			}
			if event != "" {
				d.Replaces = []string{event}
			}
		}
		out = append(out, d)
	}
	if len(f.Fields) > 0 {
		return nil, f
	}
	return out, nil
}

// isNIP reports whether a text has the shape of a civil servant's number: 18
// digits (BKN Peraturan Kepala 22/2007).
func isNIP(s string) bool {
	digits := strings.ReplaceAll(s, " ", "")
	return len(digits) == 18 && strings.Trim(digits, "0123456789") == ""
}

// Number gives a change of the reference data its number. It belongs into the
// ledger's reactions to reference.changed: the number is there in the same
// transaction as the change.
func (s *Service) Number(tx *db.Tx, event string, at int64) error {
	n, digest, err := s.last(tx)
	if err != nil {
		return err
	}
	sum := sha256.Sum256([]byte(digest + event))
	_, err = tx.Exec(`INSERT INTO reference_snapshot (office_id, n, event, at, digest) VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (office_id, event) DO NOTHING`, s.d.Office, n+1, event, at, hex.EncodeToString(sum[:]))
	return err
}

// Current is the number of the reference data as it is now: what an event is
// stamped with.
func (s *Service) Current(tx *db.Tx) (int64, error) {
	n, _, err := s.last(tx)
	return n, err
}

// Newest is the number of the last change of the reference data, for whoever
// holds something of it in memory.
func (s *Service) Newest(ctx context.Context) (int64, error) {
	var n int64
	err := s.d.DB.QueryRow(ctx, `SELECT COALESCE(MAX(n), 0) FROM reference_snapshot WHERE office_id = $1`, s.d.Office).Scan(&n)
	return n, fault.Wrap("fault.internal", err)
}

func (s *Service) last(tx *db.Tx) (n int64, digest string, err error) {
	err = tx.QueryRow(`SELECT n, digest FROM reference_snapshot WHERE office_id = $1 ORDER BY n DESC LIMIT 1`, s.d.Office).Scan(&n, &digest)
	if errors.Is(err, sql.ErrNoRows) {
		err = nil
	}
	return n, digest, err
}

// CatchUp numbers the changes that came without reactions: a restored ledger,
// a demonstration.
func (s *Service) CatchUp(ctx context.Context) error {
	err := s.d.DB.Write(ctx, s.d.Office, func(tx *db.Tx) error {
		rows, err := tx.Query(`SELECT c.event, c.changed_at FROM reference_change c
			WHERE c.office_id = $1 AND NOT EXISTS (SELECT 1 FROM reference_snapshot s WHERE s.office_id = c.office_id AND s.event = c.event)
			ORDER BY c.changed_at, c.event`, s.d.Office)
		if err != nil {
			return err
		}
		type change struct {
			event string
			at    int64
		}
		var todo []change
		for rows.Next() {
			var c change
			if err := rows.Scan(&c.event, &c.at); err != nil {
				return errors.Join(err, rows.Close())
			}
			todo = append(todo, c)
		}
		if err := errors.Join(rows.Err(), rows.Close()); err != nil {
			return err
		}
		for _, c := range todo {
			if err := s.Number(tx, c.event, c.at); err != nil {
				return err
			}
		}
		return nil
	})
	return fault.Wrap("fault.internal", err)
}

// Places lists agencies and institutions by name, for account.Options.
func (s *Service) Places(ctx context.Context) ([]account.Place, error) {
	rows, err := s.d.DB.Query(ctx, `SELECT institution_id, name, kind FROM institution WHERE office_id = $1 AND active = 1
		ORDER BY name, institution_id`, s.d.Office)
	if err != nil {
		return nil, fault.Wrap("fault.internal", err)
	}
	defer rows.Close()
	var out []account.Place
	for rows.Next() {
		var p account.Place
		var kind string
		if err := rows.Scan(&p.Code, &p.Name, &kind); err != nil {
			return nil, fault.Wrap("fault.internal", err)
		}
		p.Agency = kind == KindAgency
		out = append(out, p)
	}
	return slices.Clip(out), fault.Wrap("fault.internal", rows.Err())
}
