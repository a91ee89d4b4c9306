package intake

import (
	"context"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/jempolkeren/jempol/internal/account"
	"github.com/jempolkeren/jempol/internal/authority"
	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/fault"
	"github.com/jempolkeren/jempol/internal/i18n"
	"github.com/jempolkeren/jempol/internal/ledger"
	"github.com/jempolkeren/jempol/internal/region"
	"github.com/jempolkeren/jempol/internal/web"
)

func (s *Service) referralRoutes() []web.Route {
	return []web.Route{
		{Method: get, Pattern: "/kasus/{case}/rujukan", Action: casefile.ReferralAnswered, Handle: s.referralPage},
		{Method: post, Pattern: "/kasus/{case}/rujukan", Action: casefile.ReferralAnswered, Handle: s.referralAnswer},
	}
}

// agencies are the agencies of the office that a case can be referred to, by
// code.
func (s *Service) agencies(ctx context.Context, scope db.Scope) (map[string]string, error) {
	all, err := s.institutions(ctx, scope)
	out := map[string]string{}
	for _, i := range all {
		if i.agency {
			out[i.id] = i.name
		}
	}
	return out, err
}

// agencySelect asks to which of the office's agencies a case goes; another one
// is named in words.
func (s *Service) agencySelect(r *web.Request) (*web.Select, error) {
	agencies, err := s.agencies(r.Context(), account.ScopeOf(r))
	if err != nil {
		return nil, err
	}
	out := &web.Select{Label: web.Ask("instansi", "intake.referral.agency", "intake.referral.agency.hint"), Blank: "intake.referral.other"}
	for _, code := range slices.Sorted(maps.Keys(agencies)) {
		out.Options = append(out.Options, web.Option{Value: code, Label: agencies[code]})
	}
	return out, nil
}

// Answer records what the agency says of a case that was referred to it. Who
// declines or gives back says why: the words are a note of the same act.
func (s *Service) Answer(ctx context.Context, op ledger.Op, caseID, answer, words string) (ledger.Receipt, error) {
	words = strings.TrimSpace(words)
	f := fault.New(fault.Invalid, "fault.form")
	switch answer {
	case casefile.ReferralAccepted:
	case casefile.ReferralDeclined, casefile.ReferralReturned:
		if words == "" {
			f.With("alasan", "intake.err.referral_why")
		}
	default:
		f.With("jawaban", "intake.err.choice")
	}
	if len([]rune(words)) > maxText {
		f.With("alasan", "intake.err.too_long")
	}
	if len(f.Fields) > 0 {
		return ledger.Receipt{}, f
	}
	return s.change(ctx, op, caseID, casefile.ReferralAnswered, nil, func(_ *db.Tx, st casefile.State) ([]ledger.Draft, error) {
		if err := mayAnswer(op.Scope, st); err != nil {
			return nil, err
		}
		return withNote([]ledger.Draft{{Type: casefile.ReferralAnswered, Body: casefile.ReferralAnsweredBody{Answer: answer}}}, op.Scope, words), nil
	})
}

// mayAnswer refuses whoever is not asked: where an agency without an account is,
// the case stays in the hands of the agency that reported it, which may not speak
// for the other.
func mayAnswer(scope db.Scope, st casefile.State) error {
	return authority.Allowed(casefile.ReferralAnswered, account.ActorOf(scope), authority.Target{Agency: st.ExitAgency})
}

func (s *Service) referralPage(r *web.Request) (web.Response, error) { return s.referral(r, nil) }

func (s *Service) referral(r *web.Request, problem error) (web.Response, error) {
	o, err := s.open(r, casefile.ReferralAnswered, "intake.referral.title")
	if err != nil || o.ask != nil {
		return o.ask, err
	}
	st := o.st
	if err := mayAnswer(o.scope, st); err != nil {
		return nil, err
	}
	if err := st.May(casefile.ReferralAnswered); err != nil {
		return nil, err
	}
	agencies, err := s.agencies(r.Context(), o.scope)
	if err != nil {
		return nil, err
	}
	to := st.ExitTo
	if name, ok := agencies[to]; ok {
		to = name
	}
	at := r.At(db.FromMicros(st.ExitAt))
	facts := web.Facts{{Label: "intake.referral.to", Value: to},
		{Label: "intake.exit.reason", Value: r.T("casefile.exit.referred." + st.ExitReason)},
		{Label: "intake.referral.since", Value: i18n.Date(r.Lang, at) + " · " + i18n.Waiting(r.Lang, i18n.Days(at, r.Now(), r.Now().Location()))}}
	for _, w := range st.Work() {
		if w.Action == casefile.ReferralAnswered {
			due := web.Fact{Label: "intake.referral.due", Value: i18n.ISODate(r.Lang, w.Due)}
			if day, err := time.ParseInLocation(time.DateOnly, w.Due, s.Zone); err == nil {
				if left := -i18n.Days(day, r.Now(), s.Zone); left < 0 {
					due.Value = web.Row{web.Para{Text: i18n.ISODate(r.Lang, w.Due)}, web.Age{Text: i18n.Due(r.Lang, left), Tone: web.Bad}}
				}
			}
			facts = append(facts, due)
		}
	}
	answers := []string{casefile.ReferralAccepted, casefile.ReferralDeclined}
	if st.Answer == casefile.ReferralAccepted {
		answers = []string{casefile.ReferralReturned}
	}
	here := "/kasus/" + st.Number + "/rujukan"
	form := web.Form{Action: here, Fields: []any{
		&web.Radios{Label: web.Ask("jawaban", "intake.referral.answer").Must(), Options: options("intake.referral.answer.", answers, "")},
		&web.TextArea{Label: web.Ask("alasan", "intake.referral.why", "intake.referral.why.hint"), Rows: 3, Max: maxText},
	}, Buttons: []any{web.Button{Label: "intake.referral.save"}, back(st.Number)}}.Fill(r, problem)
	return web.Page("", web.View{Title: "intake.referral.title", Err: problem,
		Lead:   joinDots([]string{called(r, st.Person.Value(casefile.FieldName), st.Person.Value(casefile.FieldPlace)), st.Number, region.Label(region.Code(st.Area))}),
		Crumbs: crumbs(st.Number, "intake.referral.title"),
		Body:   []any{web.Card{Title: "intake.referral.what", Body: []any{facts}}, s.said(r, st)},
		Aside:  []any{web.Card{Title: "intake.referral.answer", Body: []any{form}}}}, nil), nil
}

func (s *Service) referralAnswer(r *web.Request) (web.Response, error) {
	op, err := operation(r)
	if err != nil {
		return nil, err
	}
	id, err := s.caseID(r, casefile.ReferralAnswered)
	if fault.Is(err, fault.Forbidden) {
		// Whoever declined does not reach the case any more. The same form sent
		// twice is answered as it was the first time, and else the act refuses.
		var there string
		if there, err = s.caseOfNumber(r.Context(), op.Scope, r.PathValue("case"), err); err == nil {
			id = there
		}
	}
	if err != nil {
		return nil, err
	}
	answer := r.Text("jawaban")
	_, err = s.Answer(r.Context(), op, id, answer, r.Text("alasan"))
	if fault.Is(err, fault.Invalid) {
		return s.referral(r, err)
	}
	if err != nil {
		return nil, err
	}
	return web.Redirect("/").Flash(r.T("intake.referral.saved."+answer, "No", r.PathValue("case"))), nil
}
