package outreach

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/jempolkeren/jempol/internal/document"
	"github.com/jempolkeren/jempol/internal/i18n"
	"github.com/jempolkeren/jempol/internal/region"
	"github.com/jempolkeren/jempol/internal/web"
)

// noticePaper is the notice to every village and institution that a trip comes
// to, a page each. It hangs on boards, so it says where and how many, not who.
func (s *Service) noticePaper(r *web.Request) (web.Response, error) {
	return s.paperOf(r, "pemberitahuan", Trip.Underway, s.notice)
}

// told is whom one page of the notice is for, and the stops it speaks of.
type told struct {
	to, at string
	stops  []int
}

// addressees are the villages of a trip and the institutions, in its order.
func addressees(v tripView) (out []told) {
	for i, stop := range v.Stops {
		code := region.Code(stop.Village)
		one := told{to: word("village_head"), at: region.Label(code)}
		if a, ok := region.Get(code); ok && a.Kind == region.KindKelurahan {
			one.to = word("lurah")
		}
		if stop.Kind == Institution {
			one.to = word("institution_head", "Name", v.institutions[stop.Institution].Name)
		}
		if at := slices.IndexFunc(out, func(o told) bool { return o.to == one.to && o.at == one.at }); at >= 0 {
			out[at].stops = append(out[at].stops, i)
			continue
		}
		one.stops = []int{i}
		out = append(out, one)
	}
	return out
}

func (s *Service) notice(r *web.Request, v tripView, settings map[string]string, address string) ([]byte, error) {
	p, head := s.newPaper(r, word("notice"), settings)
	for n, one := range addressees(v) {
		if n > 0 {
			p.NewLetter()
			p.Letterhead(head)
		}
		p.Title(word("notice"), word("number"))
		p.Paragraph(word("to_whom", "Who", one.to, "Where", one.at))
		p.Paragraph(word("notice_text"+kitless(v), "Day", dayWords(i18n.ID, v.Plan.Day)))
		rows := make([][]string, 0, len(one.stops))
		gathering := false
		for _, i := range one.stops {
			stop, slot := v.Stops[i], v.table.Slots[i]
			gathering = gathering || stop.Kind != Home
			rows = append(rows, []string{i18n.T(i18n.ID, "outreach.about", "From", clockWords(slot.Arrive), "To", clockWords(slot.Leave)), placeOf(stop, v.institutions),
				strconv.Itoa(len(stop.Cases)), i18n.T(i18n.ID, "outreach.with."+stop.Companion)})
		}
		p.Table(document.Table{Columns: []document.Column{{Title: word("time"), Width: 2.4}, {Title: word("where"), Width: 3},
			{Title: word("people"), Width: 1, Align: document.Right}, {Title: word("companion"), Width: 2.2}}, Rows: rows})
		p.Facts([]document.Fact{{Label: word("team"), Value: strings.Join(memberNames(v), ", ")}, {Label: word("vehicle"), Value: vehicleWords(v)}})
		p.Heading(word("please"))
		asks := []string{word("please_companion"), word("please_papers")}
		if gathering {
			asks = append(asks, word("please_room"))
		}
		p.Numbered(append(asks, word("please_names")))
		p.QR(address+"/hadir", word("qr_answer"))
		p.Signatures([]document.Signature{{Role: word("received")}, s.headSigns(settings, time.UnixMicro(v.PublishedAt).In(s.Zone))})
	}
	return p.Bytes()
}

// placeOf says where a stop is, without saying whose home it is.
func placeOf(stop Stop, institutions map[string]Choice) string {
	switch stop.Kind {
	case Gathering:
		return i18n.T(i18n.ID, "outreach.point."+stop.Point)
	case Institution:
		return institutions[stop.Institution].Name
	}
	return word("homes")
}

func memberNames(v tripView) (out []string) {
	for _, m := range v.Plan.Members {
		if v.names[m] != "" {
			out = append(out, v.names[m])
		}
	}
	return out
}

// vehicleWords is "Mobil layanan (AG 0000 XX)": who waits at the road looks for
// the plate.
func vehicleWords(v tripView) string {
	for _, c := range v.ref.Vehicles {
		if c.ID == v.Plan.Vehicle && c.Note != "" {
			return c.Name + " (" + c.Note + ")"
		}
	}
	return nameOf(v.ref.Vehicles, v.Plan.Vehicle)
}
