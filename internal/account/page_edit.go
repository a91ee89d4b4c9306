package account

import (
	"strings"

	"github.com/jempolkeren/jempol/internal/authority"
	"github.com/jempolkeren/jempol/internal/fault"
	"github.com/jempolkeren/jempol/internal/ledger"
	"github.com/jempolkeren/jempol/internal/web"
)

func (a *Accounts) newUserPage(r *web.Request) (web.Response, error) {
	return a.userForm(r, User{}, "", nil)
}

func (a *Accounts) editUserPage(r *web.Request) (web.Response, error) {
	if back := own(r); back != nil {
		return back, nil
	}
	event, err := a.shown(r.Context(), r.PathValue("id"))
	if err != nil {
		return nil, err
	}
	u, err := a.User(r.Context(), ScopeOf(r), r.PathValue("id"))
	if err != nil {
		return nil, err
	}
	return a.userForm(r, u, event, nil)
}

// userForm makes an account (zero User) or edits one.
func (a *Accounts) userForm(r *web.Request, u User, event string, problem error) (web.Response, error) {
	f, v, err := a.userFormOf(r, u, Shown{Event: event, Name: u.Name, Phone: u.Phone})
	if err != nil {
		return nil, err
	}
	v.Err, v.Body = problem, []any{f.Fill(r, problem)}
	return web.Page("", v, nil), nil
}

func (a *Accounts) userFormOf(r *web.Request, u User, shown Shown) (f web.Form, v web.View, err error) {
	places, err := a.places(r.Context())
	if err != nil {
		return f, v, fault.Wrap("fault.internal", err)
	}
	title, lead, path, save := "account.user.new", "account.user.new.lead", "/admin/orang/baru", "account.user.create"
	if u.ID != "" {
		title, lead, path, save = "account.user.edit", "account.user.edit.lead", "/admin/orang/"+u.ID+"/ubah", "account.user.save"
	}
	f = web.Form{Action: path, Fields: []any{&web.Input{Label: web.Ask("name", "account.name", "account.name.hint").Must(), Value: u.Name, Max: 120}}}
	if u.ID == "" {
		f.Fields = append(f.Fields, &web.Input{Label: web.Ask("login", "account.login", "account.login.hint").Must(), Max: maxLogin})
	}
	f.Fields = append(f.Fields,
		&web.Select{Label: web.Ask("role", "account.role").Must(), Options: roleOptions(u.Role), Blank: "account.role.choose"},
		&web.TextArea{Label: web.Ask("areas", "account.areas", "account.areas.hint"), Value: areaText(u.Areas), Rows: 4},
		placeField(web.Ask("agency", "account.agency", "account.agency.hint"), places, true, u.Agency),
		placeField(web.Ask("institution", "account.institution", "account.institution.hint"), places, false, u.Institution),
		&web.Input{Label: web.Ask("phone", "account.phone", "account.phone.hint"), Value: u.Phone, Type: "tel", Width: "w12", Max: 24})
	if u.ID != "" {
		f.Fields = append(f.Fields, shown.fields()...)
	}
	f.Buttons = []any{web.Button{Label: save}}
	return f, web.View{Title: title, Lead: lead, Shape: web.Narrow,
		Crumbs: []web.Crumb{{Label: "account.users", Href: "/admin/orang"}, {Label: title}}}, nil
}

// readRights reads the form. An area is a code, or a village with its kecamatan
// or another area as pages call it; a name that could be several is asked again, never guessed.
func readRights(r *web.Request) (Rights, error) {
	in := Rights{Role: authority.Role(r.Text("role")), Agency: r.Text("agency"), Institution: r.Text("institution")}
	if !in.byArea() {
		return in, nil // what stands in the box has no meaning for this role
	}
	for line := range strings.Lines(r.Text("areas")) {
		line = strings.TrimSpace(line)
		if line == "" {
			continue
		}
		code := areaOf(line)
		if code == "" {
			return in, fault.At("areas", "fault.account.area_unknown")
		}
		in.Areas = append(in.Areas, string(code))
	}
	return in, nil
}

// alsoWrong adds what else is wrong with an account to areas that nobody knows, so
// that all of it is said at once. login is nil where it is not asked.
func alsoWrong(areas error, rights Rights, login *string, name, phone string) error {
	f := fault.As(areas)
	for _, p := range rights.normal().check().Fields {
		if p.Name != "areas" {
			f.Fields = append(f.Fields, p)
		}
	}
	if login != nil && !loginShape(*login) {
		f.With("login", "fault.account.login_shape")
	}
	checkWho(f, strings.TrimSpace(name), strings.TrimSpace(phone))
	return f
}

func (a *Accounts) createUser(r *web.Request) (web.Response, error) {
	op, err := a.op(r)
	if err != nil {
		return nil, err
	}
	var made Created
	rights, err := readRights(r)
	if err == nil {
		made, err = a.Create(r.Context(), op, NewUser{Login: r.Text("login"), Name: r.Text("name"), Phone: r.Text("phone"), Rights: rights})
	} else {
		login := foldLogin(r.Text("login"))
		err = alsoWrong(err, rights, &login, r.Text("name"), r.Text("phone"))
	}
	if fault.Is(err, fault.Invalid) {
		return a.userForm(r, User{}, "", err)
	}
	if err != nil {
		return nil, err
	}
	return a.afterwards(r, made.ID, made.Token)
}

// op reads a form that an administrator sent.
func (a *Accounts) op(r *web.Request) (ledger.Op, error) {
	if err := r.Parse(); err != nil {
		return ledger.Op{}, err
	}
	id, err := r.Op()
	return ledger.Op{ID: id, Scope: ScopeOf(r)}, err
}

// afterwards shows the account with its link. It is the answer to the POST
// itself: the link is nowhere but on this page, so there is nothing that a
// redirect could lead to.
func (a *Accounts) afterwards(r *web.Request, userID, token string) (web.Response, error) {
	if token == "" {
		return web.Redirect("/admin/orang/" + userID), nil
	}
	u, err := a.User(r.Context(), ScopeOf(r), userID)
	if err != nil {
		return nil, err
	}
	return a.showUser(r, u, token)
}

func (a *Accounts) editUser(r *web.Request) (web.Response, error) {
	op, err := a.op(r)
	if err != nil {
		return nil, err
	}
	event, err := a.shown(r.Context(), r.PathValue("id"))
	if err != nil {
		return nil, err
	}
	u, err := a.User(r.Context(), op.Scope, r.PathValue("id"))
	if err != nil {
		return nil, err
	}
	rights, err := readRights(r)
	in := Edit{Name: r.Text("name"), Phone: r.Text("phone"), Rights: rights, Shown: shownIn(r)}
	if err == nil {
		err = a.Change(r.Context(), op, u.ID, in)
	} else {
		err = alsoWrong(err, rights, nil, in.Name, in.Phone)
	}
	if isMeanwhile(err) {
		return a.userAgain(r, u.ID, in)
	}
	if fault.Is(err, fault.Invalid) {
		return a.userForm(r, u, event, err)
	}
	return a.done(r, err, "account.user.saved")
}

func (a *Accounts) done(r *web.Request, err error, key string) (web.Response, error) {
	if err != nil {
		return nil, err
	}
	return web.Redirect("/admin/orang/" + r.PathValue("id")).Flash(r.T(key)), nil
}

func (a *Accounts) makeLink(r *web.Request) (web.Response, error) {
	op, err := a.op(r)
	if err != nil {
		return nil, err
	}
	token, err := a.Link(r.Context(), op, r.PathValue("id"))
	if err != nil {
		return nil, err
	}
	return a.afterwards(r, r.PathValue("id"), token)
}

func (a *Accounts) endUserSessions(r *web.Request) (web.Response, error) {
	return a.done(r, a.EndSessions(r.Context(), ScopeOf(r), r.PathValue("id")), "account.session.ended_all")
}

// own leads administrators back from a page on which they would only be told at
// its end that they cannot change their own rights.
func own(r *web.Request) web.Response {
	if id := r.PathValue("id"); id == PersonOf(r).ID {
		return web.Redirect("/admin/orang/" + id).Flash(r.T(ownRights + ".next"))
	}
	return nil
}

// disablePage asks first: whoever is disabled is out at once.
func (a *Accounts) disablePage(r *web.Request) (web.Response, error) {
	if back := own(r); back != nil {
		return back, nil
	}
	u, err := a.User(r.Context(), ScopeOf(r), r.PathValue("id"))
	if err != nil {
		return nil, err
	}
	path := "/admin/orang/" + u.ID
	return web.Page("", web.View{Title: r.T("account.disable.title", "Name", u.Name), Lead: "account.disable.text", Shape: web.Narrow,
		Back: &web.Link{Label: "account.back", Href: path},
		Body: []any{web.Row{
			web.Button{Label: "account.user.disable", Kind: web.Danger, Post: path + "/nonaktif"},
			web.Button{Label: "account.back", Kind: web.Quiet, Href: path},
		}}}, nil), nil
}

func (a *Accounts) disableUser(r *web.Request) (web.Response, error) {
	return a.setDisabled(r, true, "account.user.disabled")
}

func (a *Accounts) enableUser(r *web.Request) (web.Response, error) {
	return a.setDisabled(r, false, "account.user.enabled")
}

func (a *Accounts) setDisabled(r *web.Request, disabled bool, key string) (web.Response, error) {
	op, err := a.op(r)
	if err != nil {
		return nil, err
	}
	return a.done(r, a.SetDisabled(r.Context(), op, r.PathValue("id"), disabled), key)
}
