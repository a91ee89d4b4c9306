package web

import (
	"fmt"
	"html/template"
	"strings"

	"github.com/jempolkeren/jempol/internal/fault"
)

// Komponen are the routes of the page that shows every component in every
// state; app registers them in the demo only. The people in it are invented,
// and nothing that is pressed there is kept.
func Komponen() []Route {
	return []Route{
		{Method: "GET", Pattern: "/komponen", Action: Public, Handle: func(r *Request) (Response, error) {
			return komponenPage(r, false), nil
		}},
		{Method: "POST", Pattern: "/komponen", Action: Public, Handle: func(r *Request) (Response, error) {
			if err := r.Parse(); err != nil {
				return nil, err
			}
			return Redirect("/komponen").Flash(r.T("web.komponen.nothing")).Undo("/komponen"), nil
		}},
		{Method: "POST", Pattern: "/komponen/nik", Action: Public, Handle: func(r *Request) (Response, error) {
			return komponenPage(r, true), nil
		}},
		{Method: "GET", Pattern: "/komponen/formulir", Action: Public, Handle: func(r *Request) (Response, error) {
			return komponenForm(r, nil), nil
		}},
		{Method: "POST", Pattern: "/komponen/formulir", Action: Public, Handle: func(r *Request) (Response, error) {
			if err := r.Parse(); err != nil {
				return nil, err
			}
			return komponenForm(r, sampleErrors()), nil
		}},
		{Method: "GET", Pattern: "/komponen/salah", Action: Public, Handle: func(r *Request) (Response, error) {
			return komponenForm(r, sampleErrors()), nil
		}},
		{Method: "GET", Pattern: "/komponen/pertanyaan", Action: Public, Handle: func(r *Request) (Response, error) {
			return komponenQuestion(r), nil
		}},
		{Method: "GET", Pattern: "/komponen/desa", Action: Public, Handle: func(r *Request) (Response, error) {
			name := r.Text("bidang")
			return Part(AreaMatches{Name: name, Query: r.Text(name + ".text"), Options: sampleVillages}), nil
		}},
		{Method: "GET", Pattern: "/komponen/galat/{kind}", Action: Public, Handle: func(r *Request) (Response, error) {
			return nil, fault.New(fault.Kind(r.PathValue("kind")), "")
		}},
	}
}

func sampleErrors() error {
	return fault.At("nama", "web.komponen.err.name").With("lahir.m", "web.komponen.err.month").With("desa", "web.komponen.err.village")
}

var sampleVillages = []Option{
	{Value: "3503082004", Label: "Pakel, Watulimo", Hint: "35.03.08.2004"},
	{Value: "3503032005", Label: "Pakel, Pule", Hint: "35.03.03.2005"},
}

var sampleCerts = []Option{
	{Value: "keluarga", Label: "Menurut keluarga", On: true},
	{Value: "dokumen", Label: "Menurut dokumen"},
	{Value: "kira", Label: "Kira-kira"},
}

func komponenForm(r *Request, err error) Response {
	f := Form{Action: "/komponen/formulir", Files: true, Fields: []any{
		&Input{Label: Ask("nama", "Nama atau panggilan", "Tulis seperti disebut orang, misalnya “Mbok Yem”.").Must(), Max: 100},
		&DateParts{Label: Ask("lahir", "Tanggal lahir", "Boleh hanya tahun. Misalnya 17 8 1943."), D: "17", M: "14", Y: "1943", Certs: sampleCerts},
		&AreaPicker{Label: Ask("desa", "Desa", "Ketik nama desa, lalu pilih yang benar.").Must(), Text: "Pakel", Source: "/komponen/desa", Matches: sampleVillages},
		&WithCert{Input: Input{Label: Ask("ibu", "Nama ibu"), Value: "Satiyem"}, Certs: sampleCerts},
		&Radios{Label: Ask("jk", "Jenis kelamin"), Two: true, Options: []Option{{Value: "P", Label: "Perempuan", On: true}, {Value: "L", Label: "Laki-laki"}}},
		&Checks{Label: Ask("alasan", "Alasan masuk daftar", "Boleh pilih lebih dari satu."), Options: []Option{
			{Value: "jompo", Label: "Usia jompo", Hint: "60 tahun ke atas dan tidak bisa datang", On: true},
			{Value: "disabilitas", Label: "Penyandang disabilitas"},
		}},
		&Select{Label: Ask("pendidikan", "Pendidikan terakhir"), Blank: "Belum tahu", Options: []Option{{Value: "1", Label: "Tidak/belum sekolah"}, {Value: "3", Label: "Tamat SD/sederajat"}}},
		&Input{Label: Ask("nik", "NIK penanggung jawab", "16 angka dari kartunya. Boleh kosong."), Number: true, Width: "w12", Max: 20, OK: "Cocok: Dongko, perempuan"},
		&Input{Label: Ask("pin", "PIN dari penerima", "4 angka. Minta saat bertemu."), Pin: true, Max: 4},
		&Input{Label: Ask("sandi", "Kata sandi"), Type: "password", Complete: "current-password"},
		&TextArea{Label: Ask("petunjuk", "Petunjuk arah"), Value: "Naik dari Balai Desa 1,2 km, jalan rabat, motor saja."},
		&Upload{Label: Ask("foto", "Foto bukti", "Foto jari saja. Wajah tidak perlu terlihat."), Accept: "image/*", Camera: true,
			Have: []Evidence{{Title: "1 foto tersimpan", How: "98 kB, terkunci", Icon: "finger", State: &Tag{Warn, "foto belum tiba", ""}}}},
		&Check{Label: Ask("setuju", "Keluarga sudah diberi tahu untuk apa data ini dipakai")},
	}, Buttons: []any{Button{Label: "Simpan dan lanjut"}, Button{Label: "Simpan sebagai draf", Kind: Quiet, Name: "draf", Value: "ya"}}}.Fill(r, err)
	return Page("", View{Title: "Siapa yang dilaporkan?", Lead: "Bagian 1 dari 3. Isi yang Anda ketahui.", Shape: Narrow, Err: err,
		Crumbs: []Crumb{{"Komponen", "/komponen"}, {"Catat laporan", ""}}, Body: []any{f},
		Aside: []any{
			Card{Title: "Sudah pernah dilaporkan?", Body: []any{Para{Text: "Diperiksa setelah nama diisi. Belum ada yang mirip.", Muted: true, Small: true}}},
			Card{Title: "Bantuan", Body: []any{Para{Text: "Tidak tahu umurnya? Isi tahun perkiraan, pilih “kira-kira”.", Small: true}}},
		}}, nil)
}

func komponenQuestion(_ *Request) Response {
	return Page("", View{Title: "Apa hasil cek biometrik?", Lead: "Ikuti yang tampil di alat perekaman.", Shape: Question,
		Back: &Link{Label: "Kembali", Href: "/komponen"}, Step: &Stepper{Label: "Kunjungan Ponirah", Step: 4, Of: 7},
		Offline: "Tanpa sinyal. Jawaban tersimpan di HP ini.",
		Body: []any{Form{Action: "/komponen", Fields: []any{
			&Radios{Label: Ask("hasil", "Hasil cek biometrik"), Title: true, Options: []Option{
				{Value: "1", Label: "Ditemukan, warga Trenggalek", Hint: "Alat menampilkan NIK berawalan 3503"},
				{Value: "2", Label: "Ditemukan, warga kabupaten lain", Hint: "NIK sudah ada. Jangan buat NIK baru"},
				{Value: "3", Label: "Tidak ditemukan", Hint: "Belum ada di data nasional"},
				{Value: "4", Label: "Tidak bisa direkam", Hint: "Jari aus, mata sakit, gelisah, atau menolak", On: true},
				{Value: "5", Label: "Perlu diulang", Hint: "Alat mati, baterai habis, atau gambar buram"},
			}},
			Notice{Text: "Tidak bisa direkam bukan berarti belum terdaftar. Anda akan ditanya bagian mana dan sebabnya."},
		}, Buttons: []any{Button{Label: "Lanjut"}, Button{Label: "Simpan, lanjut nanti", Kind: Quiet, Name: "nanti", Value: "ya"}}}}}, nil)
}

func komponenPage(r *Request, shown bool) Response {
	v := View{Title: "Komponen", Lead: r.T("web.komponen.lead"),
		Tags:    []Tag{{Outline, "Belum tercantum dalam basis data", ""}, {Outline, "Usia jompo", ""}},
		Actions: []any{PrintButton{}, Button{Label: "Formulir", Href: "/komponen/formulir", Icon: "edit", Kind: Secondary}, Button{Label: "Pertanyaan", Href: "/komponen/pertanyaan", Icon: "plus"}},
		Crumbs:  []Crumb{{"Beranda", "/"}, {"Komponen", ""}}}
	if shown {
		v.Refresh = &Refresh{60, "/komponen"}
	}
	v.Body = []any{Stack{
		sampleStats(), sampleFilters(), sampleStages(),
		Columns{Cols: [][]any{{sampleWork(), sampleNext(), sampleNeeds(), sampleFacts(shown), sampleChecklist(), sampleCompare(), sampleImport(), sampleCustody()},
			{sampleHistory(), sampleLines(), sampleTasks(), sampleEvidence(), sampleTags(), sampleButtons()}}},
		Columns{Kind: "c", Cols: [][]any{
			{Section{Title: "Pekerjaan lama", Body: []any{LongWork{Title: "Memeriksa 2.028 baris", Done: 1240, Total: 2028, Left: "Kira-kira 20 detik lagi.", Stop: "/komponen"}}},
				Section{Title: "Belum ada isi", Body: []any{Empty{Title: "Belum ada laporan dari desa ini", Text: "Laporkan warga yang belum punya NIK, KK, atau KTP-el.", Button: Button{Label: "Lapor warga", Icon: "plus", Href: "/komponen/formulir"}}}},
				Section{Title: "Berhasil, masih bisa dibatalkan", Body: []any{Undo{"Wagijem ditandai orang yang sama. Tersimpan 08.52.", "/komponen"}}},
				Section{Title: "Dua isian berbeda, Anda memilih", Body: []any{Conflict{Title: "Tanggal lahir Kasiran", Name: "pilihan", Post: "/komponen", InForce: "Sampai dipilih, yang berlaku: tahun 1955.",
					Values: []Option{{Value: "a", Label: "4 Mei 1955", Hint: "HP Bagus, 4 Juni 2021, 11.02"}, {Value: "b", Label: "5 April 1955", Hint: "Kantor, Hartini, 4 Juni 2021"}}}}}},
			{Section{Title: "Tanpa sinyal, dengan alasan dan percobaan berikut", Body: []any{Outbox{Items: []OutboxItem{
				{Title: "Laporan Sarmin", Note: "Belum ada sinyal. Dicoba lagi 10.45", Retry: "/komponen"}, {Title: "Kunjungan Ponirah", Note: "Data terkirim. 1 foto menyusul, 98 kB", Sent: true}}}}},
				Section{Title: "Halaman kesalahan", Body: []any{Row{Link{Label: "403", Href: "/komponen/galat/forbidden"}, Link{Label: "404", Href: "/komponen/galat/not_found"}, Link{Label: "409", Href: "/komponen/galat/conflict"},
					Link{Label: "413", Href: "/komponen/galat/too_large"}, Link{Label: "429", Href: "/komponen/galat/busy"}, Link{Label: "500", Href: "/komponen/galat/internal"}, Link{Label: "503", Href: "/komponen/galat/unavailable"}}}},
				Section{Title: "Gagal di pihak kami", Body: []any{Notice{Tone: Bad, Strong: "Berkas belum tersimpan.", Text: "Isian Anda masih ada di halaman ini. Jika tetap gagal, sebutkan nomor R-48D2 kepada admin."}}},
				Section{Title: "Menampilkan NIK", Body: []any{Card{Body: []any{Masked{Kind: "NIK", Value: "3503••••••••9012", Tail: "9012", Post: "/komponen/nik",
					Reasons: []Option{{Value: "kk", Label: "Mencocokkan dengan KK"}, {Value: "siak", Label: "Mencari di SIAK"}}}}}}},
				Section{Title: "Grafik dan peta", Body: []any{sampleFigure()}}},
		}},
	}}
	return Page("", v, nil)
}

// sampleFigure is a bar chart drawn by hand, once for wide screens and once for
// phones; real ones come from the document room's canvas.
func sampleFigure() any {
	draw := func(width, scale int) template.HTML {
		var b strings.Builder
		fmt.Fprintf(&b, `<svg viewBox="0 0 %d 132" role="img" aria-label="Dilaporkan 2.028, diterima 1.611, dikunjungi 803">`, width)
		for i, row := range []struct {
			label, value, fill string
			size               int
		}{{"Dilaporkan", "2.028", "#1f2855", 2028}, {"Diterima", "1.611", "#196bcd", 1611}, {"Dikunjungi", "803", "#196bcd", 803}} {
			y, w := 10+44*i, row.size/scale
			fmt.Fprintf(&b, `<text x="80" y="%d" text-anchor="end">%s</text><rect x="88" y="%d" width="%d" height="22" rx="3" fill="%s"/><text class="t" x="%d" y="%d">%s</text>`,
				y+15, row.label, y, w, row.fill, 96+w, y+15, row.value)
		}
		b.WriteString(`</svg>`)
		return template.HTML(b.String())
	}
	return Figure{Title: "Sampai di tahap mana", Note: "Angka rekaan.", SVG: draw(560, 5), Narrow: draw(324, 11),
		Table: &Table{Caption: "Sampai di tahap mana", Head: []Col{{Label: "Tahap"}, {Label: "Orang", Right: true}},
			Rows: []TableRow{{Cells: []any{"Dilaporkan", Count(2028)}}, {Cells: []any{"Diterima", Count(1611)}}, {Cells: []any{"Dikunjungi", Count(803)}}}}}
}
