package office

import (
	"errors"
	"io"
	"strconv"
	"strings"

	"github.com/jempolkeren/jempol/internal/account"
	"github.com/jempolkeren/jempol/internal/document"
	"github.com/jempolkeren/jempol/internal/i18n"
	"github.com/jempolkeren/jempol/internal/region"
	"github.com/jempolkeren/jempol/internal/register"
	"github.com/jempolkeren/jempol/internal/resident"
	"github.com/jempolkeren/jempol/internal/web"
)

// rejectedRows gives the rows that were not taken, under their headings, and
// beside them what is wrong with each.
func (s *Service) rejectedRows(r *web.Request) (web.Response, error) {
	ctx, scope := r.Context(), account.ScopeOf(r)
	i, err := s.d.Imports.Get(ctx, scope, r.PathValue("id"))
	if err != nil {
		return nil, err
	}
	if err := s.d.Accounts.Log(ctx, scope, account.AccessEntry{Action: "register.import", Kind: account.AccessList, Detail: "rejected"}); err != nil {
		return nil, err
	}
	out := document.List{Name: r.T("office.register.rejected")}
	for n, c := range i.Columns {
		title := c.Title
		if title == "" {
			title = r.T("office.register.column", "Column", strings.TrimRight(document.Ref(n+1, 1), "1"))
		}
		out.Columns = append(out.Columns, document.ListColumn{Title: title})
	}
	out.Columns = append(out.Columns, document.ListColumn{Title: r.T("office.register.row"), Width: 14}, document.ListColumn{Title: r.T("office.register.reason"), Width: 60})
	out.Rows = func(yield func([]string, error) bool) {
		err := s.d.Imports.Rejected(ctx, scope, i.ID, func(row int64, cells []string, problems []register.Problem) error {
			line := make([]string, len(i.Columns), len(i.Columns)+2)
			copy(line, cells)
			var why []string
			for _, p := range problems {
				why = append(why, r.T("register.means."+p.Means)+": "+i18n.T(r.Lang, p.Key, p.Args))
			}
			if !yield(append(line, strconv.FormatInt(row, 10), strings.Join(why, "; ")), nil) {
				return io.EOF
			}
			return nil
		})
		if err != nil && !errors.Is(err, io.EOF) {
			yield(nil, err)
		}
	}
	return sheet("ditolak-"+i.Source, out), nil
}

// sheet is a spreadsheet that is made while it goes out.
func sheet(name string, l document.List) web.File {
	file, write := io.Pipe()
	go func() { _ = write.CloseWithError(document.WriteXLSX(write, l)) }()
	return web.File{Name: name + ".xlsx", Type: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", From: file}
}

// doubtfulRows gives the residents whose NIK does not fit, with the rows of
// their file, so that whoever sent it can look them up. Numbers are masked.
func (s *Service) doubtfulRows(r *web.Request) (web.Response, error) {
	ctx, scope := r.Context(), account.ScopeOf(r)
	i, err := s.d.Imports.Get(ctx, scope, r.PathValue("id"))
	if err != nil {
		return nil, err
	}
	if err := s.d.Accounts.Log(ctx, scope, account.AccessEntry{Action: "register.import", Kind: account.AccessList, Detail: "doubtful"}); err != nil {
		return nil, err
	}
	out := document.List{Name: r.T("office.register.doubtful")}
	for _, key := range []string{"office.register.row", "office.register.reason", "register.means." + register.MeansNIK, "register.means." + register.MeansName,
		"register.means." + register.MeansSex, "register.means." + register.MeansBirth, "register.means." + register.MeansVillage} {
		out.Columns = append(out.Columns, document.ListColumn{Title: r.T(key)})
	}
	out.Rows = func(yield func([]string, error) bool) {
		err := s.d.Imports.Doubtful(ctx, scope, i, func(row int64, reason string, p register.Record) error {
			if !yield([]string{strconv.FormatInt(row, 10), register.ReasonText(r.Lang, reason), resident.MaskNIK(p.NIK), p.Name, p.Sex, p.Birth, region.Label(region.Code(p.Village))}, nil) {
				return io.EOF
			}
			return nil
		})
		if err != nil && !errors.Is(err, io.EOF) {
			yield(nil, err)
		}
	}
	return sheet("meragukan-"+i.Source, out), nil
}
