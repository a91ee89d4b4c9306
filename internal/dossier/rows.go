package dossier

import (
	"maps"
	"slices"
	"strings"

	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/db"
)

// Steps are the rows that this step makes of a case.
func Steps() casefile.StepRows {
	return casefile.StepRows{Tables: []casefile.Table{
		{Name: "dossier_item", SubjectColumn: "case_id", Key: []string{"need", "requirement"}, Columns: []string{
			"need", "requirement", "state", "how", "substitute", "form", "attachments", "returned", "supplied_by", "supplied_at", "position", "head"}},
		{Name: "dossier_need", SubjectColumn: "case_id", Key: []string{"need"}, Columns: []string{
			"need", "lawbook", "done", "total", "missing", "ready"}},
		{Name: "dossier_form", SubjectColumn: "case_id", Key: []string{"form"}, Columns: []string{
			"form", "version", "filled_id", "filled_by", "filled_at", "draft_id", "draft_at"}},
	}, Rows: rows}
}

// rows hold no personal data. A fold knows no clock: the checklist of the rows
// is that of the day on which something happened last; the page and the act of
// submitting ask again on their own day.
func rows(st casefile.State, events []casefile.Event) []casefile.Row {
	if !st.Open() && !st.Closed {
		return nil
	}
	day := db.FromMicros(st.LastAt).In(st.Zone())
	list := Check(&st, events, day)
	ready, _ := Ready(&st, list)
	out := headWork(&st, events, list, day)
	position := int64(0)
	for _, g := range list.Groups {
		for _, i := range g.Items {
			position++
			out = append(out, casefile.Row{Table: "dossier_item", Values: []any{
				g.Need.Need, i.Code, string(i.State), i.How, i.Substitute, i.Form, strings.Join(i.Attachments, " "),
				i.Returned, i.By, i.At, position, flag(i.Head)}})
		}
		may := int64(0)
		if slices.ContainsFunc(ready, func(r Group) bool { return r.Need.Need == g.Need.Need }) {
			may = 1
		}
		out = append(out, casefile.Row{Table: "dossier_need", Values: []any{
			g.Need.Need, g.Book.Version, int64(g.Done()), int64(g.Total()), int64(len(g.Missing())), may}})
	}
	for _, code := range slices.Sorted(maps.Keys(list.Forms)) {
		f := list.Forms[code]
		out = append(out, casefile.Row{Table: "dossier_form", Values: []any{
			code, f.Version, f.Event, f.By, f.At, f.Draft, f.DraftAt}})
	}
	return out
}

// WorkRoutes say where this step's work is done.
var WorkRoutes = []casefile.WorkRoute{
	{Action: casefile.Submitted, Path: "/kasus/{case}/berkas", Text: "dossier.work.submit"},
	{Action: casefile.Decided, Path: "/persetujuan/{case}/keputusan/{arg}", Text: "dossier.work.decide"},
}

func flag(b bool) int64 {
	if b {
		return 1
	}
	return 0
}
