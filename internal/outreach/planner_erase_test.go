package outreach_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/fault"
	"github.com/jempolkeren/jempol/internal/ledger"
	"github.com/jempolkeren/jempol/internal/outreach"
)

// TestAnErasedCaseIsInNoSheet: neither by number nor by place, in no column of any
// table; the others keep their days, and the sheet goes on working.
func TestAnErasedCaseIsInNoSheet(t *testing.T) {
	on(t, func(w *world) {
		b := w.site().as("rina")
		ctx := w.Context()
		gone, number := w.waiting(person{name: "Tarmi", birth: "1963", area: village3, needs: []string{"nik", "recording"}})
		var stay, numbers []string
		for _, p := range []person{{name: "Ponirah", birth: "1941"}, {name: "Suyatno", birth: "1950", area: village2}, {name: "Kasiran", birth: "1944"}} {
			id, no := w.waiting(p)
			stay, numbers = append(stay, id), append(numbers, no)
		}
		spec := w.spec()
		spec.Period, spec.Must = outreach.Month, []string{gone}
		spec.Points = map[string]string{village: "village_hall", village3: "village_hall"}
		id, err := w.s.AskPlan(ctx, w.op(w.coordinator), spec)
		w.must(err)
		w.jobs()
		sheet := "/perjalanan/rencana/kerja/" + id
		for i, e := range []outreach.Edit{{What: "pin", Case: gone}, {What: "exclude", Case: stay[2]}} {
			_, err = w.s.EditPlan(ctx, w.op(w.coordinator), id, outreach.VariantHome, int64(i+1), e)
			w.must(err)
		}
		texts := func() (all string) {
			for _, q := range []string{`SELECT spec FROM plan_sheet`, `SELECT input FROM plan_sheet`, `SELECT pins FROM plan_variant`, `SELECT tours FROM plan_variant`,
				`SELECT before FROM plan_step`, `SELECT case_id FROM plan_step`, `SELECT reserved FROM plan_trip`} {
				rows, err := w.d.Query(ctx, q)
				w.must(err)
				for rows.Next() {
					var text string
					w.must(rows.Scan(&text))
					all += text + "\n"
				}
				w.must(rows.Err())
				_ = rows.Close()
			}
			return all
		}
		for _, part := range []string{gone, number, village3} {
			if !strings.Contains(texts(), part) {
				w.Fatalf("%s stood in no sheet: this proves nothing", part)
			}
		}
		b.Expect(200, "Urungkan perubahan terakhir")(b.Get(sheet + "/papan?rencana=home"))
		before := map[string]string{}
		for _, name := range outreach.Variants {
			_, before[name] = b.Get(sheet + "/papan?rencana=" + name)
		}

		w.must(w.l.Erase(ctx, w.op(w.a.System("test")), ledger.Subject{Kind: casefile.KindCase, ID: gone}, "request"))
		// Before the job has run nobody reads of the case in the sheet either, nor
		// plans it again, and whatever else is done meanwhile holds.
		b.Expect(200, "Dihapus", "1 warga tidak ditampilkan lagi", "3 warga", "!"+number)(b.Get(sheet))
		for _, name := range outreach.Variants {
			for _, page := range []string{"/tertinggal", "/papan"} {
				b.Expect(200, "!"+number)(b.Get(sheet + page + "?rencana=" + name))
			}
		}
		_, err = w.s.EditPlan(ctx, w.op(w.coordinator), id, outreach.VariantHome, 3, outreach.Edit{What: "free", Case: gone})
		w.want(err, fault.NotFound, "fault.outreach.planner.person")
		_, err = w.s.EditPlan(ctx, w.op(w.coordinator), id, outreach.VariantHome, 3, outreach.Edit{What: "pin", Case: stay[0]})
		w.must(err)
		w.jobs()
		// Whoever has an older page open is told why, and no colleague is named.
		b.Expect(409, "Data seorang warga dihapus dari rencana ini", "!mengubah rencana ini")(b.Post(sheet+"/ubah",
			"rencana", outreach.VariantHome, "versi", "4", "warga", numbers[1], "apa", "pin"))
		b.Expect(200, "sesudah itu data warga dihapus")(b.Get("/perjalanan/rencana"))
		// What the planner asked for of a village stays; it is no person.
		all := strings.Replace(texts(), `"`+village3+`":"village_hall"`, "", -1)
		for _, part := range []string{gone, number, village3} {
			if strings.Contains(all, part) {
				w.Errorf("%s is still in a sheet", part)
			}
		}
		b.Expect(200, "Dihapus", "1 warga tidak ditampilkan lagi", "3 warga", "!"+number)(b.Get(sheet))
		for _, name := range outreach.Variants {
			b.Expect(200, "!"+number)(b.Get(sheet + "/tertinggal?rencana=" + name))
			_, board := b.Get(sheet + "/papan?rencana=" + name)
			if before[name] == board || strings.Contains(board, number) {
				w.Errorf("the board of %s is as before", name)
			}
			for _, m := range dayLink.FindAllStringSubmatch(board, -1) {
				b.Expect(200, "!"+number, "!Tarmi")(b.Get(sheet + "/hari?rencana=" + name + "&rute=" + m[2]))
			}
		}
		b.Expect(200, "Dihapus", "Keluarkan dari rencana", "!Urungkan perubahan terakhir")(b.Get(sheet + "/papan?rencana=home"))
		// The plan is one that the checker accepts: it can be changed and announced.
		var v int64
		w.must(w.d.QueryRow(ctx, `SELECT version FROM plan_sheet`).Scan(&v))
		w.want(w.s.UndoPlan(ctx, w.op(w.coordinator), id, outreach.VariantHome, v), fault.Conflict, "fault.outreach.planner.nothing")
		_, err = w.s.EditPlan(ctx, w.op(w.coordinator), id, outreach.VariantHome, v, outreach.Edit{What: "free", Case: stay[2]})
		w.must(err)
		_, err = w.s.EditPlan(ctx, w.op(w.coordinator), id, outreach.VariantHome, v+1, outreach.Edit{What: "add", Case: stay[2], Route: -1})
		w.must(err)
		w.must(w.s.AgainPlan(ctx, w.op(w.coordinator), id, outreach.VariantHome, v+2))
		w.jobs()
		var routes []int
		for r := range 22 {
			routes = append(routes, r)
		}
		w.must(w.d.QueryRow(ctx, `SELECT version FROM plan_sheet`).Scan(&v))
		done, err := w.s.AnnouncePlan(ctx, w.op(w.coordinator), id, outreach.VariantHome, v, routes)
		w.must(err)
		people := 0
		for _, a := range done {
			people += a.People
			if a.Err != nil || len(a.Refused) > 0 {
				w.Errorf("%+v", a)
			}
		}
		if people != 3 {
			w.Errorf("%d are announced of %v", people, slices.Sorted(slices.Values(numbers)))
		}
	})
}
