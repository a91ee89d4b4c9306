package outreach

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/jempolkeren/jempol/internal/account"
	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/fault"
	"github.com/jempolkeren/jempol/internal/i18n"
	"github.com/jempolkeren/jempol/internal/region"
)

// waiters lists everybody who waits for a visit and stands in no trip, the
// urgent first, with the reasons and vulnerabilities that weights are made of.
func (s store) waiters(ctx context.Context, sc db.Scope, zone *time.Location, areas []string) ([]waiting, error) {
	if sc.Empty() {
		return nil, nil
	}
	where, args := account.CaseFilter(sc, "f", 4)
	from := ` FROM work w JOIN case_file f ON f.office_id = w.office_id AND f.case_id = w.subject_id
		WHERE w.office_id = $1 AND w.role = 'coordinator' AND w.subject_kind = 'case' AND w.action = 'visit.scheduled' AND ` + where + unplanned
	var out []waiting
	index := map[string]int{}
	args = append([]any{sc.Office, casefile.NeedNIK, casefile.NeedRecording}, args...)
	err := s.each(ctx, `SELECT f.case_id, f.number, f.area, f.kecamatan, f.institution, w.arg, w.from_at, f.opened_at, f.urgent, f.attempts,
		(SELECT COUNT(*) FROM need n WHERE n.office_id = f.office_id AND n.case_id = f.case_id AND n.need IN ($2, $3) AND n.is_open = 1)`+from+
		` ORDER BY f.urgent DESC, f.opened_at, f.case_id LIMIT `+strconv.Itoa(mostPlanning), args, func(rows *db.Rows) error {
		var w waiting
		var kecamatan string
		var since, opened int64
		var needs int
		if err := rows.Scan(&w.Case, &w.Number, &w.Area, &kecamatan, &w.Institution, &w.Purpose, &since, &opened, &w.Urgent, &w.Attempts, &needs); err != nil {
			return err
		}
		w.From, w.Opened = db.FromMicros(since).In(zone).Format(time.DateOnly), db.FromMicros(opened).In(zone).Format(time.DateOnly)
		w.Recording = needs == 2
		if len(areas) == 0 || slices.Contains(areas, kecamatan) {
			index[w.Case] = len(out)
			out = append(out, w)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	// No parameter of the SELECT before it but the office and the filter.
	where, args = account.CaseFilter(sc, "f", 2)
	err = s.each(ctx, `SELECT c.case_id, c.category FROM case_category c JOIN case_file f ON f.office_id = c.office_id AND f.case_id = c.case_id
		WHERE c.office_id = $1 AND f.is_open = 1 AND `+where+` ORDER BY c.case_id, c.category`, append([]any{sc.Office}, args...), func(rows *db.Rows) error {
		var id, category string
		err := rows.Scan(&id, &category)
		if i, ok := index[id]; ok {
			out[i].Categories = append(out[i].Categories, category)
		}
		return err
	})
	return out, err
}

// takenDays are the trips of a period: their teams, vehicles and kits are not
// free, whether they are announced or not.
func (s store) takenDays(ctx context.Context, from, to string) (out []busy, err error) {
	err = s.each(ctx, `SELECT day, team, vehicle, kit FROM trip WHERE office_id = $1 AND day >= $2 AND day <= $3
		AND state IN ('planned', 'published', 'started') ORDER BY day, trip_id`, []any{s.office, from, to}, func(rows *db.Rows) error {
		var b busy
		err := rows.Scan(&b.Day, &b.Team, &b.Vehicle, &b.Kit)
		out = append(out, b)
		return err
	})
	return out, err
}

// awayDays are the days on which companions said that it does not suit.
func (s store) awayDays(ctx context.Context, from, to string) (map[string][]string, error) {
	out := map[string][]string{}
	err := s.each(ctx, `SELECT DISTINCT x.village, t.day FROM trip_stop x JOIN trip t ON t.office_id = x.office_id AND t.trip_id = x.trip_id
		WHERE x.office_id = $1 AND t.day >= $2 AND t.day <= $3 AND x.answer IN ('no', 'other_day') ORDER BY x.village, t.day`,
		[]any{s.office, from, to}, func(rows *db.Rows) error {
			var village, day string
			err := rows.Scan(&village, &day)
			out[village] = append(out[village], day)
			return err
		})
	return out, err
}

// budgetLeft is what the trips' budget line of a year still holds: less what
// finished trips cost, and what those that are planned or announced will. ok is
// false where no budget is set.
func (s *Service) budgetLeft(ctx context.Context, year string, rules ruleValues) (left int64, ok bool, err error) {
	var lines int
	err = s.DB.QueryRow(ctx, `SELECT COALESCE(CAST(SUM(rupiah) AS BIGINT), 0), COUNT(*) FROM monitoring_v_budget_line
		WHERE office_id = $1 AND target_id = $2 AND trips = 1`, s.OfficeID, year).Scan(&left, &lines)
	if err == nil && lines == 0 {
		err = s.DB.QueryRow(ctx, `SELECT COALESCE(MAX(budget), 0) FROM monitoring_v_target WHERE office_id = $1 AND target_id = $2`, s.OfficeID, year).Scan(&left)
	}
	if err != nil || left == 0 {
		return 0, false, fault.Wrap("fault.internal", err)
	}
	spent, err := s.spentOn(ctx, year+"-01-01", year+"-12-31", 0, rules)
	return max(0, left-spent), err == nil, err
}

// spentOn is what the trips of a span of days come to, of those planned since a
// time: what finished ones cost, and what the others will.
func (s *Service) spentOn(ctx context.Context, from, to string, since int64, rules ruleValues) (spent int64, err error) {
	if err = s.DB.QueryRow(ctx, `SELECT COALESCE(CAST(SUM(cost) AS BIGINT), 0) FROM trip WHERE office_id = $1 AND state = 'finished'
		AND day >= $2 AND day <= $3 AND planned_at >= $4`, s.OfficeID, from, to, since).Scan(&spent); err != nil {
		return 0, fault.Wrap("fault.internal", err)
	}
	trips := map[string]*Trip{}
	perKM := map[string]int64{}
	err = s.store.each(ctx, `SELECT t.trip_id, t.day, COALESCE(v.rupiah_km, 0), x.village, x.minutes FROM trip t
		JOIN trip_stop x ON x.office_id = t.office_id AND x.trip_id = t.trip_id
		LEFT JOIN office_v_vehicle v ON v.office_id = t.office_id AND v.vehicle_id = t.vehicle
		WHERE t.office_id = $1 AND t.state IN ('planned', 'published', 'started') AND t.day >= $2 AND t.day <= $3 AND t.planned_at >= $4
		ORDER BY t.trip_id, x.position, x.stop`, []any{s.OfficeID, from, to, since}, func(rows *db.Rows) error {
		var id, day string
		var stop Stop
		var rupiah int64
		err := rows.Scan(&id, &day, &rupiah, &stop.Village, &stop.Minutes)
		if trips[id] == nil {
			trips[id] = &Trip{Plan: PlannedBody{Day: day}}
		}
		trips[id].Stops, perKM[id] = append(trips[id].Stops, stop), rupiah
		return err
	})
	if err != nil || len(trips) == 0 {
		return spent, err
	}
	roads, err := s.Roads(ctx)
	for id, t := range trips {
		spent += roads.Estimate(t.Plan.Day, s.home(), "08:00", t.Stops).Cost(perKM[id]) + rules.n("cost.day")
	}
	return spent, err
}

// snapshot reads all that a plan is made of.
func (s *Service) snapshot(ctx context.Context, sc db.Scope, spec PlanSpec) (*planInput, error) {
	rules, err := s.rules(ctx)
	if err != nil {
		return nil, err
	}
	in := &planInput{Spec: spec, Today: s.today(), Home: string(s.home()), Rules: rules, Venues: map[string]venue{}, PerKM: map[string]int64{}}
	if in.People, err = s.store.waiters(ctx, sc, s.Zone, spec.Areas); err != nil {
		return nil, err
	}
	if err := s.Accounts.Log(ctx, sc, account.AccessEntry{Action: "page.trip_plan", Kind: account.AccessList}); err != nil {
		return nil, err
	}
	if in.Year, err = s.yearly(ctx, spec.Period, spec.From, spec.To, rules); err != nil {
		return nil, err
	}
	if in.Busy, err = s.store.takenDays(ctx, spec.From, spec.To); err != nil {
		return nil, err
	}
	if in.Away, err = s.store.awayDays(ctx, spec.From, spec.To); err != nil {
		return nil, err
	}
	ref, err := s.store.reference(ctx, true)
	if err != nil {
		return nil, err
	}
	for _, v := range ref.Vehicles {
		in.PerKM[v.ID] = v.RupiahKM
	}
	err = s.store.each(ctx, `SELECT institution_id, village, visit_days, visit_from, visit_to FROM office_v_visiting_hours
		WHERE office_id = $1 ORDER BY institution_id`, []any{s.OfficeID}, func(rows *db.Rows) error {
		var id, days string
		var v venue
		err := rows.Scan(&id, &v.Village, &days, &v.From, &v.To)
		v.Days = strings.Fields(days)
		in.Venues[id] = v
		return err
	})
	if err != nil {
		return nil, err
	}
	err = s.store.each(ctx, `SELECT institution_id, point FROM office_v_institution_point WHERE office_id = $1 ORDER BY institution_id`, []any{s.OfficeID}, func(rows *db.Rows) error {
		var id, point string
		err := rows.Scan(&id, &point)
		v := in.Venues[id]
		v.Point = point
		in.Venues[id] = v
		return err
	})
	in.weigh()
	return in, err
}

// weigh says of everybody how much the visit counts, whether the plan of the year
// gives their village to this period, and who cannot come to a gathering.
func (in *planInput) weigh() {
	rules := ruleValues(in.Rules)
	homes := rules.codes("home_only")
	today, _ := time.Parse(time.DateOnly, in.Today)
	for i := range in.People {
		p := &in.People[i]
		p.Allotted = in.Year.awaits(in.villageOf(i))
		opened, _ := time.Parse(time.DateOnly, p.Opened)
		p.Weight, _ = rules.weigh(*p, i18n.Days(opened, today, time.UTC))
		for _, c := range p.Categories {
			if code, ok := strings.CutPrefix(c, "vulnerability:"); ok && slices.Contains(homes, code) {
				p.AtHome = true
			}
		}
	}
}

// villageOf is where somebody is visited: the village of the institution, or their
// own.
func (in *planInput) villageOf(who int) string {
	p := in.People[who]
	return cmp.Or(in.Venues[p.Institution].Village, p.Area)
}

// gatherers counts, by village, the people who can come to a gathering.
func (in *planInput) gatherers() map[string]int {
	out := map[string]int{}
	for _, p := range in.People {
		if p.Institution == "" && !p.AtHome && region.Code(p.Area).Level() == region.Village {
			out[p.Area]++
		}
	}
	return out
}
