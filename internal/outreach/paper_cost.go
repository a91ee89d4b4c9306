package outreach

import (
	"cmp"
	"math"

	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/document"
	"github.com/jempolkeren/jempol/internal/i18n"
	"github.com/jempolkeren/jempol/internal/web"
)

// costPaper is what a trip is going to cost, for whoever approves the money, and
// after the trip what it did cost.
func (s *Service) costPaper(r *web.Request) (web.Response, error) {
	return s.paperOf(r, "biaya", func(Trip) bool { return true }, s.cost)
}

func (s *Service) cost(r *web.Request, v tripView, settings map[string]string, address string) ([]byte, error) {
	const lang = i18n.ID
	p, _ := s.newPaper(r, word("cost"), settings)
	p.Title(word("cost"), word("number"))
	km := int64(math.Round(v.table.KM))
	var rate int64
	for _, c := range v.ref.Vehicles {
		if c.ID == v.Plan.Vehicle {
			rate = c.RupiahKM
		}
	}
	people := int64(max(1, v.People()))
	p.Facts([]document.Fact{
		{Label: word("day"), Value: dayWords(lang, v.Plan.Day)},
		{Label: word("place"), Value: leadsTo(v.Trip)},
		{Label: word("team"), Value: nameOf(v.ref.Teams, v.Plan.Team)},
		{Label: word("vehicle"), Value: vehicleWords(v)},
		{Label: word("stops"), Value: i18n.Number(lang, int64(len(v.Stops)))},
		{Label: word("people"), Value: i18n.Number(lang, int64(v.People()))},
	})
	money := func(n int64) string {
		if rate == 0 {
			return word("no_rate")
		}
		return i18n.Money(lang, n)
	}
	rows := [][]string{{word("cost_vehicle"), i18n.Number(lang, km) + " km", money(rate), money(km * rate)}}
	p.Table(document.Table{Columns: []document.Column{{Title: word("item"), Width: 3}, {Title: word("amount"), Width: 1.4, Align: document.Right},
		{Title: word("rate"), Width: 1.6, Align: document.Right}, {Title: word("sum"), Width: 1.8, Align: document.Right}}, Rows: rows})
	p.Facts([]document.Fact{{Label: word("total"), Value: money(km * rate)}, {Label: word("each"), Value: money(km * rate / people)}})
	if v.State == Finished {
		p.Heading(word("real"))
		if len(v.Costs) > 0 {
			lines, err := s.costLines(r, v)
			if err != nil {
				return nil, err
			}
			p.Table(lines)
		}
		p.Facts([]document.Fact{{Label: word("real_km"), Value: i18n.Number(lang, v.KM) + " km"}, {Label: word("total"), Value: i18n.Money(lang, v.Cost)},
			{Label: word("each"), Value: i18n.Money(lang, v.Cost/people)}})
	}
	p.Note(word("cost_note"))
	p.QR(address, word("qr"))
	p.Signatures([]document.Signature{{Role: word("coordinator")}, s.headSigns(settings, r.Now())})
	return p.Bytes()
}

// costLines are what a trip really cost, line by line: what for, which line of
// the budget pays, how much, the number of the receipt and whether there is a
// photo of it.
func (s *Service) costLines(r *web.Request, v tripView) (document.Table, error) {
	const lang = i18n.ID
	var names []string
	var trips int64
	if err := s.DB.View(r.Context(), func(tx *db.Tx) (err error) {
		names, trips, err = s.store.budgetLines(tx, v.Plan.Day[:4])
		return err
	}); err != nil {
		return document.Table{}, err
	}
	out := document.Table{Columns: []document.Column{{Title: word("line_no"), Width: 0.5, Align: document.Right}, {Title: word("item"), Width: 2}, {Title: word("budget_line"), Width: 2.4},
		{Title: word("sum"), Width: 1.6, Align: document.Right}, {Title: word("receipt_number"), Width: 1.8}, {Title: word("receipt"), Width: 1.1}}}
	for i, c := range v.Costs {
		line := i18n.T(lang, "outreach.costs.line.trips")
		if n := cmp.Or(c.Line, trips); n > 0 && n <= int64(len(names)) {
			line = names[n-1]
		}
		receipt := word("receipt.none")
		if c.Receipt != "" {
			receipt = word("receipt.photo")
		}
		out.Rows = append(out.Rows, []string{i18n.Number(lang, int64(i+1)), i18n.T(lang, "outreach.cost."+c.What), line, i18n.Money(lang, c.Rupiah), cmp.Or(c.Number, "–"), receipt})
	}
	return out, nil
}
