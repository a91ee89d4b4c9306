package desk

import (
	"database/sql"
	"errors"
	"net/url"
	"time"

	"github.com/jempolkeren/jempol/internal/account"
	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/fault"
	"github.com/jempolkeren/jempol/internal/i18n"
	"github.com/jempolkeren/jempol/internal/ledger"
	"github.com/jempolkeren/jempol/internal/web"
)

// What is put aside is personal data that nobody has answered for yet: it goes
// after two weeks, and nobody may hoard it (UU 27/2022 pasal 16 ayat (2) huruf g).
const (
	draftFor  = 14 * 24 * time.Hour
	maxDrafts = 20
	maxDraft  = 64 << 10
	draftBody = 64 << 20 // a chosen photo comes along and is not kept
)

// putAside keeps a form that is not finished.
func (s *Service) putAside(r *web.Request) (web.Response, error) {
	if err := r.Parse(); err != nil {
		return nil, err
	}
	path, title, content, ok := r.PutAside()
	if !ok || !i18n.Has(title) {
		return nil, fault.New(fault.Invalid, "fault.web.form")
	}
	text := content.Encode()
	if len(text) > maxDraft {
		return nil, fault.New(fault.TooLarge, "fault.desk.draft_large")
	}
	sc, now := account.ScopeOf(r), s.Clock()
	id := r.Text(web.DraftID)
	err := s.DB.Write(r.Context(), s.Office, func(tx *db.Tx) error {
		if _, err := tx.Exec(`DELETE FROM form_draft WHERE office_id = $1 AND expires_at <= $2`, s.Office, db.Micros(now)); err != nil {
			return err
		}
		var there, known int
		if err := tx.QueryRow(`SELECT COUNT(*), COALESCE(SUM(CASE WHEN draft_id = $3 THEN 1 ELSE 0 END), 0) FROM form_draft WHERE office_id = $1 AND user_id = $2`,
			s.Office, sc.Person, id).Scan(&there, &known); err != nil {
			return err
		}
		if known == 0 {
			id = ledger.NewID() // never one that the browser chose
			if there >= maxDrafts {
				return fault.New(fault.Conflict, "fault.desk.draft_many").WithArgs(map[string]any{"Count": maxDrafts})
			}
		}
		_, err := tx.Exec(`INSERT INTO form_draft (office_id, user_id, draft_id, path, title, content, saved_at, expires_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
			ON CONFLICT (office_id, user_id, draft_id) DO UPDATE SET content = excluded.content, saved_at = excluded.saved_at, expires_at = excluded.expires_at`,
			s.Office, sc.Person, id, path, title, text, db.Micros(now), db.Micros(now.Add(draftFor)))
		return err
	})
	if err != nil {
		return nil, fault.Wrap("desk.draft", err)
	}
	said := "desk.draft.saved"
	if r.BringsFiles() {
		said = "desk.draft.saved_text"
	}
	return web.Redirect("/").Flash(r.T(said)), nil
}

// Draft reads what its person put aside; for everybody else it is not there.
func (s *Service) Draft(r *web.Request, id string) (url.Values, error) {
	sc := account.ScopeOf(r)
	var text string
	err := s.DB.QueryRow(r.Context(), `SELECT content FROM form_draft WHERE office_id = $1 AND user_id = $2 AND draft_id = $3 AND path = $4 AND expires_at > $5`,
		s.Office, sc.Person, id, r.URL.Path, db.Micros(s.Clock())).Scan(&text)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, fault.New(fault.NotFound, "fault.desk.draft_gone")
	}
	if err != nil {
		return nil, fault.Wrap("desk.draft", err)
	}
	content, err := url.ParseQuery(text)
	return content, fault.Wrap("desk.draft", err)
}

// DropDraft forgets what a person put aside.
func (s *Service) DropDraft(r *web.Request, id string) error {
	sc := account.ScopeOf(r)
	return fault.Wrap("desk.draft", s.DB.Write(r.Context(), s.Office, func(tx *db.Tx) error {
		_, err := tx.Exec(`DELETE FROM form_draft WHERE office_id = $1 AND user_id = $2 AND draft_id = $3`, s.Office, sc.Person, id)
		return err
	}))
}

func (s *Service) dropDraft(r *web.Request) (web.Response, error) {
	if err := s.DropDraft(r, r.PathValue("id")); err != nil {
		return nil, err
	}
	return web.Redirect("/").Flash(r.T("desk.draft.dropped")), nil
}

// draftCard lists on the home page what its person put aside.
func (s *Service) draftCard(r *web.Request, sc db.Scope) (any, error) {
	rows, err := s.DB.Query(r.Context(), `SELECT draft_id, path, title, saved_at, expires_at FROM form_draft
		WHERE office_id = $1 AND user_id = $2 AND expires_at > $3 ORDER BY saved_at DESC, draft_id`, s.Office, sc.Person, db.Micros(s.Clock()))
	if err != nil {
		return nil, fault.Wrap("desk.draft", err)
	}
	defer rows.Close()
	card := web.Card{Title: "desk.draft.title", Tight: true}
	for rows.Next() {
		var id, path, title string
		var saved, end int64
		if err := rows.Scan(&id, &path, &title, &saved, &end); err != nil {
			return nil, fault.Wrap("desk.draft", err)
		}
		zone := func(at int64) time.Time { return db.FromMicros(at).In(s.Zone) }
		card.Body = append(card.Body, web.Row{
			web.Two{Top: r.T(title), Sub: r.T("desk.draft.when", "When", i18n.DateTime(r.Lang, zone(saved)), "End", i18n.Date(r.Lang, zone(end)))},
			web.Button{Label: "desk.draft.go", Href: path + "?" + web.DraftID + "=" + url.QueryEscape(id), Kind: web.Secondary, Small: true},
			web.Button{Label: "desk.draft.drop", Post: web.DraftPath + "/" + url.PathEscape(id) + "/hapus", Kind: web.Quiet, Small: true}})
	}
	if err := rows.Err(); err != nil || len(card.Body) == 0 {
		return nil, fault.Wrap("desk.draft", err)
	}
	return card, nil
}
