package desk

import (
	"context"
	"io/fs"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/jempolkeren/jempol/internal/account"
	"github.com/jempolkeren/jempol/internal/attachment"
	"github.com/jempolkeren/jempol/internal/authority"
	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/lawbook"
	"github.com/jempolkeren/jempol/internal/ledger"
	"github.com/jempolkeren/jempol/internal/region"
	"github.com/jempolkeren/jempol/internal/web"
)

// Deps is what the room leans on, and what app tells it of the others.
type Deps struct {
	Office   string
	DB       *db.DB
	Ledger   *ledger.Ledger
	Accounts *account.Accounts

	Attachments *attachment.Store // photos of persons
	Book        *lawbook.Book
	Clock       func() time.Time
	Zone        *time.Location // of the office; nil is that of its kabupaten
	DraftKey    []byte         // 32 bytes that seal drafts; nil where nothing is encrypted

	Work  []casefile.WorkRoute // of all rooms
	Doors []Door
	// Starts are the buttons beside the greeting, for the roles that reach their
	// action, such as "Lapor warga".
	Starts []Start
	// Beside is what waits for the viewer that is no work of a subject.
	Beside func(context.Context, db.Scope) ([]Waiting, error)
	// Guide holds panduan/<role>.md and the pictures in screens/.
	Guide fs.FS
}

// The places on a page of this room where another room may have a door.
const (
	DoorPerson = "person" // correct or complete the person's data
	DoorFamily = "family" // who lives with the person, and into whose KK they come
	DoorNeeds  = "needs"  // add, defer or decline a need
	DoorExit   = "exit"   // end the case by a side exit
	DoorReopen = "reopen" // the way back
	DoorNote   = "note"
	DoorFile   = "file" // the dossier
	DoorPrint  = "print"
	DoorVisits = "visits" // correct what a visit stated
	DoorPlan   = "plan"   // why whoever waits for a visit is, or is not, in a plan

	// On the home page.
	DoorTrips   = "trips"
	DoorFigures = "figures"
)

// Door is a page of another room that a case page leads to.
type Door struct {
	At     string
	Action authority.Action // who may
	Path   string           // with {case}
	Text   string           // key: verb and object
}

// Waiting is what waits at one place that is no work of a subject, such as the
// complaints of residents.
type Waiting struct {
	Title string // key, with Count
	Path  string
	Text  string // key: verb and object
	Count int
	Since int64 // the oldest, µs UTC
	Days  int   // after so many it is late; 0 never
}

// Start is a button of the home page.
type Start struct {
	Action           authority.Action
	Path, Text, Icon string
}

// Service is the room.
type Service struct {
	Deps
	routes map[string]casefile.WorkRoute

	board   board
	counted *ledger.Memo[totals]
}

// In an office with so many cases, a count over all of them may be so old. The
// lists themselves never are.
const (
	manyCases = 5000
	countAge  = 10 * time.Second
)

// New makes the room.
func New(d Deps) *Service {
	if d.Clock == nil {
		d.Clock = time.Now
	}
	if d.Zone == nil {
		d.Zone = region.Hours(d.Office)
	}
	s := &Service{Deps: d, routes: map[string]casefile.WorkRoute{}, board: newBoard(d.Ledger, d.Clock),
		counted: ledger.NewMemo(d.Ledger, countAge, func(t totals) bool { return t.people > manyCases })}
	for _, r := range d.Work {
		s.routes[r.Action+"\x00"+r.Arg] = r
	}
	return s
}

// Routes are the pages of this room.
func (s *Service) Routes() []web.Route {
	get, post := web.Get, web.Post
	return []web.Route{
		get("/", "page.home", s.home),
		post("/cari", "page.search", s.search),
		get("/cari/{id}", "page.search", s.found),
		get("/kasus", "page.cases", s.cases),
		get("/kasus/unduh", "export.cases", s.export),
		get("/kasus/{case}", "page.stage", s.casePage),
		post("/kasus/{case}/orang", "page.person", s.personPage),
		get("/kasus/{case}/foto", "attachment.read", s.photo),
		post("/kasus/{case}/nomor", "reveal.nik", s.reveal),
		get("/kasus/{case}/jejak", "page.access_case", s.trail),
		get("/admin/jejak", "page.access_log", s.accessLog),
		get("/panduan", "page.guide", s.guide),
		get("/panduan/gambar/{name}", "page.guide", s.guidePicture),
		{Method: "POST", Pattern: web.DraftPath, Action: "page.draft", Handle: s.putAside, MaxBody: draftBody},
		post(web.DraftPath+"/{id}/hapus", "page.draft", s.dropDraft),
	}
}

// door finds where a piece of work is done; without a room for it the case
// itself is where one can see what is missing.
func (s *Service) door(w WorkRow) (path, text string) {
	route, ok := s.routes[w.Action+"\x00"+w.Arg]
	if !ok {
		route, ok = s.routes[w.Action+"\x00"]
	}
	if !ok {
		if w.Kind == casefile.KindCase && w.Number != "" {
			return "/kasus/" + w.Number, "desk.open_case"
		}
		return "", ""
	}
	return fill(route.Path, w), route.Text
}

// fill sets what a path leaves open. {case} and {envelope} are visible numbers;
// {id} and {trip} the subject's id.
func fill(path string, w WorkRow) string {
	number := w.Number
	if number == "" {
		number = w.ID
	}
	return strings.NewReplacer("{case}", url.PathEscape(number), "{envelope}", url.PathEscape(number),
		"{trip}", url.PathEscape(w.ID), "{id}", url.PathEscape(w.ID), "{arg}", url.QueryEscape(w.Arg)).Replace(path)
}

// can reports whether the viewer's role does an action at all.
func can(role string, action authority.Action) bool {
	return authority.Reaches(authority.Role(role), action) != authority.None
}

// today is the office's date.
func (s *Service) today() string { return s.Clock().In(s.Zone).Format(time.DateOnly) }

// daysUntil counts the office's days from today to a date.
func (s *Service) daysUntil(date string) (int, bool) {
	t, err := time.ParseInLocation(time.DateOnly, date, s.Zone)
	if err != nil {
		return 0, false
	}
	y, m, d := s.Clock().In(s.Zone).Date()
	return int(t.Sub(time.Date(y, m, d, 0, 0, 0, 0, s.Zone)).Round(24*time.Hour) / (24 * time.Hour)), true
}

// doorAt is the first door at a place that the role may use.
func (s *Service) doorAt(at, role, number string) (web.Link, bool) {
	for _, d := range s.Doors {
		if d.At == at && can(role, d.Action) {
			return web.Link{Label: d.Text, Href: strings.ReplaceAll(d.Path, "{case}", url.PathEscape(number))}, true
		}
	}
	return web.Link{}, false
}

func param(n int) string { return "$" + strconv.Itoa(n) }
