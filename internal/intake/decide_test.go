package intake

import (
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/jempolkeren/jempol/internal/authority"
	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/fault"
)

// todo is what is open in a case.
func (r *rig) todo(id string) []casefile.Work {
	r.Helper()
	st := r.state(id)
	return st.Work()
}

// One person proposes that two cases are one, another ends the later one; both
// stay readable, and there is a way back.
func TestTwoPeopleEndADuplicate(t *testing.T) {
	on(t, func(r *rig) {
		_, first := r.file(authority.Registrar)
		_, second := r.file(authority.Partner)
		kept := "case:" + first
		_, err := r.s.Confirm(r.Context(), r.op(authority.Head), second, kept)
		wantKind(r.TB, err, fault.Conflict, "fault.intake.not_proposed")
		_, err = r.s.Decide(r.Context(), r.op(authority.Head), second, Verdict{Candidate: kept, Decision: casefile.Same})
		wantKind(r.TB, err, fault.Conflict, "fault.intake.not_proposed")
		if _, err := r.s.Decide(r.Context(), r.op(authority.Coordinator), second, Verdict{Candidate: kept, Decision: casefile.Same}); err != nil {
			r.Fatal(err)
		}
		st := r.state(second)
		if st.Exit != "" || !slices.ContainsFunc(st.Work(), func(w casefile.Work) bool {
			return w.Action == casefile.Duplicate && w.Arg == kept && w.Role == authority.Head
		}) {
			r.Errorf("exit %q, work %+v", st.Exit, st.Work())
		}
		_, err = r.s.Confirm(r.Context(), r.op(authority.Coordinator), second, kept)
		wantKind(r.TB, err, fault.Conflict, "fault.authority.separation.proposed_confirmed")
		_, err = r.s.Confirm(r.Context(), r.op(authority.Registrar), second, kept)
		wantKind(r.TB, err, fault.Forbidden, "")

		// The second person does not think so: it goes back to the coordinator.
		if _, err := r.s.Decide(r.Context(), r.op(authority.Head), second, Verdict{Candidate: kept, Decision: casefile.Unsure}); err != nil {
			r.Fatal(err)
		}
		_, err = r.s.Confirm(r.Context(), r.op(authority.Head), second, kept)
		wantKind(r.TB, err, fault.Conflict, "fault.intake.not_proposed")
		if _, err := r.s.Decide(r.Context(), r.op(authority.Coordinator), second, Verdict{Candidate: kept, Decision: casefile.Same}); err != nil {
			r.Fatal(err)
		}

		act := r.another(authority.Coordinator)
		if _, err := r.s.Confirm(r.Context(), act, second, kept); err != nil {
			r.Fatal(err)
		}
		st = r.state(second)
		if st.Exit != casefile.ExitDuplicate || st.Kept != kept || len(st.Parked) != 0 || r.state(first).Exit != "" {
			r.Errorf("%s kept %s parked %v", st.Exit, st.Kept, st.Parked)
		}
		// It is taken back as long as nobody went on, else reopened.
		if _, err := r.s.Undo(r.Context(), r.op(authority.Coordinator), second, act.ID); err != nil {
			r.Fatal(err)
		}
		if st := r.state(second); st.Exit != "" || decided(st, kept) != casefile.Same {
			r.Errorf("after undoing: %q, %q", st.Exit, decided(st, kept))
		}
		if _, err := r.s.Confirm(r.Context(), r.op(authority.Head), second, kept); err != nil {
			r.Fatal(err)
		}
		if _, err := r.s.Reopen(r.Context(), r.op(authority.Coordinator), second, Reopening{Reason: "mistake", Words: "ternyata kakaknya", Person: casefile.Unsure}); err != nil {
			r.Fatal(err)
		}
		if _, err := r.s.Decide(r.Context(), r.op(authority.Coordinator), second, Verdict{Candidate: kept, Decision: casefile.Same}); err != nil {
			r.Fatal(err)
		}
		// Whoever ended it may decide again after that.
		if _, err := r.s.Decide(r.Context(), r.op(authority.Head), second, Verdict{Candidate: kept, Decision: casefile.Different}); err != nil {
			r.Error(err)
		}
		if st := r.state(second); st.Exit != "" || st.Stage != casefile.StageReported || decided(st, kept) != casefile.Different {
			r.Errorf("%s %s %s", st.Exit, st.Stage, decided(st, kept))
		}
	})
}

// The decision that ended a duplicate does not send it back to the second
// person as soon as it is reopened: whoever reopens it decides anew.
func TestAReopenedDuplicateIsNotProposedAgain(t *testing.T) {
	on(t, func(r *rig) {
		keptNo, first := r.file(authority.Registrar)
		no, second := r.file(authority.Registrar, "nama", "Soemirah")
		kept, here := "case:"+first, "/kasus/"+no+"/buka-kembali"
		for _, decision := range ReopenDecisions {
			if _, err := r.s.Decide(r.Context(), r.op(authority.Coordinator), second, Verdict{Candidate: kept, Decision: casefile.Same}); err != nil {
				r.Fatal(err)
			}
			if _, err := r.s.Confirm(r.Context(), r.op(authority.Head), second, kept); err != nil {
				r.Fatal(err)
			}
			r.expect(authority.Head, "GET", here, nil, 403)
			r.expect(authority.Coordinator, "GET", here, nil, 200, "sama dengan "+keptNo, "Orang yang berbeda", "Belum pasti")
			r.expect(authority.Coordinator, "POST", here, url.Values{"bukti": {"kata Pak RT"}}, 422, "Pilih sebabnya", "Pilih apakah orangnya berbeda", "kata Pak RT")
			for _, bad := range []string{"", casefile.Same, "x"} {
				r.expect(authority.Coordinator, "POST", here, url.Values{"sebab": {"mistake"}, "putusan": {bad}}, 422, "Pilih apakah orangnya berbeda")
			}
			if st := r.state(second); st.Exit != casefile.ExitDuplicate || decided(st, kept) != casefile.Same {
				r.Errorf("half reopened: %q, %q", st.Exit, decided(st, kept))
			}
			r.expect(authority.Coordinator, "POST", here, url.Values{"sebab": {"mistake"}, "putusan": {decision}}, 303)
			st := r.state(second)
			if st.Exit != "" || decided(st, kept) != decision || len(st.Parked) != 0 {
				r.Errorf("%s: exit %q, decided %q, parked %v", decision, st.Exit, decided(st, kept), st.Parked)
			}
			asks := func(action string) bool {
				return slices.ContainsFunc(st.Work(), func(w casefile.Work) bool { return w.Action == action && w.Arg == kept })
			}
			if asks(casefile.Duplicate) || asks(casefile.IdentityDecided) != (decision == casefile.Unsure) {
				r.Errorf("%s: work %+v", decision, st.Work())
			}
			r.expect(authority.Head, "POST", "/persetujuan/"+no+"/ganda", url.Values{"calon": {kept}, "jawaban": {"ya"}}, 409)
		}
	})
}

func TestTheSecondPersonsPage(t *testing.T) {
	on(t, func(r *rig) {
		kept, first := r.file(authority.Registrar)
		no, second := r.file(authority.Partner, "nama", "Soemirah")
		here := "/persetujuan/" + no + "/ganda"
		say := func(answer string) url.Values { return url.Values{"calon": {"case:" + first}, "jawaban": {answer}} }
		r.expect(authority.Coordinator, "GET", here, nil, 200, "Tidak ada usulan")
		r.expect(authority.Coordinator, "POST", "/laporan/"+no+"/identitas", url.Values{"calon": {"case:" + first}, "putusan": {"same"}}, 303)
		r.expect(authority.Coordinator, "GET", here, nil, 200, "Anda yang mengusulkan", kept)
		r.expect(authority.Coordinator, "POST", here, say("ya"), 409, "Orang lain yang memastikan")
		r.expect(authority.Head, "GET", here, nil, 200, "Soemirah", "Sumirah", "Ya, tutup "+no+" sebagai ganda", "Diusulkan oleh", "Petugas coordinator")
		r.expect(authority.Registrar, "GET", here, nil, 403)
		r.expect(authority.Head, "POST", here, say("tidak"), 303)
		if st := r.state(second); decided(st, "case:"+first) != casefile.Unsure {
			r.Errorf("%+v", st.Identity)
		}
		r.expect(authority.Coordinator, "POST", "/laporan/"+no+"/identitas", url.Values{"calon": {"case:" + first}, "putusan": {"same"}}, 303)
		r.expect(authority.Head, "POST", here, say("ya"), 303)
		if st := r.state(second); st.Exit != casefile.ExitDuplicate {
			r.Errorf("exit %q", st.Exit)
		}
		r.expect(authority.Head, "GET", here+"?untuk=check", nil, 200, "Tidak ada usulan")
	})
}

// What the office cannot tell is asked in the village, field by field and
// without saying whom it compares with; the answer comes back as work.
func TestTheVillageIsAsked(t *testing.T) {
	on(t, func(r *rig) {
		r.resident("p1", "3503034308439001", "SUMIRAH", "1943-08-03")
		no, id := r.file(authority.Registrar, "ibu", "Painem")
		here := "/kasus/" + no + "/jawab"
		_, err := r.s.AnswerWho(r.Context(), r.op(authority.Registrar), id, "tidak ada")
		wantKind(r.TB, err, fault.Conflict, "fault.intake.not_asked")
		r.expect(authority.Coordinator, "POST", "/laporan/"+no+"/identitas", url.Values{"calon": {"register:p1"}, "putusan": {"unsure"}, "tanya": {"ya"}}, 303)
		st := r.state(id)
		d, _ := st.Decided("register:p1")
		if d.Ask != casefile.AskVillage || !slices.Equal(d.Fields, []string{casefile.FieldBirth, casefile.FieldMother}) {
			r.Errorf("asked %q for %v", d.Ask, d.Fields)
		}
		open := func(action, arg string, role authority.Role) bool {
			return slices.ContainsFunc(r.todo(id), func(w casefile.Work) bool { return w.Action == action && w.Arg == arg && w.Role == role })
		}
		if !open(casefile.Noted, casefile.NoteAnswer, authority.Registrar) {
			r.Errorf("work %+v", r.todo(id))
		}
		r.expect(authority.Registrar, "GET", here, nil, 200, "nama ibu kandung", "tanggal atau tahun lahir")
		r.expect(authority.Registrar, "POST", here, url.Values{"jawaban": {" "}}, 422, "Tulis jawabannya")
		r.expect(authority.Registrar, "POST", here, url.Values{"jawaban": {"Ibunya Sainem, kata Pak RT"}}, 303)
		if open(casefile.Noted, casefile.NoteAnswer, authority.Registrar) || !open(casefile.IdentityDecided, "register:p1", authority.Coordinator) {
			r.Errorf("work %+v", r.todo(id))
		}
		r.expect(authority.Registrar, "GET", here, nil, 200, "Tidak ada pertanyaan")
		// The decision ends it.
		if _, err := r.s.Decide(r.Context(), r.op(authority.Coordinator), id, Verdict{Candidate: "register:p1", Decision: casefile.Same}); err != nil {
			r.Fatal(err)
		}
		if open(casefile.IdentityDecided, "register:p1", authority.Coordinator) {
			r.Error("a decision is still open")
		}
	})
}

// Beside the form the coordinator takes somebody of the register: the form is
// filled, the number stays unseen and comes along, and that they are one is
// decided with the report. Who may not look into the register is not offered it.
func TestTheFormIsFilledFromTheRegister(t *testing.T) {
	on(t, func(r *rig) {
		r.resident("p1", "3503034308439001", "SUMIRAH", "1943-08-03")
		page := r.expect(authority.Coordinator, "POST", "/lapor/kandidat", url.Values{"nama": {"Soemirah"}, "desa": {siki}}, 200, "SUMIRAH", "ibu SAINEM", "kemungkinan", `form="lapor"`, `value="isi:p1"`)
		if strings.Contains(page, "3503034308439001") {
			r.Error("the whole NIK beside the form")
		}
		if page := r.expect(authority.Registrar, "POST", "/lapor/kandidat", url.Values{"nama": {"Soemirah"}, "desa": {siki}}, 200); strings.Contains(page, "SUMIRAH") {
			r.Error("a registrar looks into the register")
		}
		typed := filled("nama", "Soemirah", "lahir.y", "", "umur", "78", "ibu", "")
		typed.Set("langkah", "isi:p1")
		r.expect(authority.Registrar, "POST", "/lapor", typed, 403)
		page = r.expect(authority.Coordinator, "POST", "/lapor", typed, 200, "Diisi dari data penduduk: SUMIRAH", "3503••••••••9001", `value="SUMIRAH"`, `value="1943"`, `value="SAINEM"`, `name="dari" value="p1"`)
		if strings.Contains(page, "3503034308439001") || r.cases() != 0 {
			r.Error("the whole NIK in the form, or a case before it was saved")
		}
		form := filled("dari", "p1", "nama", "SUMIRAH", "lahir.m", "8", "lahir.d", "3")
		to := r.expect(authority.Coordinator, "POST", "/lapor", form, 303)
		id, err := r.acc.CaseByNumber(r.Context(), r.as(authority.Coordinator).scope, "page.case", strings.TrimPrefix(to, "/lapor/"))
		if err != nil {
			r.Fatal(err)
		}
		st := r.state(id)
		if st.Person.Value(casefile.FieldNIK) != "3503034308439001" || decided(st, "register:p1") != casefile.Same {
			r.Errorf("NIK %q, decided %q", st.Person.Value(casefile.FieldNIK), decided(st, "register:p1"))
		}
		// A registrar who sends the field all the same brings no number in.
		form.Del("op")
		to = r.expect(authority.Registrar, "POST", "/lapor", form, 303)
		if id, err = r.acc.CaseByNumber(r.Context(), r.as(authority.Coordinator).scope, "page.case", strings.TrimPrefix(to, "/lapor/")); err != nil {
			r.Fatal(err)
		}
		if st := r.state(id); st.Person.Value(casefile.FieldNIK) != "" {
			r.Error("a registrar read a number of the register")
		}
	})
}
