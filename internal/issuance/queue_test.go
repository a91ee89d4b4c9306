package issuance

import (
	"net/url"
	"slices"
	"testing"
	"time"

	"github.com/jempolkeren/jempol/internal/account"
	"github.com/jempolkeren/jempol/internal/authority"
	cf "github.com/jempolkeren/jempol/internal/casefile"
)

// TestAQueueIsNarrowedAndSorted: what a list says it holds is what it shows, on
// both engines, however it was narrowed and in whatever order.
func TestAQueueIsNarrowedAndSorted(t *testing.T) {
	on(t, func(w *world) {
		for _, c := range []struct {
			at, name string
			needs    []string
		}{
			{"35.03.04.2002", "Wagiran", []string{cf.NeedKK}},
			{"35.03.04.2001", "Aminah", []string{cf.NeedNIK, cf.NeedKK}},
			{"35.03.02.2010", "Sutris", []string{cf.NeedBirthDeed}},
			{"35.03.04.2001", "Boiman", []string{cf.NeedKK, cf.NeedBirthDeed}},
		} {
			w.at, w.named = c.at, c.name
			w.submitted(c.needs...)
			w.later(4 * 24 * time.Hour)
		}
		day := 24 * time.Hour
		w.later(day) // now they wait 17, 13, 9 and 5 days
		for _, c := range []struct {
			asked account.Queue
			want  []string
		}{
			{account.Queue{}, []string{"Wagiran", "Aminah", "Sutris", "Boiman"}},
			{account.Queue{Sort: account.SortName}, []string{"Aminah", "Boiman", "Sutris", "Wagiran"}},
			{account.Queue{Sort: account.SortLongest}, []string{"Wagiran", "Aminah", "Sutris", "Boiman"}},
			{account.Queue{Sort: account.SortArea}, []string{"Sutris", "Aminah", "Boiman", "Wagiran"}},
			{account.Queue{Area: "35.03.04"}, []string{"Wagiran", "Aminah", "Boiman"}},
			{account.Queue{Area: "35.03.04.2001", Sort: account.SortName}, []string{"Aminah", "Boiman"}},
			{account.Queue{Need: cf.NeedKK}, []string{"Wagiran", "Aminah", "Boiman"}},
			{account.Queue{Need: cf.NeedNIK}, []string{"Aminah"}},
			{account.Queue{Over: 7}, []string{"Wagiran", "Aminah", "Sutris"}},
			{account.Queue{Over: 14, Area: "35.03.04", Need: cf.NeedKK}, []string{"Wagiran"}},
			{account.Queue{Over: 30}, nil},
			{account.Queue{Reason: "casefile.work.verify", Area: "35.03.02"}, []string{"Sutris"}},
			{account.Queue{Reason: "casefile.work.enter"}, nil},
		} {
			q, err := w.s.Queue(w.Context(), w.role[authority.Verifier], cf.Verified, false, c.asked, 0, 10)
			var got []string
			for _, row := range q.Rows {
				got = append(got, row.Name)
			}
			if err != nil || !slices.Equal(got, c.want) || q.Total() != len(c.want) {
				w.Errorf("%+v: %v of %d, want %v (%v)", c.asked, got, q.Total(), c.want, err)
			}
			if len(c.want) > 1 {
				next, err := w.s.Queue(w.Context(), w.role[authority.Verifier], cf.Verified, false, c.asked, 1, 1)
				if err != nil || len(next.Rows) != 1 || next.Rows[0].Name != c.want[1] {
					w.Errorf("%+v, page 2: %+v %v", c.asked, next.Rows, err)
				}
			}
		}
	})
}

// TestQueuePages: each queue has its filters, keeps them from page to page and
// from case to case, and says what to do where nothing is left.
func TestQueuePages(t *testing.T) {
	on(t, func(w *world) {
		srv := w.site()
		w.staff(authority.Registrar, "Suyanto")
		verifier := w.browser(srv, w.staff(authority.Verifier, "Hartini"))
		siak := w.browser(srv, w.staff(authority.Siak, "Yoga Pratama"))
		verifier.get("/verifikasi?wilayah=35.03.04", 200, "Tidak ada berkas yang menunggu verifikasi")
		for range 2 {
			w.at, w.named = "35.03.04.2001", "Aminah"
			w.submitted(cf.NeedKK)
			w.at, w.named = "", "Wagiran"
			w.submitted(cf.NeedKK, cf.NeedBirthDeed)
		}
		verifier.get("/verifikasi", 200, "4 menunggu", "Aminah", "Wagiran", "Menurut nama", `value="35.03.04"`)
		verifier.get("/verifikasi?wilayah=35.03.04&urut=nama", 200, "2 menunggu", "Aminah", "!Wagiran", "urut=wilayah&amp;wilayah=35.03.04")
		verifier.get("/verifikasi?wilayah=35.03.04&lama=30", 200, "Tidak ada yang cocok dengan saringan ini", `href="/verifikasi"`)

		w.at, w.named = "35.03.04.2001", "Mariyem"
		one, two := w.verified(cf.NeedKK), w.verified(cf.NeedKK)
		w.at, w.named = "", "Slamet"
		w.verified(cf.NeedKK)
		first, second := w.state(one).Number, w.state(two).Number
		siak.get("/siak?wilayah=35.03.04", 200, "2 menunggu", "Mariyem", "!Slamet", "/siak/"+first+"?wilayah=35.03.04")
		siak.get("/siak/"+first+"?wilayah=35.03.04", 200, "/siak/"+second+"?wilayah=35.03.04")
		// The top of the queue is one step away without a mouse, and after saving one
		// is back in the queue as it was asked for.
		siak.get("/siak?wilayah=35.03.04", 200, `href="/siak/`+first+`?wilayah=35.03.04">Entri yang pertama`)
		siak.get("/siak/"+first+"?wilayah=35.03.04", 200, `action="/siak/`+first+`?wilayah=35.03.04"`)
		siak.post("/siak/"+first+"?wilayah=35.03.04", 200, url.Values{"kebutuhan": {"kk"}, "kk": {kkA}}, "dientri", "1 menunggu", "!Slamet")
		siak.get("/siak/menunggu?urut=nama&lama=30", 200, "Tidak ada yang cocok", `href="/siak/menunggu?urut=nama"`)
	})
}
