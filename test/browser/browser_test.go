package browser

import (
	"bytes"
	"image"
	"image/color"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestHarness(t *testing.T) {
	b := open(t, office(t), true)

	t.Run("a form is filled by its labels", func(t *testing.T) {
		p := b.SignIn(t, "koordinator", "pagi-sawah")
		photo := filepath.Join(t.TempDir(), "foto.txt")
		if err := os.WriteFile(photo, []byte("isi foto"), 0o600); err != nil {
			t.Fatal(err)
		}
		p.Fill("Nama lengkap", "Sumirah")
		p.Fill("Tanggal lahir > Hari", "7")
		p.Fill("Tanggal lahir > Tahun", "1948")
		p.Choose("Jenis kelamin > Perempuan")
		p.Fill("Desa", "Pakel, Watulimo")
		p.Fill("Keterangan", "rumah biru")
		p.Upload("Foto", photo)
		if got := p.Value("Nama lengkap"); got != "Sumirah" {
			t.Errorf("Value = %q", got)
		}
		p.Press("Simpan laporan")
		p.Expect("Sumirah 7 1948 P 2 rumah biru: isi foto")
		p.Never("Laki-laki")
	})

	t.Run("refusals are asked for", func(t *testing.T) {
		p := b.SignIn(t, "koordinator", "pagi-sawah")
		p.PressRefused(422, "Simpan laporan")
		p.Expect("Isi nama atau panggilan")
		p.OpenRefused(404, "/tidak-ada")
	})

	t.Run("a place narrows the search", func(t *testing.T) {
		p := b.SignIn(t, "koordinator", "pagi-sawah")
		p.Press("JK-2 > Buka")
		p.Expect("Kasus dua")
		if p.Path() != "/dua" {
			t.Errorf("Path = %s", p.Path())
		}
	})

	t.Run("downloads carry the session", func(t *testing.T) {
		p := b.SignIn(t, "koordinator", "pagi-sawah")
		p.Open("/dua")
		letter := p.Download("Cetak surat", "application/pdf")
		if letter.Name != "surat.pdf" || !bytes.HasPrefix(letter.Bytes, []byte("%PDF")) {
			t.Errorf("got %+v", letter)
		}
		if table := p.Download("Unduh tabel", "application/vnd.ms-excel"); string(table.Bytes) != "7xlsx" {
			t.Errorf("got %q", table.Bytes)
		}
	})

	t.Run("each person has cookies of their own", func(t *testing.T) {
		b.SignIn(t, "koordinator", "pagi-sawah")
		p := b.Visitor(t)
		p.Open("/dua")
		if why := complaints(p, func() { p.Download("Cetak surat", "application/pdf") }); !strings.Contains(why, "401") {
			t.Errorf("a visitor got the letter: %s", why)
		}
	})

	t.Run("a page is photographed and small", func(t *testing.T) {
		t.Setenv("JEMPOL_PICTURES", "") // this page is nobody's
		p := b.SignIn(t, "koordinator", "pagi-sawah")
		p.Picture("lapor", 320)
	})
}

// A harness that does not see what is wrong would make every journey green.
func TestHarnessSeesWhatIsWrong(t *testing.T) {
	b := open(t, office(t), true)
	tests := []struct {
		name string
		act  func(p *Person)
		want string
	}{
		{"an error in the console", func(p *Person) { p.Open("/konsol") }, "rusak"},
		{"an exception", func(p *Person) { p.Open("/lempar") }, "Uncaught"},
		{"a refusal by the policy", func(p *Person) { p.Open("/gaya") }, "Content Security Policy"},
		{"a missing asset", func(p *Person) { p.Open("/hilang") }, "404"},
		{"a page that is not there", func(p *Person) { p.Open("/tidak-ada") }, "404"},
		{"a page wider than the window", func(p *Person) { p.Open("/lebar"); p.Picture("lebar") }, "wider than 390"},
		{"a field without a label", func(p *Person) { p.Open("/tanpa-label"); p.Accessible() }, "axe label"},
		{"a text that is missing", func(p *Person) { p.Open("/satu"); p.Expect("Kasus dua") }, "does not say"},
		{"a text that must not be there", func(p *Person) { p.Open("/lapor"); p.Never("rahasia") }, "not for this person"},
		{"two buttons of one name", func(p *Person) { p.Open("/lapor"); p.Press("Buka") }, "2 of kind button"},
		{"a button that is missing", func(p *Person) { p.Open("/lapor"); p.Press("Hapus") }, "no button says"},
		{"a form that is refused", func(p *Person) { p.Open("/lapor"); p.Press("Simpan laporan") }, "answered 422"},
		{"a file of another type", func(p *Person) { p.Open("/lapor"); p.Download("JK-1 > Buka", "application/pdf") }, "text/html"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			p := b.Visitor(t)
			said := complaints(p, func() { tt.act(p) })
			said += strings.Join(p.Wrong(), "\n")
			if !strings.Contains(said, tt.want) {
				t.Errorf("the harness said %q", said)
			}
		})
	}
}

func TestCompressKeepsThePictureAndTheLimit(t *testing.T) {
	flat := image.NewRGBA(image.Rect(0, 0, 200, 100))
	noisy := image.NewRGBA(image.Rect(0, 0, 200, 100))
	for y := range 100 {
		for x := range 200 {
			flat.SetRGBA(x, y, color.RGBA{uint8(x / 50 * 60), 107, 205, 255})
			noisy.SetRGBA(x, y, color.RGBA{uint8(x * y), uint8(x * 7), uint8(y * 13), 255})
		}
	}
	small, err := compress(flat, 2000)
	if err != nil {
		t.Fatal(err)
	}
	back, err := png.Decode(bytes.NewReader(small))
	if err != nil {
		t.Fatal(err)
	}
	for _, at := range []image.Point{{0, 0}, {60, 50}, {199, 99}} {
		if got, want := color.RGBAModel.Convert(back.At(at.X, at.Y)), flat.RGBAAt(at.X, at.Y); got != want {
			t.Errorf("at %v: %v, want %v", at, got, want)
		}
	}
	if fit, err := compress(noisy, 20_000); err != nil || len(fit) > 20_000 {
		t.Errorf("%d bytes, %v", len(fit), err)
	}
	if _, err := compress(noisy, 100); err == nil {
		t.Error("noise fits into a hundred bytes")
	}
	if got := crop(flat, 40).Bounds().Dy(); got != 40 {
		t.Errorf("cropped to %d", got)
	}
}
