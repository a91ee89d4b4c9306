package intake

import (
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"github.com/jempolkeren/jempol/internal/authority"
	"github.com/jempolkeren/jempol/internal/i18n"
)

// rejects is the file of rejected rows of a list.
func (r *rig) rejects(id string) []byte {
	r.Helper()
	code, _, file := r.send(authority.Coordinator, "GET", "/laporan/impor/"+id+"/kesalahan.xlsx", nil)
	if code != 200 {
		r.Fatalf("%d %.300s", code, file)
	}
	return []byte(file)
}

// What Excel damaged is as damaged in the file of rejected rows: uploaded again
// as it is, and once more from there, no row of it becomes ready.
func TestDamagedCellsComeBackDamaged(t *testing.T) {
	on(t, func(r *rig) {
		head := []any{"Nama", "NIK", "Desa", "Kecamatan", "Alasan", "Ibu"}
		data := sheet(r.TB, func(f *excelize.File) {
			if err := f.SetCellFormula("Sheet1", "A3", "VLOOKUP(1,2,3)"); err != nil {
				r.Fatal(err)
			}
		},
			head,
			[]any{"Wagiyem", 3503034308439001.0, "Siki", "Dongko", "Belum ber-NIK", ""},
			[]any{nil, "", "Siki", "Dongko", "Belum ber-NIK", ""},
			[]any{"#REF!", "", "Siki", "Dongko", "Belum ber-NIK", ""},
			[]any{"Karto", "", "Siki", "Dongko", "Belum ber-NIK", "#N/A"},
		)
		for range 3 {
			id, err := r.upload(authority.Coordinator, data)
			if err != nil {
				r.Fatal(err)
			}
			rows := r.rows(id)
			for n, want := range map[int]string{2: "nik intake.list.p.digits_lost", 3: "nama intake.list.p.formula", 4: "nama intake.list.p.formula", 5: "ibu intake.list.p.formula"} {
				if p := rows[n].Problems; len(p) == 0 || p[0].Means+" "+p[0].Key != want {
					r.Errorf("row %d: %+v, want %s", n, rows[n], want)
				}
			}
			if l := r.list(id); l.Counts[rowReady] != 0 || len(rows) != 4 {
				r.Fatalf("%v", l.Counts)
			}
			data = r.rejects(id)
		}
	})
}

// What stands behind the last heading is a matter of its row: it is said, it
// can be left out, and the file of rejected rows keeps it.
func TestCellsBehindTheHeadings(t *testing.T) {
	on(t, func(r *rig) {
		id, err := r.upload(authority.Coordinator, []byte("Nama;Umur;Desa;Kec.;Alasan\n"+
			"Sumirah;70;Siki;Dongko;Belum ber-NIK;;;\nKarto;71;Siki;Dongko;Belum ber-NIK;;lumpuh\nTukinem;72;Siki;Dongko;Belum ber-NIK;x\n"))
		if err != nil {
			r.Fatal(err)
		}
		rows := r.rows(id)
		for n, want := range map[int]any{3: "G", 4: "F"} {
			if p := rows[n].Problems; rows[n].State != rowWrong || len(p) != 1 || p[0].Key != "intake.list.p.beyond" || p[0].Args["Column"] != want {
				r.Errorf("row %d: %+v", n, rows[n])
			}
		}
		if rows[2].State != rowReady {
			r.Errorf("%+v", rows[2])
		}
		r.expect(authority.Coordinator, "GET", "/laporan/impor/"+id+"?baris=3", nil, 200, "G: lumpuh", "Isi itu tidak dipakai")
		r.expect(authority.Coordinator, "POST", "/laporan/impor/"+id+"/pilih", map[string][]string{"baris": {"4"}, "arti": {meansBeyond}, "nilai": {"-"}}, 303)
		if row := r.rows(id)[4]; row.State != rowReady {
			r.Errorf("%+v", row)
		}
		for range 2 {
			if id, err = r.upload(authority.Coordinator, r.rejects(id)); err != nil {
				r.Fatal(err)
			}
			row := r.rows(id)[2]
			if len(r.rows(id)) != 1 || row.State != rowWrong || row.Problems[0].Key != "intake.list.p.beyond" || row.Cells[len(row.Cells)-1].Text != "lumpuh" {
				r.Fatalf("%+v", row)
			}
		}
	})
}

// A text that is too long for its field is told with its own length, and is in
// the file of rejected rows as it was.
func TestLongCellsAreKept(t *testing.T) {
	on(t, func(r *rig) {
		long := strings.Repeat("panjang ", 1250)
		data := sheet(r.TB, nil, []any{"Nama", "Desa", "Kecamatan", "Alasan", "Alamat"},
			[]any{strings.TrimSpace(long), "Siki", "Dongko", "Belum ber-NIK", ""},
			[]any{"Karto", "Siki", "Dongko", "Belum ber-NIK", strings.Repeat("x", 32_767)})
		for range 2 {
			id, err := r.upload(authority.Coordinator, data)
			if err != nil {
				r.Fatal(err)
			}
			rows := r.rows(id)
			if got := len(rows[2].Cells[0].Text); got != len(long)-1 {
				r.Errorf("a name of %d letters is kept as %d", len(long)-1, got)
			}
			if got := len(rows[3].Cells[4].Text); got != 32_767 {
				r.Errorf("an address of 32,767 letters is kept as %d", got)
			}
			for n, want := range map[int]string{2: "9.999", 3: "32.767 huruf, paling banyak 600"} {
				if p := rows[n].Problems; len(p) != 1 || !strings.Contains(i18n.T("id", p[0].Key, p[0].Args), want) {
					r.Errorf("row %d: %+v", n, p)
				}
			}
			data = r.rejects(id)
		}
	})
}

// A long cell does not make the page as wide as itself; a date of Excel is
// written as a date of the language.
func TestCellsOnThePage(t *testing.T) {
	r := onOne(t)
	long := strings.Repeat("x", 1000)
	id, err := r.upload(authority.Coordinator, []byte("Nama;Tgl Lahir;Desa;Kec.;Alasan\n"+
		long+";1943-09-17;Siki;Dongko;Belum ber-NIK\nKarto;1943-09-18T10:30:00;Siki;Dongko;sakit "+long+"\nTukinem;1950-01-02;"+long+";Dongko;Belum ber-NIK\n"))
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range []string{"2", "3", "4"} {
		page := r.expect(authority.Coordinator, "GET", "/laporan/impor/"+id+"?baris="+row, nil, 200, "17 September 1943", "18 September 1943", strings.Repeat("x", 70), "…</span>", `title="`+long)
		if strings.Contains(strings.NewReplacer(`title="`+long, "", `title="sakit `+long, "").Replace(page), strings.Repeat("x", 81)) {
			t.Errorf("row %s: a long cell is on the page", row)
		}
	}
}
