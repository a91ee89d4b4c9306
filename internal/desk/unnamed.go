package desk

import (
	"context"
	"strings"

	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/fault"
	"github.com/jempolkeren/jempol/internal/resident"
	"github.com/jempolkeren/jempol/internal/web"
)

// People of whom no name is known are known by what they are called, how old
// they look, where they are found, and by their photo.

// unnamed fills in what a found person without a name is recognised by: how to
// get there, and whether there is a photo that the viewer may see now. The list
// has its line in the access log; the photo gets its own when it is shown.
func (s *Service) unnamed(ctx context.Context, sc db.Scope, list []Case) error {
	at := map[string]*Case{}
	var ids []string
	for i := range list {
		if c := &list[i]; c.Name == "" {
			at[c.ID], ids = c, append(ids, c.ID)
		}
	}
	if len(ids) == 0 || !can(sc.Role, "page.person") {
		return nil
	}
	in, args := inList(ids, 4)
	rows, err := s.DB.Query(ctx, `SELECT f.case_id, f.field, f.value FROM person_field f WHERE f.office_id = $1 AND f.in_force = 1
		AND f.field IN ($2, $3) AND f.case_id IN `+in+` ORDER BY f.case_id, f.field, f.element, f.event_id`,
		append([]any{s.Office, casefile.FieldDirections, casefile.FieldPhoto}, args...)...)
	if err != nil {
		return fault.Wrap("desk.people", err)
	}
	defer rows.Close()
	for rows.Next() {
		var id, field, value string
		if err := rows.Scan(&id, &field, &value); err != nil {
			return fault.Wrap("desk.people", err)
		}
		if field == casefile.FieldDirections {
			at[id].Directions = value
		} else {
			at[id].Photo = value != ""
		}
	}
	if err := rows.Err(); err != nil {
		return fault.Wrap("desk.people", err)
	}
	rows.Close()
	for id, c := range at {
		if !c.Photo {
			continue
		}
		// Without something that says what for, the photo's page would ask.
		_, has, err := s.Accounts.Why(ctx, sc, casefile.KindCase, id, "")
		if err != nil {
			return err
		}
		c.Photo = has && can(sc.Role, "attachment.read")
	}
	return nil
}

// knownAs is what a person without a name is called, "" where nobody says.
func knownAs(r *web.Request, others string) string {
	if others == "" {
		return ""
	}
	return r.T("desk.known_as", "Names", others)
}

// years is how old somebody is, or between which ages.
func (s *Service) years(r *web.Request, birth resident.Date) string {
	least, most, ok := birth.AgeOn(s.Clock().In(s.Zone))
	if !ok || most-least < 2 {
		return s.age(r, birth)
	}
	return r.T("desk.age_between", "Least", least, "Most", most)
}

// recognised shows somebody without a name so that who knows the person knows
// them again.
func (s *Service) recognised(r *web.Request, c Case) web.Evidence {
	e := web.Evidence{Title: knownAs(r, c.Others), Icon: "people", Action: web.Link{Label: c.Number, Href: "/kasus/" + c.Number, Small: true}}
	if e.Title == "" {
		e.Title = "desk.unnamed"
	}
	var how []string
	if c.Sex != "" {
		how = append(how, r.T("desk.sex."+strings.ToLower(c.Sex)))
	}
	for _, p := range []string{s.years(r, c.Birth), place(c)} {
		if p != "" {
			how = append(how, p)
		}
	}
	if e.How = strings.Join(how, ", "); e.How == "" {
		e.How = "desk.unnamed.nothing"
	}
	var where []string
	for _, p := range []string{c.Place, c.Directions} {
		if p != "" {
			where = append(where, p)
		}
	}
	e.When = strings.Join(where, ". ")
	tag := stageTone(c)
	tag.Text = stageText(r, c.Stage, c.Exit)
	e.State = &tag
	if c.Photo {
		e.Thumb = "/kasus/" + c.Number + "/foto"
	}
	return e
}
