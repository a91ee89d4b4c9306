package issuance

import (
	"embed"
	"io/fs"
	"strings"
	"time"

	"github.com/jempolkeren/jempol/internal/account"
	"github.com/jempolkeren/jempol/internal/authority"
	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/i18n"
	"github.com/jempolkeren/jempol/internal/ledger"
	"github.com/jempolkeren/jempol/internal/region"
	"github.com/jempolkeren/jempol/internal/web"
)

//go:embed html
var htmlFS embed.FS

// Templates are the pages of this room.
func (s *Service) Templates() fs.FS {
	f, err := fs.Sub(htmlFS, "html")
	if err != nil {
		panic("issuance: embedded pages: " + err.Error())
	}
	return f
}

// WorkRoutes say where the work of this step is done.
var WorkRoutes = []casefile.WorkRoute{
	{Action: casefile.Verified, Path: "/verifikasi/{case}", Text: "issuance.do.verify"},
	{Action: casefile.Returned, Path: "/verifikasi/{case}", Text: "issuance.do.verify"},
	{Action: casefile.Entered, Path: "/siak/{case}", Text: "issuance.do.enter"},
	{Action: casefile.Status, Path: "/siak/{case}/status", Text: "issuance.do.status"},
	{Action: casefile.Issued, Path: "/siak/{case}/terbit/{arg}", Text: "issuance.do.issue"},
	{Action: casefile.Reprinted, Path: "/siak/{case}/terbit/{arg}", Text: "issuance.do.reprint"},
}

// Routes are the pages of this room.
func (s *Service) Routes() []web.Route {
	get, post := web.Get, web.Post
	return []web.Route{
		get("/verifikasi", "page.verify", s.verifyQueue),
		get("/verifikasi/{case}", "page.verify", s.verifyPage),
		post("/verifikasi/{case}", casefile.Verified, s.verifySave),
		get("/verifikasi/{case}/kembalikan", "page.verify", s.returnPage),
		post("/verifikasi/{case}/kembalikan", casefile.Returned, s.returnSave),

		get("/verifikasi/{case}/betulkan", "page.verify", s.mendVerifiedPage),
		post("/verifikasi/{case}/betulkan", casefile.TakenBack, s.mendVerifiedSave),

		get("/siak", "page.siak", s.entryQueue),
		get("/siak/tercatat", "page.siak", s.doneQueue),
		get("/siak/{case}/betulkan", "page.siak", s.mendEnteredPage),
		post("/siak/{case}/betulkan", casefile.TakenBack, s.mendEnteredSave),
		post("/siak/{case}/cetak-ulang/{need}", casefile.Reprinted, s.reprintSave),
		get("/siak/{case}", "page.siak", s.entryPage),
		post("/siak/{case}", casefile.Entered, s.entrySave),
		post("/siak/{case}/verifikator", casefile.Waiting, s.askSave),
		get("/siak/menunggu", "page.siak", s.statusQueue),
		get("/siak/{case}/status", "page.siak", s.statusPage),
		post("/siak/{case}/status", casefile.Status, s.statusSave),
		get("/siak/siap-cetak", "page.siak", s.issueQueue),
		get("/siak/{case}/terbit/{need}", "page.siak", s.issuePage),
		post("/siak/{case}/terbit/{need}", casefile.Issued, s.issueSave),
		post("/siak/{case}/tunda/{need}", casefile.Waiting, s.holdSave),
		get("/siak/{case}/surat/{need}", "paper.interim", s.interimFile),
	}
}

// opened is a case that somebody looks at, with the reason why.
type opened struct {
	scope  db.Scope
	id     string
	events []casefile.Event
	st     casefile.State
	idle   bool // nothing of this step waits here: nothing was read
}

func (o *opened) name(r *web.Request) string {
	if n := o.st.Person.Value(casefile.FieldName); n != "" {
		return n
	}
	return r.T("issuance.nameless")
}

// open reads a case for a page. The reason is the role's open work, or a need
// that stands where this page looks after it; where there is neither, nothing
// personal is read. The access log has it before it is shown.
func (s *Service) open(r *web.Request, action authority.Action, detail string, stages ...casefile.Stage) (*opened, error) {
	o := &opened{}
	var err error
	if o.id, err = s.Accounts.CaseByNumber(r.Context(), account.ScopeOf(r), action, r.PathValue("case")); err != nil {
		return nil, err
	}
	scope, mine, err := s.Accounts.ForWork(r.Context(), account.ScopeOf(r), casefile.KindCase, o.id)
	if err != nil {
		return nil, err
	}
	if !mine {
		there, err := s.stands(r.Context(), scope, o.id, stages)
		if err != nil {
			return nil, err
		}
		if !there {
			o.idle = true
			return o, nil
		}
		scope = s.Accounts.With(scope, "work:"+string(action))
	}
	o.scope = scope
	err = s.Accounts.Log(r.Context(), scope, account.AccessEntry{Action: action, Kind: casefile.KindCase, ID: o.id, Detail: detail})
	if err != nil {
		return nil, err
	}
	if o.events, err = s.Ledger.Events(r.Context(), scope, subjectOf(o.id)); err != nil {
		return nil, err
	}
	o.st = casefile.FoldState(o.id, o.events)
	return o, nil
}

// act prepares a POST: which case, by whom, under which operation id.
func (s *Service) act(r *web.Request, action string) (string, ledger.Op, error) {
	if err := r.Parse(); err != nil {
		return "", ledger.Op{}, err
	}
	id, err := r.Op()
	if err != nil {
		return "", ledger.Op{}, err
	}
	scope := account.ScopeOf(r)
	caseID, err := s.Accounts.CaseByNumber(r.Context(), scope, authority.Action(action), r.PathValue("case"))
	return caseID, ledger.Op{ID: id, Scope: s.Accounts.With(scope, "work:"+action)}, err
}

// listed logs that a list with names was opened.
func (s *Service) listed(r *web.Request, action authority.Action, detail string) error {
	return s.Accounts.Log(r.Context(), account.ScopeOf(r), account.AccessEntry{Action: action, Kind: account.AccessList, Detail: detail})
}

// idlePage says that nothing waits here, and where the case is told about.
func (s *Service) idlePage(r *web.Request, crumb web.Crumb) web.Response {
	no := r.PathValue("case")
	return web.Page("", web.View{Title: "issuance.idle", Shape: web.Narrow, Crumbs: []web.Crumb{crumb, {Label: no}},
		Body: []any{web.Empty{Icon: "check", Title: r.T("issuance.idle.title", "No", no), Text: "issuance.idle.text",
			Button: web.Button{Label: "issuance.open_case", Href: "/kasus/" + no, Kind: web.Secondary}}}}, nil)
}

// needsText names needs in the viewer's language: "NIK dan Kartu Keluarga (KK)".
func needsText(r *web.Request, needs []string) string {
	names := make([]string, 0, len(needs))
	for _, n := range needs {
		names = append(names, r.T("casefile.need."+n))
	}
	if len(names) < 2 {
		return strings.Join(names, "")
	}
	return strings.Join(names[:len(names)-1], ", ") + " " + r.T("issuance.and") + " " + names[len(names)-1]
}

// age is how long something has waited, red once it is late.
func (s *Service) age(r *web.Request, from, due time.Time) web.Age {
	zone := r.Now().Location()
	a := web.Age{Text: i18n.Waiting(r.Lang, i18n.Days(from, r.Now(), zone))}
	switch left := i18n.Days(r.Now(), due, zone); {
	case due.IsZero():
	case left < 0:
		a = web.Age{Text: i18n.Due(r.Lang, left), Tone: web.Bad}
	case left == 0:
		a.Tone = web.Warn
	}
	return a
}

// place is a village with its kecamatan.
func place(area string) string { return region.Label(region.Code(area)) }
