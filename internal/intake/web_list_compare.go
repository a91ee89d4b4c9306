package intake

import (
	"strconv"

	"github.com/jempolkeren/jempol/internal/account"
	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/fault"
	"github.com/jempolkeren/jempol/internal/register"
	"github.com/jempolkeren/jempol/internal/web"
)

// resembles reports whether a row is to be compared: it resembles somebody who
// has a case.
func resembles(row ListRow) bool {
	return len(row.Problems) > 0 && row.Problems[0].Case != "" && (row.State == rowChoose || row.State == rowKnown)
}

func comparePath(here, tab string, row int) string {
	return here + "/bandingkan?baris=" + strconv.Itoa(row) + "&tab=" + tab
}

// listCompare sets a row of a list beside whoever it resembles. What is out of
// the viewer's reach is said to be there and not shown.
func (s *Service) listCompare(r *web.Request) (web.Response, error) {
	ctx, scope, id := r.Context(), account.ScopeOf(r), r.PathValue("id")
	if _, err := s.ListOf(ctx, scope, id); err != nil {
		return nil, err
	}
	columns, reason, err := s.listColumnsOf(ctx, scope.Office, id)
	if err != nil {
		return nil, err
	}
	number := r.Int("baris", 0)
	rows, err := s.listRows(ctx, scope.Office, id, []string{rowChoose, rowKnown}, number-1, 1)
	if err != nil {
		return nil, err
	}
	if len(rows) == 0 || rows[0].Number != number || !resembles(rows[0]) {
		return nil, fault.New(fault.NotFound, "fault.intake.list_row")
	}
	row := rows[0]
	in, _ := ReadRow(columns, row.Cells, row.Fixes, reason, s.now(), s.District)
	value := func(field string) string {
		if field == casefile.FieldVillage {
			return string(in.Village)
		}
		return in.Person.Value(field)
	}
	q := queryOfReport(in)
	found, err := s.Candidates(ctx, scope, q)
	if err != nil {
		return nil, err
	}
	chosen := chooseFor(row, found, r.Text("calon"))
	here, tab := listsPath+"/"+id, tabOf(r)
	title := r.T("intake.list.compare", "Row", strconv.Itoa(number))
	view := web.View{Title: "intake.decision.title", Lead: title,
		Crumbs: append(s.reportCrumbs(r)[:1], web.Crumb{Label: "intake.list.title", Href: listsPath}, web.Crumb{Label: "intake.list.check_title", Href: here + "?tab=" + tab},
			web.Crumb{Label: title})}
	if chosen < 0 {
		view.Body = []any{web.Notice{Tone: web.Warn, Strong: r.T("intake.list.compare.hidden", "No", row.Problems[0].Case), Text: "intake.list.compare.hidden.text"}}
	} else {
		c, err := s.writtenOf(ctx, scope, q, found[chosen].Ref)
		if err != nil {
			return nil, err
		}
		view.Body = []any{s.comparison(r, told{over: "intake.list.this_row", note: r.T("intake.list.row_title", "Row", strconv.Itoa(number)), value: value, others: in.Person.Values(casefile.FieldOtherName)}, c, chosen, len(found))}
	}
	view.Aside = append([]any{compareDecision(here, tab, number)}, otherCandidates(r, comparePath(here, tab, number), found, chosen)...)
	return web.Page("", view, nil), nil
}

// chooseFor is the candidate to look at: the one asked for, else the case that
// the check named, else the first; -1 if there is none to show.
func chooseFor(row ListRow, found []register.Candidate, asked string) int {
	at := -1
	for i, c := range found {
		switch {
		case asked != "" && c.Ref == asked:
			return i
		case at < 0 && c.Number == row.Problems[0].Case:
			at = i
		}
	}
	if at < 0 && len(found) > 0 {
		return 0
	}
	return at
}

// compareDecision settles the row: "not sure yet" leaves it where it is.
func compareDecision(here, tab string, row int) any {
	button := func(label, choice string, kind web.Kind) any {
		return web.Button{Label: label, Kind: kind, Full: true, Post: here + "/pilih", Hidden: []web.Pair{{Name: "baris", Value: strconv.Itoa(row)},
			{Name: "tab", Value: tab}, {Name: "arti", Value: ""}, {Name: "pilihan", Value: choice}}}
	}
	return web.Card{Title: "intake.list.compare.decide", Body: []any{button("intake.decision.yes", "skip", web.Primary), button("intake.decision.no", "new", web.Secondary),
		web.Button{Label: "intake.list.compare.later", Kind: web.Quiet, Full: true, Href: here + "?tab=" + tab},
		web.Para{Text: "intake.list.compare.text", Small: true, Muted: true}}}
}

// otherCandidates lead to the other people that a row resembles.
func otherCandidates(r *web.Request, path string, found []register.Candidate, chosen int) []any {
	var lines []any
	for i, c := range found {
		if i == chosen {
			continue
		}
		label := c.Name
		if label == "" {
			label = r.T("intake.unnamed")
		}
		lines = append(lines, web.Para{Text: []any{web.Link{Label: label, Href: path + "&calon=" + c.Ref}, " · " + candidateLine(r, c)}, Small: true})
	}
	if lines == nil {
		return nil
	}
	return []any{web.Card{Title: "intake.triage.others", Body: lines}}
}
