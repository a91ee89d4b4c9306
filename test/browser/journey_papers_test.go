package browser

import (
	"cmp"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/jempolkeren/jempol/internal/document/papertest"
)

// filer is whoever brings the dossier together: of a village, its registrar.
func (w *walk) filer() *Person {
	w.t.Helper()
	return w.as(cmp.Or(w.clerk, "registrar"))
}

// file opens a page of the dossier; who has no open work there says what for.
func (w *walk) file(page string) *Person {
	w.t.Helper()
	p := w.filer()
	p.Open("/kasus/" + w.number + page)
	if strings.Contains(p.Text(), "Untuk apa Anda membuka data warga ini?") {
		p.Choose("Mengisi formulir")
		p.Press("Buka data")
	}
	return p
}

// fillForm is the form of the family, F-1.01.
func (w *walk) fillForm(address string) {
	w.t.Helper()
	r := w.file("/formulir/F-1.01")
	r.Fill("Nama Kepala Keluarga", w.name)
	r.Fill("Alamat", address)
	if r.Value("Tempat Lahir") == "" {
		r.Fill("Tempat Lahir", "Trenggalek")
		r.Fill("Nama Ibu", "Painem")
	}
	r.Choose("Kewarganegaraan > WNI")
	r.Choose("Akta Lahir > Tidak Ada")
	r.Fill("Golongan Darah", "Tidak Tahu")
	r.Fill("Agama", "Islam")
	r.Fill("Status Perkawinan", "Belum Kawin")
	r.Fill("Status Hubungan dalam Keluarga", "Kepala Keluarga")
	r.Choose("Kelainan Fisik dan Mental > Tidak Ada")
	r.Fill("Pendidikan Terakhir", "Tidak/Belum Sekolah")
	r.Fill("Jenis Pekerjaan", "Belum/Tidak Bekerja")
	r.Press("Simpan formulir")
	r.Expect("F-1.01 tersimpan dan masuk berkas")
}

// supply adds a photograph for one line of the checklist; what stands in for
// the paper is named.
func (w *walk) supply(need, code, instead string) {
	w.t.Helper()
	r := w.file("/berkas/" + need + "/" + code)
	if instead != "" {
		r.Choose("Apa yang ada? > " + instead)
	}
	r.Upload("Foto atau pindaian", w.photo(need+code))
	r.Press("Simpan syarat")
	r.Expect("Syarat tersimpan")
}

const noPapers = "Surat pernyataan tidak memiliki dokumen (F-1.04)"

// complete brings the dossier together and submits it.
func (w *walk) complete(address string) {
	w.t.Helper()
	r := w.as("registrar")
	r.Open("/kasus/" + w.number + "/berkas")
	r.Expect("Hasil cek biometrik nasional: tidak ditemukan", "Belum bisa diajukan")
	w.fillForm(address)
	w.supply("nik", "BIO-2", "")
	w.supply("nik", "BIO-3", noPapers)
	// The same sheet says that there is no paper of any school either.
	r.Open("/kasus/" + w.number + "/berkas/nik/BIO-4")
	r.Choose("Apa yang ada? > " + noPapers)
	r.Choose("Pakai lembar yang sudah ada > " + noPapers)
	r.Press("Simpan syarat")
	w.supply("kk", "KK-1", "")
	r.Press("Ajukan berkas")
	r.Expect(w.number, "diajukan. Verifikator akan memeriksanya")
}

// verify is the other pair of eyes: the letter cannot be read, so it comes back
// once.
func (w *walk) verify() {
	w.t.Helper()
	v, r := w.as("verifier"), w.as("registrar")
	v.Open("/verifikasi/" + w.number)
	v.Expect(w.caption, "Terima berkas")
	v.Press("Kembalikan berkas")
	v.Fill("Surat pengantar RT dan RW", "Tidak terbaca")
	v.Press("Kembalikan berkas")
	v.Expect(w.number, "dikembalikan dengan 1 butir")

	r.Open("/berkas")
	r.Expect("Dikembalikan verifikator", w.caption)
	r.Open("/kasus/" + w.number + "/berkas")
	r.Expect("Dikembalikan: tidak terbaca")
	w.supply("nik", "BIO-2", "")
	r.Press("Ajukan berkas")
	r.Expect("diajukan. Verifikator akan memeriksanya")

	v.Open("/verifikasi/" + w.number)
	v.Expect("7 dari 7 terpenuhi")
	v.Press("Terima berkas")
	v.Expect(w.number, "Sekarang menunggu entri SIAK")
}

// enter is the SIAK operator: the numbers that came back, and the family card
// that was printed with them.
func (w *walk) enter(nik, kk string) {
	w.t.Helper()
	w.nik = nik
	s := w.as("siak")
	s.Open("/siak/" + w.number)
	s.Expect("F-1.01, urutan layar SIAK", w.name)
	s.Fill("NIK", nik)
	s.Fill("Nomor KK", kk)
	s.Press("Simpan hasil")
	s.Expect(w.number, "NIK cocok dengan wilayah, jenis kelamin, dan tanggal lahir")
	s.Open("/siak/" + w.number + "/terbit/kk")
	s.Press("Catat terbit")
	s.Expect("Kartu Keluarga (KK) pada " + w.number + " dicatat terbit")
}

// record is the second visit: now that there is a NIK, the fingers are taken.
func (w *walk) record() {
	w.t.Helper()
	f := w.as("field")
	f.Open("/lapangan")
	f.Press("Dongko · 0 dari 1 dicatat > Berangkat")
	f.Press("Dongko · 0 dari 1 dicatat > Perhentian 1")
	f.Choose("Ya, ditemui")
	f.Press("Lanjut")
	f.Choose("Perangkat desa")
	f.Press("Lanjut")
	f.Press("Lanjut")
	f.Choose("Perekaman berhasil")
	f.Press("Lanjut")
	f.Fill("Mutu rekaman", "82")
	f.Press("Lanjut")
	f.Press("Lanjut")
	f.Expect("Setelah disimpan, perekaman menunggu ketunggalan")
	f.Press("Simpan kunjungan")
	f.Expect("Kunjungan tersimpan")
	w.finishTrip()
}

// card is the operator again: recorded is not issued, until the record is
// ready to print.
func (w *walk) card() {
	w.t.Helper()
	s := w.as("siak")
	s.Open("/siak/" + w.number + "/terbit/ktp_el")
	s.Expect("tidak menunggu di sini")
	s.Open("/siak/" + w.number + "/status")
	s.Fill("Status perekaman", "PRINT_READY_RECORD")
	s.Press("Simpan status")
	s.Open("/siak/" + w.number + "/terbit/ktp_el")
	s.Press("Catat terbit")
	s.Expect("KTP-el pada " + w.number + " dicatat terbit")
}

var (
	envelopeNumber = regexp.MustCompile(`AMP-2021-[0-9]{4}`)
	pinDigits      = regexp.MustCompile(`PIN penerima ([0-9]{3} ?[0-9]{3})\b`)
)

// handOver seals the envelope and sees it through two pairs of hands to the
// person, with the person's own PIN.
func (w *walk) handOver() {
	w.t.Helper()
	pin := w.toTheRegistrar("Kartu Keluarga (KK)", "KTP-el")
	r := w.as("registrar")
	r.Choose("Orangnya sendiri")
	r.Choose("PIN penerima")
	r.Fill("PIN penerima", pin)
	r.Choose("Segel utuh")
	r.Press("Sudah diserahkan")
	r.Expect("Penyerahan tersimpan")
}

// toTheRegistrar seals the papers of the case and sees the envelope into the
// registrar's hands, who then stands before the person.
func (w *walk) toTheRegistrar(papers ...string) (pin string) {
	w.t.Helper()
	h, r := w.as("handover"), w.as("registrar")
	h.Open("/penyerahan/baru?kasus=" + w.number)
	h.Expect(papers...)
	pin = w.seal(w.number, "SG-"+w.number)
	h.Press("Buka halaman amplop")
	h.Never(pin)
	h.Press("Serahkan ke petugas")
	h.Choose(w.registrarName())
	h.Press("Serahkan ke petugas")
	h.Expect("Menunggu tanda tangan petugas")

	r.Open("/amplop/" + w.envelope + "/terima")
	r.Choose("Segel utuh")
	r.Press("Terima amplop")
	r.Press("Serahkan kepada warga")
	return pin
}

// registrarName is how the office calls the registrar.
func (w *walk) registrarName() string {
	w.t.Helper()
	r := w.as("registrar")
	r.Open("/akun")
	_, rest, _ := strings.Cut(r.Text(), "Ganti kata sandi Nama ")
	name, _, _ := strings.Cut(rest, " Nama pengguna")
	return name
}

// closeCase files the receipt, which says whose papers these were and that
// nobody paid for them.
func (w *walk) closeCase() {
	w.t.Helper()
	h := w.as("handover")
	h.Open("/amplop/" + w.envelope)
	file := h.Download("Tanda terima", "application/pdf")
	text := papertest.Text(file.Bytes)
	for _, want := range []string{w.number, w.envelope, w.name} {
		if !strings.Contains(text, want) {
			w.t.Errorf("the receipt lacks %q:\n%s", want, text)
		}
	}
	if !strings.Contains(strings.ToLower(text), "gratis") {
		w.t.Errorf("the receipt does not say that it is free:\n%s", text)
	}
	h.Open("/kasus/" + w.number + "/tutup")
	h.Press("Tutup kasus")
	h.Open("/kasus/" + w.number)
	h.Expect("Selesai", "dalam amplop "+w.envelope)
	h.Never(w.nik)
}

// served is how many people have a paper in hand, as the head sees it.
func (w *walk) served() int {
	w.t.Helper()
	h := w.as("head")
	h.Open("/pemantauan")
	said := handed.FindStringSubmatch(h.Text())
	if said == nil {
		w.t.Fatalf("the figures do not say who was served:\n%s", h.Text())
	}
	n, err := strconv.Atoi(said[1])
	if err != nil {
		w.t.Fatal(err)
	}
	return n
}

var handed = regexp.MustCompile(`Diserahkan ([0-9]+) ·`)

// isCounted looks whether the head sees one more who is served, and none by
// name.
func (w *walk) isCounted(before int) {
	w.t.Helper()
	if after := w.served(); after != before+1 {
		w.t.Errorf("%d people have a paper in hand, after %d", after, before)
	}
	w.as("head").Never(w.name, w.number)
	w.t.Logf("the walk took %s", time.Since(w.began).Round(time.Second))
}

// neighbour is the registrar of another village, let in by the administrator
// this minute: the case is not there for them, on no page.
func (w *walk) neighbour() {
	w.t.Helper()
	a := w.as("admin")
	a.Open("/admin/orang/baru")
	a.Fill("Nama (wajib)", "Suyanto Pandean")
	a.Fill("Nama pengguna", "suyanto.pandean")
	a.Fill("Peran", "Petugas Registrasi Desa/Kelurahan")
	a.Fill("Wilayah", "Pandean, Dongko")
	a.Press("Buat akun")
	n := w.b.Visitor(w.t)
	n.Open(oneTime.FindString(a.Text()))
	n.Fill("Kata sandi baru", coordinatorPass)
	n.Fill("Ulangi kata sandi baru", coordinatorPass)
	n.Press("Simpan kata sandi")
	n = w.b.SignIn(w.t, "suyanto.pandean", coordinatorPass)
	for _, page := range []string{"/", "/kasus", "/berkas", "/penyerahan"} {
		n.Open(page)
		n.Never(w.hidden, w.number)
	}
	for _, page := range []string{"", "/berkas", "/data", "/formulir/F-1.01"} {
		n.OpenRefused(403, "/kasus/"+w.number+page)
		n.Never(w.hidden)
	}
	n.Open("/kasus")
	n.Fill("Cari", w.hidden)
	n.Enter("Cari")
	n.Never(w.number)
}
