package account

import (
	"net/http"
	"time"

	"github.com/jempolkeren/jempol/internal/authority"
	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/web"
)

// Routes are the pages of this room.
func (a *Accounts) Routes() []web.Route {
	get, post := web.Get, web.Post
	return []web.Route{
		get("/masuk", web.Public, a.signInPage),
		post("/masuk", web.Public, a.signIn),
		post("/keluar", web.Public, a.signOut),
		get("/siapkan/{token}", web.Public, a.invitePage),
		post("/siapkan/{token}", web.Public, a.useInvite),

		get("/akun", "page.account", a.ownPage),
		post("/akun/sesi", "page.account", a.endOne),
		post("/akun/sesi-lain", "page.account", a.endOthers),
		get("/akun/sandi", "page.account", a.passwordPage),
		post("/akun/sandi", "page.account", a.changePassword),

		get("/admin/orang", "page.users", a.usersPage),
		post("/admin/orang", "page.users", a.usersPage),
		get("/admin/orang/baru", "page.users", a.newUserPage),
		post("/admin/orang/baru", "user.changed", a.createUser),
		get("/admin/orang/{id}", "page.users", a.userPage),
		get("/admin/orang/{id}/ubah", "page.users", a.editUserPage),
		post("/admin/orang/{id}/ubah", "user.changed", a.editUser),
		post("/admin/orang/{id}/tautan", "user.changed", a.makeLink),
		post("/admin/orang/{id}/keluarkan", "user.changed", a.endUserSessions),
		get("/admin/orang/{id}/nonaktif", "page.users", a.disablePage),
		post("/admin/orang/{id}/nonaktif", "user.changed", a.disableUser),
		post("/admin/orang/{id}/aktif", "user.changed", a.enableUser),
	}
}

// seat is what this room keeps with a request.
type seat struct {
	person Person
	scope  db.Scope
	token  string
}

// Identify says who asks, for web.Config. No cookie is nobody; a session that
// is over is Unauthenticated.
func (a *Accounts) Identify(r *http.Request) (web.Viewer, error) {
	c, err := r.Cookie(a.cookieName())
	if err != nil || c.Value == "" {
		return web.Viewer{}, nil
	}
	p, s, err := a.Session(r.Context(), c.Value)
	if err != nil {
		return web.Viewer{}, err
	}
	place, err := a.placeOf(r.Context(), p)
	if err != nil {
		return web.Viewer{}, err
	}
	return web.Viewer{ID: p.ID, Name: p.Name, Role: string(p.Role), RoleLabel: p.Role.Key(), Office: a.office,
		Place: place, Lang: p.Lang, Outsider: p.Role.Hides(), Seat: seat{p, s, c.Value}}, nil
}

// ScopeOf is the scope of whoever sent the request; empty, reaching nothing,
// when nobody is signed in.
func ScopeOf(r *web.Request) db.Scope { return ScopeOfViewer(r.Viewer) }

// ScopeOfViewer is ScopeOf where only the viewer is at hand.
func ScopeOfViewer(v web.Viewer) db.Scope {
	st, _ := v.Seat.(seat)
	return st.scope
}

// PersonOf is whoever sent the request; the zero Person when nobody is signed in.
func PersonOf(r *web.Request) Person {
	st, _ := r.Viewer.Seat.(seat)
	return st.person
}

func tokenOf(r *web.Request) string {
	st, _ := r.Viewer.Seat.(seat)
	return st.token
}

// Allow says whether the viewer's role does an action at all, for web.Config.
// Whether it may on this subject is Check's business.
func (a *Accounts) Allow(v web.Viewer, action string) error {
	act := authority.Action(action)
	role := authority.Role(v.Role)
	if authority.Reaches(role, act) != authority.None {
		return nil
	}
	return authority.Allowed(act, authority.Actor{Person: v.ID, Role: role}, authority.Target{})
}

// WhoMay names the roles that do an action, for web.Config.
func (a *Accounts) WhoMay(action string) []string {
	var out []string
	for _, r := range authority.WhoMay(authority.Action(action)) {
		out = append(out, r.Key())
	}
	return out
}

// SetLang stores the language that a signed-in person chose, for web.Config.
func (a *Accounts) SetLang(r *web.Request, lang string) error {
	return a.SetLanguage(r.Context(), ScopeOf(r), lang)
}

// cookieName binds the cookie to this host and to TLS where there is TLS; a
// browser refuses the prefix on the plain HTTP of the machine's own loopback.
func (a *Accounts) cookieName() string {
	if a.secure {
		return "__Host-jempol"
	}
	return "jempol"
}

// cookie carries a session's token. At a desk it goes with the browser window;
// on one's own phone it lasts longer than the session, by as long as it is known
// whose that was.
func (a *Accounts) cookie(token string, role authority.Role) *http.Cookie {
	c := &http.Cookie{Name: a.cookieName(), Value: token, Path: "/", HttpOnly: true, Secure: a.secure, SameSite: http.SameSiteLaxMode}
	if span := lifeOf(role); span.idle > 24*time.Hour {
		c.MaxAge = int((span.whole + endedFor).Seconds())
	}
	return c
}

func (a *Accounts) noCookie() *http.Cookie {
	c := a.cookie("", authority.Public)
	c.MaxAge = -1
	return c
}
