package account

import (
	"context"
	"net/url"
	"slices"
	"time"

	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/fault"
	"github.com/jempolkeren/jempol/internal/web"
)

// Why somebody reads a person's data (UU 27/2022 pasal 16: for the purpose it
// was given for) is found the same way on every page of a case: the role's open
// work is why, and where there is none the person says it, once for an hour of
// work on the case. Each look is logged with it all the same.

// saidFor is how long a reason holds on the pages of one case: about as long as
// one sits over a dossier. Whoever comes back later is asked again.
const saidFor = time.Hour

// whyField is the field of the reason, on every page that asks for it.
const whyField = "untuk"

// Why gives the scope its purpose: the role's open work on the subject, else the
// reason. It reports false where there is neither; then the page asks.
func (a *Accounts) Why(ctx context.Context, s db.Scope, kind, id, given string) (db.Scope, bool, error) {
	s, has, err := a.ForWork(ctx, s, kind, id)
	if err != nil || has {
		return s, has, err
	}
	return a.Reason(ctx, s, kind, id, given)
}

// Reason gives the scope the reason that the person gives now (one of Reasons),
// else the one that the same person gave within the last hour of work on the
// same subject.
func (a *Accounts) Reason(ctx context.Context, s db.Scope, kind, id, given string) (db.Scope, bool, error) {
	if slices.Contains(Reasons, given) {
		return a.With(s, "asked:"+given), true, nil
	}
	return a.said(ctx, s, kind, id)
}

// said finds the reason of the last hour; one is neither taken from somebody
// else nor from another case.
func (a *Accounts) said(ctx context.Context, s db.Scope, kind, id string) (db.Scope, bool, error) {
	if s.Office != a.office || s.Person == "" {
		return s, false, nil
	}
	rows, err := a.db.Query(ctx, `SELECT purpose FROM access_log
		WHERE office_id = $1 AND subject_kind = $2 AND subject_id = $3 AND at > $4 AND person = $5 AND role = $6
		AND purpose LIKE 'asked:%'
		ORDER BY at DESC, access_id DESC LIMIT 1`, a.office, kind, id, db.Micros(a.now().Add(-saidFor)), s.Person, s.Role)
	if err != nil {
		return s, false, fault.Wrap("fault.internal", err)
	}
	defer rows.Close()
	var purpose string
	found := rows.Next()
	if found {
		if err := rows.Scan(&purpose); err != nil {
			return s, false, fault.Wrap("fault.internal", err)
		}
		s = a.With(s, purpose)
	}
	return s, found, fault.Wrap("fault.internal", rows.Err())
}

// WhyOf is Why for a page of a case. Instead of the page it may give the one
// that asks; crumbs lead to it. A form that was just sent is its own purpose:
// the act is in the ledger.
func (a *Accounts) WhyOf(r *web.Request, caseID string, crumbs []web.Crumb) (db.Scope, web.Response, error) {
	s, has, err := a.Why(r.Context(), ScopeOf(r), casefile.KindCase, caseID, r.Text(whyField))
	switch {
	case err != nil || has:
		return s, nil, err
	case r.Method == "POST":
		return a.With(s, "act:"+r.Route.Action), nil, nil
	}
	return s, askWhy(r, crumbs), nil
}

// askedField travels with the question, so that it can be told from its first
// showing.
const askedField = "tanya"

// askWhy is the page before a person's data.
func askWhy(r *web.Request, crumbs []web.Crumb) web.Response {
	var problem error
	if r.Text(askedField) != "" {
		problem = fault.At(whyField, "fault.account.purpose")
	}
	number := r.PathValue("case")
	f := web.Form{Get: true, Action: r.URL.Path, Hidden: []web.Pair{{Name: askedField, Value: "ya"}}, Fields: []any{
		&web.Radios{Label: web.Ask(whyField, "account.why.title"), Title: true, Options: ReasonOptions()},
	}, Buttons: []any{web.Button{Label: "account.why.open"}, web.Button{Label: "account.why.back", Href: "/kasus/" + url.PathEscape(number), Kind: web.Quiet}}}
	for name, list := range r.URL.Query() { // what the page was asked to show
		for _, v := range list {
			if name != whyField && name != askedField {
				f.Hidden = append(f.Hidden, web.Pair{Name: name, Value: v})
			}
		}
	}
	return web.Page("", web.View{Title: "account.why.title", Lead: r.T("account.why.lead"), Shape: web.Narrow, Err: problem, Crumbs: crumbs, Body: []any{f.Fill(r, problem)}}, nil)
}

// ReasonOptions are the reasons to choose from.
func ReasonOptions() (out []web.Option) {
	for _, reason := range Reasons {
		out = append(out, web.Option{Value: reason, Label: ReasonKey(reason)})
	}
	return out
}
