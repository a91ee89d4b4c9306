package monitoring

import (
	"reflect"
	"strings"
	"testing"

	"github.com/jempolkeren/jempol/internal/authority"
	"github.com/jempolkeren/jempol/internal/db"
)

// trips stores three trips of 2021 and one of 2020 as outreach keeps them, with
// whom they met: one person twice, one was not at home.
func (w *world) trips() {
	w.Helper()
	err := w.d.Write(w.Context(), officeID, func(tx *db.Tx) error {
		trip := func(id, state, day string, cost int) []any {
			return []any{officeID, id, state, day, "35.03.01", cost}
		}
		for _, t := range [][]any{trip("t1", "finished", "2021-03-01", 400000), trip("t2", "finished", "2021-06-01", 200000),
			trip("t3", "cancelled", "2021-06-02", 0), trip("t4", "finished", "2020-12-31", 900000)} {
			if _, err := tx.Exec(`INSERT INTO trip (office_id, trip_id, state, day, area, cost, depart, team, vehicle, kit, kit_lost, stops, people,
				planned_by, planned_at, published_at, started_at, finished_at, cancelled_at, reason, km)
				VALUES ($1, $2, $3, $4, $5, $6, '', '', '', '', 0, 1, 1, '', 0, 0, 0, 0, 0, '', 10)`, t...); err != nil {
				return err
			}
		}
		for i, v := range [][3]any{{"a", "t1", 1}, {"b", "t1", 1}, {"a", "t2", 1}, {"c", "t2", 0}, {"d", "t4", 1}, {"e", "t2", 1}} {
			if _, err := tx.Exec(`INSERT INTO visit (office_id, case_id, event, n, met, trip, stop, day, reason, next_day, sources, witnesses, recording, officer, happened_at)
				VALUES ($1, $2, $3, $4, $5, $6, '', '', '', '', '', 0, 0, '', 0)`, officeID, v[0], "e"+number(i), i, v[2], v[1]); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		w.Fatal(err)
	}
}

func TestMoneyIsWhatTripsCostAndWhomTheyMet(t *testing.T) {
	each(t, func(w *world) {
		w.trips()
		p := YearOf(2021, w.now, "")
		m, err := w.s.Money(w.Context(), w.scope(authority.Head), p)
		if want := (Money{Spent: 600000, Trips: 2, Visited: 3}); err != nil || !reflect.DeepEqual(m, want) || m.Each() != 200000 {
			w.Errorf("%+v %d, want %+v, %v", m, m.Each(), want, err)
		}
		if m, err = w.s.Money(w.Context(), w.scope(authority.Companion), p); err != nil || !reflect.DeepEqual(m, Money{}) {
			w.Errorf("a part of the office is told what all of it spent: %+v %v", m, err)
		}
	})
}

func TestFiguresLeadToTheirCases(t *testing.T) {
	each(t, func(w *world) {
		w.live(80, 7)
		w.trips()
		site := w.site()
		v := w.visitor(site, authority.Head)
		v.Get("/pemantauan/target?tahun=2021")
		v.Post("/pemantauan/target", "tahun", "2021", "orang", "40", "anggaran", "1.000.000")
		_, page := v.Get("/pemantauan?tahun=2021")
		for _, want := range []string{"Rp\u00a0600.000", "60% dari anggaran", "Rp\u00a0200.000", "3 orang ditemui"} {
			if !strings.Contains(page, want) {
				w.Errorf("the page lacks %q", want)
			}
		}
		link := "/kasus?lama=14&amp;tahap=belum-diajukan"
		for _, role := range authority.AccountRoles() {
			if role == authority.Head || authority.Reaches(role, "page.monitoring") == authority.None {
				continue
			}
			_, page := w.visitor(site, role).Get("/pemantauan?tahun=2021")
			may := authority.Reaches(role, "page.cases") != authority.None
			if strings.Contains(page, link) && !may {
				w.Errorf("%s is led to a list that is closed", role)
			}
			if role == authority.Coordinator && !strings.Contains(page, link) {
				w.Error("the coordinator is not led to who is left behind")
			}
		}
	})
}
