package browser

import (
	"testing"

	"github.com/jempolkeren/jempol/test/program"
)

// letterPages are a letter that comes after the report of whom it asks for: the
// office writes it down, finds the person by the village, and sees it on the case.
func letterPages(t *testing.T, p *program.Program, b *Browser) {
	c := signIn(t, p, b, "coordinator")
	c.Open("/lapor")
	c.Fill("Nama atau panggilan", "Mbok Yatinem Surat")
	c.Fill("Desa atau kelurahan", "Pringapus")
	c.Choose("Belum ber-NIK")
	c.Press("Simpan laporan")
	number := caseNumber.FindString(c.Text())

	c.Open("/laporan/surat")
	c.Fill("Nomor surat", "470/77/Pringapus")
	c.FillDay("Catat surat", "2021-06-13")
	c.Fill("Pengirim", "Pemerintah Desa Pringapus, Kecamatan Dongko")
	c.Press("Simpan surat")
	c.Press("470/77/Pringapus")
	c.Fill("Wilayah", "Pringapus, Dongko")
	c.Press("Terapkan")
	c.look("surat-warga")
	c.PressRefused(422, "Masukkan ke surat ini")
	c.look("-surat-warga-salah")
	c.Choose("Mbok Yatinem Surat")
	c.Press("Masukkan ke surat ini")
	c.Expect("1 warga masuk ke surat ini", "1 warga · lihat daftarnya")
	c.Never("Mbok Yatinem Surat")

	c.Open("/kasus/" + number + "/kebutuhan")
	c.look("-kebutuhan-surat")
	c.Fill("Surat permohonan", "Belum ada surat")
	c.Press("Simpan surat kasus ini")
	c.Expect("Surat permohonan kasus ini tersimpan")
	c.Open("/kasus/" + number)
	c.Expect("Surat permohonan dicatat", "Surat permohonan dilepas", "470/77/Pringapus")
}
