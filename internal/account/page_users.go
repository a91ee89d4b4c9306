package account

import (
	"strings"

	"github.com/jempolkeren/jempol/internal/authority"
	"github.com/jempolkeren/jempol/internal/i18n"
	"github.com/jempolkeren/jempol/internal/web"
)

const (
	usersAPage = 50
	usersFound = 200
)

func or(s, otherwise string) string {
	if s == "" {
		return otherwise
	}
	return s
}

func (a *Accounts) usersPage(r *web.Request) (web.Response, error) {
	role := authority.Role(r.Text("peran"))
	if !role.Known() {
		role = ""
	}
	// A search is sent as a form: no name stands in an address or a log. What it
	// finds is on one page.
	searching := r.Sent()
	offset, pages := web.Paginate(r, usersAPage)
	q := UserQuery{Role: role, Order: r.Text("urut"), Offset: offset, Limit: usersAPage}
	if searching {
		q.Words, q.Offset, q.Limit = r.Text("cari"), 0, usersFound
	}
	users, total, err := a.Find(r.Context(), ScopeOf(r), q)
	if err != nil {
		return nil, err
	}
	pages.Total = total
	table := web.Table{Caption: "account.users", Head: []web.Col{
		{Label: "account.name"}, {Label: "account.role"}, {Label: "account.place"}, {Label: "account.state"}},
		Empty: &web.Empty{Icon: "people", Title: "account.users.none", Text: "account.users.none.text",
			Button: web.Button{Label: "account.user.new", Href: "/admin/orang/baru"}}}
	for _, u := range users {
		place, err := a.placeOf(r.Context(), u.Person)
		if err != nil {
			return nil, err
		}
		table.Rows = append(table.Rows, web.TableRow{Cells: []any{
			web.Two{Top: u.Name, Sub: u.Login, Href: "/admin/orang/" + u.ID}, r.T(u.Role.Key()), place, stateTag(u)}})
	}
	order := &web.Select{Label: web.Ask("urut", "account.order"), Small: true}
	for _, o := range []string{OrderRole, OrderName, OrderArea, OrderNew} {
		order.Options = append(order.Options, web.Option{Value: o, Label: "account.order." + or(o, "role"), On: o == q.Order})
	}
	find := web.Form{Action: "/admin/orang", Fields: []any{
		&web.Input{Label: web.Ask("cari", "account.find", "account.find.hint"), Value: q.Words, Max: 80, Width: "w12"},
	}, Buttons: []any{web.Button{Label: "account.find.button", Kind: web.Secondary}}}.Fill(r, nil)
	card := web.Card{Body: []any{table}, Foot: pages, Flush: true}
	if searching {
		card.Foot = web.Row{web.Para{Text: r.T("account.found", "Shown", len(users), "Count", total), Small: true}, web.Link{Label: "account.find.all", Href: "/admin/orang", Small: true}}
	}
	filter := &web.Select{Label: web.Ask("peran", "account.role"), Blank: "account.role.all", Options: roleOptions(role), Small: true}
	return web.Page("", web.View{Title: "account.users", Lead: "account.users.lead",
		Actions: []any{web.Button{Label: "account.user.new", Href: "/admin/orang/baru", Icon: "plus"}},
		Body: []any{
			find,
			web.Filters{Action: "/admin/orang", Selects: []*web.Select{filter, order}},
			card,
		}}, nil), nil
}

func roleOptions(on authority.Role) []web.Option {
	var out []web.Option
	for _, r := range authority.AccountRoles() {
		out = append(out, web.Option{Value: string(r), Label: r.Key(), On: r == on})
	}
	return out
}

func stateTag(u User) web.Tag {
	switch {
	case u.Disabled:
		return web.Tag{Tone: web.Bad, Text: "account.state.disabled"}
	case !u.Ready:
		return web.Tag{Tone: web.Warn, Text: "account.state.waiting"}
	}
	return web.Tag{Tone: web.Good, Text: "account.state.active"}
}

func (a *Accounts) userPage(r *web.Request) (web.Response, error) {
	u, err := a.User(r.Context(), ScopeOf(r), r.PathValue("id"))
	if err != nil {
		return nil, err
	}
	return a.showUser(r, u, "")
}

// showUser is the page of one account; token is a one-time link just made,
// which is shown this once.
func (a *Accounts) showUser(r *web.Request, u User, token string) (web.Response, error) {
	sessions, err := a.UserSessions(r.Context(), ScopeOf(r), u.ID)
	if err != nil {
		return nil, err
	}
	history, err := a.RightsHistory(r.Context(), ScopeOf(r), u.ID)
	if err != nil {
		return nil, err
	}
	place, err := a.placeOf(r.Context(), u.Person)
	if err != nil {
		return nil, err
	}
	timeline, err := a.rightsTimeline(r, history)
	if err != nil {
		return nil, err
	}
	path := "/admin/orang/" + u.ID
	var body []any
	if token != "" {
		link := r.Origin() + "/siapkan/" + token
		body = append(body, web.Notice{Tone: web.Warn, Strong: "account.link.made", Text: r.T("account.link.text", "Name", u.Name)},
			web.Card{Title: "account.link", Body: []any{web.Row{web.Para{Text: link}, web.CopyButton{Value: link}}}})
	}
	facts := web.Facts{
		{Label: "account.login", Value: u.Login},
		{Label: "account.role", Value: r.T(u.Role.Key())},
	}
	for _, f := range []web.Fact{{Label: "account.place", Value: place}, {Label: "account.phone", Value: u.Phone}} {
		if f.Value != "" {
			facts = append(facts, f)
		}
	}
	who := web.Card{Title: "account.who", Body: []any{facts}}
	own := u.ID == PersonOf(r).ID
	if own {
		body = append(body, web.Notice{Text: "account.user.own"})
	} else {
		who.Link = web.Link{Label: "account.user.edit", Href: path + "/ubah"}
		who.Foot = web.Row(userActs(u, path))
	}
	body = append(body, who)
	if len(sessions) > 0 && !own {
		body = append(body, web.Card{Title: "account.sessions", Flush: true,
			Body: []any{sessionTable(r, sessions, func(Session) any { return "" })},
			Foot: web.Button{Label: "account.session.end_all", Kind: web.Secondary, Post: path + "/keluarkan"}})
	}
	body = append(body, web.Card{Title: "account.history", Body: []any{timeline}})
	return web.Page("", web.View{Title: u.Name, Tags: []web.Tag{stateTag(u)}, Shape: web.Narrow,
		Crumbs: []web.Crumb{{Label: "account.users", Href: "/admin/orang"}, {Label: u.Name}}, Body: body}, nil), nil
}

func userActs(u User, path string) []any {
	if u.Disabled {
		return []any{web.Button{Label: "account.user.enable", Kind: web.Secondary, Post: path + "/aktif"}}
	}
	return []any{
		web.Button{Label: "account.link.make", Kind: web.Secondary, Post: path + "/tautan"},
		web.Button{Label: "account.user.disable", Kind: web.Danger, Href: path + "/nonaktif"},
	}
}

func (a *Accounts) rightsTimeline(r *web.Request, history []RightChange) (web.Timeline, error) {
	var out web.Timeline
	for _, h := range history {
		text := r.T(h.Role.Key())
		place, err := a.placeOf(r.Context(), Person{Areas: h.Areas, Agency: h.Agency, Institution: h.Institution})
		if err != nil {
			return nil, err
		}
		if place != "" {
			text += " – " + place
		}
		actor := h.Actor
		if strings.HasPrefix(actor, systemPrefix) {
			actor = r.T(authority.System.Key())
		}
		out = append(out, web.Moment{Kind: "stage", Strong: r.T("account.change." + h.Change), Text: text,
			Meta: i18n.DateTime(r.Lang, h.At.In(r.Now().Location())) + " · " + actor})
	}
	return out, nil
}
