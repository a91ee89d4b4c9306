package outreach_test

import (
	"strings"
	"testing"

	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/document/papertest"
	"github.com/jempolkeren/jempol/internal/fault"
	"github.com/jempolkeren/jempol/internal/outreach"
)

// TestCostsByLineWithTheirReceipts: what a trip really cost is stated line by
// line, of a line of the year's budget, with the receipt; a later correction is
// the trip's cost everywhere, and never two of them.
func TestCostsByLineWithTheirReceipts(t *testing.T) {
	on(t, func(w *world) {
		s, ctx := w.site(), w.Context()
		w.must(w.d.Write(ctx, officeID, func(tx *db.Tx) error {
			_, err := tx.Exec(`INSERT INTO monitoring_budget_line (office_id, target_id, n, name, rupiah, trips) VALUES ($1, '2021', 1, 'Perjalanan dinas', 900000, 1), ($1, '2021', 2, 'Alat tulis', 100000, 0)`, officeID)
			return err
		}))
		id, _ := w.waiting(person{name: "Ponirah", birth: "1941"})
		trip := w.trip(id)
		path := "/perjalanan/" + trip
		w.onTheDay()
		b := s.as("bagus")
		b.Expect(200, "Sebelum berangkat: 0 dari 8", "Alat terisi daya")(b.Get("/lapangan"))
		b.Expect(200, "Sebelum berangkat: 2 dari 8", "Daftar bawaan disimpan")(b.Post(path+"/periksa", "bawaan", "kit_charged", "bawaan", "fuel"))
		w.want(w.s.TickList(ctx, w.op(w.officer), trip, []string{"ghost"}), fault.Invalid, "fault.outreach.check_items")
		b.Expect(200, "Rincian biaya", "!Simpan rincian")(b.Get(path + "/rincian-biaya"))
		w.must(w.s.Start(ctx, w.op(w.officer), trip))
		w.absent(trip, id)
		w.must(w.s.Finish(ctx, w.op(w.officer), trip, outreach.FinishedBody{KM: 66, Cost: 150_000}))
		b.Get(path + "/rincian-biaya")
		b.Expect(422, "Isi sedikitnya satu pengeluaran")(b.Post(path + "/rincian-biaya"))
		b.Expect(422, "Tulis jumlah, 1 sampai 100 juta", "Pilih untuk apa")(b.Post(path+"/rincian-biaya", "untuk-1", "fuel", "rupiah-1", "0", "pos-1", "0", "rupiah-2", "5000", "pos-2", "0"))
		// A card left blank in the middle does not move the error to another one,
		// and a photo without what it is of is asked about, not thrown away.
		b.Expect(422, `href="#rupiah-3"`, `!href="#rupiah-2"`)(b.Post(path+"/rincian-biaya", "untuk-1", "fuel", "rupiah-1", "165000", "pos-1", "0", "untuk-3", "copies", "rupiah-3", "0", "pos-3", "0"))
		b.Expect(422, `href="#untuk-2"`)(b.Upload(path+"/rincian-biaya", "foto-2", photo(), "untuk-1", "fuel", "rupiah-1", "165000", "pos-1", "0", "pos-2", "0"))
		b.Expect(422, "Pilih pos dari daftar")(b.Post(path+"/rincian-biaya", "untuk-1", "fuel", "rupiah-1", "165000", "pos-1", "3"))
		b.Expect(422, "Foto nota tidak bisa dibuka")(b.Post(path+"/rincian-biaya", "untuk-1", "fuel", "rupiah-1", "165000", "pos-1", "0", "nota-1", strings.Repeat("a", 64)))
		for _, bad := range []string{"<b>", "  -", strings.Repeat("9", 41)} {
			b.Expect(422, "Tulis nomor kuitansi seperti pada nota", `href="#kuitansi-1"`)(b.Post(path+"/rincian-biaya", "untuk-1", "fuel", "rupiah-1", "165000", "pos-1", "0", "kuitansi-1", bad))
		}
		b.Expect(422, "Pilih untuk apa", `value="KW-7"`)(b.Post(path+"/rincian-biaya", "untuk-1", "fuel", "rupiah-1", "165000", "pos-1", "0", "kuitansi-2", "KW-7"))
		b.Expect(200, "Rincian biaya disimpan", "Lihat nota", "Alat tulis", "177.000")(b.Upload(path+"/rincian-biaya", "foto-1", photo(),
			"untuk-1", "fuel", "rupiah-1", "165000", "pos-1", "0", "untuk-2", "copies", "rupiah-2", "12000", "pos-2", "2"))
		receipt := w.tripState(trip).Costs[0].Receipt
		code, _ := b.Get(path + "/nota/" + receipt)
		if code != 200 {
			w.Errorf("the receipt answers %d", code)
		}
		b.Expect(404)(b.Get(path + "/nota/" + strings.Repeat("a", 64)))
		c := s.as("rina")
		c.Get(path + "/rincian-biaya")
		c.Expect(200, "Rincian biaya disimpan", "170.000")(c.Post(path+"/rincian-biaya", "untuk-1", "fuel", "rupiah-1", "158.000", "pos-1", "0", "nota-1", receipt, "kuitansi-1", " KW/17.a  2021 ",
			"untuk-2", "copies", "rupiah-2", "12.000", "pos-2", "2"))
		if n := w.count(`SELECT CAST(SUM(rupiah) AS BIGINT) FROM outreach_v_trip_cost WHERE trip_id = $1`, trip); n != 170_000 {
			w.Errorf("the lines sum to %d", n)
		}
		if n := w.count(`SELECT COUNT(*) FROM trip_cost WHERE receipt_number = 'KW/17.a 2021'`); n != 1 {
			w.Errorf("%d lines have the number of the receipt", n)
		}
		c.Expect(200, `value="KW/17.a 2021"`)(c.Get(path + "/rincian-biaya"))
		if n := w.count(`SELECT cost FROM outreach_v_trip WHERE trip_id = $1`, trip); n != 170_000 {
			w.Errorf("the trip costs %d", n)
		}
		_, paper := c.Get(path + "/biaya.pdf")
		words := strings.Join(strings.Fields(papertest.Text([]byte(paper))), " ")
		for _, part := range []string{"Pos anggaran", "No. kuitansi", "Bahan bakar Perjalanan dinas Rp 158.000 KW/17.a 2021 ada", "Alat tulis Rp 12.000 – tidak ada", "Rp 170.000"} {
			if !strings.Contains(words, part) {
				w.Errorf("the paper of the costs lacks %q:\n%s", part, words)
			}
		}
		k := s.as("babinsa")
		k.Expect(404)(k.Get(path + "/rincian-biaya"))
	})
}
