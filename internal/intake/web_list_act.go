package intake

import (
	"bytes"
	"iter"
	"slices"
	"strconv"
	"strings"

	"github.com/jempolkeren/jempol/internal/account"
	"github.com/jempolkeren/jempol/internal/document"
	"github.com/jempolkeren/jempol/internal/fault"
	"github.com/jempolkeren/jempol/internal/i18n"
	"github.com/jempolkeren/jempol/internal/resident"
	"github.com/jempolkeren/jempol/internal/web"
)

func (s *Service) listColumns(r *web.Request) (web.Response, error) {
	op, err := operation(r)
	if err != nil {
		return nil, err
	}
	columns, _, err := s.listColumnsOf(r.Context(), op.Scope.Office, r.PathValue("id"))
	if err != nil {
		return nil, err
	}
	means := make([]string, len(columns))
	for i := range columns {
		means[i] = r.Text("kolom." + strconv.Itoa(i))
	}
	reason := r.Text("alasan_kosong")
	if _, bad := resident.ParseReason(reason); reason != "" && bad != nil {
		return s.list(r, fault.At("alasan_kosong", "intake.err.choice"))
	}
	err = s.SetColumns(r.Context(), op, r.PathValue("id"), means, reason)
	if fault.Is(err, fault.Invalid) {
		return s.list(r, err)
	}
	if err != nil {
		return nil, err
	}
	return web.Redirect(listsPath + "/" + r.PathValue("id")), nil
}

func (s *Service) listFix(r *web.Request) (web.Response, error) {
	op, err := operation(r)
	if err != nil {
		return nil, err
	}
	number, err := strconv.Atoi(r.Text("baris"))
	if err != nil {
		return nil, fault.New(fault.NotFound, "fault.intake.list_row")
	}
	means, value := r.Text("arti"), r.Text("nilai")
	if means == meansVillage && value == "" {
		rd := newReader(r, s.now())
		if value = string(rd.village(s.District)); value == "" {
			return s.list(r, rd.err())
		}
	}
	if means == "" && r.Text("pilihan") == "" {
		return s.list(r, fault.At("pilihan", "intake.err.choice"))
	}
	err = s.Fix(r.Context(), op, r.PathValue("id"), number, means, value, r.Text("pilihan"), r.Text("semua") != "")
	if fault.Is(err, fault.Invalid) {
		return s.list(r, err)
	}
	if err != nil {
		return nil, err
	}
	return web.Redirect(listsPath + "/" + r.PathValue("id") + "?tab=" + tabOf(r)), nil
}

func tabOf(r *web.Request) string {
	for _, t := range listTabs {
		if t.name == r.Text("tab") {
			return t.name
		}
	}
	return listTabs[0].name
}

func (s *Service) listSave(r *web.Request) (web.Response, error) {
	op, err := operation(r)
	if err != nil {
		return nil, err
	}
	if _, err := s.Save(r.Context(), op, r.PathValue("id")); err != nil {
		return nil, err
	}
	return web.Redirect(listsPath + "/" + r.PathValue("id")), nil
}

// listRejected gives the rows that will not be saved, as they came, with what
// is wrong with each: it goes back to whoever sent the list.
func (s *Service) listRejected(r *web.Request) (web.Response, error) {
	ctx, scope, id := r.Context(), account.ScopeOf(r), r.PathValue("id")
	if _, err := s.ListOf(ctx, scope, id); err != nil {
		return nil, err
	}
	if err := s.Accounts.Log(ctx, scope, account.AccessEntry{Action: "list.import", Kind: account.AccessList, Detail: "rejected"}); err != nil {
		return nil, err
	}
	columns, _, err := s.listColumnsOf(ctx, scope.Office, id)
	if err != nil {
		return nil, err
	}
	rows, err := s.listRows(ctx, scope.Office, id, []string{rowKnown, rowChoose, rowWrong}, -1, maxRows)
	if err != nil {
		return nil, err
	}
	out := document.List{Name: r.T("intake.list.sheet"), Columns: []document.ListColumn{{Title: r.T("intake.list.row"), Width: 8}, {Title: r.T("intake.list.todo"), Width: 48}}}
	for _, c := range columns {
		out.Columns = append(out.Columns, document.ListColumn{Title: c.Title})
	}
	out.Rows = rejected(r, columns, rows)
	var buf bytes.Buffer
	if err := document.WriteXLSX(&buf, out); err != nil {
		return nil, err
	}
	return web.File{Name: "kesalahan-" + s.now().Format("2006-01-02") + ".xlsx",
		Type: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", Bytes: buf.Bytes()}, nil
}

func rejected(r *web.Request, columns []column, rows []ListRow) iter.Seq2[[]string, error] {
	return func(yield func([]string, error) bool) {
		for _, row := range rows {
			var why []string
			for _, p := range row.Problems {
				why = append(why, strings.TrimSpace(i18n.T(r.Lang, p.Key, p.Args)+" "+p.Case))
			}
			line := []string{strconv.Itoa(row.Number), strings.Join(why, "; ")}
			for i := range columns {
				text := ""
				if i < len(row.Cells) {
					text = row.Cells[i].Text
				}
				line = append(line, text)
			}
			if !yield(slices.Clip(line), nil) {
				return
			}
		}
	}
}
