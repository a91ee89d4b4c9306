package outreach

import (
	"cmp"
	"context"
	"encoding/json"
	"slices"
	"strconv"
	"strings"

	"github.com/jempolkeren/jempol/internal/account"
	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/web"
)

// reservedVisit is a second visit, for the recording, for which an announced day
// keeps time free: it can be booked once the NIK is there.
type reservedVisit struct {
	Case string `json:"c"`
	Kind string `json:"k"`
}

// recordable are the cases that wait for the recording and for nothing else: their
// NIK is there, and no trip has them.
func (s *Service) recordable(ctx context.Context) (map[string]bool, error) {
	out := map[string]bool{}
	err := s.store.each(ctx, `SELECT subject_id FROM work WHERE office_id = $1 AND role = 'coordinator' AND subject_kind = 'case' AND action = 'visit.scheduled' AND arg = $2
		ORDER BY subject_id`, []any{s.OfficeID, PurposeRecording}, func(rows *db.Rows) error {
		var id string
		err := rows.Scan(&id)
		out[id] = true
		return err
	})
	return out, err
}

// keepReserved notes with a trip for whom its day keeps time free.
func (s *Service) keepReserved(ctx context.Context, office, trip string, list []reservedVisit) error {
	if len(list) == 0 {
		return nil
	}
	text, err := json.Marshal(list)
	if err != nil {
		return err
	}
	return s.DB.Write(ctx, office, func(tx *db.Tx) error {
		_, err := tx.Exec(`UPDATE plan_trip SET reserved = $3 WHERE office_id = $1 AND trip_id = $2`, office, trip, string(text))
		return err
	})
}

// reservedOf are the second visits for which trips keep time free: of one trip, or
// of all that are still to be driven if its id is "".
func (s *Service) reservedOf(ctx context.Context, trip string) (map[string][]reservedVisit, error) {
	out := map[string][]reservedVisit{}
	err := s.store.each(ctx, `SELECT p.trip_id, p.reserved FROM plan_trip p JOIN trip t ON t.office_id = p.office_id AND t.trip_id = p.trip_id
		WHERE p.office_id = $1 AND p.reserved <> '' AND t.state IN ('planned', 'published', 'started') AND t.day >= $2 AND (p.trip_id = $3 OR $3 = '')
		ORDER BY t.day, p.trip_id`, []any{s.OfficeID, s.today(), trip}, func(rows *db.Rows) error {
		var id, text string
		if err := rows.Scan(&id, &text); err != nil {
			return err
		}
		var list []reservedVisit
		if err := json.Unmarshal([]byte(text), &list); err != nil {
			return err
		}
		out[id] = append(out[id], list...)
		return nil
	})
	return out, err
}

// nikless are those of some cases whose NIK is still to come.
func (s *Service) nikless(ctx context.Context, cases []string) (map[string]bool, error) {
	out := map[string]bool{}
	args, marks := []any{s.OfficeID, casefile.NeedNIK}, []string{}
	for i, c := range cases {
		args, marks = append(args, c), append(marks, "$"+strconv.Itoa(i+3))
	}
	err := s.store.each(ctx, `SELECT case_id FROM need WHERE office_id = $1 AND need = $2 AND is_open = 1 AND case_id IN (`+strings.Join(marks, ", ")+`) ORDER BY case_id`,
		args, func(rows *db.Rows) error {
			var id string
			err := rows.Scan(&id)
			out[id] = true
			return err
		})
	return out, err
}

// reservedCard says on a trip for whom its day keeps time free: whose NIK is there
// joins by one press, the others wait for it. Nil where there is nobody.
func (s *Service) reservedCard(r *web.Request, v tripView) (any, error) {
	ctx := r.Context()
	all, err := s.reservedOf(ctx, v.ID)
	if err != nil || len(all[v.ID]) == 0 {
		return nil, err
	}
	var cases []string
	for _, x := range all[v.ID] {
		cases = append(cases, x.Case)
	}
	people, err := s.named(r, cases)
	if err != nil {
		return nil, err
	}
	ready, err := s.recordable(ctx)
	if err != nil {
		return nil, err
	}
	waits, err := s.nikless(ctx, cases)
	if err != nil {
		return nil, err
	}
	var rows []any
	for _, x := range all[v.ID] {
		p, ok := people[x.Case]
		if _, here := v.StopOf(x.Case); here || !ok || !ready[x.Case] && !waits[x.Case] {
			continue // booked, recorded, or no case that is open
		}
		row := web.Row{web.Two{Top: personWords(r, p), Sub: p.Number + " · " + placeWords(r, p.Area), Href: "/kasus/" + p.Number}}
		if ready[x.Case] {
			companion := "registrar"
			if x.Kind == Institution {
				companion = "institution"
			}
			row = append(row, web.Button{Label: "outreach.reserved.add", Kind: web.Secondary, Small: true, Post: "/perjalanan/" + v.ID + "/warga",
				Hidden: []web.Pair{{Name: "warga", Value: p.Number}, {Name: "jenis", Value: x.Kind}, {Name: "pendamping", Value: companion}}})
		} else {
			row = append(row, web.Tag{Tone: web.Outline, Text: r.T("outreach.reserved.waits"), Icon: web.NoIcon})
		}
		rows = append(rows, row)
	}
	if len(rows) == 0 {
		return nil, nil
	}
	return web.Card{ID: "disisihkan", Title: "outreach.reserved", Body: append([]any{web.Para{Text: "outreach.reserved.text", Small: true}}, rows...)}, nil
}

// reservedNotice leads whoever looks for a trip for a case to the one that keeps
// time free for its recording; nil where none does.
func (s *Service) reservedNotice(r *web.Request, number string) (any, error) {
	id, err := s.Accounts.CaseByNumber(r.Context(), account.ScopeOf(r), "page.trip_plan", number)
	if err != nil {
		return nil, err
	}
	all, err := s.reservedOf(r.Context(), "")
	if err != nil {
		return nil, err
	}
	var first *Trip
	for trip, list := range all {
		if !slices.ContainsFunc(list, func(x reservedVisit) bool { return x.Case == id }) {
			continue
		}
		t := Trip{ID: trip}
		if err := s.DB.QueryRow(r.Context(), `SELECT day FROM trip WHERE office_id = $1 AND trip_id = $2`, s.OfficeID, trip).Scan(&t.Plan.Day); err != nil {
			return nil, err
		}
		if first == nil || cmp.Or(cmp.Compare(t.Plan.Day, first.Plan.Day), cmp.Compare(t.ID, first.ID)) < 0 {
			first = &t
		}
	}
	if first == nil {
		return nil, nil
	}
	return web.Notice{Text: web.Stack{web.Para{Text: r.T("outreach.reserved.for_case", "Day", dayWords(r.Lang, first.Plan.Day))},
		web.Link{Label: "outreach.planner.trip", Href: "/perjalanan/" + first.ID + "#disisihkan", Small: true}}}, nil
}
