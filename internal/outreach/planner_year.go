package outreach

import (
	"cmp"
	"context"
	"slices"

	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/region"
)

// dayShare is what a long plan gives one team's day: its kecamatan is the one in
// which most of its people are, and pays for it.
type dayShare struct {
	Day       string         `json:"d"`
	Kecamatan string         `json:"k"`
	Rupiah    int64          `json:"r"`
	Villages  map[string]int `json:"v"` // people of each, second visits apart
}

// shares are the days of a plan with what they give, in their order.
func (b *built) shares(v *variant) (out []dayShare) {
	for r, t := range v.Tours {
		if len(t.Visits) == 0 {
			continue
		}
		d := dayShare{Day: b.dates[b.routes[r].Day], Kecamatan: b.kecamatanOf(t), Villages: map[string]int{}}
		_, d.Rupiah = b.costOfTour(r, t)
		for _, x := range t.Visits {
			n := b.nodes[x.Node]
			people := 1
			if n.Second {
				people = 0
			}
			d.Villages[n.Village] += people
		}
		out = append(out, d)
	}
	slices.SortStableFunc(out, func(x, y dayShare) int { return cmp.Compare(x.Day, y.Day) })
	return out
}

// allotment is what a long plan gives a kecamatan in a span of time. People and
// village-days count where the village is, team-days and money where most of the
// day's people are.
type allotment struct {
	Month, Kecamatan          string
	VillageDays, People, Days int
	Rupiah                    int64
	Villages                  []string
}

// allot sums days by kecamatan and by what span says of a day, in that order.
func allot(days []dayShare, span func(day string) string) (out []allotment) {
	at := map[[2]string]int{}
	of := func(day, kecamatan string) *allotment {
		key := [2]string{span(day), kecamatan}
		i, ok := at[key]
		if !ok {
			i = len(out)
			at[key], out = i, append(out, allotment{Month: key[0], Kecamatan: kecamatan})
		}
		return &out[i]
	}
	for _, d := range days {
		a := of(d.Day, d.Kecamatan)
		a.Days, a.Rupiah = a.Days+1, a.Rupiah+d.Rupiah
		for village, people := range d.Villages {
			a := of(d.Day, string(region.Code(village).At(region.Kecamatan)))
			a.VillageDays, a.People = a.VillageDays+1, a.People+people
			if !slices.Contains(a.Villages, village) {
				a.Villages = append(a.Villages, village)
			}
		}
	}
	for i := range out {
		slices.Sort(out[i].Villages)
	}
	slices.SortFunc(out, func(x, y allotment) int {
		return cmp.Or(cmp.Compare(x.Month, y.Month), cmp.Compare(x.Kecamatan, y.Kecamatan))
	})
	return out
}

// yearly is what the plan of the year gives a period, and what trips have used of
// it by now: a plan for the period carries a copy.
type yearly struct {
	Plan   string      `json:"plan"`
	Rupiah int64       `json:"rupiah"`
	Used   int64       `json:"used"`
	Areas  []areaShare `json:"areas"`
}

// areaShare is the part of one kecamatan. Booked are the people whom trips of the
// period visit or visited, Gone the villages to which they lead.
type areaShare struct {
	Kecamatan string   `json:"k"`
	People    int      `json:"p"`
	Villages  []string `json:"v"`
	Booked    int      `json:"b,omitempty"`
	Gone      []string `json:"g,omitempty"`
}

// left is the money that a period still has.
func (y *yearly) left() int64 { return max(0, y.Rupiah-y.Used) }

// people is how many the year gave the period.
func (y *yearly) people() (n int) {
	for _, a := range y.Areas {
		n += a.People
	}
	return n
}

// gives reports whether the year gave a village to the period.
func (y *yearly) gives(village string) bool {
	a := y.of(string(region.Code(village).At(region.Kecamatan)))
	return a != nil && slices.Contains(a.Villages, village)
}

// awaits reports whether the year gave a village to the period, and no trip leads
// there yet.
func (y *yearly) awaits(village string) bool {
	return y.gives(village) && !slices.Contains(y.of(string(region.Code(village).At(region.Kecamatan))).Gone, village)
}

// of is the part of a kecamatan; nil where the year gave it nothing.
func (y *yearly) of(kecamatan string) *areaShare {
	if y == nil {
		return nil
	}
	i := slices.IndexFunc(y.Areas, func(a areaShare) bool { return a.Kecamatan == kecamatan })
	if i < 0 {
		return nil
	}
	return &y.Areas[i]
}

// yearly is what the plan of the year gives a period; nil where no such plan is
// adopted, or where it gives the period nothing.
func (s *Service) yearly(ctx context.Context, period, from, to string, rules ruleValues) (*yearly, error) {
	if period == Year {
		return nil, nil
	}
	a, err := s.adopted(ctx, from, to)
	if err != nil || a == nil {
		return nil, err
	}
	y := &yearly{Plan: a.Plan}
	days := slices.DeleteFunc(a.Shares, func(d dayShare) bool { return d.Day < from || d.Day > to })
	for _, x := range allot(days, func(string) string { return "" }) {
		y.Rupiah += x.Rupiah
		if len(x.Villages) > 0 {
			y.Areas = append(y.Areas, areaShare{Kecamatan: x.Kecamatan, People: x.People, Villages: x.Villages})
		}
	}
	if len(days) == 0 {
		return nil, nil
	}
	if y.Used, err = s.spentOn(ctx, from, to, a.Asked, rules); err != nil {
		return nil, err
	}
	err = s.store.each(ctx, `SELECT x.village, CAST(SUM(x.people) AS BIGINT) FROM trip t JOIN trip_stop x ON x.office_id = t.office_id AND x.trip_id = t.trip_id
		WHERE t.office_id = $1 AND t.day >= $2 AND t.day <= $3 AND t.planned_at >= $4 AND t.state IN ('planned', 'published', 'started', 'finished')
		GROUP BY x.village ORDER BY x.village`, []any{s.OfficeID, from, to, a.Asked}, func(rows *db.Rows) error {
		var village string
		var people int
		err := rows.Scan(&village, &people)
		if share := y.of(string(region.Code(village).At(region.Kecamatan))); share != nil {
			share.Booked += people
			if slices.Contains(share.Villages, village) {
				share.Gone = append(share.Gone, village)
			}
		}
		return err
	})
	return y, err
}
