package intake

import (
	"bytes"
	"context"
	"iter"
	"strconv"
	"strings"

	"github.com/jempolkeren/jempol/internal/account"
	"github.com/jempolkeren/jempol/internal/document"
	"github.com/jempolkeren/jempol/internal/fault"
	"github.com/jempolkeren/jempol/internal/i18n"
	"github.com/jempolkeren/jempol/internal/ledger"
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
	if means == meansReason {
		value = strings.Join(r.Texts("nilai"), " ")
	}
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
	_, err = s.Save(r.Context(), op, r.PathValue("id"))
	if f := fault.As(err); err != nil && f.Key != "fault.intake.list_busy" { // pressed twice: the page shows how far it is
		return nil, err
	}
	return web.Redirect(listsPath + "/" + r.PathValue("id")), nil
}

func (s *Service) listStop(r *web.Request) (web.Response, error) {
	return s.onList(r, s.Stop, "intake.list.stopped")
}

func (s *Service) listResume(r *web.Request) (web.Response, error) {
	return s.onList(r, s.Resume, "")
}

func (s *Service) listUndo(r *web.Request) (web.Response, error) {
	return s.onList(r, s.UndoList, "")
}

// onList does an act on a list and shows the list.
func (s *Service) onList(r *web.Request, act func(context.Context, ledger.Op, string) error, said string) (web.Response, error) {
	op, err := operation(r)
	if err != nil {
		return nil, err
	}
	if err := act(r.Context(), op, r.PathValue("id")); err != nil {
		return nil, err
	}
	out := web.Redirect(listsPath + "/" + r.PathValue("id"))
	if said != "" {
		out = out.Flash(r.T(said))
	}
	return out, nil
}

// listRejected gives the rows that will not be saved, under the headings they
// came with, and beside them what is wrong: whoever sent the list mends them
// there, and the file is a list that can be uploaded again.
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
	out := document.List{Name: r.T("intake.list.sheet")}
	for i, c := range columns {
		title := c.Title
		if title == "" {
			title = r.T("intake.list.column", "Column", strings.TrimRight(document.Ref(i+1, 1), "1"))
		}
		out.Columns = append(out.Columns, document.ListColumn{Title: title})
	}
	out.Columns = append(out.Columns, document.ListColumn{Title: r.T("intake.list.row_was"), Width: 14}, document.ListColumn{Title: r.T("intake.list.todo"), Width: 48})
	out.Rows = s.rejected(r, id, columns)
	var buf bytes.Buffer
	if err := document.WriteXLSX(&buf, out); err != nil {
		return nil, err
	}
	return web.File{Name: "kesalahan-" + s.now().Format("2006-01-02") + ".xlsx",
		Type: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", Bytes: buf.Bytes()}, nil
}

// rejected reads the rows slice by slice, with what a person put in place of a
// cell.
func (s *Service) rejected(r *web.Request, id string, columns []column) iter.Seq2[[]string, error] {
	return func(yield func([]string, error) bool) {
		for after := -1; ; {
			rows, err := s.listRows(r.Context(), account.ScopeOf(r).Office, id, []string{rowKnown, rowChoose, rowWrong}, after, slice)
			if err != nil {
				yield(nil, err)
				return
			}
			if len(rows) == 0 {
				return
			}
			after = rows[len(rows)-1].Number
			for _, row := range rows {
				if !yield(rejectedLine(r, columns, row), nil) {
					return
				}
			}
		}
	}
}

func rejectedLine(r *web.Request, columns []column, row ListRow) []string {
	var why []string
	for _, p := range row.Problems {
		why = append(why, strings.TrimSpace(i18n.T(r.Lang, p.Key, p.Args)+" "+p.Case))
	}
	line := make([]string, len(columns), len(columns)+2)
	for i, c := range columns {
		if i < len(row.Cells) {
			line[i] = row.Cells[i].asRead()
		}
		if fix, ok := row.Fixes[c.Means]; ok && c.Means != "" {
			line[i] = fix
		}
	}
	line = append(line, strconv.Itoa(row.Number), strings.Join(why, "; "))
	for i := len(columns); i < len(row.Cells); i++ { // what had no heading has none here
		line = append(line, row.Cells[i].asRead())
	}
	return line
}
