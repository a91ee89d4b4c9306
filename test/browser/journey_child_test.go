package browser

import (
	"strings"
	"testing"

	"github.com/jempolkeren/jempol/internal/document/papertest"
)

// The people of a child's case. Nobody has a paper; two neighbours were there.
const (
	aMother, aFather       = "Lasmi Rekaan", "Parno Rekaan"
	oneWitness, theWitness = "Kasno Rekaan", "Tumini Rekaan"
)

// A child of six was born at home and never recorded, and no paper says that
// the parents are married. Two neighbours tell what they know, and the parents
// declare it. No finger is read: the child is too young. At the end the mother
// signs for deed, KK and KIA.
func TestJourneyOfAChildWhoseBirthWasNeverRecorded(t *testing.T) {
	t.Parallel()
	w := startWalk(t)
	before := w.served()
	w.reportChild("Danu Rekaan")
	w.planWithoutKit()
	w.visitChild()
	w.declareBirth()
	w.verifyChild()
	w.enterBirth("3503041102159007", "3503041406219107", "3503-LT-14062021-9007")
	w.handToTheMother()
	w.closeCase()
	w.isCounted(before)
}

// reportChild is the registrar of the village; the mother speaks for the child.
func (w *walk) reportChild(name string) {
	w.t.Helper()
	r := w.as("registrar")
	r.Open("/lapor")
	r.Fill("Nama atau panggilan", name)
	r.Choose("Belum ber-NIK")
	r.Press("Keterangan lain tentang orangnya")
	r.Choose("Jenis kelamin > Laki-laki")
	r.FillDay("Tanggal lahir", "2015-02-11")
	r.Fill("Nama ibu", aMother)
	r.Fill("Nama ayah", aFather)
	r.Press("Alamat, petunjuk arah, dan pendamping")
	r.Fill("Alamat", "Dusun Krajan")
	r.Press("Dasar, wakil, dan keselamatan")
	r.Fill("Siapa yang berbicara mewakili", aMother)
	r.Fill("Mewakili sebagai", "Orang tua")
	r.Fill("Alasan diwakili", "Masih anak-anak")
	r.Press("Dokumen, surat, dan foto")
	for _, need := range []string{"NIK baru", "Kartu Keluarga", "Akta kelahiran", "Kartu Identitas Anak"} {
		r.Choose("Dokumen yang dibutuhkan > " + need)
	}
	r.Press("Simpan laporan")
	w.number = caseNumber.FindString(r.Text())
	w.name, w.caption, w.hidden = name, name, aMother

	c := w.as("coordinator")
	c.Open("/laporan/" + w.number)
	c.Expect(aMother, "Akta kelahiran", "Kartu Identitas Anak (KIA)")
	c.Press("Terima untuk dikunjungi")
}

// planWithoutKit leaves the kit to those who are old enough for it.
func (w *walk) planWithoutKit() {
	w.t.Helper()
	c := w.as("coordinator")
	c.Open("/perjalanan/baru?kasus=" + w.number + "&kecamatan=35.03.04")
	c.FillDay("Hari", demoDay)
	c.Choose("Tim 1")
	c.Choose("Mobil keliling")
	c.Expect("Anak di bawah 16 tahun tidak memerlukannya")
	c.Press("Buat rencana")
	w.trip, _, _ = strings.Cut(c.Path(), "?")
	c.Press("Tambahkan")
	c.Expect("1 warga ditambahkan", w.caption)
	c.Press("Umumkan ke desa")
	c.Expect("Perjalanan diumumkan", "Tanpa alat")
}

// visitChild asks for the two witnesses, and for no finger.
func (w *walk) visitChild() {
	w.t.Helper()
	f := w.as("field")
	f.Open("/lapangan" + strings.TrimPrefix(w.trip, "/perjalanan") + "/" + w.number)
	f.Expect("pertanyaan 1 dari 5")
	f.Choose("Ya, ditemui")
	f.Press("Lanjut")
	f.Choose("Perangkat desa")
	f.Choose("Tetangga")
	f.Fill("Jumlah saksi", "2")
	f.Fill("Nama saksi 1", oneWitness)
	f.Fill("Nama saksi 2", theWitness)
	f.Press("Lanjut")
	f.Fill("Tempat lahir", "Trenggalek")
	f.Press("Lanjut")
	f.Expect("Sudah tercatat: NIK, Kartu Keluarga (KK), Akta kelahiran, Kartu Identitas Anak (KIA)")
	f.Never("Perekaman biometrik", "KTP-el")
	f.Press("Lanjut")
	f.Expect("Sudah benar semua?")
	f.Never("Tidak ditemukan")
	f.Press("Simpan kunjungan")
	f.Expect("Kunjungan tersimpan")
	w.finishTrip()
}

// declareBirth is the dossier: who is missing a paper declares, prints, signs,
// and only the signed sheet counts.
func (w *walk) declareBirth() {
	w.t.Helper()
	r := w.as("registrar")
	r.Open("/kasus/" + w.number + "/berkas")
	r.Expect("Keputusan Kepala Dinas untuk laporan lewat 60 hari", "SPTJM kebenaran data kelahiran (F-2.03) dengan dua saksi", "Belum bisa diajukan")
	r.Never("Cek biometrik dulu")
	r.Open("/kasus/" + w.number + "/formulir/F-1.01")
	r.Fill("Nama Kepala Keluarga", aFather)
	r.Choose("Kewarganegaraan > WNI")
	r.Choose("Akta Lahir > Tidak Ada")
	r.Fill("Agama", "Islam")
	r.Fill("Status Perkawinan", "Belum Kawin")
	r.Fill("Status Hubungan dalam Keluarga", "Anak")
	r.Choose("Kelainan Fisik dan Mental > Tidak Ada")
	r.Fill("Pendidikan Terakhir", "Tidak/Belum Sekolah")
	r.Fill("Jenis Pekerjaan", "Belum/Tidak Bekerja")
	r.Press("Simpan formulir")
	r.Expect("F-1.01 tersimpan dan masuk berkas")

	// What report and visit have heard is not asked again.
	r.Open("/kasus/" + w.number + "/formulir/F-2.03")
	w.begins(map[string]string{"Yang Membuat Pernyataan > Nama lengkap": aMother, "Nama anak": w.name, "Nama ayah": aFather,
		"Saksi I > Nama lengkap": oneWitness, "Saksi II > Nama lengkap": theWitness})
	r.Press("Simpan formulir")
	r.Expect("F-2.03 tersimpan. Cetak, minta tanda tangan atau cap jempol")
	r.Open("/kasus/" + w.number + "/formulir/F-2.04")
	w.begins(map[string]string{"Suami > Nama lengkap": aFather, "Istri > Nama lengkap": aMother, "Nama anak": w.name, "Saksi I > Nama lengkap": oneWitness})
	r.Press("Simpan formulir")
	r.Open("/kasus/" + w.number + "/berkas/akta_kelahiran/AKL-2")
	if text := papertest.Text(r.Download("Cetak F-2.03", "application/pdf").Bytes); !strings.Contains(text, strings.ToUpper(oneWitness)) || !strings.Contains(text, strings.ToUpper(w.name)) {
		w.t.Errorf("the declaration to be signed lacks the child or the witness:\n%s", text)
	}
	r.Open("/kasus/" + w.number + "/berkas")
	r.Expect("Unggah yang ditandatangani", "Belum bisa diajukan")

	w.supply("nik", "BIO-2", "")
	w.supply("nik", "BIO-3", noPapers)
	w.supply("kk", "KK-1", "")
	w.supply("akta_kelahiran", "AKL-1", "")
	w.supply("akta_kelahiran", "AKL-2", "SPTJM kebenaran data kelahiran (F-2.03) dengan dua saksi")
	w.supply("akta_kelahiran", "AKL-3", "SPTJM sebagai pasangan suami istri (F-2.04) dengan dua saksi")
	w.supply("kia", "KIA-3", "")
	w.supply("kia", "KIA-4", "")
	w.headDecides()
	r.Open("/kasus/" + w.number + "/berkas")
	r.Expect("Disetujui Kepala Dinas, nomor 474.1/9007/406.017/2021")
	r.Press("Ajukan berkas")
	r.Expect(w.number, "diajukan. Verifikator akan memeriksanya")
}

// headDecides: a birth reported after sixty days is recorded on the decision of
// the head. The first answer is no, and new proof brings the question back.
func (w *walk) headDecides() {
	w.t.Helper()
	h := w.as("head")
	h.Open("/")
	h.Expect("Kelahiran dilaporkan lewat 60 hari, perlu keputusan Kepala Dinas")
	h.Open("/persetujuan")
	h.Expect(w.number, "Akta kelahiran")
	h.Open("/persetujuan/" + w.number + "/keputusan/akta_kelahiran")
	h.Expect("Keputusan untuk "+w.name, "11 Februari 2015", aMother, "SPTJM")
	h.Choose("Setujui pencatatan")
	h.PressRefused(422, "Simpan keputusan")
	h.Expect("Isi nomor keputusan", "Isi tanggal, bulan, dan tahun keputusan")
	h.Choose("Tolak")
	h.Fill("Sebab penolakan", "Bukti kelahiran belum meyakinkan")
	h.Press("Simpan keputusan")
	h.Expect(w.number, "ditolak. Petugas dapat membawa bukti baru")
	c := w.as("coordinator")
	c.Open("/kasus/" + w.number)
	c.Expect("Ditolak: Bukti kelahiran belum meyakinkan")
	w.supply("akta_kelahiran", "AKL-2", "SPTJM kebenaran data kelahiran (F-2.03) dengan dua saksi")
	h.Open("/persetujuan/" + w.number + "/keputusan/akta_kelahiran")
	h.Choose("Setujui pencatatan")
	h.Fill("Nomor keputusan", "474.1/9007/406.017/2021")
	h.FillDay("Tanggal keputusan", demoDay)
	h.Press("Simpan keputusan")
	h.Expect(w.number, "disetujui. Berkasnya sekarang dapat diajukan")
}

// begins looks what stands in the registrar's form already.
func (w *walk) begins(fields map[string]string) {
	w.t.Helper()
	for label, want := range fields {
		if got := w.as("registrar").Value(label); got != want {
			w.t.Errorf("%s begins with %q, not %q", label, got, want)
		}
	}
}

func (w *walk) verifyChild() {
	w.t.Helper()
	v := w.as("verifier")
	v.Open("/verifikasi/" + w.number)
	v.Expect("11 dari 11 terpenuhi", "Akta kelahiran Ada Formulir pelaporan pencatatan sipil (F-2.01)")
	v.Press("Terima berkas")
	v.Expect(w.number, "Sekarang menunggu entri SIAK")
}

// enterBirth is the SIAK operator: no deed without its number, and then each
// paper as it comes out of the printer.
func (w *walk) enterBirth(nik, kk, deed string) {
	w.t.Helper()
	w.nik = nik
	s := w.as("siak")
	s.Open("/siak/" + w.number)
	s.Expect("F-1.01, urutan layar SIAK", strings.ToUpper(aMother), strings.ToUpper(aFather))
	s.Fill("Catat hasil dari SIAK > NIK", nik)
	s.Fill("Nomor KK", kk)
	s.PressRefused(422, "Simpan hasil")
	s.Expect("Isi nomor akta seperti di SIAK")
	s.Fill("Nomor akta kelahiran", deed)
	s.Press("Simpan hasil")
	s.Expect(w.number, "NIK cocok dengan wilayah, jenis kelamin, dan tanggal lahir")
	for _, need := range []string{"kk", "akta_kelahiran", "kia"} {
		s.Open("/siak/" + w.number + "/terbit/" + need)
		s.Press("Catat terbit")
		s.Expect("dicatat terbit")
	}
}

// handToTheMother: a child cannot sign, the mother can.
func (w *walk) handToTheMother() {
	w.t.Helper()
	pin := w.toTheRegistrar("Kartu Keluarga (KK)", "Akta kelahiran", "Kartu Identitas Anak (KIA)")
	r := w.as("registrar")
	r.Choose("Orangnya sendiri")
	r.Choose("PIN penerima")
	r.Fill("PIN penerima", pin)
	r.Choose("Segel utuh")
	r.PressRefused(422, "Sudah diserahkan")
	r.Expect("Ini dokumen anak")
	r.Choose("Keluarga serumah")
	r.Fill("Nama penerima", aMother)
	r.Choose("PIN penerima")
	r.Fill("PIN penerima", pin)
	r.Choose("Segel utuh")
	r.Press("Sudah diserahkan")
	r.Expect("Penyerahan tersimpan")
}
