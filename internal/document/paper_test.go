package document

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/jempolkeren/jempol/internal/document/papertest"
)

var printed = time.Date(2021, 3, 14, 3, 40, 0, 0, time.UTC)

func options() PaperOptions {
	return PaperOptions{
		Title: "Surat", Author: "Dinas", Language: "id", Created: printed,
		FooterFree: "Gratis, tanpa biaya / Free of charge", FooterNote: "Dicetak oleh Jempol Keren, 14 Maret 2021 10.40",
		PageOf: func(p, n int) string { return "Halaman " + itoa(p) + " dari " + itoa(n) },
	}
}

// samplePaper uses every block once.
func samplePaper(o PaperOptions) *Paper {
	p := NewPaper(o)
	logo, err := QRPNG("logo", 2)
	if err != nil {
		panic(err)
	}
	p.Letterhead(Letterhead{Government: "PEMERINTAH KABUPATEN TRENGGALEK", Office: "DINAS KEPENDUDUKAN DAN PENCATATAN SIPIL",
		Address: []string{"Jalan Contoh Nomor 1, Trenggalek 66300", "Telepon (0800) 000000, surel contoh@example.go.id"}, Logo: logo})
	p.Title("SURAT TUGAS", "Nomor: 470/0123/406.017/2021")
	p.Facts([]Fact{{"Nama", "Sumiatun"}, {"NIK", ""}, {"Alamat tempat tinggal sekarang", strings.Repeat("RT 003 RW 001 Dusun Krajan, Desa Pakel, Kecamatan Watulimo, ", 3)}})
	p.Heading("Menugaskan")
	p.Paragraph("Kepala Dinas Kependudukan dan Pencatatan Sipil menugaskan tim Jempol Keren untuk mengunjungi warga di tempat tinggalnya, memeriksa biometrik, dan mencocokkan data sesuai ketentuan.")
	p.Numbered([]string{"Membawa alat perekaman.", "Menyerahkan hasil kunjungan kepada koordinator paling lambat pada hari kerja berikutnya, lengkap dengan bukti yang diperoleh di lapangan."})
	p.Heading("Jenis kerentanan")
	p.Ticks([]Tick{{"Korban bencana alam", false}, {"Korban bencana sosial", false}, {"Orang terlantar", true}, {"Komunitas terpencil", false}, {"Lanjut usia", true}}, 3)
	p.BoxFields([]BoxField{{Number: "1.", Label: "Nama lengkap", Boxes: 24, Text: "SUMIATUN BINTI KARTOREJO WIRYODIHARDJO"}, {Number: "2.", Label: "Nomor Kartu Keluarga", Boxes: 16}, {Number: "3.", Label: "Tanggal lahir", Boxes: 8, Text: "01071948"}}, 50)
	rows := make([][]string, 40)
	for i := range rows {
		rows[i] = []string{itoa(i + 1), "Nama Warga " + itoa(i), "Pakel, Watulimo", strings.Repeat("keterangan panjang ", i%5)}
	}
	p.Table(Table{Columns: []Column{{"No", 0.5, Right}, {"Nama", 2, Left}, {"Desa", 2, Left}, {"Keterangan", 3, Left}}, Numbers: []string{"1", "2", "3", "4"}, Rows: rows})
	p.QR("https://contoh.example/periksa/ABCD-EFGH", "Pindai untuk memeriksa keaslian surat ini, atau buka alamat periksa dan ketik kode ABCD-EFGH.")
	p.Signatures([]Signature{{Role: "Pemohon", Name: "", Thumb: "Cap jempol"}, {Role: "Petugas", Name: "Petugas Lapangan Satu"}, {Place: "Trenggalek, 14 Maret 2021", Role: "Kepala Dinas Kependudukan dan Pencatatan Sipil", Name: "NAMA KEPALA DINAS YANG PANJANG SEKALI, S.Sos., M.Si.", ID: "NIP. 00000000 000000 0 000"}})
	p.Note("Sumber: contoh.")
	p.Drawing(BarChart{Title: "Kecamatan", Bars: []Bar{{"Watulimo", 214, 180, "62 %"}, {"Bendungan", 31, 50, ""}}}.Canvas())
	return p
}

func TestPaperSameInputSameBytes(t *testing.T) {
	first, err := samplePaper(options()).Bytes()
	if err != nil {
		t.Fatal(err)
	}
	for range 5 {
		again, err := samplePaper(options()).Bytes()
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(first, again) {
			t.Fatal("the same paper came out with other bytes")
		}
	}
	if len(first) > 150_000 {
		t.Errorf("paper is %d bytes", len(first))
	}
	savePaper(t, "sample.pdf", first)
}

// savePaper keeps a paper for looking at, where the tester names a folder.
func savePaper(t *testing.T, name string, pdf []byte) {
	t.Helper()
	dir := os.Getenv("JEMPOL_TEST_PAPERS")
	if dir == "" {
		return
	}
	if err := os.WriteFile(filepath.Join(dir, name), pdf, 0o600); err != nil {
		t.Fatal(err)
	}
}

func TestPaperPages(t *testing.T) {
	p := samplePaper(options())
	pdf, err := p.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	pages := papertest.Pages(pdf)
	if len(pages) != p.Pages() || len(pages) < 2 {
		t.Fatalf("%d pages read, %d made", len(pages), p.Pages())
	}
	for i, text := range pages {
		if !strings.Contains(text, "Gratis, tanpa biaya") {
			t.Errorf("page %d does not say that it is free", i+1)
		}
		if want := "Halaman " + itoa(i+1) + " dari " + itoa(len(pages)); !strings.Contains(text, want) {
			t.Errorf("page %d lacks %q", i+1, want)
		}
		// Wherever a row of the table stands, its head stands above it.
		if strings.Contains(text, "Nama Warga") && !strings.Contains(text, "Keterangan") {
			t.Errorf("page %d has rows without a head", i+1)
		}
	}
	whole := papertest.Text(pdf)
	for i := range 40 {
		if !strings.Contains(whole, "Nama Warga "+itoa(i)+"\n") {
			t.Errorf("row %d is lost", i)
		}
	}
}

// Letters to several people in one file: nobody is told of pages that went to
// somebody else.
func TestPagesOfEachLetterAreCountedAnew(t *testing.T) {
	p := NewPaper(options())
	p.Title("Surat 1", "")
	p.NewLetter()
	p.Title("Surat 2", "")
	p.NewPage()
	p.Title("Lampiran", "")
	p.NewLetter()
	p.Title("Surat 3", "")
	pdf, err := p.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	pages := papertest.Pages(pdf)
	for i, want := range []string{"Halaman 1 dari 1", "Halaman 1 dari 2", "Halaman 2 dari 2", "Halaman 1 dari 1"} {
		if len(pages) != 4 || !strings.Contains(pages[i], want) {
			t.Fatalf("page %d of %d lacks %q", i+1, len(pages), want)
		}
	}
}

func TestPaperAnyText(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		if seldom(t) {
			return
		}
		s := rapid.OneOf(rapid.String(), rapid.StringMatching(`[A-Z]{0,200}`), rapid.Just("Siti 👩‍👧 \U000e0041 \x00\x1f ꦗꦮ\u0301")).Draw(t, "text")
		p := NewPaper(options())
		p.Title(s, s)
		p.Paragraph(s)
		p.Facts([]Fact{{s, s}})
		p.Ticks([]Tick{{s, true}}, 2)
		p.BoxFields([]BoxField{{"1.", s, 16, s, s}}, 40)
		p.Table(Table{Columns: []Column{{s, 1, Left}, {"x", 0.1, Left}}, Rows: [][]string{{s, s}, {s}}})
		p.Signatures([]Signature{{Place: s, Role: s, Name: s, ID: s, Thumb: s}})
		pdf, err := p.Bytes()
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.HasPrefix(pdf, []byte("%PDF-")) {
			t.Fatal("not a PDF")
		}
	})
}

// seldom leaves out most runs of a property that makes a whole paper each
// time, which is slow under the race detector.
func seldom(t *rapid.T) bool { return rapid.IntRange(0, 4).Draw(t, "run") > 0 }

func TestWrapLosesNothingAndFits(t *testing.T) {
	width := faceRegular().width
	rapid.Check(t, func(t *rapid.T) {
		s := printable(rapid.StringMatching(`([A-Za-z]{1,30} ?){0,20}`).Draw(t, "s"))
		limit := rapid.Float64Range(1, 40).Draw(t, "limit")
		lines := wrap(s, limit, width)
		if got, want := strings.ReplaceAll(strings.Join(lines, ""), " ", ""), strings.ReplaceAll(s, " ", ""); got != want {
			t.Fatalf("text changed: %q, was %q", got, want)
		}
		for _, l := range lines {
			if width(l) > limit && len([]rune(l)) > 1 {
				t.Fatalf("line %q is wider than %v", l, limit)
			}
		}
	})
}

func TestPrintable(t *testing.T) {
	for in, want := range map[string]string{
		"Sumiatun":       "Sumiatun",
		"Ju\u0301li":     "Júli",
		"a\tb\u00a0c":    "a b c",
		"x\u200dy\ufe0f": "xy",
		"👍 ok":           "□ ok",
		"bad\xff":        "bad□",
		"5 \u2264 6":     "5 <= 6",
		"Ṣulṭān Ḥasan":   "Ṣulṭān Ḥasan",
	} {
		if got := printable(in); got != want {
			t.Errorf("printable(%q) = %q, want %q", in, got, want)
		}
	}
	for s := range map[string]bool{"□…–—‘’“”•€": true} {
		for _, r := range s {
			if !faceRegular().has(r) || !faceBold().has(r) || !parseFace(fontItalic).has(r) {
				t.Errorf("a font lacks %q", r)
			}
		}
	}
}

func TestBadPictureIsAFault(t *testing.T) {
	p := NewPaper(options())
	p.Letterhead(Letterhead{Office: "x", Logo: []byte("not a picture")})
	if _, err := p.Bytes(); err == nil {
		t.Fatal("a broken logo passed")
	}
}
