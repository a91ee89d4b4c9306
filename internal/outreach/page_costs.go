package outreach

import (
	"context"
	"regexp"
	"slices"
	"strconv"

	"github.com/jempolkeren/jempol/internal/account"
	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/fault"
	"github.com/jempolkeren/jempol/internal/i18n"
	"github.com/jempolkeren/jempol/internal/ledger"
	"github.com/jempolkeren/jempol/internal/web"
)

// mostCosts is how many lines a trip has at most, and mostReceiptNumber how many
// signs the number of a receipt.
const (
	mostCosts         = 8
	mostReceiptNumber = 40
)

// blank reports whether nothing is said of a cost.
func (c CostLine) blank() bool {
	return c.What == "" && c.Rupiah == 0 && c.Receipt == "" && c.Number == ""
}

// receiptNumber is what the number of a receipt may look like: letters, digits
// and the signs that shops put between them.
var receiptNumber = regexp.MustCompile(`^[\p{L}\p{N}][\p{L}\p{N} ./:#()+_-]{0,39}$`) // mostReceiptNumber in all

// StateCosts states what a trip really cost, line by line; said again, it
// corrects what was said. Blank lines are left out; an error names a line by its
// place among all. The sum is the trip's cost everywhere.
func (s *Service) StateCosts(ctx context.Context, op ledger.Op, trip string, lines []CostLine) error {
	f := &fault.Fault{Kind: fault.Invalid, Key: "fault.outreach.costs"}
	kept := slices.DeleteFunc(slices.Clone(lines), CostLine.blank)
	if len(kept) == 0 || len(lines) > mostCosts {
		f.With("untuk-1", "fault.outreach.costs_none")
	}
	for i, c := range lines {
		if c.blank() {
			continue
		}
		n := "-" + strconv.Itoa(i+1)
		if !slices.Contains(CostKinds, c.What) {
			f.With("untuk"+n, "fault.outreach.cost_what")
		}
		if c.Rupiah < 1 || c.Rupiah > 100_000_000 {
			f.With("rupiah"+n, "fault.outreach.cost_rupiah")
		}
		if c.Number != "" && !receiptNumber.MatchString(c.Number) {
			f.With("kuitansi"+n, "fault.outreach.receipt_number")
		}
	}
	if len(f.Fields) > 0 {
		return f
	}
	for i, c := range lines {
		if c.Receipt == "" {
			continue
		}
		if _, err := s.Attachments.Find(ctx, op.Scope, casefile.KindTrip, trip, c.Receipt); err != nil {
			return fault.At("foto-"+strconv.Itoa(i+1), "fault.outreach.receipt")
		}
	}
	_, err := s.Ledger.Do(ctx, op, func(tx *db.Tx) ([]ledger.Draft, error) {
		t, err := s.tripTx(tx, op.Scope, casefile.TripCosts, trip)
		if err != nil {
			return nil, err
		}
		if t.State != Started && t.State != Finished {
			return nil, fault.New(fault.Conflict, "fault.outreach.not_started")
		}
		known, _, err := s.store.budgetLines(tx, t.Plan.Day[:4])
		if err != nil {
			return nil, err
		}
		for i, c := range lines {
			if c.Line < 0 || c.Line > int64(len(known)) {
				return nil, fault.At("pos-"+strconv.Itoa(i+1), "fault.outreach.cost_line")
			}
		}
		return []ledger.Draft{tripDraft(t, casefile.TripCosts, CostsBody{Lines: kept})}, nil
	})
	return err
}

// budgetLines are the names of the lines of a year's budget, in order; trips is
// the one from which trips are paid, from 1, 0 where none is.
func (s store) budgetLines(tx *db.Tx, year string) (names []string, trips int64, err error) {
	rows, err := tx.Query(`SELECT name, trips FROM monitoring_v_budget_line WHERE office_id = $1 AND target_id = $2 ORDER BY n`, s.office, year)
	if err != nil {
		return nil, 0, err
	}
	defer rows.Close()
	for rows.Next() {
		var name string
		var pays int
		if err := rows.Scan(&name, &pays); err != nil {
			return nil, 0, err
		}
		if names = append(names, name); pays == 1 && trips == 0 {
			trips = int64(len(names))
		}
	}
	return names, trips, rows.Err()
}

func (s *Service) costsPage(r *web.Request) (web.Response, error) { return s.showCosts(r, nil, nil) }

// showCosts asks for every line: what for, how much, of which line of the budget,
// and the receipt with its number.
func (s *Service) showCosts(r *web.Request, typed []CostLine, problem error) (web.Response, error) {
	v, err := s.load(r)
	if err != nil {
		return nil, err
	}
	path := "/perjalanan/" + v.ID
	page := web.View{Title: "outreach.costs", Lead: tripTitle(r.Lang, v.Trip), Shape: web.Narrow, Err: problem,
		Crumbs: []web.Crumb{{Label: "outreach.trips", Href: "/perjalanan"}, {Label: tripTitle(r.Lang, v.Trip), Href: path}, {Label: "outreach.costs"}}}
	if v.State != Started && v.State != Finished {
		page.Body = []any{web.Notice{Text: "fault.outreach.not_started"}, web.Row{web.Button{Label: "outreach.back", Kind: web.Secondary, Href: path}}}
		return web.Page("", page, nil), nil
	}
	var names []string
	if err := s.DB.View(r.Context(), func(tx *db.Tx) error { names, _, err = s.store.budgetLines(tx, v.Plan.Day[:4]); return err }); err != nil {
		return nil, err
	}
	lines := v.Costs
	if problem != nil {
		lines = typed
	}
	f := web.Form{Action: path + "/rincian-biaya", Files: true, Buttons: []any{web.Button{Label: "outreach.costs.save"}, web.Button{Label: "outreach.back", Kind: web.Quiet, Href: path}}}
	for i := range min(mostCosts, len(lines)+2) {
		var c CostLine
		if i < len(lines) {
			c = lines[i]
		}
		n := "-" + strconv.Itoa(i+1)
		budget := []web.Option{{Value: "0", Label: r.T("outreach.costs.line.trips"), On: c.Line == 0}}
		for j, name := range names {
			budget = append(budget, web.Option{Value: strconv.Itoa(j + 1), Label: name, On: c.Line == int64(j+1)})
		}
		body := []any{
			&web.Select{Label: web.Ask("untuk"+n, "outreach.costs.what"), Options: options(r, "outreach.cost.", CostKinds, []string{c.What}), Blank: "outreach.choose"},
			&web.Input{Label: web.Ask("rupiah"+n, "outreach.costs.rupiah", "outreach.costs.rupiah.hint"), Number: true, Width: "w12", Max: 12, Value: blankZero(c.Rupiah)},
			&web.Select{Label: web.Ask("pos"+n, "outreach.costs.line"), Options: budget},
			&web.Input{Label: web.Ask("kuitansi"+n, "outreach.costs.number", "outreach.costs.number.hint"), Max: mostReceiptNumber, Value: c.Number},
			&web.Upload{Label: web.Ask("foto"+n, "outreach.costs.photo", "outreach.costs.photo.hint"), Accept: "image/*"}}
		if c.Receipt != "" {
			body = append(body, web.HiddenField{Name: "nota" + n, Value: c.Receipt}, web.Link{Label: "outreach.costs.open", Href: path + "/nota/" + c.Receipt, Small: true})
		}
		f.Fields = append(f.Fields, web.Card{Title: r.T("outreach.costs.n", "N", strconv.Itoa(i+1)), Body: body})
	}
	f = f.Fill(r, problem)
	page.Body = []any{web.Para{Text: r.T("outreach.costs.sum", "Money", i18n.Money(r.Lang, v.Cost))}, f}
	return web.Page("", page, nil), nil
}

func (s *Service) saveCosts(r *web.Request) (web.Response, error) {
	if err := r.Parse(); err != nil {
		return nil, err
	}
	op, err := opOf(r)
	if err != nil {
		return nil, err
	}
	trip := r.PathValue("trip")
	var lines []CostLine
	for i := 1; i <= mostCosts; i++ {
		n := "-" + strconv.Itoa(i)
		c := CostLine{What: r.Text("untuk" + n), Line: number(r.Text("pos" + n)), Receipt: r.Text("nota" + n), Number: words(r.Text("kuitansi" + n))}
		if text := r.Text("rupiah" + n); text != "" {
			c.Rupiah = number(text)
		}
		hash, err := s.receipt(r, trip, "foto"+n)
		if fault.Is(err, fault.Invalid) {
			return s.showCosts(r, append(lines, c), err)
		}
		if err != nil {
			return nil, err
		}
		switch {
		case hash != "":
			c.Receipt = hash
		case c.What == "" && c.Rupiah == 0 && c.Number == "":
			c = CostLine{} // emptied: the line is taken out with its receipt
		}
		lines = append(lines, c)
	}
	err = s.StateCosts(r.Context(), op, trip, lines)
	if refusedHere(err) {
		return s.showCosts(r, lines, err)
	}
	if err != nil {
		return nil, err
	}
	return web.Redirect("/perjalanan/" + trip + "/rincian-biaya").Flash(r.T("outreach.costs.saved")), nil
}

// receipt keeps the photo of a receipt with the trip; "" where none was chosen.
func (s *Service) receipt(r *web.Request, trip, field string) (string, error) {
	sent := r.Attached(field)
	if sent == nil {
		return "", nil
	}
	if _, err := s.trip(r); err != nil {
		return "", err
	}
	file, err := sent.Open()
	if err != nil {
		return "", fault.At(field, "fault.outreach.receipt")
	}
	defer file.Close()
	stored, err := s.Attachments.PutPhoto(r.Context(), account.ScopeOf(r), casefile.KindTrip, trip, file)
	if fault.Is(err, fault.Invalid) || fault.Is(err, fault.TooLarge) {
		return "", fault.At(field, fault.As(err).Key)
	}
	return stored.Hash, err
}

// receiptPhoto shows the photo of a receipt to whoever may see the trip.
func (s *Service) receiptPhoto(r *web.Request) (web.Response, error) {
	t, err := s.trip(r)
	if err != nil {
		return nil, err
	}
	hash := r.PathValue("hash")
	if !slices.ContainsFunc(t.Costs, func(c CostLine) bool { return c.Receipt == hash }) {
		return nil, fault.New(fault.NotFound, "fault.outreach.receipt")
	}
	sc := s.forAct(account.ScopeOf(r), casefile.TripCosts)
	if err := s.Accounts.Log(r.Context(), sc, account.AccessEntry{Action: "attachment.trip", Kind: casefile.KindTrip, ID: t.ID}); err != nil {
		return nil, err
	}
	f, err := s.Attachments.Find(r.Context(), sc, casefile.KindTrip, t.ID, hash)
	if err != nil {
		return nil, err
	}
	b, err := s.Attachments.Read(f)
	if err != nil {
		return nil, err
	}
	return web.File{Type: f.Type, Bytes: b, Foreign: true}, nil
}

// TickList keeps what the team looked at before it leaves.
func (s *Service) TickList(ctx context.Context, op ledger.Op, trip string, items []string) error {
	if !within(items, CheckItems) {
		return fault.At("bawaan", "fault.outreach.check_items")
	}
	_, err := s.Ledger.Do(ctx, op, func(tx *db.Tx) ([]ledger.Draft, error) {
		t, err := s.tripTx(tx, op.Scope, casefile.TripChecked, trip)
		if err != nil {
			return nil, err
		}
		if !t.Underway() {
			return nil, fault.New(fault.Conflict, "fault.outreach.not_published")
		}
		return []ledger.Draft{tripDraft(t, casefile.TripChecked, CheckedBody{Items: items})}, nil
	})
	return err
}

// checkCard is the list that is ticked before leaving; without a kit its items
// are left out.
func checkCard(r *web.Request, v tripView) web.Card {
	items := slices.DeleteFunc(slices.Clone(CheckItems), func(x string) bool { return !v.HasKit() && (x == "kit_charged" || x == "kit_tried") })
	f := web.Form{Action: "/perjalanan/" + v.ID + "/periksa", Fields: []any{
		&web.Checks{Label: web.Ask("bawaan", "outreach.check.ask"), Options: options(r, "outreach.check.", items, v.Checked), Two: true}},
		Buttons: []any{web.Button{Label: "outreach.check.save", Kind: web.Secondary}}}
	return web.Card{Title: r.T("outreach.check", "Done", len(v.Checked), "Count", len(items)), Body: []any{f}}
}

func (s *Service) tickList(r *web.Request) (web.Response, error) {
	op, err := opOf(r)
	if err != nil {
		return nil, err
	}
	if err := s.TickList(r.Context(), op, r.PathValue("trip"), r.Texts("bawaan")); err != nil {
		return nil, err
	}
	return web.Redirect("/lapangan").Flash(r.T("outreach.check.saved")), nil
}
