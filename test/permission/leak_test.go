package permission

import (
	"strings"

	"github.com/jempolkeren/jempol/internal/authority"
	"github.com/jempolkeren/jempol/internal/fault"
	"github.com/jempolkeren/jempol/internal/ledger"
	"github.com/jempolkeren/jempol/internal/web"
)

// leaks puts pages with the usual mistakes beside the real ones: the test must
// find each, or it has held nothing.
func (d *district) leaks() {
	d.Helper()
	says := func(r *web.Request, fields ...string) web.Response {
		var out []string
		for _, c := range d.cases {
			for _, prefix := range fields {
				if c.values["case"] == r.PathValue("case") {
					out = append(out, word(prefix, c.n))
				}
			}
		}
		return web.Page("", web.View{Title: "Bocor", Body: []any{web.Para{Text: strings.Join(out, " ")}}}, nil)
	}
	routes := []web.Route{
		{Method: "GET", Pattern: "/kasus/{case}/bocor", Action: "page.case", Handle: func(r *web.Request) (web.Response, error) {
			return says(r, "qna"), nil // asks for no reach and logs nothing
		}},
		{Method: "GET", Pattern: "/kasus/{case}/aman", Action: "page.stage", Handle: func(r *web.Request) (web.Response, error) {
			return says(r, "qsa"), nil // shows the safety note to everybody
		}},
		{Method: "POST", Pattern: "/kasus/{case}/tulis", Action: "case.noted", Handle: func(r *web.Request) (web.Response, error) {
			if _, err := d.app.Attachments.Put(r.Context(), d.app.Accounts.System("verb.test"), "trip", ledger.NewID(), strings.NewReader("%PDF-1.4\nstartxref\n0\n%%EOF")); err != nil {
				return nil, err
			}
			return nil, fault.New(fault.Forbidden, "fault.web.forbidden") // writes first, refuses then
		}},
		{Method: "GET", Pattern: "/baru/{apa}", Action: "page.case", Handle: func(r *web.Request) (web.Response, error) { return says(r), nil }},
	}
	site, err := web.New(web.Config{Brand: web.Brand{Name: "Jempol Keren"}, Now: d.app.Now, Log: d.app.Log, Identify: d.app.Accounts.Identify,
		Allow: d.app.Accounts.Allow, WhoMay: d.app.Accounts.WhoMay})
	if err != nil {
		d.Fatal(err)
	}
	site.Handle(routes...)
	var found []string
	bad := *d
	bad.handler, bad.people = site.Handler(), map[authority.Role]visitor{}
	bad.say = func(format string, _ ...any) { found = append(found, format) }
	bad.nobody.d = &bad
	for r, v := range d.people {
		v.d = &bad
		bad.people[r] = v
	}
	for i, want := range [][]string{
		{"the table refuses it", "the refusal shows", "without a line in the access log", "shows %q of %s"},
		{"shows %q of %s"},
		{"changed something"},
		{"knows no subject"},
	} {
		found = nil
		if routes[i].Method == "GET" {
			bad.reading(routes[i])
		} else {
			bad.acting(routes[i])
		}
		for _, w := range want {
			if !strings.Contains(strings.Join(found, "\n"), w) {
				d.Errorf("%s: the test did not find %q, only %q", routes[i].Pattern, w, found)
			}
		}
	}
}
