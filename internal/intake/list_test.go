package intake

import (
	"bytes"
	"context"
	"encoding/json"
	"mime/multipart"
	"net/textproto"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"github.com/jempolkeren/jempol/internal/authority"
	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/document"
	"github.com/jempolkeren/jempol/internal/fault"
	"github.com/jempolkeren/jempol/internal/job"
	"github.com/jempolkeren/jempol/internal/ledger"
)

// workbook makes a list as an agency sends it: a letter's head first.
func workbook(t testing.TB) []byte {
	t.Helper()
	f := excelize.NewFile()
	rows := [][]any{
		{"DAFTAR WARGA RENTAN"}, {},
		{"No", "Nama", "NIK", "L/P", "Tgl Lahir", "Desa/Kelurahan", "Kecamatan", "RT/RW", "Alasan", "Keterangan"},
		{1, "Suparti", "", "P", "31-02-1952", "Siki", "Dongko", "03/02", "Belum ber-NIK", ""},
		{2, "Ngatiyem", "-", "P", "1948", "Pakel", "", "07/02", "Belum perekaman", ""},
		{3, "", "", "", "", "Siki", "Dongko", "", "blm NIK", "emperan pasar timur"},
		{4, "Mujiono", "", "L", "12-03-1966", "Siki", "Dongko", "", "Blm KTP", ""},
		{5, "Rukmini", "", "P", "04-11-1970", "Joho", "Pule", "", "Belum ber-NIK", ""},
		{6, "RUKMINI", "", "P", "4 November 1970", "Joho", "Pule", "", "Belum ber-NIK", ""},
		{7, "Kasiyan", 3503034308439001.0, "L", "sekitar 60 tahun", "Joho", "Pule", "", "Belum ber-NIK", ""},
		{8, "Wagiyem", "", "P", "1951", "Pakel", "", "", "Belum perekaman", ""},
		{9, "Ponirah", "3503034308439002", "P", "78 tahun", "Sukorejo", "Gandusari", "", "Hilang karena bencana", ""},
	}
	for i, row := range rows {
		ref, err := excelize.CoordinatesToCellName(1, i+1)
		if err != nil {
			t.Fatal(err)
		}
		if err := f.SetSheetRow("Sheet1", ref, &row); err != nil {
			t.Fatal(err)
		}
	}
	var buf bytes.Buffer
	if err := f.Write(&buf); err != nil {
		t.Fatal(err)
	}
	return buf.Bytes()
}

func (r *rig) upload(role authority.Role, data []byte) (string, error) {
	r.Helper()
	id, err := r.s.Upload(r.Context(), r.op(role), bytes.NewReader(data), "", "", true)
	if err == nil {
		r.work()
	}
	return id, err
}

// work does the waiting jobs, as the runner of the program would.
func (r *rig) work() {
	r.Helper()
	r.workOf(r.s.Jobs())
}

// workOf does what waits for these.
func (r *rig) workOf(kinds map[string]job.Kind) {
	r.Helper()
	ctx, stop := context.WithCancel(r.Context())
	defer stop()
	runner := job.New(job.Options{DB: r.d, Kinds: kinds, Clock: r.s.Clock,
		Offices: func(context.Context) ([]string, error) { return []string{office}, nil }})
	over := make(chan struct{})
	go func() { defer close(over); _ = runner.Run(ctx) }()
	defer func() { stop(); <-over }()
	for {
		list, err := job.List(ctx, r.d, r.acc.System("test"), 100)
		if err != nil {
			r.Fatal(err)
		}
		list = slices.DeleteFunc(list, func(s job.Status) bool { return kinds[s.Kind].Handler == nil })
		if slices.ContainsFunc(list, func(s job.Status) bool { return s.State == job.Waiting || s.State == job.Running }) {
			time.Sleep(2 * time.Millisecond) // the two cores are needed for the work itself
			continue
		}
		for _, s := range list {
			if s.State != job.Done {
				r.Errorf("job %s: %s %s", s.Kind, s.State, s.ErrorKey)
			}
		}
		return
	}
}

func (r *rig) rows(id string) map[int]ListRow {
	r.Helper()
	list, err := r.s.listRows(r.Context(), office, id, []string{rowReady, rowKnown, rowChoose, rowWrong, rowSaved}, -1, 1000)
	if err != nil {
		r.Fatal(err)
	}
	out := map[int]ListRow{}
	for _, row := range list {
		out[row.Number] = row
	}
	return out
}

func TestListImport(t *testing.T) {
	on(t, func(r *rig) {
		data := workbook(r.TB)
		id, err := r.upload(authority.Social, data)
		if err != nil {
			r.Fatal(err)
		}
		rows := r.rows(id)
		for number, want := range map[int]struct{ state, key string }{
			4: {rowWrong, "resident.date.day"}, 5: {rowChoose, "intake.list.p.village_many"}, 6: {rowReady, ""},
			7: {rowWrong, "intake.list.p.reason"}, 8: {rowReady, ""}, 9: {rowKnown, "intake.list.p.twice"},
			10: {rowWrong, "intake.list.p.digits_lost"}, 11: {rowChoose, "intake.list.p.village_many"}, 12: {rowReady, ""},
		} {
			got := rows[number]
			key := ""
			if len(got.Problems) > 0 {
				key = got.Problems[0].Key
			}
			if got.State != want.state || key != want.key {
				r.Errorf("row %d: %s %s, want %s %s", number, got.State, key, want.state, want.key)
			}
		}
		if r.cases() != 0 {
			r.Error("the trial saved something")
		}
		// Both "Pakel" are settled by one answer, the rest one by one.
		fix := func(row int, means, value, choice string, all bool) {
			r.Helper()
			if err := r.s.Fix(r.Context(), r.op(authority.Social), id, row, means, value, choice, all); err != nil {
				r.Fatal(err)
			}
			r.work()
		}
		fix(5, meansVillage, "35.03.08.2004", "", true)
		fix(4, meansBirth, "28-02-1952", "", false)
		fix(10, meansNIK, "3503034308439001", "", false)
		n, err := r.s.Save(r.Context(), r.op(authority.Social), id)
		if err != nil || n != 7 {
			r.Fatalf("%d rows to save, %v", n, err)
		}
		r.work()
		l, err := r.s.ListOf(r.Context(), r.as(authority.Social).scope, id)
		if err != nil || l.Saved != 7 || l.Known != 1 || l.Left != 1 || r.cases() != 7 {
			r.Fatalf("saved %d known %d left %d, %d cases, %v", l.Saved, l.Known, l.Left, r.cases(), err)
		}
		st := r.state(rowCase(l, 5))
		if st.Area != "35.03.08.2004" || st.List != id || st.ListRow != 5 || !st.Baseline || st.Agency != "dinsos" || st.Channel != "list" {
			r.Errorf("case of row 5: %s list %s row %d baseline %v agency %s channel %s", st.Area, st.List, st.ListRow, st.Baseline, st.Agency, st.Channel)
		}
		if cells := r.rows(id)[5].Cells; len(cells) != 0 {
			r.Error("a saved row keeps a second copy of the person's data")
		}
		// The same file again, also by another office, makes no second case.
		again, err := r.upload(authority.Social, data)
		if err != nil || again != id {
			r.Errorf("second upload: %s %v", again, err)
		}
		other, err := r.upload(authority.Coordinator, data)
		if err != nil || other == id {
			r.Fatalf("the office's own copy: %s %v", other, err)
		}
		if _, err := r.s.Save(r.Context(), r.op(authority.Coordinator), other); err != nil {
			r.Fatal(err)
		}
		r.work()
		if r.cases() != 7 {
			r.Errorf("%d cases after a second import", r.cases())
		}
		if _, err := r.s.ListOf(r.Context(), r.as(authority.Social).scope, other); !fault.Is(err, fault.NotFound) {
			r.Errorf("the social office opens the office's list: %v", err)
		}
	})
}

func TestSavingTwiceIsOnce(t *testing.T) {
	on(t, func(r *rig) {
		id, err := r.upload(authority.Coordinator, []byte("Nama;Desa;Kecamatan;Alasan\nSumirah;Siki;Dongko;Belum ber-NIK\n"))
		if err != nil {
			r.Fatal(err)
		}
		l, _ := r.s.ListOf(r.Context(), r.as(authority.Coordinator).scope, id)
		columns, reason, err := r.s.listColumnsOf(r.Context(), office, id)
		if err != nil {
			r.Fatal(err)
		}
		cases, err := r.s.Register.Cases(r.Context(), r.acc.System(importer))
		if err != nil {
			r.Fatal(err)
		}
		c := checker{s: r.s, l: l, columns: columns, reason: reason, cases: cases, now: start}
		row := r.rows(id)[2]
		for range 2 { // a job that ran again after a crash
			if err := r.s.makeCases(r.Context(), r.s.prepare(r.acc.System(importer), &c, []ListRow{row}), nil); err != nil {
				r.Fatal(err)
			}
		}
		if r.cases() != 1 {
			r.Errorf("%d cases", r.cases())
		}
	})
}

func TestFilesThatAreNoLists(t *testing.T) {
	on(t, func(r *rig) {
		for name, data := range map[string][]byte{
			"pdf": []byte("%PDF-1.4 ..."), "old Excel": append([]byte{0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1}, make([]byte, 512)...),
			"empty": nil, "no headings": []byte("a;b\n1;2\n"), "headings only": []byte("Nama;Desa\n"), "page": []byte("<html><body>Nama</body></html>"),
		} {
			_, err := r.upload(authority.Coordinator, data)
			if f := fault.As(err); err == nil || f.Kind != fault.Invalid || f.Fields[0].Name != "berkas" {
				r.Errorf("%s: %v", name, err)
			}
		}
		_, err := r.upload(authority.Registrar, workbook(r.TB))
		wantKind(r.TB, err, fault.Forbidden, "")
		// Semicolons and Windows-1252, as Excel saves CSV in Indonesia.
		csv := []byte("No;NAMA LENGKAP;Tahun Lahir;Desa;Kec.;Permasalahan\r\n1;Jos\xe9 Parmin;1950;Siki;Dongko;Belum perekaman\r\n")
		id, err := r.upload(authority.Coordinator, csv)
		if err != nil {
			r.Fatal(err)
		}
		columns, _, _ := r.s.listColumnsOf(r.Context(), office, id)
		if row := r.rows(id)[2]; row.State != rowReady || row.Value(columns, meansName) != "José Parmin" {
			r.Errorf("%+v", row)
		}
	})
}

// What was chosen and is empty was meant: a list that is open in Excel, a picture
// that a telephone holds elsewhere. It is said, and nothing is saved without it.
func TestAnEmptyFileIsSaid(t *testing.T) {
	r := onOne(t)
	for path, field := range map[string]string{"/laporan/impor": "berkas", "/lapor": "foto"} {
		var body bytes.Buffer
		w := multipart.NewWriter(&body)
		sent := filled()
		sent.Set("op", ledger.NewOpID())
		for name, list := range sent {
			_ = w.WriteField(name, list[0])
		}
		_, _ = w.CreateFormFile(field, "IMG_0001.jpg")
		_ = w.Close()
		code, _, text := r.raw(authority.Social, "POST", path, w.FormDataContentType(), &body)
		if code != 422 || !strings.Contains(text, "erkas ini kosong") && !strings.Contains(text, "Berkas kosong") || r.cases() != 0 {
			t.Errorf("%s: %d, %d cases", path, code, r.cases())
		}
	}
}

func TestListPages(t *testing.T) {
	on(t, func(r *rig) {
		var body bytes.Buffer
		w := multipart.NewWriter(&body)
		_ = w.WriteField("op", ledger.NewOpID())
		part, _ := w.CreatePart(textproto.MIMEHeader{"Content-Disposition": {`form-data; name="berkas"; filename="daftar.xlsx"`}, "Content-Type": {"application/octet-stream"}})
		_, _ = part.Write(workbook(r.TB))
		_ = w.Close()
		code, to, text := r.raw(authority.Social, "POST", "/laporan/impor", w.FormDataContentType(), &body)
		if code != 303 {
			r.Fatalf("%d %.800s", code, text)
		}
		r.expect(authority.Social, "GET", to, nil, 200, "Memeriksa daftar")
		r.work()
		page := r.expect(authority.Social, "GET", to, nil, 200, "Belum ada yang disimpan", "Pakel", "Ngatiyem", "Simpan 3 orang", "Kolom E4")
		if strings.Contains(page, "3503034308439002") {
			r.Error("a whole NIK in the trial")
		}
		r.expect(authority.Social, "GET", to+"?baris=5", nil, 200, "Pakel, Watulimo", "Pakel, Pule", "Pakai juga untuk semua")
		r.expect(authority.Social, "GET", to+"?tab=ada", nil, 200, "Sama dengan baris 8")
		for _, role := range []authority.Role{authority.Registrar, authority.Partner, authority.Verifier} {
			if text := r.expect(role, "GET", to, nil, 403); strings.Contains(text, "Ngatiyem") {
				r.Errorf("%s sees the list", role)
			}
		}
		r.expect(authority.Social, "POST", to+"/pilih", url.Values{"baris": {"5"}, "arti": {"desa"}, "nilai": {"35.03.08.2004"}, "semua": {"ya"}}, 303)
		r.work()
		code, _, file := r.send(authority.Social, "GET", to+"/kesalahan.xlsx", nil)
		book, err := document.ReadTable(strings.NewReader(file), document.DefaultLimits())
		if code != 200 || err != nil {
			r.Fatalf("%d %v", code, err)
		}
		n := 0
		for _, err := range book.Rows("") {
			if err != nil {
				r.Fatal(err)
			}
			n++
		}
		if n != 5 {
			r.Errorf("%d lines in the file of what is wrong", n)
		}
		r.expect(authority.Social, "POST", to+"/simpan", url.Values{}, 303)
		r.expect(authority.Social, "GET", to, nil, 200, "Menyimpan daftar")
		r.work()
		r.expect(authority.Social, "GET", to, nil, 200, "5 orang sudah menjadi laporan")
		r.expect(authority.Social, "GET", "/laporan/impor", nil, 200, "Daftar yang pernah diunggah")
		r.expect(authority.Coordinator, "GET", "/laporan/surat", nil, 200, "Catat surat")
		r.expect(authority.Coordinator, "POST", "/laporan/surat", url.Values{"nomor": {"470/1"}, "pengirim": {"Desa Siki"}, "tanggal.d": {"1"}, "tanggal.m": {"3"}, "tanggal.y": {"2021"}}, 303)
		r.expect(authority.Coordinator, "GET", "/laporan/surat", nil, 200, "470/1", "Desa Siki")
	})
}

func TestRecognise(t *testing.T) {
	for title, want := range map[string]string{
		"Nama": meansName, "NAMA LENGKAP": meansName, "N.I.K": meansNIK, "No. KK": meansKK, "L/P": meansSex, "Jenis Kelamin": meansSex,
		"Tempat Lahir": meansPlaceOf, "Tgl. Lahir": meansBirth, "Umur": meansAge, "Desa/Kelurahan": meansVillage, "Kec.": meansKecamatan,
		"RT": meansRT, "RT/RW": meansRT, "Alasan": meansReason, "Ket.": meansNote, "No": "", "": "", "Warna": "",
	} {
		if got := Recognise(title); got != want {
			t.Errorf("%q: %q, want %q", title, got, want)
		}
	}
}

func FuzzRecognise(f *testing.F) {
	f.Add("Nama Lengkap")
	f.Add("N.I.K\n(16)")
	f.Fuzz(func(t *testing.T, title string) {
		if m := Recognise(title); m != "" && !slices.Contains(meanings, m) {
			t.Fatalf("%q means %q", title, m)
		}
	})
}

// A row that passes is a report that can be saved; whatever stands in it, the
// reader neither fails nor guesses a village.
func FuzzReadRow(f *testing.F) {
	f.Add("Sumirah", "3503034308439001", "P", "17-08-1943", "Siki", "Dongko", "03/02", "Belum ber-NIK", "")
	f.Add("", "3,5E+15", "x", "31-02-1952", "Pakel", "", "7", "Blm KTP", "pasar")
	f.Add("Karto", "", "L", "70", "Siki", "Dongko", "", "sudah rekam, tdk ada NIK/belum tercantum karena hilang", "")
	f.Add("\x00", "０", "L", "80-an tahun", "35.03.04.2002", "Pule", "a/b", "no_nik", "\ufffd")
	f.Fuzz(func(t *testing.T, name, nik, sex, birth, village, kecamatan, rt, reason, note string) {
		var columns []column
		for _, m := range []string{meansName, meansNIK, meansSex, meansBirth, meansVillage, meansKecamatan, meansRT, meansReason, meansNote} {
			columns = append(columns, column{Means: m})
		}
		var cells []cell
		for _, s := range []string{name, nik, sex, birth, village, kecamatan, rt, reason, note} {
			cells = append(cells, cell{Text: s})
		}
		in, problems := ReadRow(columns, cells, nil, "", start, district)
		if _, err := json.Marshal(problems); err != nil {
			t.Fatal(err)
		}
		if len(problems) > 0 {
			for _, p := range problems {
				if p.Key == "" {
					t.Fatalf("a problem without words at %q", p.Means)
				}
			}
			return
		}
		if in.Village == "" || len(in.Reasons) == 0 {
			t.Fatal("ready without village or reason")
		}
		if in.Person.Value(casefile.FieldName) == "" && in.Person.Value(casefile.FieldPlace) == "" {
			t.Fatal("ready without name or place")
		}
	})
}
