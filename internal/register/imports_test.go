package register_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/jempolkeren/jempol/internal/account"
	"github.com/jempolkeren/jempol/internal/attachment"
	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/document"
	"github.com/jempolkeren/jempol/internal/fault"
	"github.com/jempolkeren/jempol/internal/register"
)

// desk is imports over a rig.
type desk struct {
	*rig
	im *register.Imports
}

func desks(t *testing.T, fn func(d *desk)) {
	on(t, func(r *rig) {
		files, err := attachment.Open(r.d, r.TempDir(), nil)
		if err != nil {
			r.Fatal(err)
		}
		fn(&desk{r, register.NewImports(register.Deps{Office: "3503", District: "35.03", DB: r.d, Accounts: account.New(account.Options{Office: "3503", DB: r.d}),
			Files: files, Register: r.r, Clock: func() time.Time { return time.Date(2026, 11, 29, 3, 0, 0, 0, time.UTC) }})})
	})
}

var siak = register.Origin{Source: "siak", Kind: register.KindPopulation, TakenOn: "2026-11-01", Basis: "UU 24/2013 pasal 79", File: "penduduk.csv"}

func quiet(int64, int64) error { return nil }

// bring brings a file and has it checked.
func (d *desk) bring(from register.Origin, village string, file []byte) register.Import {
	d.Helper()
	i, err := d.im.Bring(d.Context(), d.scope, from, village, bytes.NewReader(file))
	if err != nil {
		d.Fatalf("%v %+v", err, fault.As(err))
	}
	return d.check(i.ID)
}

func (d *desk) check(id string) register.Import {
	d.Helper()
	if err := d.im.Check(d.Context(), d.scope, id, quiet); err != nil {
		d.Fatal(err)
	}
	return d.get(id)
}

func (d *desk) get(id string) register.Import {
	d.Helper()
	i, err := d.im.Get(d.Context(), d.scope, id)
	if err != nil {
		d.Fatal(err)
	}
	return i
}

// ask asks for an import to be loaded.
func (d *desk) ask(id string) error {
	return d.d.Write(d.Context(), d.scope.Office, func(tx *db.Tx) error { return d.im.Load(tx, d.scope.Office, id) })
}

func (d *desk) loadAll(id string) register.Import {
	d.Helper()
	if err := d.ask(id); err != nil {
		d.Fatal(err)
	}
	err := d.im.LoadNow(d.Context(), d.scope, id, quiet)
	if err == nil {
		err = d.r.Settle(d.Context(), d.scope)
	}
	if err != nil {
		d.Fatal(err)
	}
	return d.get(id)
}

const siakHead = "PEMERINTAH KABUPATEN TRENGGALEK\n\nNO_KK;NIK;NAMA_LGKP;JENIS_KLMIN;TMPT_LHR;TGL_LHR;NAMA_LGKP_IBU;NAMA_LGKP_AYAH;ALAMAT;NO_RT;NO_RW;NAMA_KEL;NAMA_KEC;STATUS_REKAM\n"

func siakRows(rows ...string) []byte { return []byte(siakHead + strings.Join(rows, "\n") + "\n") }

var (
	katinem = "3503040101089001;3503045708439001;KATINEM;2;TRENGGALEK;17-08-1943;SATIYEM;KARSO;DUSUN KRAJAN;3;2;PRINGAPUS;DONGKO;BELUM REKAM"
	mujiono = "3503040101089002;3503041203669003;MUJIONO;1;TRENGGALEK;12/03/1966;SATIYEM;;DUSUN KRAJAN;3;2;PRINGAPUS;DONGKO;CARD ISSUED"
	sumini  = ";;SUMINI;P;TRENGGALEK;1951;BOINAH;;;;;PRINGAPUS;DONGKO;SUDAH"
)

// From a file to the register and through its next edition: what is taken, what
// is not and why, what is doubtful, and what the next file changes.
func TestAnImport(t *testing.T) {
	desks(t, func(d *desk) {
		file := siakRows(katinem, mujiono, sumini,
			"3503040101089002;350304120366;BONARI;1;;1970-01-01;;;;;;PRINGAPUS;DONGKO;SUDAH",                      // a NIK that is too short
			";3503040101709004;;1;;1970-01-01;;;;;;PRINGAPUS;DONGKO;SUDAH",                                        // no name
			";3503040101709005;TUKIRAN;1;;31-02-1970;;;;;;PRINGAPUS;DONGKO;SUDAH",                                 // no such day
			";3503040101709006;PAIMIN;1;;01-01-1970;;;;;;NEGERI SEBERANG;DONGKO;SUDAH",                            // no such village
			";3503044101709007;KARNO;1;;01-01-1970;;;;;;PRINGAPUS;DONGKO;entah",                                   // a word that nobody knows
			"3503040101089003;3503045708439001;KATINI;2;TRENGGALEK;17-08-1943;WAGIYEM;;;;;PRINGAPUS;DONGKO;SUDAH", // another's NIK
			";3503040101709008;SRIYATI;2;;01-01-1970;;;;;;PRINGAPUS;DONGKO;SUDAH")                                 // a man's NIK
		i := d.bring(siak, "", file)
		if i.State != register.StateChecked || i.Rows != 10 || i.Rejected != 5 || i.Doubtful != 3 || !i.Kept {
			d.Fatalf("checked: %+v", i)
		}
		want := map[string]int64{"resident.nik.length": 1, "resident.name.empty": 1, "register.row.village_unknown": 1, "register.row.word": 1,
			register.DoubtSex: 1, register.DoubtTwice: 2}
		for key, n := range want {
			if i.Reasons[key] != n {
				d.Errorf("%s: %d rows, want %d (%v)", key, i.Reasons[key], n, i.Reasons)
			}
		}
		if len(i.Questions) != 1 || i.Questions[0].Written != "NEGERI SEBERANG|DONGKO" || i.Questions[0].Rows != 1 {
			d.Errorf("asked back: %+v", i.Questions)
		}
		if n, _ := d.r.Count(d.Context(), d.scope); n != 0 {
			d.Error("a check loaded somebody")
		}
		// The office says which village that is; then one row more is taken.
		if err := d.im.SetVillages(d.Context(), d.scope, i.ID, map[string]string{"NEGERI SEBERANG|DONGKO": pakelPule}); err != nil {
			d.Fatal(err)
		}
		if i = d.check(i.ID); i.Rejected != 4 || len(i.Questions) != 0 {
			d.Fatalf("after the answer: %d %+v", i.Rejected, i.Questions)
		}
		var rows []int64
		err := d.im.Rejected(d.Context(), d.scope, i.ID, func(row int64, cells []string, problems []register.Problem) error {
			rows = append(rows, row)
			if len(problems) == 0 || len(cells) < 12 {
				d.Errorf("row %d: %v %v", row, len(cells), problems)
			}
			return nil
		})
		if err != nil || fmt.Sprint(rows) != "[7 8 9 11]" {
			d.Errorf("rejected rows %v, %v", rows, err)
		}
		if i = d.loadAll(i.ID); i.State != register.StateLoaded || i.Loaded != 6 || i.Changes != (register.Changes{Added: 6}) || i.Kept {
			d.Fatalf("loaded: %+v", i)
		}
		doubts := map[string]int{}
		err = d.im.Doubtful(d.Context(), d.scope, i, func(row int64, reason string, p register.Record) error {
			if p.Name == "" || row < 4 || !strings.Contains(p.Doubt, reason) {
				d.Errorf("row %d is doubtful for %s: %+v", row, reason, p.Doubt)
			}
			doubts[reason]++
			return nil
		})
		if err != nil || doubts[register.DoubtTwice] != 2 || doubts[register.DoubtSex] != 1 {
			d.Errorf("doubtful: %v %v", doubts, err)
		}
		twins, err := d.r.Candidates(d.Context(), d.scope, register.Query{NIK: "3503045708439001"})
		if err != nil || len(twins) != 2 {
			d.Fatalf("two people of one NIK: %d, %v", len(twins), err)
		}
		for _, c := range twins {
			p, err := d.r.Get(d.Context(), d.scope, strings.TrimPrefix(c.Ref, "register:"))
			if err != nil || p.Doubt != register.DoubtTwice || strings.Contains(p.ID, "3503") || p.Birth != "1943-08-17" || p.Sex != "P" {
				d.Errorf("%+v %v", p, err)
			}
		}
		lacking, err := d.r.Lacking(d.Context(), d.scope, register.Lacking{What: register.LacksRecording}, 10)
		if err != nil || len(lacking) != 1 || lacking[0].Name != "KATINEM" || lacking[0].RT != "003" || lacking[0].Village != pringapus {
			d.Fatalf("%+v %v", lacking, err)
		}
		id := lacking[0].ID

		// The same file again says so, and changes nothing.
		again := d.bring(siak, "", file)
		if same, err := d.im.Same(d.Context(), d.scope, again); err != nil || same == nil || same.ID != i.ID {
			d.Errorf("the same file is not recognised: %v %v", same, err)
		}
		if again = d.loadAll(again.ID); again.Changes != (register.Changes{}) {
			d.Errorf("the same file: %+v", again.Changes)
		}
		if old := d.get(i.ID); old.State != register.StateReplaced {
			d.Errorf("the earlier import is %s", old.State)
		}
		if err := d.im.DropStaged(d.Context(), d.scope, time.Now().Add(time.Hour)); err != nil || d.get(again.ID).State != register.StateLoaded {
			d.Errorf("what is loaded was dropped: %v", err)
		}
		// The next edition: one is new, one changed, four are gone.
		next := d.bring(siak, "", siakRows(strings.Replace(katinem, "BELUM REKAM", "CARD ISSUED", 1), mujiono, sumini+"\n"+strings.Replace(sumini, "SUMINI", "SARMI", 1)))
		if next = d.loadAll(next.ID); next.Changes != (register.Changes{Added: 1, Changed: 1, Gone: 3}) {
			d.Errorf("the next file: %+v", next.Changes)
		}
		if p, err := d.r.Get(d.Context(), d.scope, id); err != nil || !p.Recorded {
			d.Errorf("the same person has another id in the next edition: %v", err)
		}
		if n := d.count(`SELECT COUNT(*) FROM resident_record`); n != 4 {
			d.Errorf("%d rows are left", n)
		}
		// Taken out in one step; nothing is left.
		err = d.d.Write(d.Context(), "3503", func(tx *db.Tx) error { return d.im.Remove(tx, "3503", "siak", "dasar hukum berakhir") })
		if err != nil {
			d.Fatal(err)
		}
		if n, _ := d.r.Count(d.Context(), d.scope); n != 0 {
			d.Error("somebody is still seen")
		}
		if err := d.r.Sweep(d.Context(), d.scope); err != nil {
			d.Fatal(err)
		}
		for _, table := range []string{"resident_record", "register_key", "register_reject"} {
			if n := d.count(`SELECT COUNT(*) FROM ` + table); n != 0 {
				d.Errorf("%d rows of %s are left", n, table)
			}
		}
	})
}

// An import that is cut, as often as it may be, is gone on with: nobody is lost,
// nobody is there twice, and until the end the register is the old one.
func TestAnImportThatIsCut(t *testing.T) {
	desks(t, func(d *desk) {
		d.load("siak", register.KindPopulation, people...)
		var rows []string
		for n := range 7_000 {
			rows = append(rows, fmt.Sprintf(";350304%02d%02d%02d9%03d;ORANG %d;1;;%02d-%02d-19%02d;;;;;;PRINGAPUS;DONGKO;SUDAH",
				n%28+1, n/28%12+1, n/336+50, n%1000, n, n%28+1, n/28%12+1, n/336+50))
			if n%33 == 0 {
				rows = append(rows, ";;;;;;;;;;;;;")
				rows = append(rows, ";;RUSAK;x;;;;;;;;PRINGAPUS;DONGKO;")
			}
		}
		i := d.bring(siak, "", siakRows(rows...))
		if i.Rows != 7_000+213 || i.Rejected != 213 {
			d.Fatalf("checked: %d rows, %d rejected, %v", i.Rows, i.Rejected, i.Reasons)
		}
		if err := d.ask(i.ID); err != nil {
			d.Fatal(err)
		}
		cut := errors.New("cut")
		for n := range 3 {
			calls := 0
			err := d.im.LoadNow(context.WithoutCancel(d.Context()), d.scope, i.ID, func(int64, int64) error {
				if calls++; calls > 1+n%2 {
					return cut
				}
				return nil
			})
			if !errors.Is(err, cut) {
				d.Fatalf("cut %d: %v", n, err)
			}
			if n, _ := d.r.Count(d.Context(), d.scope); n != 3 {
				d.Fatalf("half an import is seen: %d", n)
			}
		}
		if i = d.loadAll(i.ID); i.Loaded != 7_000 || i.Changes != (register.Changes{Added: 7_000, Gone: 3}) {
			d.Errorf("%+v", i)
		}
		if n := d.count(`SELECT COUNT(*) FROM resident_record`); n != 7_000 {
			d.Errorf("%d rows", n)
		}
		if n := d.count(`SELECT COUNT(DISTINCT person_id) FROM resident_record`); n != 7_000 {
			d.Errorf("%d people", n)
		}
		if n := d.count(`SELECT COUNT(*) FROM register_key WHERE term LIKE 'n:%'`); n != 7_000 {
			d.Errorf("%d keys", n)
		}
	})
}

// Two attempts at one import, as after a double click or when a job is taken
// for dead: the later one has it, and whoever stops it stops it at once.
func TestTwoWorkOnOneImport(t *testing.T) {
	desks(t, func(d *desk) {
		var rows []string
		for n := range 4_000 {
			rows = append(rows, fmt.Sprintf(";;ORANG %c%c%c;1;;19%02d;;;;;;PRINGAPUS;DONGKO;SUDAH", 'A'+n%26, 'A'+n/26%26, 'A'+n/676, n%90))
		}
		i := d.bring(siak, "", siakRows(rows...))
		if err := d.ask(i.ID); err != nil {
			d.Fatal(err)
		}
		var second error
		begun := false
		err := d.im.LoadNow(d.Context(), d.scope, i.ID, func(done, _ int64) error {
			if !begun {
				begun = true
				second = d.im.LoadNow(d.Context(), d.scope, i.ID, func(int64, int64) error { return nil })
			}
			return nil
		})
		if !fault.Is(err, fault.Conflict) || second != nil {
			d.Errorf("the first: %v, the second: %v", err, second)
		}
		if i = d.get(i.ID); i.State != register.StateLoaded || i.Loaded != 4_000 || d.count(`SELECT COUNT(*) FROM resident_record`) != 4_000 ||
			d.count(`SELECT COUNT(*) FROM register_key WHERE term LIKE 'i:%'`) != 4_000 {
			d.Errorf("%+v", i)
		}
		i = d.bring(siak, "", siakRows(rows[:3_000]...))
		if err := d.ask(i.ID); err != nil {
			d.Fatal(err)
		}
		err = d.im.LoadNow(d.Context(), d.scope, i.ID, func(done, _ int64) error {
			if done < 1_500 {
				return d.im.Stop(d.Context(), d.scope, i.ID)
			}
			return nil
		})
		if !fault.Is(err, fault.Conflict) || d.get(i.ID).State != register.StateStopped {
			d.Errorf("stopped: %v, %s", err, d.get(i.ID).State)
		}
		if err := d.im.Drop(d.Context(), d.scope, i.ID); err != nil {
			d.Error(err)
		}
		if err := d.r.Sweep(d.Context(), d.scope); err != nil || d.count(`SELECT COUNT(*) FROM resident_record`) != 4_000 {
			d.Errorf("dropped: %v", err)
		}
	})
}

// A sheet of one village, as OpenSID writes it, with its own codes.
func TestAVillagesSheet(t *testing.T) {
	desks(t, func(d *desk) {
		list := document.List{Name: "Data Penduduk", Columns: []document.ListColumn{{Title: "alamat"}, {Title: "dusun"}, {Title: "rw"}, {Title: "rt"}, {Title: "nama"},
			{Title: "no_kk"}, {Title: "nik"}, {Title: "sex"}, {Title: "tempatlahir"}, {Title: "tanggallahir"}, {Title: "nama_ayah"}, {Title: "nama_ibu"},
			{Title: "cacat_id"}, {Title: "status_rekam"}, {Title: "status_dasar"}},
			Rows: func(yield func([]string, error) bool) {
				_ = yield([]string{"Jl. Raya", "Krajan", "002", "003", "Katinem", "3503040101089001", "3503045708439001", "2", "Trenggalek", "1943-08-17", "Karso", "Satiyem", "2", "2", "1"}, nil) &&
					yield([]string{"", "Krajan", "2", "3", "Mujiono", "3503040101089001", "3503041203669003", "1", "Trenggalek", "1966-03-12", "", "", "7", "8", "2"}, nil)
			}}
		var file bytes.Buffer
		if err := document.WriteXLSX(&file, list); err != nil {
			d.Fatal(err)
		}
		from := siak
		from.Source, from.Kind = "sid-pringapus", register.KindVillage
		if i := d.bring(from, "", file.Bytes()); i.Readable() {
			d.Error("nobody has said of which village the sheet is")
		}
		i := d.bring(from, pringapus, file.Bytes())
		if i.Rejected != 0 || i.Rows != 2 {
			d.Fatalf("%+v", i)
		}
		if i = d.loadAll(i.ID); i.Loaded != 2 {
			d.Fatalf("%+v", i)
		}
		family, err := d.r.Household(d.Context(), d.scope, "3503040101089001")
		if err != nil || len(family) != 2 {
			d.Fatal(len(family), err)
		}
		k, m := family[0], family[1]
		if k.Sex != "P" || k.Disability != "2" || k.Recorded || k.RecordingUnknown || k.Address != "Jl. Raya Dusun Krajan" || k.Father != "Karso" || k.BirthPlace != "Trenggalek" {
			d.Errorf("%+v", k)
		}
		if m.State != register.StateDead || !m.Recorded || m.Disability != "" || m.RT != "003" {
			d.Errorf("%+v", m)
		}
	})
}

// What is wrong with a file or its origin is said beside its field, and leaves
// nothing behind.
func TestFilesThatAreNotTaken(t *testing.T) {
	desks(t, func(d *desk) {
		for name, c := range map[string]struct {
			change func(*register.Origin)
			file   string
			field  string
		}{
			"no source":    {func(o *register.Origin) { o.Source = "S!" }, "NIK;NAMA\n", "sumber"},
			"no kind":      {func(o *register.Origin) { o.Kind = "x" }, "NIK;NAMA\n", "jenis"},
			"no day":       {func(o *register.Origin) { o.TakenOn = "kemarin" }, "NIK;NAMA\n", "tanggal"},
			"a future day": {func(o *register.Origin) { o.TakenOn = "2027-01-01" }, "NIK;NAMA\n", "tanggal"},
			"no basis":     {func(o *register.Origin) { o.Basis = "" }, "NIK;NAMA\n", "dasar"},
			"empty":        {func(*register.Origin) {}, "", "berkas"},
			"a picture":    {func(*register.Origin) {}, "\x89PNG....", "berkas"},
			"no headings":  {func(*register.Origin) {}, "1;2;3\n4;5;6\n", "berkas"},
		} {
			from := siak
			c.change(&from)
			_, err := d.im.Bring(d.Context(), d.scope, from, "", strings.NewReader(c.file))
			f := fault.As(err)
			if !fault.Is(err, fault.Invalid) || len(f.Fields) == 0 || f.Fields[0].Name != c.field {
				d.Errorf("%s: %v %+v", name, err, f.Fields)
			}
		}
		if n := d.count(`SELECT COUNT(*) FROM register_import`); n != 0 {
			d.Errorf("%d imports", n)
		}
		// Headings that nobody knows are asked for, and what was said is remembered.
		file := "Warga;Kampung\nKATINEM;PRINGAPUS\n"
		i := d.bring(siak, "", []byte(file))
		if i.Readable() || len(i.Columns) != 2 {
			d.Fatalf("%+v", i.Columns)
		}
		if err := d.im.SetColumns(d.Context(), d.scope, i.ID, []string{"nama", "nama"}, ""); !fault.Is(err, fault.Invalid) {
			d.Errorf("two columns of one meaning: %v", err)
		}
		if err := d.im.SetColumns(d.Context(), d.scope, i.ID, []string{"nama", "desa"}, ""); err != nil {
			d.Fatal(err)
		}
		if i = d.check(i.ID); i.Rows != 1 || i.Rejected != 0 {
			d.Errorf("%+v", i)
		}
		if err := d.im.DropStaged(d.Context(), d.scope, time.Now().Add(-time.Hour)); err != nil || d.get(i.ID).State != register.StateChecked {
			d.Errorf("what was just brought is dropped: %v", err)
		}
		if err := d.im.DropStaged(d.Context(), d.scope, time.Now().Add(time.Hour)); err != nil {
			d.Fatal(err)
		}
		if i = d.get(i.ID); i.State != register.StateDropped || i.Kept {
			d.Errorf("%+v", i)
		}
		if err := d.ask(i.ID); !fault.Is(err, fault.Conflict) {
			d.Errorf("loading what was dropped: %v", err)
		}
		if i = d.bring(siak, "", []byte(file)); !i.Readable() {
			d.Errorf("what the office said is forgotten: %+v", i.Columns)
		}
	})
}
