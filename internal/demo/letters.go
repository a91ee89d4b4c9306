package demo

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/intake"
	"github.com/jempolkeren/jempol/internal/ledger"
	"github.com/jempolkeren/jempol/internal/region"
)

// letterSocial is the letter with which the social office sent its list.
const letterSocial = "surat-dinsos-daftar-awal"

// villageLetters is how many villages asked for their people by a letter.
const villageLetters = 20

// letters records the request letters: that of the social office's list, and
// those of the villages whose registrars reported people later.
func (w *world) letters() {
	w.letter(letterSocial, w.staff.social, string(w.district), w.cal.first.Add(8*time.Hour+30*time.Minute), intake.LetterBody{
		Number: "460/18/406.014/2020", Day: "2020-12-28", Sender: "Dinas Sosial P3A " + region.Name(w.district), Agency: agencySocial})
	of := map[string][]*story{}
	for _, c := range w.cases {
		switch {
		case c.list == listSocial:
			c.letter = letterSocial
		case !c.baseline && c.channel == "registrar":
			of[c.area] = append(of[c.area], c)
		}
	}
	areas := make([]string, 0, len(of))
	for a := range of {
		areas = append(areas, a)
	}
	slices.SortFunc(areas, func(a, b string) int { return cmp.Or(cmp.Compare(len(of[b]), len(of[a])), cmp.Compare(a, b)) })
	for i, a := range areas[:min(villageLetters, len(areas))] {
		day := of[a][0].reportDay
		for _, c := range of[a] {
			day = min(day, c.reportDay)
			c.letter = "surat-" + a
		}
		at := w.morning(w.cal.workday(day, 1))
		w.letter("surat-"+a, of[a][0].reporter, a, at, intake.LetterBody{Number: fmt.Sprintf("470/%d/%s/%d", 12+i*7, a, at.Year()),
			Day: at.AddDate(0, 0, -1).Format(time.DateOnly), Sender: "Pemerintah Desa " + region.Label(region.Code(a))})
	}
}

func (w *world) letter(id string, who *user, area string, at time.Time, body intake.LetterBody) {
	subject := ledger.Subject{Kind: casefile.KindLetter, ID: id}
	w.at(at, func(t time.Time) {
		w.do(t, who, ledger.Draft{Subject: subject, Type: casefile.LetterReceived, Area: area, Body: body})
		w.done(subject)
	})
}
