package office

import (
	"encoding/json"
	"fmt"
	"reflect"
	"testing"

	"pgregory.net/rapid"

	"github.com/jempolkeren/jempol/internal/account"
	"github.com/jempolkeren/jempol/internal/attachment"
	"github.com/jempolkeren/jempol/internal/authority"
	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/db/dbtest"
	"github.com/jempolkeren/jempol/internal/fault"
	"github.com/jempolkeren/jempol/internal/ledger"
	"github.com/jempolkeren/jempol/internal/register"
)

const officeID = "3503"

// world is one office on one engine.
type world struct {
	*testing.T
	d *db.DB
	l *ledger.Ledger
	a *account.Accounts
	s *Service

	im *register.Imports
}

func on(t *testing.T, fn func(w *world)) {
	t.Helper()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := &world{T: t, d: d}
		var err error
		w.l, err = ledger.Open(t.Context(), d, ledger.Options{Office: officeID, Replica: "office", IsOffice: true,
			Kinds: []casefile.Kind{Kind(), account.Kind(), casefile.NewKind()},
			React: []ledger.Reaction{{Type: casefile.ReferenceChanged, Enqueue: func(tx *db.Tx, e ledger.Event) error {
				return w.s.Number(tx, e.ID, e.OccurredAt)
			}}}})
		if err != nil {
			t.Fatal(err)
		}
		w.a = account.New(account.Options{HashKiB: 64, Office: officeID, DB: d, Ledger: w.l})
		files, err := attachment.Open(d, t.TempDir(), nil)
		if err != nil {
			t.Fatal(err)
		}
		w.im = register.NewImports(register.Deps{Office: officeID, District: "35.03", DB: d, Accounts: w.a, Files: files, Register: register.Open(d, w.l)})
		w.s = New(Deps{Office: officeID, District: "35.03", DB: d, Ledger: w.l, Accounts: w.a, Imports: w.im})
		fn(w)
	})
}

func (w *world) op(r authority.Role) ledger.Op {
	return ledger.Op{ID: ledger.NewOpID(), Scope: db.Scope{Office: officeID, Areas: []string{""}, Role: string(r), Person: "u-" + string(r)}}
}

func (w *world) officer(login string) string {
	w.Helper()
	made, err := w.a.Create(w.Context(), ledger.Op{ID: ledger.NewOpID(), Scope: w.a.System("test")},
		account.NewUser{Login: login, Name: "Bu " + login, Rights: account.Rights{Role: authority.Field}})
	if err != nil {
		w.Fatal(err)
	}
	return made.ID
}

func (w *world) current() (n int64) {
	w.Helper()
	if err := w.d.View(w.Context(), func(tx *db.Tx) (err error) { n, err = w.s.Current(tx); return }); err != nil {
		w.Fatal(err)
	}
	return n
}

func TestEntriesAreKeptAndNumbered(t *testing.T) {
	on(t, func(w *world) {
		ctx, op := w.Context(), w.op(authority.Coordinator)
		dewi := w.officer("dewi")
		id, err := w.s.Save(ctx, op, "", ChangedBody{What: Team, Name: " Tim  A ", Active: true, Members: []string{dewi}, Lead: dewi})
		if err != nil || id != "tim-a" {
			t.Fatalf("%q %v", id, err)
		}
		if again, err := w.s.Save(ctx, op, "", ChangedBody{What: Team, Name: "Tim A", Active: true, Members: []string{dewi}}); err != nil {
			t.Fatalf("a double click: %q %v", again, err)
		}
		second, err := w.s.Save(ctx, w.op(authority.Admin), "", ChangedBody{What: Kit, Name: "Tim A", Active: true, Condition: KitReady})
		if err != nil || second != "tim-a-2" {
			t.Fatalf("%q %v", second, err)
		}
		if _, err := w.s.Save(ctx, w.op(authority.Admin), second, ChangedBody{What: Kit, Name: "Alat 1", Active: false, Condition: KitRepair}); err != nil {
			t.Fatal(err)
		}
		kits, err := w.s.Entries(ctx, op.Scope, Kit)
		if err != nil || len(kits) != 1 || kits[0].Name != "Alat 1" || kits[0].Active {
			t.Fatalf("%+v %v", kits, err)
		}
		teams, err := w.s.Entries(ctx, op.Scope, Team)
		if err != nil || len(teams) != 1 || !reflect.DeepEqual(teams[0].Members, []string{dewi}) {
			t.Fatalf("%+v %v", teams, err)
		}
		if n := w.current(); n != 3 {
			t.Errorf("number %d after three changes", n)
		}
		var digests int
		if err := w.d.QueryRow(ctx, `SELECT COUNT(DISTINCT digest) FROM reference_snapshot WHERE office_id = $1`, officeID).Scan(&digests); err != nil || digests != 3 {
			t.Errorf("%d digests %v", digests, err)
		}
		if _, err := w.s.Save(ctx, w.op(authority.Admin), second, ChangedBody{What: Vehicle, Name: "Mobil", Active: true, Kind: "car", Seats: 4}); !fault.Is(err, fault.NotFound) {
			t.Errorf("a kit became a vehicle: %v", err)
		}
		report, err := w.l.Verify(ctx)
		if err != nil || !report.OK() {
			t.Errorf("%+v %v", report, err)
		}
	})
}

func TestChangesWithoutReactionsAreNumberedLater(t *testing.T) {
	on(t, func(w *world) {
		ctx := w.Context()
		for _, name := range []string{"Dinas Sosial", "Panti Werdha"} {
			kind := "care_home"
			if name == "Dinas Sosial" {
				kind = KindAgency
			}
			if _, err := w.s.Save(ctx, w.op(authority.Admin), "", ChangedBody{What: Institution, Name: name, Active: true, Kind: kind, Village: "35.03.11.1006"}); err != nil {
				t.Fatal(err)
			}
		}
		if err := w.d.Write(ctx, officeID, func(tx *db.Tx) error {
			_, err := tx.Exec(`DELETE FROM reference_snapshot WHERE office_id = $1`, officeID)
			return err
		}); err != nil {
			t.Fatal(err)
		}
		for range 2 {
			if err := w.s.CatchUp(ctx); err != nil || w.current() != 2 {
				t.Fatalf("%d %v", w.current(), err)
			}
		}
		places, err := w.s.Places(ctx)
		if err != nil || !reflect.DeepEqual(places, []account.Place{{Agency: true, Code: "dinas-sosial", Name: "Dinas Sosial"}, {Code: "panti-werdha", Name: "Panti Werdha"}}) {
			t.Errorf("%+v %v", places, err)
		}
	})
}

func TestWrongEntriesAreRefusedAtTheField(t *testing.T) {
	on(t, func(w *world) {
		for name, tt := range map[string]struct {
			b     ChangedBody
			field string
		}{
			"no name":              {ChangedBody{What: Kit, Condition: KitReady}, "nama"},
			"no condition":         {ChangedBody{What: Kit, Name: "Alat"}, "keadaan"},
			"a kecamatan":          {ChangedBody{What: Institution, Name: "Panti", Kind: "care_home", Village: "35.03.04"}, "desa"},
			"no kind":              {ChangedBody{What: Institution, Name: "Panti"}, "jenis"},
			"nobody":               {ChangedBody{What: Team, Name: "Tim A"}, "anggota"},
			"somebody unknown":     {ChangedBody{What: Team, Name: "Tim A", Members: []string{"u9"}}, "anggota"},
			"a leader from beyond": {ChangedBody{What: Team, Name: "Tim A", Members: []string{"u9"}, Lead: "u8"}, "ketua"},
			"no seat":              {ChangedBody{What: Vehicle, Name: "Mobil", Kind: "car"}, "kursi"},
			"a negative cost":      {ChangedBody{What: Vehicle, Name: "Mobil", Kind: "car", Seats: 4, RupiahKM: -1}, "biaya"},
		} {
			_, err := w.s.Save(t.Context(), w.op(authority.Admin), "", tt.b)
			if !fault.Is(err, fault.Invalid) || !hasField(err, tt.field) {
				t.Errorf("%s: %v", name, err)
			}
		}
	})
}

func hasField(err error, name string) bool {
	for _, f := range fault.As(err).Fields {
		if f.Name == name {
			return true
		}
	}
	return false
}

func TestOnlyTheOfficeKeepsItsData(t *testing.T) {
	on(t, func(w *world) {
		for _, r := range authority.Roles() {
			may := r == authority.Admin || r == authority.Coordinator
			_, err := w.s.Save(t.Context(), w.op(r), "", ChangedBody{What: Kit, Name: "Alat", Active: true, Condition: KitReady})
			if (err == nil) != may {
				t.Errorf("%s saves: %v", r, err)
			}
			if _, err := w.s.Entries(t.Context(), w.op(r).Scope, Kit); (err == nil) != may {
				t.Errorf("%s reads: %v", r, err)
			}
			err = w.s.SaveSettings(t.Context(), w.op(r), map[string]string{SettingHeadName: "Drs. Contoh"}, nil)
			if (err == nil) != (r == authority.Admin) {
				t.Errorf("%s sets: %v", r, err)
			}
		}
	})
}

func TestSettingsChangeOnlyWhatDiffers(t *testing.T) {
	on(t, func(w *world) {
		ctx := t.Context()
		in := map[string]string{SettingHeadName: "Drs. Contoh", SettingAddress: "Jalan Contoh 1"}
		for range 2 {
			if err := w.s.SaveSettings(ctx, w.op(authority.Admin), in, nil); err != nil {
				t.Fatal(err)
			}
		}
		got, err := w.s.Values(ctx, w.op(authority.Admin).Scope)
		if err != nil || !reflect.DeepEqual(got, in) || w.current() != 2 {
			t.Errorf("%v %v, number %d", got, err, w.current())
		}
		if err := w.s.SaveSettings(ctx, w.op(authority.Admin), map[string]string{SettingHeadNIP: "123"}, nil); !hasField(err, SettingHeadNIP) {
			t.Errorf("%v", err)
		}
	})
}

func TestFoldIsTotal(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var events []casefile.Event
		for i := range rapid.IntRange(0, 6).Draw(t, "n") {
			body := rapid.OneOf(rapid.SampledFrom([]string{`{"what":"team","name":"A","members":["b","a","b"]}`,
				`{"what":"kit","active":true}`, `{"what":"setting"}`, `{"what":"ship"}`, `[]`, ``}), rapid.String()).Draw(t, "body")
			personal := rapid.SampledFrom([]string{``, `{"value":"x"}`, `7`}).Draw(t, "personal")
			typ := rapid.SampledFrom([]string{casefile.ReferenceChanged, casefile.Erased, casefile.ClaimSettled}).Draw(t, "type")
			events = append(events, casefile.Event{ID: fmt.Sprint(i), Type: typ, Body: json.RawMessage(body), Personal: json.RawMessage(personal)})
		}
		one, two := fold("x", events), fold("x", events)
		if !reflect.DeepEqual(one, two) {
			t.Fatal("two folds differ")
		}
		history, mine := 0, 0
		for _, r := range one.Rows {
			for _, tb := range tables {
				if tb.Name == r.Table && len(tb.Columns) != len(r.Values) {
					t.Fatalf("row %+v", r)
				}
			}
			if r.Table == "reference_change" {
				history++
			}
		}
		for _, e := range events {
			if e.Type == casefile.ReferenceChanged {
				mine++
			}
		}
		if history+len(one.Parked) != mine {
			t.Fatalf("%d changes and %d parked of %d", history, len(one.Parked), mine)
		}
	})
}
