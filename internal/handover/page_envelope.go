package handover

import (
	"slices"
	"strings"

	"github.com/jempolkeren/jempol/internal/account"
	"github.com/jempolkeren/jempol/internal/authority"
	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/fault"
	"github.com/jempolkeren/jempol/internal/i18n"
	"github.com/jempolkeren/jempol/internal/region"
	"github.com/jempolkeren/jempol/internal/resident"
	"github.com/jempolkeren/jempol/internal/web"
)

// opened reads an envelope and whose it is, with the access logged first.
func (s *Service) opened(r *web.Request, action authority.Action) (Envelope, Person, db.Scope, error) {
	scope := account.ScopeOf(r)
	e, err := s.Find(r.Context(), scope, action, r.PathValue("no"))
	if err != nil {
		return e, Person{}, scope, err
	}
	scope, err = s.because(r, casefile.KindEnvelope, e.ID)
	if err == nil && scope.Purpose == "custody" {
		scope, err = s.because(r, casefile.KindCase, e.Case)
	}
	if err != nil {
		return e, Person{}, scope, err
	}
	if err := s.Accounts.Log(r.Context(), scope, account.AccessEntry{Action: action, Kind: casefile.KindCase, ID: e.Case, Detail: "envelope"}); err != nil {
		return e, Person{}, scope, err
	}
	p, err := s.person(r.Context(), scope, e.Case)
	return e, p, scope, err
}

// ofCase leads from a case to the envelope that its documents are in.
func (s *Service) ofCase(r *web.Request) (web.Response, error) {
	scope := account.ScopeOf(r)
	caseID, err := s.Accounts.CaseByNumber(r.Context(), scope, "page.envelope", r.PathValue("case"))
	if err != nil {
		return nil, err
	}
	ids, err := s.OfCase(r.Context(), scope, caseID)
	if err != nil {
		return nil, err
	}
	if len(ids) == 0 {
		return nil, fault.New(fault.NotFound, "fault.handover.no_envelope")
	}
	number, err := s.numberOf(r.Context(), scope, ids[0])
	return web.Redirect("/amplop/" + number), err
}

func (s *Service) envelopePage(r *web.Request) (web.Response, error) {
	e, p, scope, err := s.opened(r, "page.envelope")
	if err != nil {
		return nil, err
	}
	names, err := s.Accounts.Names(r.Context(), scope, signers(&e))
	if err != nil {
		return nil, err
	}
	link, linked, err := s.LinkOf(r.Context(), scope, e.ID)
	if err != nil {
		return nil, err
	}
	sealed := db.FromMicros(e.SealedAt)
	lead := r.T("handover.envelope.lead", "Name", s.named(r, p.Name), "Village", region.Label(region.Code(p.Village)), "Seal", e.Seal,
		"Day", i18n.Date(r.Lang, r.At(sealed)), "Waits", waits(r.Lang, sealed, r.Now()))
	v := web.View{Title: r.T("handover.envelope.title", "Number", e.Number), Lead: lead,
		Crumbs: []web.Crumb{{Label: "handover.title", Href: "/penyerahan"}, {Label: e.Number}},
		Body: []any{web.Stack{s.nowNotice(r, &e, names),
			web.Card{Title: "handover.way", Link: web.Para{Text: "handover.way.rule", Muted: true, Small: true},
				Body: []any{s.custody(r, &e, &p, names)}, Foot: s.buttons(r, &e)}}},
		Aside: []any{s.content(r, &e, &p), web.Card{Title: "handover.may_receive", Body: []any{
			web.Para{Text: r.T(mayReceive(p), "Name", s.named(r, p.Name))},
			web.Para{Text: r.T("handover.may_receive.others", "Names", orNone(e.Receiver, r.T("handover.may_receive.nobody"))), Small: true},
			web.Para{Text: "handover.may_receive.proof", Small: true, Muted: true}}}},
		Actions: []any{web.Button{Label: "handover.receipt", Icon: "print", Kind: web.Secondary, Href: "/amplop/" + e.Number + "/tanda-terima.pdf"}}}
	if !e.Ended() && (e.Holds(signerOf(scope)) || scope.Role == string(authority.Handover)) {
		v.Actions = append(v.Actions, web.Button{Label: "handover.act.event", Kind: web.Secondary, Href: "/amplop/" + e.Number + "/kejadian"})
	}
	if scope.Role == string(authority.Handover) && !e.Ended() {
		v.Actions = append(v.Actions, web.Button{Label: "handover.label", Icon: "print", Kind: web.Secondary, Href: "/amplop/" + e.Number + "/label.pdf"})
	}
	if scope.Role == string(authority.Handover) && e.State == Received {
		v.Actions = append(v.Actions, web.Button{Label: "handover.correct", Kind: web.Secondary, Href: "/amplop/" + e.Number + "/betulkan"})
	}
	if len(e.Corrections) > 0 {
		v.Aside = append(v.Aside, corrections(r, &e, names))
	}
	if linked && !e.Ended() && link.Concerns(&e) && scope.Role == string(authority.Handover) {
		v.Aside = append(v.Aside, s.linkCard(r, &e, link))
	}
	return web.Page("", v, nil), nil
}

func orNone(s, none string) string {
	if s == "" {
		return none
	}
	return s
}

func mayReceive(p Person) string {
	if p.Child {
		return "handover.may_receive.child"
	}
	return "handover.may_receive.self"
}

// nowNotice says in whose hands the envelope is now.
func (s *Service) nowNotice(r *web.Request, e *Envelope, names map[string]string) web.Notice {
	switch e.State {
	case Received:
		return web.Notice{Tone: web.Good, Strong: "handover.now.received", Text: r.T("handover.now.received.text",
			"Receiver", r.T("handover.receiver."+e.ReceivedBy), "When", when(r, e.EndedAt), "Proof", r.T("handover.proof."+e.Proof))}
	case CameBack:
		return web.Notice{Tone: web.Warn, Strong: "handover.now.came_back", Text: strings.TrimSpace(r.T("handover.now.came_back.text",
			"Reason", r.T("handover.back."+e.EndReason), "When", when(r, e.EndedAt)) + " " + foundInside(r, e))}
	case Lost:
		return web.Notice{Tone: web.Bad, Strong: "handover.now.lost", Text: r.T("handover.now.lost.text",
			"Reason", r.T("handover.loss."+e.EndReason), "When", when(r, e.EndedAt))}
	}
	n := web.Notice{Icon: "box", Strong: r.T("handover.now.with", "Who", partyName(r, e.Holder, e.HolderName, names))}
	l := e.Open()
	switch {
	case l != nil && l.TakerAt == 0:
		n.Text = r.T("handover.now.waits_taker", "Who", partyName(r, l.Taker, l.TakerName, names))
	case l != nil:
		n.Text = r.T("handover.now.waits_giver", "Who", partyName(r, l.Giver, l.GiverName, names))
	case e.Broken() && e.Holder.Kind == PartyOffice:
		n.Tone, n.Text = web.Warn, "handover.broken.office"
	case e.Broken():
		n.Tone, n.Text = web.Warn, "handover.broken.carried"
	case e.NextDate != "":
		n.Tone = web.Warn
		n.Text = r.T("handover.now.again", "Day", i18n.ISODate(r.Lang, e.NextDate))
	case e.Meeting != "":
		n.Text = r.T("handover.now.to", "Meeting", e.Meeting)
	}
	return n
}

// custody is the way of the envelope, and what is still to come.
func (s *Service) custody(r *web.Request, e *Envelope, p *Person, names map[string]string) web.Custody {
	var out web.Custody
	attempt := 0
	for i := range e.Legs {
		l := &e.Legs[i]
		g := web.Leg{Giver: partyName(r, l.Giver, l.GiverName, names), Taker: partyName(r, l.Taker, l.TakerName, names),
			When: when(r, l.At), Where: l.Place, Condition: "handover.condition.unknown"}
		if l.Condition != "" {
			g.Condition = "handover.condition." + l.Condition
		}
		if l.State != LegFailed {
			g.GiverNote = proofNote(r, l.Giver, l.GiverProof, names[l.GiverBy], g.Giver)
		}
		if l.GiverAt == 0 {
			g.GiverNote = unsigned(r, l)
		}
		switch {
		case l.State == LegFailed:
			attempt++
			g.Kind, g.Tag = "failed", web.Tag{Tone: web.Bad, Text: "handover.leg.failed"}
			g.Title = r.T("handover.leg.attempt", "N", attempt)
			g.Taker, g.TakerNote = r.T("handover.at.nobody"), r.T("handover.fail."+l.Reason)
			if l.Next != "" {
				g.ConditionNote = r.T("handover.leg.next", "Day", i18n.ISODate(r.Lang, l.Next))
			}
		case e.State == Received && i == len(e.Legs)-1:
			g.Kind, g.Title, g.Tag = "stage", r.T("handover.leg.last"), web.Tag{Tone: web.Good, Text: "handover.leg.two"}
			g.Taker = orNone(e.TakenBy, s.named(r, p.Name))
			g.TakerNote = r.T("handover.receiver."+e.ReceivedBy) + ", " + r.T("handover.proof."+e.Proof)
		default:
			g.Title = r.T("handover.leg.to." + l.Taker.Kind)
			g.Kind, g.Tag = "stage", web.Tag{Tone: web.Good, Text: "handover.leg.two"}
			g.TakerNote = proofNote(r, l.Taker, l.TakerProof, names[l.TakerBy], g.Taker)
			switch l.State {
			case LegOpen:
				g.Kind, g.Tag = "note", web.Tag{Tone: web.Info, Text: "handover.leg.one", Icon: "clock"}
			case LegVoid: // what one signed is not forgotten because another way was taken
				g.Kind, g.Tag = "note", web.Tag{Tone: web.Outline, Text: "handover.leg.void"}
			case LegAlone:
				g.Tag = web.Tag{Tone: web.Warn, Text: "handover.leg.one"}
			}
			if l.TakerAt == 0 {
				g.TakerNote = unsigned(r, l)
				if l.State == LegOpen {
					g.Condition = "handover.condition.later"
				}
			}
			if l.State != LegVoid && l.State != LegAlone && (l.Condition == Opened || l.Condition == Damaged) {
				g.Tag = web.Tag{Tone: web.Warn, Text: "handover.condition." + l.Condition}
			}
		}
		out = append(out, g)
	}
	if e.State == CameBack {
		g := web.Leg{Kind: "failed", Title: r.T("handover.leg.emptied"), Tag: web.Tag{Tone: web.Warn, Text: "handover.back." + e.EndReason},
			Giver: r.T("handover.at.office"), GiverNote: names[e.EndedBy], Taker: r.T("handover.at.nobody"), When: when(r, e.EndedAt),
			Condition: "handover.condition.unknown", ConditionNote: foundInside(r, e)}
		if e.Condition != "" {
			g.Condition = "handover.condition." + e.Condition
		}
		out = append(out, g)
	}
	if !e.Ended() {
		out = append(out, web.Leg{Kind: "next", Title: r.T("handover.leg.last"), Tag: web.Tag{Tone: web.Outline, Text: "handover.leg.not_yet"},
			Giver: "handover.leg.holder", Taker: r.T("handover.leg.or_lawful", "Name", s.named(r, p.Name)),
			When: "handover.leg.not_yet", Where: e.Meeting, Condition: "handover.condition.later"})
	}
	return out
}

// unsigned says that a side has not signed, and for good or not.
func unsigned(r *web.Request, l *Leg) string {
	switch {
	case l.State == LegOpen:
		return r.T("handover.unsigned")
	case l.Reason != "":
		return r.T("handover.unsigned.because", "Reason", r.T("handover.unsigned."+l.Reason))
	}
	return r.T("handover.unsigned.never")
}

// foundInside says what was found in an envelope that came back, where anybody
// looked.
func foundInside(r *web.Request, e *Envelope) string {
	if len(e.Wrong) > 0 {
		wrong := make([]string, len(e.Wrong))
		for i, n := range e.Wrong {
			wrong[i] = r.T("casefile.need." + n)
		}
		return r.T("handover.inside.wrong", "Documents", strings.Join(wrong, ", "))
	}
	if e.Checked {
		return r.T("handover.inside.whole")
	}
	return ""
}

// proofNote says how one side signed, and who for the counter.
func proofNote(r *web.Request, p Party, proof, by, shown string) string {
	if proof == "" {
		return ""
	}
	note := r.T("handover.proof." + proof)
	if p.Kind == PartyOffice && by != "" && by != shown {
		note = by + ", " + note
	}
	return note
}

// buttons are what this person can do with the envelope now.
func (s *Service) buttons(r *web.Request, e *Envelope) any {
	me, path := signerOf(account.ScopeOf(r)), "/amplop/"+e.Number
	office := me.Role == string(authority.Handover)
	var out web.Row
	kind := web.Primary
	add := func(b web.Button) {
		b.Kind, kind = kind, web.Secondary
		out = append(out, b)
	}
	l := e.Open()
	switch {
	case e.Ended():
		if e.Evidence != "" {
			return web.Row{web.Button{Label: "handover.act.proof", Icon: "camera", Kind: web.Secondary, Href: path + "/bukti/" + e.Evidence}}
		}
		return nil
	case l != nil && e.Waits(me):
		add(web.Button{Label: "handover.act.accept", Href: path + "/terima"})
	case l != nil:
		return web.Para{Text: "handover.wait_sign", Muted: true, Small: true}
	case e.Holds(me) && office && e.Broken():
		add(web.Button{Label: "handover.act.look_inside", Href: path + "/kejadian"})
		add(web.Button{Label: "handover.act.deliver", Href: path + "/terima"})
	case e.Holds(me) && office:
		add(web.Button{Label: "handover.act.courier", Href: path + "/kurir"})
		add(web.Button{Label: "handover.act.officer", Href: path + "/petugas"})
		add(web.Button{Label: "handover.act.deliver", Href: path + "/terima"})
	case e.Holds(me):
		add(web.Button{Label: "handover.act.deliver", Href: path + "/terima"})
		add(web.Button{Label: "handover.act.back", Post: path + "/balik"})
	default:
		add(web.Button{Label: "handover.act.accept", Href: path + "/terima"})
	}
	return out
}

func (s *Service) content(r *web.Request, e *Envelope, p *Person) web.Card {
	var papers web.Facts
	for _, n := range e.Needs {
		paper := web.Fact{Label: "casefile.need." + n, Value: "–"}
		switch {
		case n == casefile.NeedKK && p.KK != "":
			paper.Value = web.Masked{Kind: "KK", Value: resident.MaskNIK(p.KK), Tail: tail(p.KK)}
		case (n == casefile.NeedKTP || n == casefile.NeedKIA) && p.NIK != "":
			paper.Value = web.Masked{Kind: "NIK", Value: resident.MaskNIK(p.NIK), Tail: tail(p.NIK)}
		}
		papers = append(papers, paper)
	}
	body := []any{papers}
	body = append(body, web.Row{web.Link{Label: r.T("handover.to_case_no", "Number", p.Number), Href: "/kasus/" + p.Number, Small: true}})
	return web.Card{Title: "handover.content", Link: web.Tag{Text: r.T("handover.documents", "Count", len(e.Needs)), Icon: web.NoIcon},
		Body: []any{web.Stack(body)}}
}

func tail(n string) string { return n[max(0, len(n)-4):] }

func (s *Service) linkCard(r *web.Request, e *Envelope, l Link) web.Card {
	tag := web.Tag{Tone: web.Good, Text: "handover.link.good"}
	if l.Ended || !l.Expires.After(r.Now()) {
		tag = web.Tag{Tone: web.Warn, Text: "handover.link.over"}
	}
	c := web.Card{Title: "handover.link", Link: tag, Body: []any{
		web.Para{Text: r.T("handover.link.text", "Until", i18n.DateTime(r.Lang, r.At(l.Expires))), Small: true}}}
	if tag.Tone == web.Good {
		c.Body = append(c.Body, web.Button{Label: "handover.link.off", Kind: web.Secondary, Small: true, Post: "/amplop/" + e.Number + "/matikan-tautan"})
	}
	return c
}

func (s *Service) receiptFile(r *web.Request) (web.Response, error) {
	e, _, scope, err := s.opened(r, "paper.receipt")
	if err != nil {
		return nil, err
	}
	pdf, err := s.Receipt(r.Context(), scope, &e, r.Origin()+"/periksa/"+e.Code)
	if err != nil {
		return nil, err
	}
	return web.File{Name: "tanda-terima-" + e.Number + ".pdf", Type: "application/pdf", Bytes: pdf}, nil
}

// proofFile shows a photo that proves a leg of this envelope.
func (s *Service) proofFile(r *web.Request) (web.Response, error) {
	e, _, scope, err := s.opened(r, "attachment.receipt")
	if err != nil {
		return nil, err
	}
	hash := r.PathValue("hash")
	if !slices.ContainsFunc(e.Legs, func(l Leg) bool { return l.Evidence == hash }) {
		return nil, fault.New(fault.NotFound, "attachment.not_found")
	}
	f, err := s.Attachments.Find(r.Context(), scope, casefile.KindCase, e.Case, hash)
	if err != nil {
		return nil, err
	}
	content, err := s.Attachments.Read(f)
	if err != nil {
		return nil, err
	}
	return web.File{Type: f.Type, Bytes: content}, nil
}
