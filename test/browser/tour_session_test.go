package browser

import (
	"path/filepath"
	"testing"
	"time"

	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/test/program"
)

// sessionPages: what was typed is still there when a session ended meanwhile.
func sessionPages(t *testing.T, p *program.Program, b *Browser) {
	a := p.Accounts()["registrar"]
	r := b.SignIn(t, a.Login, a.Password)
	r.Open("/lapor")
	r.Fill("Nama atau panggilan", "Mbah Sampan")
	r.Choose("Belum ber-NIK")
	b.endSession(t, a.Login)
	// What the page asks by itself while somebody writes does not lead them away.
	r.Fill("Nama atau panggilan", "Mbah Sampan Siji")
	time.Sleep(2 * quiet)
	if got := r.Value("Nama atau panggilan"); got != "Mbah Sampan Siji" || r.Path() != "/lapor" {
		t.Errorf("the session ended, and at %s the name is %q", r.Path(), got)
	}
	r.Press("Simpan laporan")
	r.Expect("Masuk", "Yang Anda tulis masih tersimpan")

	// Whoever signs in next at this window is somebody else.
	other := p.Accounts()["coordinator"]
	r.signIn(other.Login, other.Password)
	r.Expect("Tidak ada isian yang menunggu di sini")
	r.Never("Sampan")

	r = b.SignIn(t, a.Login, a.Password)
	r.Expect("Catat laporan", "karena sesi Anda berakhir")
	r.Never("Sampan")
	r.look("-beranda-isian")
	r.Press("Lihat dan kirim")
	r.look("isian")
	r.Press("Kirim isian")
	r.Expect("tersimpan")
	r.Open("/")
	r.Never("sesi Anda berakhir")

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
	b.endSession(t, social.Login)
	s.Press("Simpan sebagai draf")
	s.signIn(social.Login, social.Password)
	s.Press("Kirim isian")
	s.Open(form)
	if got := s.Value("Nama Kepala Keluarga"); got != "Sampan Kepala" {
		t.Errorf("the dossier's form comes back with %q", got)
	}
}

// endSession lets the sessions of an account run out, as a night does.
func (b *Browser) endSession(t *testing.T, login string) {
	t.Helper()
	d, err := db.Open(t.Context(), db.Options{URL: "sqlite:" + filepath.Join(b.data, "jempol.db")})
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	err = d.Write(t.Context(), "3503", func(tx *db.Tx) error {
		_, err := tx.Exec(`UPDATE account_session SET idle_at = seen_at WHERE user_id IN (SELECT user_id FROM account_user WHERE login = $1)`, login)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}
