package desk

import (
	"context"
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
	d := draft{user: account.ScopeOf(r).Person, id: r.Text(web.DraftID), path: path, title: title, text: content.Encode()}
	if len(d.text) > maxDraft {
		return nil, fault.New(fault.TooLarge, "fault.desk.draft_large")
	}
	_, err := s.keepDraft(r.Context(), d, func(_ *db.Tx, there int) error {
		if there >= maxDrafts {
			return fault.New(fault.Conflict, "fault.desk.draft_many").WithArgs(map[string]any{"Count": maxDrafts})
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	said := "desk.draft.saved"
	if r.BringsFiles() {
		said = "desk.draft.saved_text"
	}
	return web.Redirect("/").Flash(r.T(said)), nil
}

// draft is a form that waits for its person.
type draft struct {
	user, id    string
	path, title string
	text        string // its fields, as the form sends them
	sentTo      string // "" was put aside by hand
	files       bool
	until       time.Time
}

// keepDraft stores a draft and returns its id. One that is stored already is
// replaced; for another one room says, in the transaction, whether a person who
// has so many of its sort may have one more.
func (s *Service) keepDraft(ctx context.Context, d draft, room func(tx *db.Tx, there int) error) (string, error) {
	now, asked := s.Clock(), d.id
	err := s.DB.Write(ctx, s.Office, func(tx *db.Tx) error {
		if _, err := tx.Exec(`DELETE FROM form_draft WHERE office_id = $1 AND expires_at <= $2`, s.Office, db.Micros(now)); err != nil {
			return err
		}
		var there, held, known int
		if err := tx.QueryRow(`SELECT COUNT(*), COALESCE(SUM(CASE WHEN sent_to <> '' THEN 1 ELSE 0 END), 0), COALESCE(SUM(CASE WHEN draft_id = $3 THEN 1 ELSE 0 END), 0)
			FROM form_draft WHERE office_id = $1 AND user_id = $2`, s.Office, d.user, asked).Scan(&there, &held, &known); err != nil {
			return err
		}
		if there -= held; d.sentTo != "" {
			there = held
		}
		if d.id = asked; known == 0 {
			d.id = ledger.NewID() // never one that the browser chose
			if err := room(tx, there); err != nil {
				return err
			}
		}
		_, err := tx.Exec(`INSERT INTO form_draft (office_id, user_id, draft_id, path, title, content, sent_to, files, saved_at, expires_at)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
			ON CONFLICT (office_id, user_id, draft_id) DO UPDATE SET path = excluded.path, title = excluded.title, content = excluded.content,
				sent_to = excluded.sent_to, files = excluded.files, saved_at = excluded.saved_at, expires_at = excluded.expires_at`,
			s.Office, d.user, d.id, d.path, d.title, s.sealDraft(d), d.sentTo, d.files, db.Micros(now), db.Micros(now.Add(draftFor)))
		return err
	})
	return d.id, fault.Wrap("desk.draft", err)
}

// readDraft reads what waits for its person; for everybody else it is not there.
func (s *Service) readDraft(ctx context.Context, user, id string) (d draft, content url.Values, err error) {
	d.user, d.id = user, id
	var until int64
	err = s.DB.QueryRow(ctx, `SELECT path, title, content, sent_to, files, expires_at FROM form_draft
		WHERE office_id = $1 AND user_id = $2 AND draft_id = $3 AND expires_at > $4`,
		s.Office, user, id, db.Micros(s.Clock())).Scan(&d.path, &d.title, &d.text, &d.sentTo, &d.files, &until)
	gone := fault.New(fault.NotFound, "fault.desk.draft_gone")
	if errors.Is(err, sql.ErrNoRows) {
		return d, nil, gone
	}
	if err != nil {
		return d, nil, fault.Wrap("desk.draft", err)
	}
	d.until = db.FromMicros(until)
	text, ok := s.openDraft(d)
	if !ok {
		return d, nil, gone // under a key that is not there any more
	}
	content, err = url.ParseQuery(text)
	return d, content, fault.Wrap("desk.draft", err)
}

// Draft reads what its person put aside for the page of the form, or sent when
// the session was over.
func (s *Service) Draft(r *web.Request, id string) (url.Values, error) {
	d, content, err := s.readDraft(r.Context(), account.ScopeOf(r).Person, id)
	if err == nil && d.path != r.URL.Path {
		return nil, fault.New(fault.NotFound, "fault.desk.draft_gone")
	}
	return content, err
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
	rows, err := s.DB.Query(r.Context(), `SELECT draft_id, path, title, sent_to <> '', saved_at, expires_at FROM form_draft
		WHERE office_id = $1 AND user_id = $2 AND expires_at > $3 ORDER BY saved_at DESC, draft_id`, s.Office, sc.Person, db.Micros(s.Clock()))
	if err != nil {
		return nil, fault.Wrap("desk.draft", err)
	}
	defer rows.Close()
	card := web.Card{Title: "desk.draft.title", Tight: true}
	for rows.Next() {
		var id, path, title string
		var held bool
		var saved, end int64
		if err := rows.Scan(&id, &path, &title, &held, &saved, &end); err != nil {
			return nil, fault.Wrap("desk.draft", err)
		}
		zone := func(at int64) time.Time { return db.FromMicros(at).In(s.Zone) }
		said, look := "desk.draft.when", web.Button{Label: "desk.draft.go", Href: path + "?" + web.DraftID + "=" + url.QueryEscape(id), Kind: web.Secondary, Small: true}
		if held {
			said, look.Label, look.Href = "desk.draft.when_held", "desk.draft.send", web.HeldPath+url.PathEscape(id)
		}
		if title == "" {
			title = "desk.draft.held"
		}
		card.Body = append(card.Body, web.Row{
			web.Two{Top: r.T(title), Sub: r.T(said, "When", i18n.DateTime(r.Lang, zone(saved)), "End", i18n.Date(r.Lang, zone(end)))},
			look, web.Button{Label: "desk.draft.drop", Post: web.DraftPath + "/" + url.PathEscape(id) + "/hapus", Kind: web.Quiet, Small: true}})
	}
	if err := rows.Err(); err != nil || len(card.Body) == 0 {
		return nil, fault.Wrap("desk.draft", err)
	}
	return card, nil
}
