package handover

import (
	"context"

	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/document"
	"github.com/jempolkeren/jempol/internal/i18n"
	"github.com/jempolkeren/jempol/internal/resident"
	"github.com/jempolkeren/jempol/internal/web"
)

// labelLegs is how many changes of hands a label has room for, where there is no
// signal to sign on a screen.
const labelLegs = 4

// Label draws what is stuck on an envelope. Whoever carries it reads it, so it
// has no more than the courier's page: a number, a first name, a meeting point
// (UU 27/2022 pasal 16).
func (s *Service) Label(ctx context.Context, scope db.Scope, e *Envelope, verify string) ([]byte, error) {
	p, err := s.person(ctx, scope, e.Case)
	if err != nil {
		return nil, err
	}
	t := func(key string, args ...any) string { return i18n.T(i18n.ID, key, args...) }
	now := s.Clock().In(s.Zone)
	doc := document.NewPaper(document.PaperOptions{
		Title: t("handover.label.title") + " " + e.Number, Author: s.Name(), Language: i18n.ID, Created: now,
		FooterFree: t("handover.receipt.free"), FooterNote: t("handover.receipt.printed", "Number", e.Number, "When", i18n.DateTime(i18n.ID, now)),
	})
	doc.Letterhead(s.letterhead())
	doc.Title(e.Number, t("handover.label.title"))
	doc.Facts([]document.Fact{
		{Label: t("handover.label.for"), Value: resident.Name(p.Name).FirstName()},
		{Label: t("handover.meeting"), Value: e.Meeting},
		{Label: t("handover.seal"), Value: e.Seal},
		{Label: t("handover.label.sealed"), Value: i18n.Date(i18n.ID, db.FromMicros(e.SealedAt).In(s.Zone))},
	})
	doc.QR(verify, t("handover.label.verify", "Code", e.Code, "Address", verify))
	doc.Heading(t("handover.label.hands"))
	table := document.Table{MinRow: 16, Columns: []document.Column{{Title: t("handover.receipt.giver"), Width: 3}, {Title: t("handover.receipt.taker"), Width: 3},
		{Title: t("handover.label.when"), Width: 2}, {Title: t("handover.condition"), Width: 2}}}
	for range labelLegs {
		table.Rows = append(table.Rows, []string{"", "", "", ""})
	}
	doc.Table(table)
	doc.Note(t("handover.label.note"))
	return doc.Bytes()
}

// letterhead is the office's, the same as on every other paper of it.
func (s *Service) letterhead() document.Letterhead {
	if s.Letterhead != nil {
		return s.Letterhead()
	}
	return document.Letterhead{Office: s.Name()}
}

func (s *Service) labelFile(r *web.Request) (web.Response, error) {
	e, _, scope, err := s.opened(r, "paper.envelope")
	if err != nil {
		return nil, err
	}
	pdf, err := s.Label(r.Context(), scope, &e, r.Origin()+"/periksa/"+e.Code)
	if err != nil {
		return nil, err
	}
	return web.File{Name: "label-" + e.Number + ".pdf", Type: "application/pdf", Bytes: pdf}, nil
}
