package demo

import (
	"context"
	"time"

	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/public"
)

// neighbours are what people without an account have told and complained of,
// and what still waits on the day on which somebody looks: nobody meets an empty
// queue first.
func (w *world) neighbours(ctx context.Context, d *db.DB, office string) error {
	r := w.rand("neighbours")
	before := func(days int) time.Time {
		return w.cal.date(w.cal.today - days).Add(9*time.Hour + time.Duration(r.IntN(8*60))*time.Minute)
	}
	var tips []public.Tip
	for _, t := range []struct {
		days                int
		place, words, phone string
	}{
		{6, "Sebelah selatan lapangan desa", "Ada kakek tinggal sendiri, sekitar 80 tahun, belum pernah punya KTP. Jalannya sudah susah.", "0800 5550 101"},
		{4, "Rumah paling ujung dekat sungai", "Anak tetangga sudah tujuh tahun belum punya akta, jadi belum bisa daftar sekolah.", ""},
		{2, "Emperan pasar, malam hari", "Perempuan setengah baya tidur di pasar. Tidak mau bicara banyak, katanya tidak punya surat apa-apa.", "0800 5550 102"},
		{1, "", "Ibu saya sakit dan tidak bisa ke kantor. KK kami rusak kena banjir.", "0800 5550 103"},
	} {
		at := before(t.days)
		tips = append(tips, public.Tip{ID: w.maker.NewID(at), At: db.Micros(at), Village: string(w.villages.list[w.villages.draw(r)].code),
			Place: t.place, Words: t.words, Phone: t.phone})
	}
	var complaints []public.Complaint
	for _, c := range []struct {
		days                int
		about, words, phone string
	}{
		{3, public.AboutFee, "Diminta lima belas ribu rupiah untuk mengurus KK, katanya uang bensin.", "0800 5550 104"},
		{9, "slow", "Sudah didatangi dua bulan lalu, KTP ibu saya belum juga datang.", "0800 5550 105"},
		{5, "wrong_data", "Nama bapak saya di KK salah satu huruf.", ""},
	} {
		at := before(c.days)
		complaints = append(complaints, public.Complaint{ID: w.maker.NewID(at), At: db.Micros(at), About: c.about, Words: c.words, Phone: c.phone})
	}
	return public.Restore(ctx, d, office, tips, complaints)
}
