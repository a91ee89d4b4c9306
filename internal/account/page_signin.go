package account

import (
	"strings"

	"github.com/jempolkeren/jempol/internal/fault"
	"github.com/jempolkeren/jempol/internal/web"
)

func (a *Accounts) signInPage(r *web.Request) (web.Response, error) {
	if r.Viewer.SignedIn() {
		return web.Redirect(web.LocalPath(r.Text("ke"))), nil
	}
	return a.signInForm(r, nil), nil
}

func (a *Accounts) signInForm(r *web.Request, err error) web.Response {
	f := web.Form{Action: "/masuk", Fields: []any{
		&web.Input{Label: web.Ask("login", "account.login"), Complete: "username", Max: maxLogin},
		&web.Input{Label: web.Ask("password", "account.password"), Type: "password", Complete: "current-password"},
	}, Buttons: []any{web.Button{Label: "account.sign_in", Large: true}}}
	to, ended := web.LocalPath(r.Text("ke")), web.Stack(nil)
	if to != "/" {
		f.Hidden = []web.Pair{{Name: "ke", Value: to}}
	}
	if strings.HasPrefix(to, web.HeldPath) { // who believes it lost types it again
		ended = web.Stack{web.Notice{Strong: "web.held.ended", Text: "web.held.kept"}}
	}
	if r.Text(web.NotKept) == "1" {
		ended = web.Stack{web.Notice{Tone: web.Warn, Strong: "web.held.ended", Text: "web.held.not_kept"}}
	}
	return web.Page("", web.View{Title: "account.sign_in", Lead: "account.sign_in.lead", Shape: web.Narrow, Err: err, Body: []any{
		append(ended, f.Fill(r, err), web.Details{Label: "account.forgot", Body: []any{web.Para{Text: "account.forgot.text"}}}),
		web.Section{Title: "account.public", Body: []any{web.Tasks{
			{Title: "account.public.track", Lead: "account.public.track.lead", Href: "/lacak", Go: "account.public.track.go"},
			{Title: "account.public.tip", Lead: "account.public.tip.lead", Href: "/lapor-warga", Go: "account.public.tip.go"},
			{Title: "account.public.complaint", Lead: "account.public.complaint.lead", Href: "/pengaduan", Go: "account.public.complaint.go"},
			{Title: "account.public.check", Lead: "account.public.check.lead", Href: "/periksa", Go: "account.public.check.go"},
		}}},
	}}, nil)
}

func (a *Accounts) signIn(r *web.Request) (web.Response, error) {
	if err := r.Parse(); err != nil {
		return nil, err
	}
	token, err := a.SignIn(r.Context(), r.Text("login"), r.Form.Get("password"), Client{Address: r.Client(), Agent: r.UserAgent()})
	if fault.Is(err, fault.Unauthenticated) || fault.Is(err, fault.Busy) {
		return a.signInForm(r, err), nil
	}
	if err != nil {
		return nil, err
	}
	if old := tokenOf(r); old != "" {
		if err := a.SignOut(r.Context(), old); err != nil {
			return nil, err
		}
	}
	p, _, err := a.Session(r.Context(), token)
	if err != nil {
		return nil, err
	}
	return web.Redirect(web.LocalPath(r.Text("ke"))).SetCookie(a.cookie(token, p.Role)), nil
}

func (a *Accounts) signOut(r *web.Request) (web.Response, error) {
	if token := tokenOf(r); token != "" {
		if err := a.SignOut(r.Context(), token); err != nil {
			return nil, err
		}
	}
	return web.Redirect("/masuk").Flash(r.T("account.signed_out")).SetCookie(a.noCookie()), nil
}

func (a *Accounts) invitePage(r *web.Request) (web.Response, error) {
	inv, err := a.OpenInvite(r.Context(), r.PathValue("token"))
	if err != nil {
		return nil, err
	}
	return a.inviteForm(r, inv, nil), nil
}

func (a *Accounts) inviteForm(r *web.Request, inv Invite, err error) web.Response {
	view := web.View{Shape: web.Narrow, Plain: true, Err: err}
	f := web.Form{Action: "/siapkan/" + r.PathValue("token")}
	if inv.First {
		view.Title, view.Lead = "account.setup", "account.setup.lead"
		f.Fields = append(f.Fields,
			&web.Input{Label: web.Ask("name", "account.name", "account.name.hint"), Complete: "name", Max: 120},
			&web.Input{Label: web.Ask("login", "account.login", "account.login.hint"), Complete: "username", Max: maxLogin})
		f.Buttons = []any{web.Button{Label: "account.setup.create", Large: true}}
	} else {
		view.Title, view.Lead = "account.invite", r.T("account.invite.lead", "Name", inv.Person.Name, "Login", inv.Person.Login)
		f.Buttons = []any{web.Button{Label: "account.password.save", Large: true}}
	}
	f.Fields = append(f.Fields, newPasswordFields()...)
	view.Body = []any{f.Fill(r, err)}
	return web.Page("", view, nil)
}

func newPasswordFields() []any {
	return []any{
		&web.Input{Label: web.Ask("password", "account.password.new", "account.password.hint"), Type: "password", Complete: "new-password"},
		&web.Input{Label: web.Ask("again", "account.password.again"), Type: "password", Complete: "new-password"},
	}
}

// twice refuses a new password that was not typed the same both times.
func twice(r *web.Request) error {
	if r.Form.Get("password") != r.Form.Get("again") {
		return fault.At("again", "fault.account.password_differs")
	}
	return nil
}

func (a *Accounts) useInvite(r *web.Request) (web.Response, error) {
	if err := r.Parse(); err != nil {
		return nil, err
	}
	op, err := r.Op()
	if err != nil {
		return nil, err
	}
	token := r.PathValue("token")
	inv, err := a.OpenInvite(r.Context(), token)
	if err != nil {
		return nil, err
	}
	if err = twice(r); err == nil {
		if inv.First {
			err = a.CreateFirst(r.Context(), op, token, r.Text("login"), r.Text("name"), r.Form.Get("password"))
		} else {
			err = a.ChoosePassword(r.Context(), token, r.Form.Get("password"))
		}
	}
	if fault.Is(err, fault.Invalid) {
		return a.inviteForm(r, inv, err), nil
	}
	if err != nil {
		return nil, err
	}
	return web.Redirect("/masuk").Flash(r.T("account.password.saved")), nil
}
