package outreach

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"math"
	"slices"
	"strconv"
	"time"

	"github.com/jempolkeren/jempol/internal/account"
	"github.com/jempolkeren/jempol/internal/fault"
	"github.com/jempolkeren/jempol/internal/i18n"
	"github.com/jempolkeren/jempol/internal/ledger"
	"github.com/jempolkeren/jempol/internal/region"
	"github.com/jempolkeren/jempol/internal/web"
)

type roadAct func(context.Context, ledger.Op, RoadIn) error

// seasonPage sets the wet months and what they cost on the way.
func (s *Service) seasonPage(r *web.Request) (web.Response, error) { return s.showSeason(r, nil) }

func (s *Service) showSeason(r *web.Request, problem error) (web.Response, error) {
	k, err := s.known(r)
	if err != nil {
		return nil, err
	}
	season := k.wet()
	var months []web.Option
	for m := 1; m <= 12; m++ {
		months = append(months, web.Option{Value: strconv.Itoa(m), Label: i18n.Month(r.Lang, time.Month(m)), On: slices.Contains(season.Months, m)})
	}
	f := web.Form{Action: waysPath + "/musim", Fields: []any{
		&web.Checks{Label: web.Ask("bulan", "outreach.season.months", "outreach.season.months.hint"), Options: months, Two: true},
		&web.Input{Label: web.Ask("persen", "outreach.season.percent", "outreach.season.percent.hint").Must(), Number: true, Width: "w4", Max: 3, Value: strconv.Itoa(int(season.Factor*100+0.5) - 100)},
	}, Buttons: []any{web.Button{Label: "outreach.season.save"}, web.Button{Label: "outreach.back", Kind: web.Quiet, Href: waysPath}}}.Fill(r, problem)
	history, err := s.kindHistory(r, seasonID)
	if err != nil {
		return nil, err
	}
	return web.Page("", web.View{Title: "outreach.season", Lead: "outreach.season.lead", Shape: web.Narrow, Err: problem, Crumbs: waysCrumbs("outreach.season"),
		Body: []any{f}, Aside: []any{web.Card{Title: "outreach.way.history", Body: []any{history}}}}, nil), nil
}

func waysCrumbs(last string) []web.Crumb {
	return []web.Crumb{{Label: "outreach.trips", Href: "/perjalanan"}, {Label: "outreach.ways", Href: waysPath}, {Label: last}}
}

func (s *Service) kindHistory(r *web.Request, id string) (any, error) {
	list, err := s.store.changes(r.Context(), id, 20)
	if err != nil {
		return nil, err
	}
	if len(list) == 0 {
		return web.Para{Text: "outreach.way.history.none", Muted: true, Small: true}, nil
	}
	return s.changeLine(r, list)
}

func (s *Service) saveSeason(r *web.Request) (web.Response, error) {
	op, err := opOf(r)
	if err != nil {
		return nil, err
	}
	b := SeasonBody{Percent: 100 + number(r.Text("persen"))}
	for _, m := range r.Texts("bulan") {
		n, err := strconv.Atoi(m)
		if err != nil {
			n = 0 // refused at its field
		}
		b.Months = append(b.Months, n)
	}
	err = s.SetSeason(r.Context(), op, b)
	if fault.Is(err, fault.Invalid) {
		return s.showSeason(r, err)
	}
	if err != nil {
		return nil, err
	}
	return web.Redirect(waysPath).Flash(r.T("outreach.season.saved")), nil
}

func (s *Service) tablePage(r *web.Request) (web.Response, error) { return s.showTable(r, nil) }

// showTable says which table is in force, how to make one, and takes a file.
func (s *Service) showTable(r *web.Request, problem error) (web.Response, error) {
	k, err := s.known(r)
	if err != nil {
		return nil, err
	}
	history, err := s.kindHistory(r, tableID)
	if err != nil {
		return nil, err
	}
	f := web.Form{Action: waysPath + "/tabel", Files: true, Fields: []any{
		&web.Upload{Label: web.Ask("berkas", "outreach.table.file", "outreach.table.file.hint").Must(), Accept: ".json,.csv,.xlsx", Most: mostTableFile},
	}, Buttons: []any{web.Button{Label: "outreach.table.check"}, web.Button{Label: "outreach.back", Kind: web.Quiet, Href: waysPath}}}.Fill(r, problem)
	card := s.tableCard(r, k)
	card.Title, card.Link = "outreach.table.in_force", nil
	if k.use.Table != "" {
		card.Foot = web.Button{Label: "outreach.table.leave", Kind: web.Secondary, Small: true, Post: waysPath + "/tabel/pakai", Hidden: []web.Pair{{Name: "lepas", Value: "ya"}}}
	}
	return web.Page("", web.View{Title: "outreach.table", Lead: "outreach.table.lead", Err: problem, Crumbs: waysCrumbs("outreach.table"),
		Body: []any{card, web.Card{Title: "outreach.table.bring", Body: []any{f}}},
		Aside: []any{web.Card{Title: "outreach.table.how", Body: []any{web.Para{Text: "outreach.table.how.text", Small: true},
			web.Link{Label: "outreach.table.spots", Href: waysPath + "/titik.csv", Icon: "download"}}}, web.Card{Title: "outreach.way.history", Body: []any{history}}}}, nil), nil
}

// checkTable is the dry run: what the file knows and where it differs most from
// what is known now. Nothing changes before the button below it.
func (s *Service) checkTable(r *web.Request) (web.Response, error) {
	if err := r.Parse(); err != nil {
		return nil, err
	}
	op, err := opOf(r)
	if err != nil {
		return nil, err
	}
	file, err := fileOf(r, "berkas", mostTableFile)
	if err != nil {
		return nil, err
	}
	if len(file) == 0 {
		return s.showTable(r, wrongTable("fault.outreach.table_none", nil))
	}
	t, err := readTravelTable(file, s.District)
	if fault.Is(err, fault.Invalid) {
		return s.showTable(r, err)
	}
	if err != nil {
		return nil, err
	}
	sum := sha256.Sum256(file)
	if err := s.store.keepTable(r.Context(), account.ScopeOf(r), op.ID, hex.EncodeToString(sum[:]), t); err != nil {
		return nil, err
	}
	k, err := s.known(r)
	if err != nil {
		return nil, err
	}
	n := len(t.places)
	whole := len(travelPlaces(s.District))
	v := web.View{Title: "outreach.table.report", Lead: r.T("outreach.table.report.lead", "Sort", r.T("outreach.table.sort."+t.format)), Crumbs: waysCrumbs("outreach.table.report")}
	v.Body = []any{web.Stats{{Label: "outreach.table.places", Value: i18n.Number(r.Lang, int64(n)), Note: r.T("outreach.table.of", "Count", whole)},
		{Label: "outreach.table.cells", Value: i18n.Number(r.Lang, int64(t.known()))},
		{Label: "outreach.table.missing", Value: i18n.Number(r.Lang, int64(n*n-n-t.known()))}}}
	if n < whole {
		v.Body = append(v.Body, web.Notice{Text: r.T("outreach.table.partial", "Count", whole-n)})
	}
	v.Body = append(v.Body, web.Card{Title: "outreach.table.differs", Flush: true, Body: []any{s.differences(r, k.Roads, t)}},
		web.Row{web.Button{Label: "outreach.table.take", Post: waysPath + "/tabel/pakai", Hidden: []web.Pair{{Name: "tabel", Value: op.ID}}},
			web.Button{Label: "outreach.table.keep", Kind: web.Quiet, Href: waysPath + "/tabel"}})
	return web.Page("", v, nil), nil
}

// differs is how many ways the dry run shows beside what is known now.
const differs = 12

// differences lists where the table differs most from what is known now: a
// factor of three is a mistake of the one or the other.
func (s *Service) differences(r *web.Request, now Roads, t *roadTable) web.Table {
	type far struct {
		a, b     region.Code
		old, new float64
		source   Way
		by       float64
	}
	var all []far
	for i, a := range t.places {
		for j, b := range t.places {
			if c := t.cells[i*len(t.places)+j]; c.minutes > 0 && a < b {
				w, _ := now.dry(endOf(a), endOf(b))
				all = append(all, far{a, b, w.Minutes, c.minutes, w, math.Abs(math.Log(c.minutes / w.Minutes))})
			}
		}
	}
	slices.SortFunc(all, func(x, y far) int {
		return cmp.Or(cmp.Compare(y.by, x.by), cmp.Compare(x.a, y.a), cmp.Compare(x.b, y.b))
	})
	out := web.Table{Caption: "outreach.table.differs", Head: []web.Col{{Label: "outreach.ways.way"}, {Label: "outreach.table.now_col", Right: true}, {Label: "outreach.ways.source"}, {Label: "outreach.table.new_col", Right: true}}}
	for _, f := range all[:min(len(all), differs)] {
		row := web.TableRow{Cells: []any{s.endWords(r, f.a) + " – " + s.endWords(r, f.b), i18n.Number(r.Lang, int64(f.old+0.5)), sourceWords(r, f.source), i18n.Number(r.Lang, int64(f.new+0.5))}}
		if f.by > math.Log(3) {
			row.Tone = web.Warn
		}
		out.Rows = append(out.Rows, row)
	}
	return out
}

// takeTable puts the table that was looked at in force, or none.
func (s *Service) takeTable(r *web.Request) (web.Response, error) {
	op, err := opOf(r)
	if err != nil {
		return nil, err
	}
	id := r.Text("tabel")
	if id == "" && r.Text("lepas") == "" {
		return s.showTable(r, wrongTable("fault.outreach.table_none", nil))
	}
	err = s.TakeTable(r.Context(), op, id)
	if fault.Is(err, fault.NotFound) {
		return s.showTable(r, wrongTable("fault.outreach.no_table", nil))
	}
	if err != nil {
		return nil, err
	}
	said := "outreach.table.taken"
	if id == "" {
		said = "outreach.table.left"
	}
	return web.Redirect(waysPath + "/tabel").Flash(r.T(said)), nil
}

// fileOf reads an uploaded file, one byte more than the most it may have.
func fileOf(r *web.Request, name string, most int64) ([]byte, error) {
	sent := r.Attached(name)
	if sent == nil {
		return nil, nil
	}
	file, err := sent.Open()
	if err != nil {
		return nil, fault.Wrap("fault.internal", err)
	}
	defer func() { _ = file.Close() }()
	data, err := io.ReadAll(io.LimitReader(file, most+1))
	return data, fault.Wrap("fault.internal", err)
}
