package web

// The samples of /komponen: one function a component.

func sampleLines() any {
	return Card{Title: "Warga di desa Anda", Link: Link{Label: "Semua 17", Href: "/komponen"}, Flush: true, Body: []any{Lines{
		{What: Link{Label: "Menunggu kunjungan", Href: "/komponen"}, Value: Count(8)},
		{What: Two{Top: "Sel, 15 Juni · Suruh", Sub: "8 warga"}, Value: Tag{Text: "bawa alat", Icon: NoIcon}},
		{What: "Selesai tahun ini", Value: Count(4)}}}}
}

func sampleStats() any {
	return Stats{
		{Label: "Menunggu keputusan", Value: "13", Note: "tertua 6 hari", Href: "/komponen#kerja", On: true},
		{Label: "Siap dijadwalkan", Value: "37", Note: "tertua 48 hari", Href: "/komponen#kerja"},
		{Label: "Lewat tenggat", Value: "6", Note: "terlama 5 hari, terbanyak di Panggul", Href: "/komponen#kerja", Late: true},
		{Label: "Kunjungan minggu ini", Value: "4", Unit: "perjalanan", Note: "31 warga, alat biometrik dipakai 4 hari", Href: "/komponen#kerja"},
	}
}

func sampleFilters() any {
	return Filters{Action: "/komponen",
		Chips:   []Chip{{Label: "Semua", Count: 1486, Href: "/komponen", On: true}, {Label: "Salah isi", Count: 17, Href: "/komponen?saring=salah"}, {Label: "Perlu dipilih", Count: 41, Href: "/komponen?saring=pilih"}},
		Selects: []*Select{{Label: Ask("kecamatan", "Kecamatan"), Small: true, Blank: "Semua kecamatan", Options: []Option{{Value: "350305", Label: "Dongko"}, {Value: "350301", Label: "Panggul"}}}}}
}

func sampleStages() any {
	return Stack{
		StageBar{Phases: []Phase{{Label: "Laporan", Note: "5 April 2021", Done: true}, {Label: "Kunjungan", Note: "4 Juni 2021", Done: true},
			{Label: "Berkas", Note: "Dilengkapi sejak 10 hari", Now: true}, {Label: "Entri SIAK", Note: "Belum"}, {Label: "Terbit", Note: "Belum"}, {Label: "Penyerahan", Note: "Belum"}}},
		Call{Name: "Pak Suyanto", Phone: "+62 800-0000-0000"},
		StageBar{Exit: "Tidak ditemui dua kali. Dicoba lagi 21 Juni 2021.", Back: &Link{Label: "Jadwalkan ulang", Href: "/komponen#kerja"}},
	}
}

func sampleWork() any {
	const long = "Kanjeng Raden Ayu Sri Wahyuningtyas Retnaningdyah Kusumaningrum Poerbodirdjo, 82 tahun"
	return WorkList{Title: "Kerjakan berikutnya", Link: Link{Label: "Susun", Href: "/komponen"},
		Groups: []WorkGroup{
			{Title: "Lewat tenggat", Count: 6, Rows: []WorkRow{
				{Title: "Jadwalkan ulang: Sarmin, 71 tahun", Note: "Tidak ditemui 2 kali · KTP-el", Place: "Terbis, Panggul", PlaceNote: "RT 03 RW 01", Age: Age{"5 hari lewat", Bad}, Href: "/komponen", Button: "Jadwalkan", Urgent: true},
				{Title: "Setujui pengecualian: Jumadi, 34 tahun", Note: "Sidik jari tidak terbaca · perlu petugas kedua", Place: "Craken, Munjungan", PlaceNote: "Dusun Singgihan", Age: Age{"2 hari lewat", Bad}, Href: "/komponen", Button: "Periksa", Urgent: true}}},
			{Title: "Kemungkinan orang yang sama", Rows: []WorkRow{
				{Title: "Wagijem, sekitar 70 tahun", Note: "Mirip 2 orang di data penduduk · 87%", Place: "Joho, Pule", PlaceNote: "Laporan Petugas Registrasi", Age: Age{"6 hari", Warn}, Href: "/komponen", Button: "Bandingkan"}}},
			{Title: "Laporan baru", Rows: []WorkRow{
				{Title: long, Note: "Belum perekaman biometrik · tidak bisa jalan", Place: "Nglebo, Suruh", PlaceNote: "Laporan Suyitno, petugas desa", Age: Age{"4 hari", Neutral}, Href: "/komponen", Button: "Pilah"},
				{Title: "Tidak diketahui, dipanggil “Mbok Yem”", Note: "Belum ber-NIK · tinggal di panti", Place: "UPT Panti Werdha", PlaceNote: "Kelurahan Surodakan, Trenggalek", Age: Age{"2 hari", Neutral}, Href: "/komponen", Button: "Pilah"}}},
		}, Foot: "5 dari 23 pekerjaan ditampilkan", More: &Link{Label: "Lihat semua pekerjaan", Href: "/komponen"}}
}

func sampleNext() any {
	return NextAction{Title: "Lengkapi 2 syarat berkas", Text: "Dikerjakan oleh Suyanto, Petugas Registrasi Pringapus. Tenggat 16 Juni 2021,", Due: Age{"2 hari lagi", Warn},
		Buttons: []any{Button{Label: "Buka berkas", Href: "/komponen"}, Button{Label: "Ingatkan", Post: "/komponen", Kind: Secondary}}}
}

func sampleNeeds() any {
	return Card{Title: "Dokumen yang dibutuhkan", Link: Link{Label: "Tambah kebutuhan", Href: "/komponen"}, Tight: true, Body: []any{Needs{
		{Title: "NIK baru", Note: "F-1.01", Tag: Tag{Warn, "Kurang 1 dari 6", NoIcon}, Done: 5, Total: 6},
		{Title: "Kartu Keluarga baru", Note: "F-1.02, Rentan Adminduk", Tag: Tag{Warn, "Kurang 1 dari 2", NoIcon}, Done: 1, Total: 2},
		{Title: "KTP-el", Note: "perekaman setelah NIK terbit", Tag: Tag{Text: "Menunggu NIK"}},
	}}}
}

func sampleFacts(shown bool) any {
	nik := Masked{Kind: "NIK", Value: "3503••••••••9012", Tail: "9012", Post: "/komponen/nik"}
	if shown {
		nik.Shown = "3503 0452 0349 9012"
	}
	return Card{Title: "Data orang", Link: Link{Label: "Ubah", Href: "/komponen/formulir", Icon: "edit"}, Body: []any{Facts{
		{Label: "Nama disebut", Value: "Katinem", Note: "juga dipanggil Mbah Nem"},
		{Label: "Lahir", Value: "17 Agustus 1943, Trenggalek", Cert: &Certain{Text: "menurut keluarga"}},
		{Label: "Nama ibu", Value: "Satiyem", Cert: &Certain{Text: "menurut keluarga"}},
		{Label: "Cek biometrik", Value: "Tidak ditemukan di data nasional", Cert: &Certain{Text: "alat, 4 Juni 2021", Sure: true}},
		{Label: "NIK", Value: "Belum ada", Note: "jangan diisi nomor sementara"},
		{Label: "NIK penanggung jawab", Value: nik},
		{Label: "Tempat tinggal", Value: "Rumah keponakan, RT 12 RW 04 Dusun Krajan. Naik dari Balai Desa 1,2 km, jalan rabat, motor saja."},
	}}, Foot: []any{smallIcon("lock"), " ", "Catatan kesehatan hanya terlihat oleh tim kunjungan."}}
}

func sampleHistory() any {
	return Card{Title: "Riwayat", Link: Link{Label: "Saring", Href: "/komponen"}, Body: []any{Timeline{
		{Kind: "next", Strong: "Berkas diajukan", Meta: "menunggu 2 syarat"},
		{Kind: "note", Text: "Pengingat dikirim ke Suyanto", Meta: "11 Juni 2021, 08.02 · Rina Wulandari"},
		{Kind: "stage", Strong: "Dikunjungi.", Text: "Data dan sidik jari diperiksa di rumah", Meta: "4 Juni 2021, 10.40 · Bagus Prasetyo"},
		{Kind: "stage", Strong: "Dijadwalkan", Text: "pada perjalanan 4 Juni", Meta: "31 Mei 2021 · Rina Wulandari"},
		{Kind: "failed", Text: "Tidak ditemui. Sedang di rumah anak di Pule", Meta: "21 Mei 2021, 11.20 · Dewi Anggraini"},
		{Kind: "stage", Strong: "Dilaporkan", Text: "dari Desa Pringapus", Meta: "5 April 2021 · Suyanto"},
	}}, Foot: Link{Label: "Siapa saja yang melihat data ini", Href: "/komponen"}}
}

func sampleTasks() any {
	return Section{Title: "Yang perlu Anda kerjakan", Count: 3, Body: []any{Tasks{
		{Tag: &Tag{Warn, "Tenggat 16 Juni", ""}, Meta: "10 hari", Title: "Lengkapi berkas Katinem", Lead: "Kurang 2: surat pemilik rumah, F-1.02", Go: "Lengkapi berkas", Href: "/komponen"},
		{Tag: &Tag{Info, "Rabu, 16 Juni · 09.00", "calendar"}, Title: "Dampingi kunjungan 4 warga", Lead: "Kumpul di Balai Desa. Tim membawa alat perekaman.", Go: "Nyatakan bisa hadir", Href: "/komponen"},
	}}}
}

func sampleEvidence() any {
	return Card{Title: "Bukti", Body: []any{
		Evidence{Title: "Surat pengantar RT dan RW", How: "2 halaman, asli", When: "4 Juni 2021", State: &Tag{Good, "Tersimpan", ""}, Action: Link{Label: "Lihat", Href: "/komponen"}},
		Evidence{Title: "Jari tangan kanan", How: "98 kB, terkunci", Icon: "finger", State: &Tag{Warn, "foto belum tiba", ""}},
	}}
}

func sampleTags() any {
	return Card{Title: "Tanda dan pesan", Body: []any{
		Row{Tag{Good, "Siap", ""}, Tag{Warn, "Menunggu", ""}, Tag{Bad, "Tidak berhasil", ""}, Tag{Info, "Di jalan", "clock"}, Tag{Text: "Usulan"}, Tag{Tone: Outline, Text: "Belum"}},
		Notice{Strong: "Belum ada yang disimpan.", Text: "Ini hasil percobaan."},
		Notice{Tone: Good, Strong: "Sudah Anda ambil", Text: "pukul 10.05. Segel utuh."},
		Notice{Tone: Warn, Text: "Kartu kosong tinggal 12 keping."},
		Meter{Done: 542, Total: 1217, Label: "542 dari 1.217"},
		&More{Title: "Keterangan lain", Note: "Nama lain, umur, orang tua.", Fields: []any{&Input{Label: Ask("nama_lain2", "Nama lain", "Pisahkan dengan koma.")}}},
		Details{Label: "Mengapa?", Body: []any{Para{Text: "Karena NIK belum terbit.", Small: true}}},
	}}
}

func sampleButtons() any {
	return Card{Title: "Tombol", Body: []any{
		Button{Label: "Ya, orang yang sama", Post: "/komponen", Full: true}, Button{Label: "Bukan, orang lain", Post: "/komponen", Kind: Secondary, Full: true},
		Button{Label: "Belum yakin, tanya desa", Post: "/komponen", Kind: Quiet, Full: true}, Button{Label: "Kembalikan ke verifikator", Post: "/komponen", Kind: Danger, Full: true},
		Row{Button{Label: "Buka peta", Icon: "pin", Href: "/komponen", Kind: Secondary, Small: true}, CopyButton{Value: "TUMIRAH"}},
	}}
}

func sampleChecklist() any {
	return Checklist{Done: 3, Total: 5, Groups: []CheckGroup{
		{Title: "NIK baru", Items: []CheckItem{
			{State: Have, Title: "F-1.01 Biodata keluarga", Source: "Perpres 96/2018 pasal 4", Text: "Diisi saat kunjungan, 4 Juni 2021", Action: Link{Label: "Lihat", Href: "/komponen"}},
			{State: Substitute, Title: "Bukti peristiwa kependudukan", Source: "Perpres 96/2018 pasal 4", Text: "Diganti F-1.04, tidak memiliki dokumen", Action: Link{Label: "Lihat", Href: "/komponen"}},
			{State: Missing, Title: "Pernyataan pemilik rumah", Source: "Karena menumpang di rumah keponakan", Text: "Cukup tanda tangan.", Who: "Dari Mujiono, pemilik rumah", Action: Button{Label: "Tambah foto", Href: "/komponen/formulir", Kind: Secondary, Small: true}}}},
		{Title: "KTP-el", Items: []CheckItem{
			{State: Later, Title: "Perekaman biometrik", Source: "Setelah NIK terbit", Text: "Tim datang lagi, atau titik kumpul 16 Juni", Action: Link{Label: "Jadwal", Href: "/komponen"}},
			{State: NotNeeded, Title: "Buku nikah atau F-1.05", Source: "Perpres 96/2018 pasal 11", Text: "Status: cerai mati"}}},
	}}
}

func sampleCompare() any {
	same, near, differ, blank := Tag{Good, "Sama", ""}, Tag{Warn, "Mirip", NoIcon}, Tag{Bad, "Beda", ""}, Tag{Text: "Kosong"}
	return Compare{Left: CompareHead{Over: "Laporan desa", Name: "Wagijem", Note: "JK-2021-00688 · Suroso, petugas desa Joho"},
		Right: CompareHead{Over: "Data penduduk, calon 1", Name: "Wagiyem", Extra: Masked{Kind: "NIK", Value: "3503••••••••9003", Tail: "9003", Post: "/komponen/nik"}},
		Rows: []CompareRow{
			{Label: "Nama", Left: "Wagijem", Right: "WAGIYEM", Verdict: same, Note: "ejaan lama J = Y", Weight: 6.4},
			{Label: "Nama lain", Left: "Mbok Giyem", Verdict: blank},
			{Label: "Lahir", Left: "sekitar 70 tahun", Right: "01-07-1951", Verdict: near, Note: "cocok dengan umur", Weight: 1.2},
			{Label: "Desa", Left: "Joho, Pule", Right: "JOHO, PULE", Verdict: same, Weight: 4.8},
			{Label: "RT / RW", Left: "05 / 02", Right: "09 / 03", Verdict: differ, Weight: -1.6},
		}, Foot: "Data kosong mengurangi keyakinan, tetapi tidak mematikan pemeriksaan."}
}

func sampleImport() any {
	return Card{Title: "Baris yang perlu dilihat", Link: Tag{Text: "58 baris"}, Flush: true, Body: []any{Table{Caption: "Baris yang perlu dilihat",
		Head: []Col{{Label: "Baris"}, {Label: "Nama"}, {Label: "Lahir"}, {Label: "Desa"}, {Label: "Yang perlu dilakukan"}},
		Rows: []TableRow{
			{Tone: Bad, Cells: []any{"14", "Suparti", Mark{Text: "31-02-1952", Tone: Bad}, "Siki, Dongko", Two{Top: "Tanggal tidak ada.", Sub: "Kolom D14. Februari hanya sampai 28."}}},
			{Tone: Info, Cells: []any{"27", "Ngatiyem", "1948", Mark{Text: "Pakel", Tone: Warn}, Two{Top: "Ada dua desa bernama Pakel.", Sub: "Pilih di sebelah kanan."}}},
			{Tone: Warn, Cells: []any{"88", "Wagiyem", "01-07-1951", "Joho, Pule", Two{Top: "Mirip 2 orang.", Sub: "Kemungkinan 87%.", Href: "/komponen"}}},
		}}}, Foot: Pages{Page: 1, Size: 7, Total: 58, Path: "/komponen"}}
}

func sampleCustody() any {
	return Card{Title: "Perjalanan amplop", Body: []any{Custody{
		{Kind: "failed", Title: "Percobaan pertama", Tag: Tag{Bad, "Tidak berhasil", ""}, Giver: "Heru", GiverNote: "Kurir Blojek", Taker: "Tidak ada", TakerNote: "balai desa tutup", When: "11 Juni 2021, 14.20", Where: "Kembali ke Loket 3", Condition: "Segel utuh"},
		{Kind: "stage", Title: "Diserahkan ke kurir", Tag: Tag{Good, "Dua tanda tangan", ""}, Giver: "Endah Lestari", GiverNote: "Petugas penyerahan, PIN", Taker: "Heru", TakerNote: "Kurir Blojek, tanda tangan", When: "14 Juni 2021, 10.05", Where: "Loket 3 Dinas Dukcapil", Condition: "Segel utuh"},
		{Kind: "next", Title: "Petugas desa ke warga", Tag: Tag{Outline, "Belum", ""}, Giver: "Suyanto", Taker: "Tukinah atau penerima sah", When: "Hari yang sama", Where: "Rumah, RT 06 RW 02", Condition: "Belum"},
	}}}
}
