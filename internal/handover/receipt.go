package handover

import (
	"cmp"
	"context"
	"time"

	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/document"
	"github.com/jempolkeren/jempol/internal/i18n"
	"github.com/jempolkeren/jempol/internal/ledger"
	"github.com/jempolkeren/jempol/internal/region"
	"github.com/jempolkeren/jempol/internal/resident"
)

// Receipt draws the receipt of an envelope: filled in where it was received,
// with lines to write on where it is still on its way. Papers are Indonesian,
// whatever language the person reads on the screen. verify is the address
// behind the QR code.
func (s *Service) Receipt(ctx context.Context, scope db.Scope, e *Envelope, verify string) ([]byte, error) {
	p, err := s.person(ctx, scope, e.Case)
	if err != nil {
		return nil, err
	}
	set, err := s.Accounts.Settings(ctx)
	if err != nil {
		return nil, err
	}
	names, err := s.Accounts.Names(ctx, scope, signers(e))
	if err != nil {
		return nil, err
	}
	numbers, err := s.documentNumbers(ctx, scope, e)
	if err != nil {
		return nil, err
	}
	t := func(key string, args ...any) string { return i18n.T(i18n.ID, key, args...) }
	now := s.Clock().In(s.Zone)
	doc := document.NewPaper(document.PaperOptions{
		Title: t("handover.receipt.title") + " " + e.Number, Author: s.Name(), Language: i18n.ID, Created: now,
		FooterFree: t("handover.receipt.free"), FooterNote: t("handover.receipt.printed", "Number", e.Number, "When", i18n.DateTime(i18n.ID, now)),
		PageOf: func(page, total int) string {
			return t("handover.receipt.page", "Page", page, "Total", total)
		},
	})
	head := s.letterhead()
	for _, line := range []string{set["office.address"], set["office.phone"]} {
		if line != "" {
			head.Address = append(head.Address, line)
		}
	}
	doc.Letterhead(head)
	doc.Title(t("handover.receipt.title"), e.Number)
	doc.Facts([]document.Fact{
		{Label: t("handover.receipt.case"), Value: p.Number},
		{Label: t("handover.receipt.person"), Value: p.Name},
		{Label: t("handover.village"), Value: region.Label(region.Code(p.Village))},
		{Label: t("handover.seal"), Value: e.Seal},
		{Label: t("handover.meeting"), Value: e.Meeting},
	})
	table := document.Table{Columns: []document.Column{{Title: t("handover.receipt.no"), Width: 0.4, Align: document.Right},
		{Title: t("handover.receipt.document"), Width: 4}, {Title: t("handover.receipt.number"), Width: 3}}}
	for i, n := range e.Needs {
		table.Rows = append(table.Rows, []string{i18n.Number(i18n.ID, int64(i+1)), t("casefile.need." + n), cmp.Or(numbers[n], t("handover.receipt.on_document"))})
	}
	doc.Table(table)
	doc.Space(4)
	doc.Paragraph(t("handover.receipt.statement"))

	facts := []document.Fact{{Label: t("handover.received_by")}, {Label: t("handover.receiver_name")},
		{Label: t("handover.when")}, {Label: t("handover.proof")}, {Label: t("handover.condition")}}
	giver, taker, place := "", "", ""
	if e.State == Received {
		last := e.Legs[len(e.Legs)-1]
		taker = e.TakenBy
		if e.ReceivedBy == Self {
			taker = p.Name
		}
		giver = names[last.GiverBy]
		if giver == "" {
			giver = last.GiverName
		}
		at := db.FromMicros(e.EndedAt).In(s.Zone)
		place = i18n.Date(i18n.ID, at)
		for i, v := range []string{t("handover.receiver." + e.ReceivedBy), taker, i18n.DateTime(i18n.ID, at),
			t("handover.proof." + e.Proof), t("handover.condition." + e.Condition)} {
			facts[i].Value = v
		}
	}
	doc.Facts(facts)
	doc.Signatures([]document.Signature{
		{Role: t("handover.receipt.giver"), Name: giver},
		{Place: place, Role: t("handover.receipt.taker"), Name: taker, Thumb: t("handover.receipt.thumb")},
	})
	doc.QR(verify, t("handover.receipt.verify", "Code", e.Code, "Address", verify))
	return doc.Bytes()
}

// signers are the ids of those who signed a leg.
func signers(e *Envelope) []string {
	ids := []string{e.SealedBy, e.Holder.ID}
	for _, c := range e.Corrections {
		ids = append(ids, c.By)
	}
	for _, l := range e.Legs {
		ids = append(ids, l.GiverBy, l.TakerBy, l.Giver.ID, l.Taker.ID)
	}
	return ids
}

// documentNumbers are the numbers of what is inside, as papers print them.
func (s *Service) documentNumbers(ctx context.Context, scope db.Scope, e *Envelope) (map[string]string, error) {
	events, err := s.Ledger.Events(ctx, scope, ledger.Subject{Kind: casefile.KindCase, ID: e.Case})
	if err != nil {
		return nil, err
	}
	st := casefile.FoldState(e.Case, events)
	out := map[string]string{}
	for _, n := range st.Needs {
		out[n.Need] = numberOn(n, st.Person)
	}
	return out, nil
}

// numberOn is by which number a paper is told from another one: its own, or that
// of the person or the family, which a card bears. Those stand on the receipt as
// on the pages, masked: it passes through more hands than the card does.
func numberOn(n casefile.NeedState, p casefile.Person) string {
	switch n.Need {
	case casefile.NeedKK:
		return resident.MaskNIK(cmp.Or(n.Document, p.Printable(casefile.FieldKK)))
	case casefile.NeedKTP, casefile.NeedKIA:
		return resident.MaskNIK(p.Printable(casefile.FieldNIK))
	}
	return n.Document
}

func waits(lang string, from, now time.Time) string {
	return i18n.Waiting(lang, i18n.Days(from, now, now.Location()))
}
