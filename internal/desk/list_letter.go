package desk

import (
	"database/sql"
	"errors"

	"github.com/jempolkeren/jempol/internal/account"
	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/fault"
	"github.com/jempolkeren/jempol/internal/i18n"
	"github.com/jempolkeren/jempol/internal/web"
)

// maxLetterID is longer than any id of a letter.
const maxLetterID = 64

// letter is the request letter whose people are listed.
type letter struct{ id, number, day, sender, scan string }

// letterOf reads a request letter for whoever may see letters; "" is none. The
// letter of another village is not found, as its people are not.
func (s *Service) letterOf(r *web.Request, sc db.Scope, id string) (letter, error) {
	l := letter{id: id}
	if id == "" {
		return l, nil
	}
	where, args := account.Filter(sc, "page.letters", "l", 2)
	err := s.DB.QueryRow(r.Context(), `SELECT l.number, l.day, l.sender, l.scan FROM intake_v_letter l WHERE l.letter_id = $1 AND `+where,
		append([]any{id}, args...)...).Scan(&l.number, &l.day, &l.sender, &l.scan)
	if errors.Is(err, sql.ErrNoRows) {
		return l, fault.New(fault.NotFound, "fault.desk.letter")
	}
	return l, fault.Wrap("desk.cases", err)
}

// head makes the list of cases that of one letter.
func (l letter) head(r *web.Request, v *web.View, total int) {
	v.Title = r.T("desk.letter", "No", l.number)
	v.Lead = r.T("desk.letter.lead", "Sender", l.sender, "Day", i18n.ISODate(r.Lang, l.day), "Count", total)
	v.Crumbs = []web.Crumb{{Label: "desk.home", Href: "/"}, {Label: "desk.letters", Href: "/laporan/surat"}, {Label: l.number}}
	if l.scan != "" && can(r.Viewer.Role, "attachment.letter") {
		v.Body = append([]any{web.Link{Label: "desk.letter.scan", Href: "/laporan/surat/" + l.id + "/pindaian", Icon: "file"}}, v.Body...)
	}
}
