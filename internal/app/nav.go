package app

import (
	"context"

	"github.com/jempolkeren/jempol/internal/account"
	"github.com/jempolkeren/jempol/internal/authority"
	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/desk"
	"github.com/jempolkeren/jempol/internal/public"
	"github.com/jempolkeren/jempol/internal/web"
)

// place is one entry of the navigation. Who sees it follows from the action of
// its route; its number is work for this person, never a total.
type place struct {
	route, label, icon string
	action             authority.Action
	work               []string // work actions whose open rows its number counts
	tab                bool     // one of the tabs on a phone
	quiet              bool     // only on the "Lainnya" page
	// waits is what waits there, where it is no work of a subject. Home shows the
	// same, as title says it and with the button do.
	waits     func(*App, context.Context, db.Scope) (public.Waits, error)
	title, do string
}

var places = []place{
	{route: "/", label: "app.nav.home", icon: "home", action: "page.home", tab: true},
	{route: "/lapor", label: "app.nav.report", icon: "plus", action: "page.report", tab: true, quiet: true},
	{route: "/laporan", label: "app.nav.reports", icon: "list", action: "page.reports", work: []string{casefile.Accepted, casefile.IdentityDecided, casefile.Duplicate}},
	{route: "/kasus", label: "app.nav.cases", icon: "people", action: "page.cases", tab: true},
	{route: "/lapangan", label: "app.nav.field", icon: "pin", action: "page.visit", work: []string{casefile.Visited}},
	{route: "/perjalanan", label: "app.nav.trips", icon: "car", action: "page.trips", work: []string{casefile.Scheduled, casefile.TripPublished, casefile.TripFinished, casefile.TripConfirmed}},
	{route: "/jam-kunjungan", label: "app.nav.hours", icon: "calendar", action: "institution.hours"},
	{route: "/berkas", label: "app.nav.dossiers", icon: "file", action: "page.dossier", work: []string{casefile.Submitted}},
	{route: "/verifikasi", label: "app.nav.verify", icon: "file", action: "page.verify", work: []string{casefile.Verified}},
	{route: "/siak", label: "app.nav.siak", icon: "box", action: "page.siak", work: []string{casefile.Entered}},
	{route: "/siak/menunggu", label: "app.nav.siak_waiting", icon: "calendar", action: "page.siak", work: []string{casefile.Status}},
	{route: "/siak/siap-cetak", label: "app.nav.siak_print", icon: "file", action: "page.siak", work: []string{casefile.Issued, casefile.Reprinted}},
	{route: "/penyerahan", label: "app.nav.handover", icon: "box", action: "page.handover", work: []string{casefile.Dispatched, casefile.HandedOver, casefile.CustodyPassed, casefile.EnvelopeReceived, casefile.Closed}},
	{route: "/persetujuan", label: "app.nav.approvals", icon: "file", action: "page.approvals", work: []string{casefile.Exception, casefile.Decided, casefile.Duplicate}, quiet: true},
	{route: "/laporan-warga", label: "app.nav.tips", icon: "list", action: "page.tips", quiet: true,
		title: "app.waits.tips", do: "app.waits.tips.do",
		waits: func(a *App, ctx context.Context, sc db.Scope) (public.Waits, error) {
			return a.rooms.public.Waiting(ctx, sc)
		}},
	{route: "/pengaduan-masuk", label: "app.nav.complaints", icon: "warn", action: "page.complaints",
		title: "app.waits.complaints", do: "app.waits.complaints.do",
		waits: func(a *App, ctx context.Context, sc db.Scope) (public.Waits, error) {
			return a.rooms.public.WaitingComplaints(ctx, sc)
		}},
	{route: "/laporan/surat", label: "app.nav.letters", icon: "file", action: "page.letters", quiet: true},
	{route: "/laporan/impor", label: "app.nav.lists", icon: "list", action: "list.import", quiet: true},
	{route: "/pemantauan", label: "app.nav.monitoring", icon: "chart", action: "page.monitoring"},
	{route: "/evaluasi", label: "app.nav.evaluations", icon: "calendar", action: "page.evaluation", quiet: true},
	{route: "/perjanjian", label: "app.nav.agreements", icon: "file", action: "page.agreements", quiet: true},
	{route: "/admin/penduduk", label: "app.nav.register", icon: "people", action: "page.register", quiet: true},
	{route: "/admin", label: "app.nav.office", icon: "gear", action: "page.office", quiet: true},
	{route: "/admin/orang", label: "app.nav.people", icon: "people", action: "page.users"},
	{route: "/admin/jejak", label: "app.nav.access_log", icon: "eye", action: "page.access_log", quiet: true},
}

// atHome are the places that are work for one role and reading for another:
// they stand in the row only where they are work.
var atHome = map[string][]authority.Role{
	"/berkas":        {authority.Registrar, authority.Social, authority.Coordinator, authority.Field},
	"/persetujuan":   {authority.Head},
	"/admin":         {authority.Admin},
	"/jam-kunjungan": {authority.Institution},
	"/evaluasi":      {authority.Head},
	"/perjanjian":    {authority.Head},
}

// nav lists the places of a viewer with the number of what waits for them.
func (a *App) nav(ctx context.Context, v web.Viewer) []web.NavItem {
	role := authority.Role(v.Role)
	counts, err := a.front.Counts(ctx, account.ScopeOfViewer(v))
	if err != nil {
		a.Log.Warn("the navigation has no numbers", "err", err.Error())
	}
	var out []web.NavItem
	for _, p := range places {
		if authority.Reaches(role, p.action) == authority.None {
			continue
		}
		item := web.NavItem{Route: p.route, Label: p.label, Icon: p.icon, Tab: p.tab, Quiet: p.quiet}
		if roles, ok := atHome[p.route]; ok {
			item.Quiet = true
			for _, r := range roles {
				if r == role {
					item.Quiet = false
				}
			}
		}
		for _, w := range p.work {
			item.Count += counts[w]
		}
		if p.waits != nil {
			w, err := p.waits(a, ctx, account.ScopeOfViewer(v))
			if err != nil {
				a.Log.Warn("the navigation has no numbers", "err", err.Error())
			}
			item.Count = w.Count
		}
		out = append(out, item)
	}
	return out
}

// beside is what the home page says waits besides the work of subjects: what the
// navigation counts there, by the same question, and the pairs to be reviewed.
func (a *App) beside(ctx context.Context, sc db.Scope) (out []desk.Waiting, err error) {
	for _, p := range places {
		if p.waits == nil || authority.Reaches(authority.Role(sc.Role), p.action) == authority.None {
			continue
		}
		w, err := p.waits(a, ctx, sc)
		if err != nil {
			return nil, err
		}
		out = append(out, desk.Waiting{Title: p.title, Path: p.route, Text: p.do, Count: w.Count, Since: w.Since, Days: w.Days})
	}
	if authority.Reaches(authority.Role(sc.Role), "page.compare") == authority.None {
		return out, nil
	}
	// Not in the navigation: it is too long a question for every page.
	n, since, err := a.rooms.intake.WaitingPairs(ctx, sc)
	return append(out, desk.Waiting{Title: "app.waits.review", Path: "/laporan/tinjau", Text: "app.waits.review.do", Count: n, Since: since}), err
}

// doors are the pages that a case page leads to.
var doors = []desk.Door{
	{At: desk.DoorPerson, Action: "case.person_stated", Path: "/kasus/{case}/data", Text: "app.door.person"},
	{At: desk.DoorFamily, Action: "page.household", Path: "/kasus/{case}/keluarga", Text: "app.door.family"},
	{At: desk.DoorNeeds, Action: "case.need_added", Path: "/kasus/{case}/kebutuhan", Text: "app.door.needs"},
	{At: desk.DoorFile, Action: "page.dossier", Path: "/kasus/{case}/berkas", Text: "app.door.dossier"},
	{At: desk.DoorExit, Action: casefile.NotFound, Path: "/kasus/{case}/keluar", Text: "app.door.exit"},
	{At: desk.DoorVisits, Action: casefile.Corrected, Path: "/kasus/{case}/kunjungan", Text: "app.door.visits"},
	{At: desk.DoorPlan, Action: "page.trip_plan", Path: "/perjalanan/rencana/mengapa?kasus={case}", Text: "app.door.plan"},
	{At: desk.DoorReopen, Action: "case.reopened", Path: "/kasus/{case}/buka-kembali", Text: "app.door.reopen"},
	{At: desk.DoorTrips, Action: "page.trips", Path: "/perjalanan", Text: "app.door.trips"},
	{At: desk.DoorFigures, Action: "page.monitoring", Path: "/pemantauan", Text: "app.door.figures"},
}

// starts are the buttons of the home page.
var starts = []desk.Start{
	{Action: "list.import", Path: "/laporan/impor", Text: "app.start.list", Icon: "file"},
	{Action: "page.report", Path: "/lapor", Text: "app.start.report", Icon: "plus"},
}
