package browser

import (
	"regexp"
	"strings"
	"testing"
	"time"
)

// A coordinator plans a month for all who wait (some hundreds), compares three
// plans, sees why somebody is left out, holds and takes out somebody, computes
// again, and announces a week. What is announced are ordinary trips.
func TestJourneyOfAMonthsPlan(t *testing.T) {
	t.Parallel()
	w := startWalk(t)
	c := w.as("coordinator")
	c.Open("/admin/alat/baru")
	c.Fill("Nama", "Alat rekam 8")
	c.Choose("Siap dipakai")
	c.Press("Simpan alat")

	c.Open("/perjalanan")
	c.Press("Rencana kunjungan")
	c.Press("Susun rencana")
	c.Choose("Rencana sebulan")
	c.Fill("Anggaran untuk rencana ini (rupiah)", "tiga juta")
	c.PressRefused(422, "Hitung rencana")
	c.Expect("Isi anggaran dengan angka rupiah")
	c.Fill("Anggaran untuk rencana ini (rupiah)", "12.000.000")
	c.Press("Hitung rencana")
	plan := c.Path()
	c.computed("/perjalanan/rencana", "Siap")
	c.Open(plan)
	text := c.Text()
	if m := regexp.MustCompile(`(\d+) warga menunggu saat rencana ini dihitung`).FindStringSubmatch(text); m == nil || len(m[1]) < 3 {
		t.Errorf("not some hundreds are planned: %v", m)
	}
	c.Expect("Per orang", "Pemerataan antarkecamatan", "Warga terlayani terhadap biaya", "Jatah tiap kecamatan dan bulan")
	c.look("rencana-banding")

	c.Open(plan + "/tertinggal?rencana=both")
	c.Expect("Yang bisa Anda perbaiki ada di atas")
	c.look("rencana-tertinggal")
	c.Open(plan + "/papan?rencana=both")
	c.Expect("Hari demi hari", "Umumkan ke desa")
	c.look("rencana-papan")
	day := c.link(`/perjalanan/rencana/kerja/[0-9a-f-]{36}/hari\?rencana=both&rute=\d+`)
	c.Open(day)
	c.Expect("rencana lolos pemeriksaan", "Batas wilayah perkiraan")
	c.look("rencana-hari")
	c.Choose("Tahan di sini")
	c.Press("Periksa dan ubah")
	c.Expect("ditahan di sini", "Ditahan")
	c.Choose("Keluarkan dari rencana")
	c.Press("Periksa dan ubah")
	c.Expect("dikeluarkan:", "menit")
	c.Press("Batalkan")
	c.Expect("Perubahan terakhir diurungkan")
	c.Press("Optimalkan lagi")
	c.computed(plan+"/papan?rencana=both", "Dioptimalkan lagi")
	c.Press("Umumkan hari terpilih")
	c.Expect("perjalanan diumumkan", "warga dijadwalkan")
	c.Open(c.link(`/perjalanan/[0-9a-f-]{36}`))
	if !strings.HasPrefix(c.Path(), "/perjalanan/") {
		t.Errorf("an announced day leads to %s", c.Path())
	}
	c.Expect("Diumumkan")
	week := c.weekOfTheYear()
	c.Open(plan)
	c.lookInEnglishOf(plan)
	c.Open(week)
	c.read("a week of the year in English", indonesian)
}

// weekOfTheYear plans one kecamatan until the end of the year, lets the office go
// by that, and plans a week with the money and the quotas that it gives.
func (p *Person) weekOfTheYear() string {
	p.tb.Helper()
	p.Open("/perjalanan/rencana/baru")
	p.Choose("Rencana sampai akhir tahun")
	p.FillDay("Mulai hari", "2021-12-20") // a short rest of the year is computed soon
	p.Press("Pilihan lain")
	p.Choose("Hanya kecamatan ini > Dongko")
	p.Press("Hitung rencana")
	year := p.Path()
	p.allComputed()
	p.Open(year)
	p.Expect("Kantor belum memakai rencana tahunan", "Jatah tiap kecamatan dan bulan")
	p.Press("A · Rumah dan titik kumpul > Pakai setahun")
	p.Expect("Kantor memakai rencana tahunan ini")
	p.look("rencana-setahun")
	p.Open("/perjalanan/rencana/baru?masa=week&mulai=2021-12-20")
	p.Expect("Rencana tahunan menjatah Rp", "Dongko: ")
	p.look("rencana-baru-jatah")
	p.Press("Hitung rencana")
	week := p.Path()
	p.allComputed()
	p.Open(week)
	p.Expect("Jatah dari rencana tahunan", "yang dijatah untuk masa ini")
	p.look("rencana-seminggu")
	return week
}

// computed waits until a plan is computed: seconds of one core, which on a machine
// that builds beside it take longer than one act may.
func (p *Person) computed(path, text string) {
	p.tb.Helper()
	for range 150 {
		p.Open(path)
		if strings.Contains(p.Text(), text) {
			return
		}
		time.Sleep(2 * time.Second)
	}
	p.tb.Fatal("the plan is never computed")
}

// allComputed waits until no plan is being computed. The page of a plan that is
// comes again by itself, which would cut off whoever opens it then.
func (p *Person) allComputed() {
	p.tb.Helper()
	for range 150 {
		p.Open("/perjalanan/rencana")
		if !strings.Contains(p.Text(), "Belum selesai dihitung") {
			return
		}
		time.Sleep(2 * time.Second)
	}
	p.tb.Fatal("the plans are never computed")
}

// lookInEnglishOf looks at a page in the second language and comes back.
func (p *Person) lookInEnglishOf(path string) {
	p.tb.Helper()
	p.Open("/lainnya")
	p.Press("English")
	p.Open(path)
	p.read("the plans in English", indonesian)
}
