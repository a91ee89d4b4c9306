package browser

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// An office brings in its first extract of the population register: what is not
// clear is asked back, what is wrong comes back with the reason, and then a
// report finds the person in it.
func TestJourneyOfTheRegister(t *testing.T) {
	onBoth(t, registerBrought)
}

func registerBrought(t *testing.T, args ...string) {
	p, coordinator := openOffice(t, append([]string{"--data", t.TempDir()}, args...)...)
	b := Open(t, p.URL)
	admin := b.SignIn(t, "sri.admin", adminPass)
	file := filepath.Join(t.TempDir(), "penduduk.csv")
	rows := "NO_KK;NIK;NAMA_LGKP;JENIS_KLMIN;TMPT_LHR;TGL_LHR;NAMA_LGKP_IBU;ALAMAT;NO_RT;NO_RW;NAMA_KEL;NAMA_KEC;STATUS_REKAM\n" +
		"3503040101089001;3503045708439001;KATINEM;2;TRENGGALEK;17-08-1943;SATIYEM;KRAJAN;3;2;PRINGAPUS;DONGKO;BELUM REKAM\n" +
		"3503040101089002;3503041203669003;MUJIONO;1;TRENGGALEK;12-03-1966;SATIYEM;KRAJAN;3;2;PRINGAPUS;DONGKO;CARD ISSUED\n" +
		";350304;BONARI;1;;1970;;;;;PRINGAPUS;DONGKO;SUDAH\n" +
		";;SUMINI;2;;1951;BOINAH;;;;KAMPUNG SEBERANG;DONGKO;SUDAH\n"
	if err := os.WriteFile(file, []byte(rows), 0o600); err != nil {
		t.Fatal(err)
	}
	admin.Open("/admin/penduduk")
	admin.Expect("Belum ada data penduduk")
	admin.PressRefused(422, "Periksa berkas")
	here := admin.extract(file)
	admin.until(here, "Belum ada yang dimuat")
	admin.Expect("Muat 2 penduduk", "KAMPUNG SEBERANG, DONGKO", "NIK bukan 16 angka")
	admin.Accessible()
	admin.Fill("Desa yang dimaksud KAMPUNG SEBERANG", "Pringapus")
	admin.Press("Simpan jawaban dan periksa lagi")
	admin.until(here, "Muat 3 penduduk")
	rejected := admin.Download("Unduh baris yang ditolak", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
	if text := sheetText(t, rejected.Bytes); !strings.Contains(text, "BONARI") || !strings.Contains(text, "NIK") || strings.Contains(text, "KATINEM") {
		t.Errorf("the file of rejected rows holds %q", text)
	}
	admin.Press("Muat 3 penduduk")
	admin.until(here, "3 penduduk sudah dimuat")
	admin.Expect("3 baru, 0 berubah, 0 hilang")

	coordinator.Open("/laporan/usulan")
	coordinator.Expect("KATINEM")
	coordinator.Never("MUJIONO", "3503045708439001")

	// The same file once more is told apart, and changes nothing.
	again := admin.extract(file)
	admin.until(again, "Berkas yang sama sudah dimuat")
	admin.Press("Muat 3 penduduk")
	admin.until(again, "Tidak ada yang berubah")

	admin.Open("/admin/penduduk")
	admin.Press("Keluarkan")
	admin.Expect("langsung tidak terlihat lagi")
	admin.Fill("Alasan", "perjanjian berakhir")
	admin.Press("Keluarkan sumber")
	admin.Expect("Sumber siak sudah dikeluarkan", "Belum ada data penduduk")
	coordinator.Open("/laporan/usulan")
	coordinator.Never("KATINEM")
}

// extract brings in a file of the population register to be looked at, and
// returns where.
func (p *Person) extract(file string) string {
	p.tb.Helper()
	p.Open("/admin/penduduk")
	p.Fill("Sumber", "siak")
	p.FillDay("Data per tanggal (wajib)", "2021-01-01")
	p.Fill("Dasar hukum", "Perjanjian 470/1/2021")
	p.Upload("Berkas", file)
	p.Press("Periksa berkas")
	return p.Path()
}
