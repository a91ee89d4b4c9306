package browser

import (
	"testing"

	"github.com/jempolkeren/jempol/test/program"
)

// sessionPages: what was typed is still there when a session ended meanwhile.
func sessionPages(t *testing.T, p *program.Program, b *Browser) {
	a := p.Accounts()["registrar"]
	r := b.SignIn(t, a.Login, a.Password)
	r.Open("/lapor")
	r.Fill("Nama atau panggilan", "Mbah Sampan")
	r.Choose("Belum ber-NIK")
	r.forgetSession()
	r.Press("Simpan laporan")
	r.Expect("Masuk")
	r.signIn(a.Login, a.Password)
	r.look("isian")
	r.Press("Kirim isian")
	r.Expect("tersimpan")

	// A form that is put aside waits on the home page, and on that of nobody else.
	r.Open("/lapor")
	r.Fill("Nama atau panggilan", "Mbah Sampan kedua")
	r.Press("Simpan sebagai draf")
	r.Expect("Draf tersimpan", "Draf Anda", "Catat laporan")
	r.Never("Mbah Sampan kedua")
	r.look("beranda-draf")
	r.Press("Lanjutkan draf")
	if got := r.Value("Nama atau panggilan"); got != "Mbah Sampan kedua" {
		t.Errorf("the draft comes back with %q", got)
	}

	social := p.Accounts()["social"]
	s := b.SignIn(t, social.Login, social.Password)
	s.follow("/berkas", aCase+`/berkas`, aCase+`/formulir/F-1\.01`)
	form := s.Path()
	s.Fill("Nama Kepala Keluarga", "Sampan Kepala")
	s.forgetSession()
	s.Press("Simpan sebagai draf")
	s.signIn(social.Login, social.Password)
	s.Press("Kirim isian")
	s.Open(form)
	if got := s.Value("Nama Kepala Keluarga"); got != "Sampan Kepala" {
		t.Errorf("the dossier's form comes back with %q", got)
	}
}
