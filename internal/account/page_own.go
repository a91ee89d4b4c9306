package account

import (
	"github.com/jempolkeren/jempol/internal/fault"
	"github.com/jempolkeren/jempol/internal/i18n"
	"github.com/jempolkeren/jempol/internal/web"
)

func (a *Accounts) ownPage(r *web.Request) (web.Response, error) {
	p := PersonOf(r)
	sessions, err := a.Sessions(r.Context(), ScopeOf(r), tokenOf(r))
	if err != nil {
		return nil, err
	}
	table := sessionTable(r, sessions, func(s Session) any {
		return web.Button{Label: "account.session.end", Kind: web.Secondary, Small: true, Post: "/akun/sesi",
			Hidden: []web.Pair{{Name: "sesi", Value: s.ID}}}
	})
	card := web.Card{Title: "account.sessions", Body: []any{table}, Flush: true}
	if len(sessions) > 1 {
		card.Foot = web.Button{Label: "account.session.end_others", Kind: web.Secondary, Post: "/akun/sesi-lain"}
	}
	facts := web.Facts{
		{Label: "account.name", Value: p.Name},
		{Label: "account.login", Value: p.Login},
		{Label: "account.role", Value: r.T(p.Role.Key())},
	}
	if r.Viewer.Place != "" {
		facts = append(facts, web.Fact{Label: "account.place", Value: r.Viewer.Place})
	}
	return web.Page("", web.View{Title: "account.own", Lead: "account.own.lead", Shape: web.Narrow, Body: []any{
		web.Card{Title: "account.who", Body: []any{facts}, Link: web.Link{Label: "account.password.change", Href: "/akun/sandi"},
			Foot: web.Button{Label: "account.sign_out", Kind: web.Secondary, Post: "/keluar"}},
		web.Card{Title: "account.language", Body: []any{languageRow(r)}},
		card,
	}}, nil), nil
}

// languageRow offers the other languages; web answers /bahasa and hands the
// choice to SetLang.
func languageRow(r *web.Request) web.Row {
	row := web.Row{web.Para{Text: "account.language." + r.Lang}}
	for _, lang := range i18n.Langs() {
		if lang != r.Lang {
			row = append(row, web.Button{Label: "account.language.to_" + lang, Kind: web.Secondary, Post: "/bahasa",
				Hidden: []web.Pair{{Name: "bahasa", Value: lang}, {Name: "ke", Value: "/akun"}}})
		}
	}
	return row
}

// sessionTable lists sessions with a button each, unless it is the one that asks.
func sessionTable(r *web.Request, sessions []Session, button func(Session) any) web.Table {
	t := web.Table{Caption: "account.sessions", Head: []web.Col{
		{Label: "account.session.client"}, {Label: "account.session.seen"}, {Label: "account.session.created"}, {Label: "account.session.act", Hidden: true, Right: true}}}
	zone := r.Now().Location()
	for _, s := range sessions {
		client := s.Client
		if client == "" {
			client = r.T("account.session.unknown")
		}
		last := button(s)
		if s.Current {
			last = web.Tag{Tone: web.Good, Text: "account.session.this"}
		}
		t.Rows = append(t.Rows, web.TableRow{Cells: []any{client,
			i18n.DateTime(r.Lang, s.Seen.In(zone)), i18n.DateTime(r.Lang, s.Created.In(zone)), last}})
	}
	return t
}

func (a *Accounts) endOne(r *web.Request) (web.Response, error) {
	if err := a.EndSession(r.Context(), ScopeOf(r), r.Text("sesi")); err != nil {
		return nil, err
	}
	return web.Redirect("/akun").Flash(r.T("account.session.ended")), nil
}

func (a *Accounts) endOthers(r *web.Request) (web.Response, error) {
	if err := a.EndOthers(r.Context(), ScopeOf(r), tokenOf(r)); err != nil {
		return nil, err
	}
	return web.Redirect("/akun").Flash(r.T("account.session.ended_others")), nil
}

func (a *Accounts) passwordPage(r *web.Request) (web.Response, error) {
	return a.passwordForm(r, nil), nil
}

func (a *Accounts) passwordForm(r *web.Request, err error) web.Response {
	f := web.Form{Action: "/akun/sandi", Fields: append([]any{
		&web.Input{Label: web.Ask("old", "account.password.old"), Type: "password", Complete: "current-password"},
	}, newPasswordFields()...), Buttons: []any{web.Button{Label: "account.password.save"}}}
	return web.Page("", web.View{Title: "account.password.change", Lead: "account.password.change.lead", Shape: web.Narrow, Err: err,
		Crumbs: []web.Crumb{{Label: "account.own", Href: "/akun"}, {Label: "account.password.change"}},
		Body:   []any{f.Fill(r, err)}}, nil)
}

func (a *Accounts) changePassword(r *web.Request) (web.Response, error) {
	err := r.Parse()
	if err != nil {
		return nil, err
	}
	if err = twice(r); err == nil {
		err = a.ChangePassword(r.Context(), ScopeOf(r), tokenOf(r), r.Form.Get("old"), r.Form.Get("password"))
	}
	if fault.Is(err, fault.Invalid) || fault.Is(err, fault.Busy) {
		return a.passwordForm(r, err), nil
	}
	if err != nil {
		return nil, err
	}
	return web.Redirect("/akun").Flash(r.T("account.password.changed")), nil
}
