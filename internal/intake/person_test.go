package intake

import (
	"bytes"
	"image"
	"image/jpeg"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/jempolkeren/jempol/internal/authority"
	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/fault"
)

// TestEverythingKeptOfAPerson: the report form and the data page take all that
// is kept of a person, and give it back.
func TestEverythingKeptOfAPerson(t *testing.T) {
	on(t, func(r *rig) {
		no, id := r.file(authority.Coordinator, "nama_lain", "Mbah Nem, Bu Karto", "ayah", "Karto", "tempat_lahir", "Trenggalek", "titik", "-8.0512, 111.7104",
			"wakil", "Siti", "wakil_sebagai", "child", "wakil_sebab", "cannot_speak", "keamanan", "anjing galak", "arah", "belakang masjid",
			"pendamping", "Bu RT", "telepon", "080011112222", "golongan", "neglected", "dasar", "consent")
		p := r.state(id).Person
		for field, want := range map[string]string{casefile.FieldFather: "Karto", casefile.FieldPoint: "-8.05120,111.71040", casefile.FieldProxy: "Siti",
			casefile.FieldProxyAs: "child", casefile.FieldProxyWhy: "cannot_speak", casefile.FieldSafety: "anjing galak", casefile.FieldBasis: "consent"} {
			if got := p.Value(field); got != want {
				r.Errorf("%s is %q, want %q", field, got, want)
			}
		}
		if got := p.Values(casefile.FieldOtherName); !slices.Equal(got, []string{"Bu Karto", "Mbah Nem"}) {
			r.Errorf("other names %v", got)
		}
		base := "/kasus/" + no + "/data"
		r.expect(authority.Coordinator, "GET", base+"?untuk=phone", nil, 200, "Karto", "anjing galak", "-8.05120,111.71040", "Mewakili sebagai", "Melihat, meskipun")
		if page := r.expect(authority.Registrar, "GET", base+"?untuk=phone", nil, 200); strings.Contains(page, "anjing galak") {
			r.Error("a registrar reads what is for the visiting team")
		}
		edit := filled("nama_lain", "Mbah Nem", "ayah", "Karto", "tempat_lahir", "Trenggalek", "titik", "-8.0512, 111.7104", "wakil", "Siti", "wakil_sebagai", "child",
			"wakil_sebab", "cannot_speak", "arah", "belakang masjid", "pendamping", "Bu RT", "telepon", "080011112222", "golongan", "neglected", "dasar", "consent",
			"sulit_seeing", "3", "sulit_walking", "9", "keamanan", "mine to overwrite", "tampil", strings.Join(p.Shown(dataFields...), " "))
		r.expect(authority.Registrar, "POST", base, edit, 422, "Pilih alasan pembetulan")
		edit.Set("sebab_ubah", "person_says")
		edit["alasan"] = []string{"no_nik", "no_recording"}
		r.expect(authority.Registrar, "POST", base, edit, 303)
		st := r.state(id)
		if got := st.Person.Values(casefile.FieldOtherName); !slices.Equal(got, []string{"Mbah Nem"}) {
			r.Errorf("other names %v", got)
		}
		if st.Person.Difficulty("seeing") != "3" || st.Person.Difficulty("walking") != "9" || st.Person.Value(casefile.FieldDisability) != "" {
			r.Error("the answers are kept, and set no disability")
		}
		if st.Person.Value(casefile.FieldSafety) != "anjing galak" || len(st.Person.Disputed()) > 0 {
			r.Errorf("safety %q, disputed %v", st.Person.Value(casefile.FieldSafety), st.Person.Disputed())
		}
		if !slices.Equal(st.Reasons, []string{"no_nik", "no_recording"}) {
			r.Errorf("reasons %v", st.Reasons)
		}
		for name, value := range map[string]string{"sulit_seeing": "5", "wakil_sebagai": "king", "titik": "di sana", "lembaga": "unknown", "dasar": "curiosity", "sebab_ubah": "bored"} {
			wrong := filled("sebab_ubah", "misheard", name, value)
			if page := r.expect(authority.Coordinator, "POST", base, wrong, 422); !strings.Contains(page, `href="#`+name) {
				r.Errorf("%s=%s is not marked at its field", name, value)
			}
		}
	})
}

// TestAPhotoOfThePerson is kept with the case and named by hash.
func TestAPhotoOfThePerson(t *testing.T) {
	on(t, func(r *rig) {
		_, id := r.file(authority.Coordinator)
		var buf bytes.Buffer
		if err := jpeg.Encode(&buf, image.NewGray(image.Rect(0, 0, 40, 40)), nil); err != nil {
			r.Fatal(err)
		}
		op := r.op(authority.Coordinator)
		f, err := r.s.Attachments.Put(r.Context(), op.Scope, casefile.KindCase, id, &buf)
		if err != nil {
			r.Fatal(err)
		}
		in, err := ReadPerson(values(filled()), start, district)
		if err != nil {
			r.Fatal(err)
		}
		in.Facts = append(in.Facts, casefile.Assertion{Field: casefile.FieldPhoto, Value: f.Hash})
		if _, err := r.s.State(r.Context(), op, id, in, nil); err != nil {
			r.Fatal(err)
		}
		if got := r.state(id).Person.Value(casefile.FieldPhoto); got != f.Hash {
			r.Errorf("photo %q", got)
		}
	})
}

// TestUndo: the bar after the act leads here, and the case is as it was.
func TestUndo(t *testing.T) {
	on(t, func(r *rig) {
		_, id := r.file(authority.Registrar)
		other, err := r.s.File(r.Context(), r.op(authority.Registrar), mustRead(r))
		if err != nil {
			r.Fatal(err)
		}
		otherID, err := r.acc.CaseByNumber(r.Context(), r.op(authority.Coordinator).Scope, "page.case", other)
		if err != nil {
			r.Fatal(err)
		}
		act := r.op(authority.Coordinator)
		if _, err := r.s.Decide(r.Context(), act, id, Verdict{Candidate: "case:" + otherID, Decision: casefile.Same}); err != nil {
			r.Fatal(err)
		}
		if decided(r.state(id), "case:"+otherID) != casefile.Same {
			r.Fatal("nothing is decided")
		}
		_, err = r.s.Undo(r.Context(), r.op(authority.Registrar), id, act.ID)
		wantKind(r.TB, err, fault.Forbidden, "")
		if _, err := r.s.Undo(r.Context(), r.op(authority.Coordinator), id, act.ID); err != nil {
			r.Fatal(err)
		}
		if st := r.state(id); st.Exit != "" || len(st.Identity) != 0 {
			r.Errorf("after undoing: %q %v", st.Exit, st.Identity)
		}
		_, err = r.s.Undo(r.Context(), r.op(authority.Coordinator), id, act.ID)
		wantKind(r.TB, err, fault.Conflict, "casefile.may.undone_before")
	})
}

func mustRead(r *rig) Report {
	r.Helper()
	in, err := ReadReport(values(filled()), start, district, r.s.Book)
	if err != nil {
		r.Fatal(err)
	}
	return in
}

// Whoever stated one of two values does not choose between them: the coordinator
// does, and others see both and who chooses. Writing over both is choosing too.
func TestTheCoordinatorChoosesBetweenValues(t *testing.T) {
	on(t, func(r *rig) {
		no, id := r.file(authority.Registrar)
		base := "/kasus/" + no + "/data"
		shown := strings.Join(r.state(id).Person.Shown(dataFields...), " ")
		edit := func(mother, seen string) url.Values {
			return filled("ibu", mother, "sebab_ubah", "misheard", "tampil", seen)
		}
		r.expect(authority.Registrar, "POST", base, edit("Satiyem", shown), 303)
		r.expect(authority.Coordinator, "POST", base, edit("Satinem", shown), 303)
		mother := r.state(id).Person.Get(casefile.FieldMother)
		if !mother.Disputed {
			r.Fatalf("%+v", mother)
		}
		pick := func(value string) url.Values {
			for _, x := range mother.Statements {
				if x.Value == value {
					return url.Values{"bidang": {casefile.FieldMother}, "nilai": {x.Event}}
				}
			}
			return nil
		}
		page := r.expect(authority.Registrar, "GET", base+"?untuk=phone", nil, 200, "Satiyem", "Satinem", "Yang memilih: koordinator")
		if strings.Contains(page, "/putuskan") {
			r.Error("a registrar is offered to choose")
		}
		r.expect(authority.Registrar, "POST", base+"/putuskan", pick("Satiyem"), 403)
		_, err := r.s.Settle(r.Context(), r.op(authority.Registrar), id, casefile.FieldMother, "", pick("Satiyem").Get("nilai"))
		wantKind(r.TB, err, fault.Forbidden, "")
		over := edit("Satiyem", strings.Join(r.state(id).Person.Shown(dataFields...), " "))
		r.expect(authority.Registrar, "POST", base, over, 422, `href="#ibu"`, "koordinator yang memilih")
		// The rest of the page is not held up by it.
		over.Set("ibu", mother.Value)
		over.Set("ayah", "Karto")
		r.expect(authority.Registrar, "POST", base, over, 303)
		r.expect(authority.Coordinator, "GET", base+"?untuk=phone", nil, 200, "/putuskan")
		r.expect(authority.Coordinator, "POST", base+"/putuskan", pick("Satiyem"), 303)
		if p := r.state(id).Person; p.Value(casefile.FieldMother) != "Satiyem" || len(p.Disputed()) > 0 || p.Value(casefile.FieldFather) != "Karto" {
			r.Errorf("after settling: %+v", p.Get(casefile.FieldMother))
		}
	})
}
