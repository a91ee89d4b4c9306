package desk

import (
	"bytes"
	"strings"
	"time"

	"github.com/jempolkeren/jempol/internal/account"
	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/document"
	"github.com/jempolkeren/jempol/internal/fault"
	"github.com/jempolkeren/jempol/internal/i18n"
	"github.com/jempolkeren/jempol/internal/web"
)

// caseTable shows cases; NIKs never stand in a list.
func (s *Service) caseTable(r *web.Request, list []Case) web.Table {
	t := web.Table{Caption: "desk.cases", Head: []web.Col{{Label: "desk.col.who"}, {Label: "desk.col.place"}, {Label: "desk.col.needs"}, {Label: "desk.col.stage"}, {Label: "desk.col.since"}}}
	for _, c := range list {
		who := web.Two{Top: s.title(r, c), Sub: c.Number, Href: "/kasus/" + c.Number}
		if !can(r.Viewer.Role, "page.case") {
			who.Sub = ""
		}
		tag := stageTone(c)
		tag.Text = stageText(r, c.Stage, c.Exit)
		needs := needsText(r, c.Needs)
		if c.Waiting != "" {
			needs = r.T("casefile.waiting." + c.Waiting)
		}
		if needs == "" {
			needs = "–"
		}
		where := place(c)
		if where == "" {
			where = "–"
		}
		if c.Others != "" && c.Name != "" {
			who.Sub += " · " + r.T("desk.also_called", "Names", c.Others)
		}
		t.Rows = append(t.Rows, web.TableRow{Cells: []any{who, web.Two{Top: where, Sub: c.Place}, needs, tag, s.waiting(r, c.StageSince)}})
	}
	return t
}

// sexText is L or P, as every list of the service has it, and in another
// language a word, because there the letters mean nothing.
func sexText(r *web.Request, sex string) string {
	if sex == "" || r.Lang == i18n.ID {
		return sex
	}
	return r.T("desk.sex." + strings.ToLower(sex))
}

// export gives the list as a file: what the list shows, and the masked NIK.
func (s *Service) export(r *web.Request) (web.Response, error) {
	format := r.Text("bentuk")
	if format != "xlsx" && format != "csv" {
		return nil, fault.New(fault.NotFound, "fault.desk.format")
	}
	sc, f := account.ScopeOf(r), readFilter(r.URL.Query())
	list, _, err := s.List(r.Context(), sc, "export.cases", f, 0, maxExport)
	if err != nil {
		return nil, err
	}
	var columns []document.ListColumn
	for _, c := range []struct {
		key   string
		width float64
		kind  document.Kind
	}{{"desk.col.number", 16, document.KindText}, {"desk.col.name", 28, document.KindText}, {"desk.col.sex", 6, document.KindText}, {"desk.col.birth", 14, document.KindText},
		{"desk.col.nik", 20, document.KindText}, {"desk.col.place", 28, document.KindText}, {"desk.col.needs", 36, document.KindText}, {"desk.col.stage", 20, document.KindText},
		{"desk.col.since_date", 14, document.KindDate}, {"desk.col.opened", 14, document.KindDate}} {
		columns = append(columns, document.ListColumn{Title: r.T(c.key), Width: c.width, Kind: c.kind})
	}
	day := func(at int64) string { return db.FromMicros(at).In(s.Zone).Format(time.DateOnly) }
	out := document.List{Name: r.T("desk.cases"), Columns: columns, Rows: func(yield func([]string, error) bool) {
		for _, c := range list {
			if !yield([]string{c.Number, c.Name, sexText(r, c.Sex), c.Birth.Text(), c.NIK, place(c), needsText(r, c.Needs), stageText(r, c.Stage, c.Exit), day(c.StageSince), day(c.OpenedAt)}, nil) {
				return
			}
		}
	}}
	var buf bytes.Buffer
	file := web.File{Name: r.T("desk.export.file", "Day", s.today()) + "." + format, Type: "text/csv; charset=utf-8"}
	if format == "xlsx" {
		file.Type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
		err = document.WriteXLSX(&buf, out)
	} else {
		err = document.WriteCSV(&buf, out)
	}
	file.Bytes = buf.Bytes()
	return file, fault.Wrap("desk.export", err)
}
