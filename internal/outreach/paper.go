package outreach

import (
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/jempolkeren/jempol/internal/document"
	"github.com/jempolkeren/jempol/internal/fault"
	"github.com/jempolkeren/jempol/internal/i18n"
	"github.com/jempolkeren/jempol/internal/region"
	"github.com/jempolkeren/jempol/internal/web"
)

// paperOf answers with a paper of a trip, for trips that have it. The code on it
// leads to the trip.
func (s *Service) paperOf(r *web.Request, name string, has func(Trip) bool,
	draw func(*web.Request, tripView, map[string]string, string) ([]byte, error)) (web.Response, error) {
	t, err := s.trip(r)
	if err != nil {
		return nil, err
	}
	if !has(t) {
		return nil, fault.New(fault.Conflict, "fault.outreach.not_published")
	}
	v, err := s.view(r, t)
	if err != nil {
		return nil, err
	}
	settings, err := s.Accounts.Settings(r.Context())
	if err != nil {
		return nil, err
	}
	pdf, err := draw(r, v, settings, s.address(r)+"/perjalanan/"+t.ID)
	if err != nil {
		return nil, err
	}
	return web.File{Name: name + "-" + t.Plan.Day + ".pdf", Type: "application/pdf", Bytes: pdf}, nil
}

// assignmentPaper is the letter of assignment with the itinerary. It lies in a
// car and is shown in villages, so it names officers and stops, and no resident.
func (s *Service) assignmentPaper(r *web.Request) (web.Response, error) {
	return s.paperOf(r, "surat-tugas", func(t Trip) bool { return t.Underway() || t.State == Finished }, s.assignment)
}

// word is a text of a trip's papers: in Indonesian, because an office signs them.
func word(key string, args ...any) string { return i18n.T(i18n.ID, "outreach.letter."+key, args...) }

// kitless is the end of the key of a text that promises biometrics, on a trip
// that carries no kit: a village must not gather people in vain.
func kitless(v tripView) string {
	if v.HasKit() {
		return ""
	}
	return ".no_kit"
}

// newPaper begins a paper of a trip with the letterhead of the office.
func (s *Service) newPaper(r *web.Request, title string, settings map[string]string) (*document.Paper, document.Letterhead) {
	const lang = i18n.ID
	now := r.Now()
	p := document.NewPaper(document.PaperOptions{Title: title, Author: s.Office(), Language: lang, Created: now,
		FooterFree: word("free"), FooterNote: word("printed", "When", i18n.DateTime(lang, now)),
		PageOf: func(page, total int) string {
			return word("page", "Page", strconv.Itoa(page), "Total", strconv.Itoa(total))
		}})
	var head document.Letterhead
	if s.Letterhead != nil {
		head = s.Letterhead()
	}
	for _, key := range []string{"office.address", "office.phone"} {
		if settings[key] != "" {
			head.Address = append(head.Address, settings[key])
		}
	}
	p.Letterhead(head)
	return p, head
}

// signedPart is the height of the note, the code and the signatures, in mm.
const signedPart = 84

// headSigns is the signature of the head of the office on the day.
func (s *Service) headSigns(settings map[string]string, day time.Time) document.Signature {
	title := settings["head.title"]
	if title == "" {
		title = word("head")
	}
	id := ""
	if settings["head.nip"] != "" {
		id = "NIP. " + settings["head.nip"]
	}
	return document.Signature{Place: region.Name(s.District) + ", " + i18n.Date(i18n.ID, day), Role: title, Name: settings["head.name"], ID: id}
}

// leadsTo names the kecamatan that a trip was planned for, and those of its
// stops: a team is asked there what it is sent for.
func leadsTo(t Trip) string {
	codes := []region.Code{region.Code(t.Plan.Area)}
	for _, stop := range t.Stops {
		if c := region.Code(stop.Village).At(region.Kecamatan); c != "" && !slices.Contains(codes, c) {
			codes = append(codes, c)
		}
	}
	names := make([]string, len(codes))
	for i, c := range codes {
		names[i] = region.Label(c)
	}
	return strings.Join(names, ", ")
}

// assignment draws the letter of assignment.
func (s *Service) assignment(r *web.Request, v tripView, settings map[string]string, address string) ([]byte, error) {
	const lang = i18n.ID
	p, _ := s.newPaper(r, word("title"), settings)
	p.Title(word("title"), word("number"))
	p.Paragraph(word("basis"))
	p.Heading(word("assigns"))
	officers := make([]document.Fact, len(v.Plan.Members))
	for i, m := range v.Plan.Members {
		officers[i] = document.Fact{Label: word("officer", "N", strconv.Itoa(i+1)), Value: v.names[m]}
	}
	p.Facts(officers)
	p.Heading(word("to"))
	kit := word("no_kit")
	if v.HasKit() {
		kit = nameOf(v.ref.Kits, v.Plan.Kit)
	}
	p.Facts([]document.Fact{
		{Label: word("task"), Value: word("task_text" + kitless(v))},
		{Label: word("day"), Value: dayWords(lang, v.Plan.Day)},
		{Label: word("place"), Value: leadsTo(v.Trip)},
		{Label: word("vehicle"), Value: vehicleWords(v)},
		{Label: word("kit"), Value: kit},
	})
	p.Heading(word("itinerary"))
	rows := make([][]string, 0, len(v.Stops))
	for i, stop := range v.Stops {
		top, sub := stopWords(lang, stop, v.institutions)
		slot := v.table.Slots[i]
		rows = append(rows, []string{strconv.Itoa(i + 1), clockWords(slot.Arrive) + "–" + clockWords(slot.Leave), top + " (" + sub + ")",
			strconv.Itoa(len(stop.Cases)), i18n.T(lang, "outreach.with."+stop.Companion)})
	}
	p.Table(document.Table{Columns: []document.Column{{Title: word("no"), Width: 0.5, Align: document.Right}, {Title: word("time"), Width: 1.4},
		{Title: word("stop"), Width: 4}, {Title: word("people"), Width: 1, Align: document.Right}, {Title: word("companion"), Width: 2.2}}, Rows: rows})
	p.Need(signedPart) // a signature does not stand alone on a page
	p.Note(word("estimate", "Start", clockWords(clockMinutes(v.Plan.Depart)), "Back", clockWords(v.table.Back), "KM", strconv.Itoa(int(math.Round(v.table.KM)))))
	p.QR(address, word("qr"))
	signs := word("village")
	if slices.ContainsFunc(v.Stops, func(x Stop) bool { return x.Kind == Institution }) {
		signs = word("village_or_house")
	}
	p.Signatures([]document.Signature{{Role: signs, Name: ""}, s.headSigns(settings, time.UnixMicro(v.PublishedAt).In(s.Zone))})
	return p.Bytes()
}
