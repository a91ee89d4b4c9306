package office

import (
	"context"
	"time"

	"github.com/jempolkeren/jempol/internal/authority"
	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/fault"
	"github.com/jempolkeren/jempol/internal/i18n"
	"github.com/jempolkeren/jempol/internal/region"
	"github.com/jempolkeren/jempol/internal/web"
)

// usable reports whether a trip can count on a kit.
func (b ChangedBody) usable() bool { return b.Active && b.Condition == KitReady }

// coming is a trip that still has to be driven.
type coming struct{ id, day, area, team, state string }

// kitComing lists the trips from today on that carry a kit, the next one first.
func (s *Service) kitComing(ctx context.Context, kit string, now time.Time) ([]coming, error) {
	rows, err := s.d.DB.Query(ctx, `SELECT t.trip_id, t.day, t.area, COALESCE(m.name, t.team), t.state FROM outreach_v_trip t
		LEFT JOIN office_v_team m ON m.office_id = t.office_id AND m.team_id = t.team
		WHERE t.office_id = $1 AND t.kit = $2 AND t.day >= $3 AND t.state IN ('planned', 'published', 'started')
		ORDER BY t.day, t.trip_id`, s.d.Office, kit, now.Format(time.DateOnly))
	if err != nil {
		return nil, fault.Wrap("fault.internal", err)
	}
	var out []coming
	err = eachRow(rows, func() error {
		var c coming
		err := rows.Scan(&c.id, &c.day, &c.area, &c.team, &c.state)
		out = append(out, c)
		return err
	})
	return out, fault.Wrap("fault.internal", err)
}

// eachRow reads rows to their end.
func eachRow(rows *db.Rows, read func() error) error {
	defer rows.Close()
	for rows.Next() {
		if err := read(); err != nil {
			return err
		}
	}
	return rows.Err()
}

// comingNotice names the trips that count on a kit which is in repair or out of
// use, each with its way to another kit for who plans trips; nothing for a kit
// that is ready.
func (s *Service) comingNotice(r *web.Request, e Entry) ([]any, error) {
	if e.usable() {
		return nil, nil
	}
	list, err := s.kitComing(r.Context(), e.ID, r.At(r.Now()))
	if err != nil || len(list) == 0 {
		return nil, err
	}
	plans := authority.Reaches(authority.Role(r.Viewer.Role), "page.trip_plan") != authority.None
	var trips web.Timeline
	for _, c := range list {
		m := web.Moment{Kind: "next", Strong: i18n.ISODate(r.Lang, c.day), Text: region.Label(region.Code(c.area)), Meta: c.team}
		switch {
		case plans && c.state == "planned":
			m.Action = web.Link{Label: "outreach.kit.other", Href: "/perjalanan/" + c.id + "/ubah"}
		case plans:
			m.Action = web.Link{Label: "office.kit.coming.open", Href: "/perjalanan/" + c.id}
		}
		trips = append(trips, m)
	}
	text := "office.kit.coming.text"
	if !plans {
		text = "office.kit.coming.tell"
	}
	return []any{web.Card{Title: "office.kit.coming", Body: []any{
		web.Notice{Tone: web.Warn, Strong: r.T("office.kit.coming.count", "Count", len(list)), Text: text}, trips}}}, nil
}

// afterSave is where somebody is led who saved an entry: to the list, or to the
// kit itself where trips count on it that can no longer do so.
func (s *Service) afterSave(r *web.Request, t sort, id string, b ChangedBody) (string, error) {
	if t.what != Kit || id == "" || b.usable() {
		return t.path, nil
	}
	list, err := s.kitComing(r.Context(), id, r.At(r.Now()))
	if err != nil || len(list) == 0 {
		return t.path, err
	}
	return t.path + "/" + id, nil
}
