package monitoring

import (
	"context"
	"net/url"

	"github.com/jempolkeren/jempol/internal/authority"
	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/fault"
	"github.com/jempolkeren/jempol/internal/i18n"
	"github.com/jempolkeren/jempol/internal/region"
	"github.com/jempolkeren/jempol/internal/web"
)

// Money is what the trips of a period cost, as whoever finished them wrote it,
// and whom they reached.
type Money struct {
	Spent   int64 // rupiah
	Trips   int   // finished in the period
	Unknown int   // of them without a cost
	Visited int   // people who were met on them
	Other   int64 // rupiah that is no trip's
	Lines   []LineMoney
}

// Each is what one visited person cost; 0 where nothing can be said.
func (m Money) Each() int64 {
	if m.Visited == 0 {
		return 0
	}
	return m.Spent / int64(m.Visited) // of the trips alone: what else was bought serves everybody
}

// Money reads the real costs. A trip belongs to the day it was driven.
func (s *Service) Money(ctx context.Context, scope db.Scope, p Period) (m Money, err error) {
	if scope.Empty() || scope.Office != s.d.Office || authority.Reaches(authority.Role(scope.Role), "page.monitoring") != authority.Office {
		return m, nil // a trip is the whole office's
	}
	from, to := p.From.Format("2006-01-02"), p.To.Format("2006-01-02")
	err = s.d.DB.View(ctx, func(tx *db.Tx) error {
		err := tx.QueryRow(`SELECT COALESCE(CAST(SUM(cost) AS BIGINT), 0), COUNT(*), COUNT(CASE WHEN cost = 0 THEN 1 END) FROM outreach_v_trip
			WHERE office_id = $1 AND state = 'finished' AND day >= $2 AND day < $3`, s.d.Office, from, to).Scan(&m.Spent, &m.Trips, &m.Unknown)
		if err != nil {
			return err
		}
		err = tx.QueryRow(`SELECT COALESCE(CAST(SUM(rupiah) AS BIGINT), 0) FROM monitoring_expense WHERE office_id = $1 AND target_id = $2`,
			s.d.Office, number(p.From.Year())).Scan(&m.Other)
		if err != nil {
			return err
		}
		if m.Lines, err = s.lines(tx, p.From.Year(), m.Spent, from, to); err != nil {
			return err
		}
		return tx.QueryRow(`SELECT COUNT(DISTINCT v.case_id) FROM outreach_v_visit v
			JOIN outreach_v_trip t ON t.office_id = v.office_id AND t.trip_id = v.trip
			WHERE v.office_id = $1 AND v.met = 1 AND t.state = 'finished' AND t.day >= $2 AND t.day < $3`, s.d.Office, from, to).Scan(&m.Visited)
	})
	return m, fault.Wrap("fault.internal", err)
}

// costs set the budget beside what was spent; nil where there is neither.
func (v *shown) costs() any {
	if v.money.Trips == 0 && v.money.Other == 0 && v.target.Budget == 0 {
		return nil
	}
	rupiah := func(n int64) string { return i18n.Money(v.Lang, n) }
	spent := v.money.Spent + v.money.Other
	facts := web.Facts{{Label: "monitoring.money.spent", Value: rupiah(spent), Note: v.T("monitoring.money.trips", "Count", v.money.Trips)}}
	if b := v.target.Budget; b > 0 {
		facts[0].Note += ", " + v.T("monitoring.money.share", "Share", i18n.Percent(v.Lang, spent, b))
		facts = append(web.Facts{{Label: "monitoring.money.budget", Value: rupiah(b)}}, facts...)
		facts = append(facts, web.Fact{Label: "monitoring.money.left", Value: rupiah(b - spent)})
	}
	if each := v.money.Each(); each > 0 {
		facts = append(facts, web.Fact{Label: "monitoring.money.each", Value: rupiah(each), Note: v.T("monitoring.money.visited", "Count", v.money.Visited)})
	}
	if v.f.InHand > 0 && spent > 0 {
		facts = append(facts, web.Fact{Label: "monitoring.money.served", Value: rupiah(spent / int64(v.f.InHand)), Note: v.T("monitoring.money.served_n", "Count", v.f.InHand)})
	}
	card := web.Card{Title: "monitoring.money", Body: []any{facts}}
	if len(v.money.Lines) > 0 {
		card.Body = append(card.Body, v.budgetTable())
	}
	if maySpend(v.Request) {
		card.Link = web.Link{Label: "monitoring.expense.open", Href: "/pemantauan/belanja?tahun=" + number(v.year()), Small: true}
	}
	if v.money.Unknown > 0 {
		card.Foot = web.Para{Text: v.T("monitoring.money.unknown", "Count", v.money.Unknown), Small: true, Muted: true}
	}
	return card
}

// behindParts are the case lists behind the three figures of who is left
// behind, as the address of the list names them.
var behindParts = [3]string{"belum-dikunjungi", "belum-diajukan", "belum-diserahkan"}

// behindList is the address of the cases of one of them; "" for a role that
// lists no cases.
func (v *shown) behindList(i, days int, kecamatan string) string {
	if authority.Reaches(authority.Role(v.Viewer.Role), "page.cases") == authority.None {
		return ""
	}
	q := url.Values{"tahap": {behindParts[i]}, "lama": {number(days)}}
	if kecamatan != "" {
		q.Set("wilayah", kecamatan)
	}
	return "/kasus?" + q.Encode()
}

// behindPlace names a kecamatan and leads to its cases.
func (v *shown) behindPlace(i, days int, kecamatan string) any {
	name := v.place(kecamatan)
	if href := v.behindList(i, days, kecamatan); href != "" && region.Code(kecamatan).Level() == region.Kecamatan {
		return web.Link{Label: name, Href: href}
	}
	return name
}

// behindFoot says how many wait in all and leads to those who wait too long.
func (v *shown) behindFoot(i int, b Behind) any {
	text := v.T("monitoring.behind.foot", "Days", b.After, "Count", b.Count)
	href := v.behindList(i, b.After, v.p.Kecamatan)
	if href == "" || b.Late == 0 {
		return text
	}
	return web.Row{web.Para{Text: text, Small: true}, web.Link{Label: "monitoring.behind.list", Href: href, Small: true}}
}
