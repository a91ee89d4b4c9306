package dossier

import (
	"slices"
	"strings"
	"testing"

	"github.com/jempolkeren/jempol/internal/authority"
	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/fault"
	"github.com/jempolkeren/jempol/internal/form"
	"github.com/jempolkeren/jempol/internal/lawbook"
	"github.com/jempolkeren/jempol/internal/ledger"
	"github.com/jempolkeren/jempol/internal/register"
)

func TestDossierTravelsToTheVerifierAndBack(t *testing.T) {
	on(t, func(r *rig) {
		id := r.visited("JK-2021-00001", []string{"nik", "kk"}, casefile.BioNotFound)
		ctx := r.Context()
		_, err := r.s.Submit(ctx, r.op(authority.Registrar), id, []string{"nik"})
		r.want(err, fault.Invalid, "fault.dossier.missing")
		if f := fault.As(err); len(f.Fields) != 4 || f.Fields[0].Name != "nik-BIO-1" || f.Fields[1].Args["Item"] == "" {
			r.Errorf("items named: %+v", f.Fields)
		}
		r.complete(authority.Registrar, id)
		if got := r.open(id).List.short("nik"); got != "BIO-1+ BIO-2+ BIO-3= BIO-4= BIO-6+" {
			r.Fatal(got)
		}
		if n := r.count("dossier_item", `office_id = $1 AND case_id = $2 AND state = 'missing' AND need = 'nik'`, office, id); n != 0 {
			r.Errorf("%d rows still missing", n)
		}
		if n := r.count("dossier_v_need", `office_id = $1 AND case_id = $2 AND need = 'nik' AND ready = 1 AND done = 5 AND total = 5`, office, id); n != 1 {
			r.Error("the rows do not say that it is ready")
		}
		if n := r.count("dossier_v_form", `office_id = $1 AND case_id = $2 AND form = 'F-1.01'`, office, id); n != 1 {
			r.Error("no row of the form")
		}
		_, err = r.s.Submit(ctx, r.op(authority.Registrar), id, []string{"nik", "kk"})
		r.want(err, fault.Invalid, "fault.dossier.missing")
		op := r.op(authority.Registrar)
		for range 2 { // a double click
			if _, err := r.s.Submit(ctx, op, id, []string{"nik"}); err != nil {
				r.Fatal(err)
			}
		}
		_, err = r.s.Submit(ctx, r.op(authority.Registrar), id, []string{"nik"})
		r.want(err, fault.Conflict, "casefile.may.submitted_before")
		_, err = r.s.Remove(ctx, r.op(authority.Registrar), id, "nik", "BIO-2", "other")
		r.want(err, fault.Conflict, "casefile.may.submitted_before")

		r.happen(authority.Verifier, id, casefile.Returned, casefile.ReturnedBody{Needs: []string{"nik"}, Items: []casefile.ReturnedItem{{Requirement: "BIO-2", Reason: "unreadable"}}}, nil)
		i, _ := r.open(id).List.Find("nik", "BIO-2")
		if i.State != Missing || i.Returned != "unreadable" {
			r.Errorf("%+v", i)
		}
		// Who judged the dossier does not mend it.
		_, err = r.s.Submit(ctx, r.op(authority.Registrar), id, []string{"nik"})
		r.want(err, fault.Invalid, "fault.dossier.missing")
		if _, err := r.s.Supply(ctx, r.op(authority.Registrar), id, Supply{Need: "nik", Requirement: "BIO-2", Attachments: []string{r.scan(authority.Registrar, id, 99)}}); err != nil {
			r.Fatal(err)
		}
		if _, err := r.s.Submit(ctx, r.op(authority.Coordinator), id, []string{"nik"}); err != nil {
			r.Fatal(err)
		}
		if st := r.open(id).State; len(st.Parked) > 0 {
			r.Errorf("parked: %v", st.Parked)
		}
	})
}

func TestNoNewNIKWhileTheSearchIsOpen(t *testing.T) {
	on(t, func(r *rig) {
		for no, tt := range map[string]struct{ bio, key string }{
			"JK-2021-00001": {casefile.BioPending, "casefile.may.nik_search_pending"},
			"JK-2021-00002": {casefile.BioLocal, "casefile.may.nik_local"},
			"JK-2021-00003": {casefile.BioElsewhere, "casefile.may.nik_elsewhere"},
			"JK-2021-00004": {casefile.BioRepeat, "casefile.may.nik_repeat"},
			"JK-2021-00005": {casefile.BioFailed, "casefile.may.nik_not_captured"},
		} {
			id := r.visited(no, []string{"nik"}, tt.bio)
			r.complete(authority.Field, id)
			_, err := r.s.Submit(r.Context(), r.op(authority.Field), id, []string{"nik"})
			r.want(err, fault.Conflict, tt.key)
		}
		id := r.visited("JK-2021-00006", []string{"nik"}, casefile.BioNotFound)
		r.happen(authority.Field, id, casefile.Biometric, casefile.BiometricBody{Outcome: casefile.BioLocal}, casefile.BiometricPersonal{})
		r.complete(authority.Field, id)
		_, err := r.s.Submit(r.Context(), r.op(authority.Field), id, []string{"nik"})
		r.want(err, fault.Conflict, "casefile.may.nik_disputed")
	})
}

func TestItemsAreRefusedWithWords(t *testing.T) {
	on(t, func(r *rig) {
		id := r.visited("JK-2021-00001", []string{"nik"}, casefile.BioNotFound)
		other := r.visited("JK-2021-00002", []string{"nik"}, "")
		here, there := r.scan(authority.Field, id, 1), r.scan(authority.Field, other, 2)
		for _, tt := range []struct {
			in   Supply
			kind fault.Kind
			key  string
		}{
			{Supply{"nik", "BIO-2", "", nil}, fault.Invalid, "fault.dossier.no_file"},
			{Supply{"nik", "BIO-2", "", []string{there}}, fault.NotFound, "attachment.not_found"},
			{Supply{"nik", "BIO-2", "F-1.04", []string{here}}, fault.Invalid, "fault.dossier.substitute"},
			{Supply{"nik", "BIO-3", "F-1.05", []string{here}}, fault.Invalid, "fault.dossier.substitute"},
			{Supply{"nik", "BIO-6", "", []string{here}}, fault.Conflict, "fault.dossier.by_itself"},
			{Supply{"nik", "BIO-1", "", []string{here}}, fault.Conflict, "fault.dossier.by_itself"},
			{Supply{"nik", "BIO-5", "", []string{here}}, fault.Conflict, "fault.dossier.by_itself"}, // not asked for
			{Supply{"nik", "KK-1", "", []string{here}}, fault.NotFound, "fault.dossier.item"},
			{Supply{"kk", "KK-1", "", []string{here}}, fault.Conflict, "casefile.may.no_such_need"},
		} {
			_, err := r.s.Supply(r.Context(), r.op(authority.Field), id, tt.in)
			r.want(err, tt.kind, tt.key)
		}
		_, err := r.s.Remove(r.Context(), r.op(authority.Field), id, "nik", "BIO-2", "because")
		r.want(err, fault.Invalid, "fault.dossier.reason")
		_, err = r.s.Remove(r.Context(), r.op(authority.Field), id, "nik", "BIO-2", "other")
		r.want(err, fault.Conflict, "fault.dossier.nothing_there")
		in := Supply{Need: "nik", Requirement: "BIO-2", Attachments: []string{here}}
		for _, role := range []authority.Role{authority.Verifier, authority.Siak, authority.Handover, authority.Head, authority.Admin, authority.Institution} {
			_, err := r.s.Supply(r.Context(), r.op(role), id, in)
			if !fault.Is(err, fault.Forbidden) && !fault.Is(err, fault.NotFound) {
				r.Errorf("%s: %v", role, err)
			}
		}
		// The social office reaches cases of its agency only.
		if _, err := r.s.Supply(r.Context(), r.op(authority.Social), id, in); err == nil {
			r.Error("another agency's case")
		}
		if _, err := r.s.Supply(r.Context(), r.op(authority.Registrar), id, in); err != nil {
			r.Error(err)
		}
		if _, err := r.s.Remove(r.Context(), r.op(authority.Registrar), id, "nik", "BIO-2", "wrong_person"); err != nil {
			r.Error(err)
		}
		if got := r.open(id).List.short("nik"); !strings.Contains(got, "BIO-2-") {
			r.Error(got)
		}
	})
}

// One person has one NIK: a new one is not submitted while somebody very much
// alike is not decided on. Other papers do not wait for that.
func TestANewNIKWaitsForTheDecision(t *testing.T) {
	on(t, func(r *rig) {
		const number = "3503034308439001"
		id := r.visited("JK-2021-00001", []string{"nik", "kk"}, casefile.BioNotFound, casefile.FieldNIK, number)
		if _, err := r.s.Register.Load(r.Context(), r.acc.System("test"), []register.Record{{ID: "p1", NIK: number, Name: "KATINEM", Sex: "P",
			Birth: "1943-08-17", Village: siki, Mother: "SAINEM", State: register.StateActive}}); err != nil {
			r.Fatal(err)
		}
		r.complete(authority.Registrar, id)
		const page = "/kasus/JK-2021-00001/berkas"
		r.expect(r.send(authority.Registrar, "GET", page, nil), 200, "utuskan dulu siapa orang ini", "!/laporan/JK-2021-00001?calon")
		r.expect(r.send(authority.Coordinator, "GET", page+"?untuk=check", nil), 200, "utuskan dulu siapa orang ini", "/laporan/JK-2021-00001?calon=register%3Ap1")
		_, err := r.s.Submit(r.Context(), r.op(authority.Registrar), id, []string{"nik"})
		r.want(err, fault.Conflict, "fault.register.unsettled")
		if _, err := r.s.Submit(r.Context(), r.op(authority.Registrar), id, []string{"kk"}); fault.As(err) != nil && fault.As(err).Key == "fault.register.unsettled" {
			r.Error("another paper waits for it")
		}
		r.happen(authority.Coordinator, id, casefile.IdentityDecided, casefile.IdentityDecidedBody{Candidate: "register:p1", Decision: casefile.Different}, nil)
		if _, err := r.s.Submit(r.Context(), r.op(authority.Registrar), id, []string{"nik"}); err != nil {
			r.Error(err)
		}
	})
}

func TestWhoVerifiedDoesNotMend(t *testing.T) {
	on(t, func(r *rig) {
		id := r.visited("JK-2021-00001", []string{"nik", "kk"}, casefile.BioNotFound)
		r.complete(authority.Registrar, id)
		if _, err := r.s.Submit(r.Context(), r.op(authority.Registrar), id, []string{"nik"}); err != nil {
			r.Fatal(err)
		}
		// A person whose role changed afterwards is the same person.
		op := r.op(authority.Verifier)
		r.happen(authority.Verifier, id, casefile.Verified, casefile.VerifiedBody{Needs: []string{"nik"}}, nil)
		op.Scope.Role = string(authority.Coordinator)
		_, err := r.s.Supply(r.Context(), op, id, Supply{Need: "kk", Requirement: "KK-1", Attachments: []string{r.scan(authority.Field, id, 7)}})
		r.want(err, fault.Conflict, "fault.authority.separation.captured_verified")
	})
}

func TestFormStatesThePersonAndLeavesDisputesBlank(t *testing.T) {
	on(t, func(r *rig) {
		id := r.visited("JK-2021-00001", []string{"nik"}, casefile.BioNotFound, "phone", "080000000001")
		d, err := form.Define(lawbook.Current(), "F-1.01")
		if err != nil {
			r.Fatal(err)
		}
		f := r.open(id)
		if v := f.values(d); v["member.1.name"] != "Katinem" || v["member.1.sex"] != "2" || v["village"] != siki || v["kecamatan"] != "35.03.04" || v["phone"] == "" {
			r.Errorf("prefilled with %d fields", len(v))
		}
		v := r.biodata("member.1.name", "Katinem binti Karso")
		shown := f.State.Person.Shown(fieldsOf(d)...)
		if _, err := r.s.Fill(r.Context(), r.op(authority.Field), id, Fill{Code: "F-1.01", Values: form.Values{"head_name": "Karso", "member.1.name": "Kat"}, Draft: true}); err != nil {
			r.Fatal(err)
		}
		f = r.open(id)
		if f.State.Person.Value("name") != "Katinem" || f.values(d)["head_name"] != "Karso" || !strings.Contains(f.List.short("nik"), "BIO-1-") {
			r.Error("a draft is kept and has no effect")
		}
		if _, err := r.s.Fill(r.Context(), r.op(authority.Field), id, Fill{Code: "F-1.01", Values: v, Shown: shown}); err != nil {
			r.Fatal(err)
		}
		f = r.open(id)
		p := f.State.Person
		if p.Value("name") != "Katinem binti Karso" || p.Value("marital") != "6" || p.Value("sex") != "P" || p.Value("mother") != "Sainem" {
			r.Errorf("the form states %v", p.Disputed())
		}
		if p.Value("phone") != "" { // offered and emptied
			r.Error("an emptied field stays")
		}
		if len(p.Disputed()) > 0 {
			r.Errorf("disputed: %v", p.Disputed())
		}
		// Somebody else, who had not seen it, says another name.
		r.happen(authority.Coordinator, id, casefile.PersonStated, struct{}{}, says("name", "Katijem"))
		f = r.open(id)
		if v := f.values(d); v["member.1.name"] != "" || v["member.1.mother"] != "Sainem" || v["head_name"] != "Katinem" {
			r.Errorf("disputed name is not blank, or more is gone: %d", len(v))
		}
		paper, err := form.PDF(d, f.values(d), form.Meta{Printed: day})
		if err != nil || len(paper) < 1000 {
			r.Error(err)
		}
		// Saved with the name blank it settles nothing, and no more with a name: that
		// stands beside what others said, over what the same person said before.
		again := r.biodata("member.1.name", "Katinem")
		if _, err := r.s.Fill(r.Context(), r.op(authority.Field), id, Fill{Code: "F-1.01", Values: again, Shown: f.State.Person.Shown(fieldsOf(d)...)}); err != nil {
			r.Fatal(err)
		}
		f = r.open(id)
		var names []string
		for _, st := range f.State.Person.Get("name").Statements {
			if st.Current {
				names = append(names, st.Value)
			}
		}
		if slices.Sort(names); !f.State.Person.Get("name").Disputed || strings.Join(names, ", ") != "Katijem, Katinem" || f.values(d)["member.1.name"] != "" {
			r.Errorf("side by side: %v", names)
		}
		// Whoever may choose settles it with the form, too.
		again = r.biodata("member.1.name", "Katijem")
		if _, err := r.s.Fill(r.Context(), r.op(authority.Coordinator), id, Fill{Code: "F-1.01", Values: again, Shown: f.State.Person.Shown(fieldsOf(d)...)}); err != nil {
			r.Fatal(err)
		}
		if p := r.open(id).State.Person; len(p.Disputed()) > 0 || p.Value("name") != "Katijem" {
			r.Errorf("disputed: %v", p.Disputed())
		}
	})
}

func TestSurveyFormStatesElements(t *testing.T) {
	on(t, func(r *rig) {
		id := r.visited("JK-2021-00001", []string{"skpti"}, casefile.BioLocal, "vulnerability/elderly", "1", "other_name/x", "Mbok Nem")
		d, err := form.Define(lawbook.Current(), "PENDATAAN")
		if err != nil {
			r.Fatal(err)
		}
		f := r.open(id)
		v := f.values(d)
		if v["vulnerability"] != "elderly" || v["other_name"] != "Mbok Nem" || !strings.Contains(f.List.short("skpti"), "SKI-1-") {
			r.Errorf("prefilled: %q, %q", v["vulnerability"], v["other_name"])
		}
		v["vulnerability"], v["legal_class"], v["other_name"] = "chronically_ill,homeless", "neglected", "Nem, Bu Nem"
		v["address"], v["officer"], v["date"], v["case_reason"] = "Dusun Krajan", "Petugas", "2021-06-04", "no_nik"
		if _, err := r.s.Fill(r.Context(), r.op(authority.Registrar), id, Fill{Code: "PENDATAAN", Values: v, Shown: f.State.Person.Shown()}); err != nil {
			r.Fatal(err)
		}
		f = r.open(id)
		p := f.State.Person
		if got := strings.Join(p.Elements("vulnerability"), " "); got != "chronically_ill homeless" {
			r.Error(got)
		}
		if got := strings.Join(p.Values("other_name"), ", "); got != "Bu Nem, Nem" {
			r.Error(got)
		}
		if !f.List.Circumstances.Has(lawbook.Neglected) || !strings.Contains(f.List.short("skpti"), "SKI-1+") {
			r.Error(f.List.short("skpti"))
		}
		_, err = r.s.Fill(r.Context(), r.op(authority.Field), id, Fill{Code: "F-1.02"})
		r.want(err, fault.NotFound, "form.none")
	})
}

func TestCircumstancesAreToldAndTakenBack(t *testing.T) {
	on(t, func(r *rig) {
		id := r.visited("JK-2021-00001", []string{"nik"}, casefile.BioNotFound)
		tell := func(hold ...string) {
			r.Helper()
			if _, err := r.s.Tell(r.Context(), r.op(authority.Field), id, hold, r.open(id).State.Person.Shown(FieldCircumstance)); err != nil {
				r.Fatal(err)
			}
		}
		tell("hosted", "no_documents")
		if got := r.open(id).List.short("nik"); got != "BIO-1- BIO-2- BIO-3- BIO-4- BIO-5- BIO-6+" {
			r.Error(got)
		}
		tell()
		if got := r.open(id).List.short("nik"); got != "BIO-1- BIO-2- BIO-3- BIO-4- BIO-6+" {
			r.Error(got)
		}
		tell() // nothing new leaves no trace
		if st := r.open(id).State; len(st.Person.Disputed()) > 0 || len(st.Parked) > 0 {
			r.Error("disputed or parked")
		}
		_, err := r.s.Tell(r.Context(), r.op(authority.Field), id, []string{"adult"}, nil)
		r.want(err, fault.Invalid, "fault.dossier.circumstance")
	})
}

func TestListOfDossiers(t *testing.T) {
	on(t, func(r *rig) {
		ready := r.visited("JK-2021-00001", []string{"nik"}, casefile.BioNotFound)
		r.complete(authority.Registrar, ready)
		r.visited("JK-2021-00002", []string{"nik", "kk", "ktp_el"}, casefile.BioNotFound)
		back := r.visited("JK-2021-00003", []string{"nik"}, casefile.BioNotFound)
		r.complete(authority.Registrar, back)
		if _, err := r.s.Submit(r.Context(), r.op(authority.Registrar), back, []string{"nik"}); err != nil {
			r.Fatal(err)
		}
		for role, want := range map[authority.Role][3]int{authority.Coordinator: {2, 0, 1}, authority.Registrar: {2, 0, 1}, authority.Social: {}, authority.Head: {}, authority.Institution: {}} {
			for i, part := range []string{listAll, listReturned, listReady} {
				n, err := r.s.CountWaiting(r.Context(), r.scope(role), part)
				if err != nil || n != want[i] {
					r.Errorf("%s %q: %d, %v", role, part, n, err)
				}
			}
		}
		r.happen(authority.Verifier, back, casefile.Returned, casefile.ReturnedBody{Needs: []string{"nik"}, Items: []casefile.ReturnedItem{{Requirement: "BIO-2", Reason: "unreadable"}}}, nil)
		list, err := r.s.ListWaiting(r.Context(), r.scope(authority.Registrar), listReturned, 0, 10)
		if err != nil || len(list) != 1 || list[0].Number != "JK-2021-00003" || !list[0].Returned || len(list[0].Missing) != 1 || list[0].Missing[0] != (Lack{"BIO-2", "unreadable", lawbook.Current().Version}) {
			r.Errorf("%+v, %v", list, err)
		}
		list, err = r.s.ListWaiting(r.Context(), r.scope(authority.Coordinator), listAll, 0, 10)
		if err != nil || len(list) != 3 || list[0].Name != "Katinem" || len(list[1].Needs) != 2 || list[1].Needs[0] != "nik" || len(list[1].Missing) != 6 {
			r.Errorf("%+v, %v", list, err)
		}
	})
}

func TestRowsSurviveErasureAndVerify(t *testing.T) {
	on(t, func(r *rig) {
		id := r.visited("JK-2021-00001", []string{"nik", "kk"}, casefile.BioNotFound)
		r.complete(authority.Registrar, id)
		if err := r.l.Erase(r.Context(), ledger.Op{ID: ledger.NewOpID(), Scope: r.acc.System("test")}, subjectOf(id), "request"); err != nil {
			r.Fatal(err)
		}
		if n := r.count("dossier_item", `office_id = $1 AND case_id = $2 AND state = 'have' AND need = 'nik'`, office, id); n < 2 {
			r.Errorf("%d items after erasure", n)
		}
		rep, err := r.l.Verify(r.Context())
		if err != nil || !rep.OK() {
			r.Errorf("%+v %v", rep, err)
		}
	})
}
