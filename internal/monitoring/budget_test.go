package monitoring

import (
	"strings"
	"testing"

	"github.com/jempolkeren/jempol/internal/authority"
	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/fault"
)

var twoLines = []BudgetLine{{Name: "Perjalanan  dinas", Rupiah: 900_000, Trips: true}, {}, {Name: "Alat tulis", Rupiah: 100_000}}

// What was spent stands by the lines of the budget: trips by themselves, the
// rest as it was recorded; what was recorded by mistake is taken back.
func TestMoneyByBudgetLine(t *testing.T) {
	each(t, func(w *world) {
		ctx, head := w.Context(), w.scope(authority.Head)
		w.trips()
		if err := w.s.SetTarget(ctx, w.op(authority.Head), Target{Year: 2021, People: 40, Lines: twoLines}); err != nil {
			w.Fatal(err)
		}
		target, err := w.s.Target(ctx, head, 2021)
		if err != nil || target.Budget != 1_000_000 || len(target.Lines) != 2 || target.Lines[0].Name != "Perjalanan dinas" || !target.Lines[0].Trips {
			w.Fatalf("%+v %v", target, err)
		}
		op := w.op(authority.Coordinator)
		paper := Expense{Day: "2021-06-01", Line: 2, Rupiah: 30_000, For: "Kertas"}
		for range 2 { // a double click
			if err := w.s.Spend(ctx, op, 2021, paper, false); err != nil {
				w.Fatal(err)
			}
		}
		if err := w.s.Spend(ctx, w.op(authority.Head), 2021, Expense{Day: "2021-06-02", Line: 2, Rupiah: 5_000, For: "Map"}, false); err != nil {
			w.Fatal(err)
		}
		list, err := w.s.Expenses(ctx, head, 2021)
		if err != nil || len(list) != 2 || list[0].For != "Map" || list[1].By != "u-coordinator" {
			w.Fatalf("%+v %v", list, err)
		}
		if err := w.s.Spend(ctx, w.op(authority.Head), 2021, list[0], true); err != nil {
			w.Fatal(err)
		}
		m, err := w.s.Money(ctx, head, YearOf(2021, w.now, ""))
		if err != nil || m.Other != 30_000 || len(m.Lines) != 2 || m.Lines[0].Spent != 600_000 || m.Lines[1].Spent != 30_000 {
			w.Errorf("%+v %v", m, err)
		}
		for field, bad := range map[string]Expense{
			"tanggal": {Day: "2020-06-01", Line: 1, Rupiah: 1, For: "xx"},
			"pos":     {Day: "2021-06-01", Line: 3, Rupiah: 1, For: "xx"},
			"jumlah":  {Day: "2021-06-01", Line: 1, Rupiah: -1, For: "xx"},
			"untuk":   {Day: "2021-06-01", Line: 1, Rupiah: 1, For: " "},
		} {
			if err := w.s.Spend(ctx, w.op(authority.Head), 2021, bad, false); !fault.Is(err, fault.Invalid) || fault.As(err).Fields[0].Name != field {
				w.Errorf("%s: %v", field, err)
			}
		}
		for _, r := range authority.AccountRoles() {
			err := w.s.Spend(ctx, w.op(r), 2021, paper, false)
			if may := r == authority.Head || r == authority.Coordinator; (err == nil) != may {
				w.Errorf("%s records an expense: %v", r, err)
			}
		}
		if report, err := w.l.Verify(ctx); err != nil || !report.OK() {
			w.Errorf("%+v %v", report, err)
		}
	})
}

// TestTripCostsGoToTheirLines: what a trip cost counts to the line that was
// chosen, the rest to the line of trips, and the sum is what trips cost.
func TestTripCostsGoToTheirLines(t *testing.T) {
	each(t, func(w *world) {
		w.trips()
		if err := w.s.SetTarget(w.Context(), w.op(authority.Head), Target{Year: 2021, People: 10, Budget: 1_000_000, Lines: twoLines}); err != nil {
			w.Fatal(err)
		}
		err := w.d.Write(w.Context(), officeID, func(tx *db.Tx) error {
			for _, c := range [][]any{{"t1", 1, 0, 380_000}, {"t1", 2, 2, 20_000}, {"t4", 1, 2, 900_000}, {"t3", 1, 2, 5}} {
				if _, err := tx.Exec(`INSERT INTO trip_cost (office_id, trip_id, n, what, line, rupiah, receipt) VALUES ($1, $2, $3, 'fuel', $4, $5, '')`,
					append([]any{officeID}, c...)...); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			w.Fatal(err)
		}
		m, err := w.s.Money(w.Context(), w.scope(authority.Head), YearOf(2021, w.now, ""))
		if err != nil || m.Spent != 600_000 || len(m.Lines) != 2 || m.Lines[0].Spent != 580_000 || m.Lines[1].Spent != 20_000 {
			w.Errorf("%+v %v", m, err)
		}
	})
}

func TestLinesThatDoNotAddUp(t *testing.T) {
	each(t, func(w *world) {
		for field, bad := range map[string]Target{
			"anggaran": {Year: 2021, People: 5, Budget: 7, Lines: twoLines},
			"pos-1":    {Year: 2021, People: 5, Lines: []BudgetLine{{Rupiah: 5}}},
			"jumlah-1": {Year: 2021, People: 5, Lines: []BudgetLine{{Name: "x", Rupiah: -1}}},
		} {
			if err := w.s.SetTarget(w.Context(), w.op(authority.Head), bad); !fault.Is(err, fault.Invalid) || fault.As(err).Fields[0].Name != field {
				w.Errorf("%s: %v", field, err)
			}
		}
	})
}

func TestSpendingOnPages(t *testing.T) {
	each(t, func(w *world) {
		w.live(80, 7)
		v := w.visitor(w.site(), authority.Head)
		expect := v.Expect
		expect(200, "Pos anggaran belum diisi")(v.Get("/pemantauan/belanja?tahun=2021"))
		v.Get("/pemantauan/target?tahun=2021")
		expect(200, "Target 2021 tersimpan", "Alat tulis", "Umur tiap tahap", "perkiraan", "Batas perkiraan", "Bukan penyandang disabilitas")(v.Post("/pemantauan/target", "tahun", "2021", "orang", "40",
			"pos-1", "Perjalanan", "jumlah-1", "900.000", "pos-2", "Alat tulis", "jumlah-2", "100.000", "pos-perjalanan", "1"))
		expect(200, `value="900.000"`, "Riwayat target", "40 orang")(v.Get("/pemantauan/target?tahun=2021"))
		v.Get("/pemantauan/belanja?tahun=2021")
		expect(422, "Tulis jumlah dengan angka", `value="Kertas"`)(v.Post("/pemantauan/belanja?tahun=2021", "tanggal", "2021-06-01", "pos", "2", "untuk", "Kertas"))
		expect(200, "Pengeluaran tersimpan", "Kertas", "Rp\u00a030.000")(v.Post("/pemantauan/belanja?tahun=2021", "tanggal", "2021-06-01", "pos", "2", "jumlah", "30.000", "untuk", "Kertas"))

		_, file := v.Get("/pemantauan/angka.csv?tahun=2021")
		if !strings.HasPrefix(file, "\ufeffKode wilayah;") || strings.Count(file, "\r\n") < 3 {
			w.Errorf("the CSV begins %q", file[:min(len(file), 80)])
		}
	})
}

// A statement that says nothing sensible is parked, and an erased one leaves
// its figures.
func TestFoldOfExpenses(t *testing.T) {
	spent := func(id, body string) casefile.Event {
		return casefile.Event{ID: id, Type: casefile.BudgetSpent, Body: []byte(body)}
	}
	res := foldTarget("2021", []casefile.Event{spent("a", `{"expense":"x","day":"2021-01-02","line":1,"rupiah":5}`), spent("b", `{"rupiah":5}`),
		spent("c", `{"expense":"y","rupiah":-5}`), spent("d", `[]`), spent("e", `{"expense":"z","rupiah":1}`), spent("f", `{"expense":"z","removed":true}`)})
	if len(res.Parked) != 3 || len(res.Rows) != 1 || res.Rows[0].Values[3] != int64(5) {
		t.Errorf("%+v", res)
	}
}
