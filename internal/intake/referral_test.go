package intake

import (
	"net/url"
	"strings"
	"testing"

	"github.com/jempolkeren/jempol/internal/authority"
	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/fault"
)

// agencies puts an agency and a home into the office.
func (r *rig) agencies() {
	r.Helper()
	err := r.d.Write(r.Context(), office, func(tx *db.Tx) error {
		_, err := tx.InsertMissing("institution", []string{"office_id", "institution_id", "kind", "name", "village", "address", "phone", "hours", "active"},
			[][]any{{office, "dinsos", "agency", "Dinas Sosial", "", "", "", "", 1}, {office, "panti-1", "care_home", "Panti Harapan", "", "", "", "", 1}})
		return err
	})
	if err != nil {
		r.Fatal(err)
	}
}

// A case of a village goes to an agency: it sees the case from then on, and no
// longer once it has declined.
func TestReferralToAnAgency(t *testing.T) {
	on(t, func(r *rig) {
		r.agencies()
		number, id := r.file(authority.Registrar)
		here := "/kasus/" + number + "/rujukan"
		r.expect(authority.Social, "GET", here, nil, 403)
		page := r.expect(authority.Coordinator, "GET", "/kasus/"+number+"/keluar?jalan=referred&untuk=work", nil, 200, "Dinas Sosial")
		if strings.Contains(page, "Panti Harapan") {
			r.Error("a home is offered as an agency")
		}
		bad := Exit{Exit: casefile.ExitReferred, Reason: "social", Words: "perlu pendampingan", Agency: "panti-1", To: "panti-1"}
		_, err := r.s.Leave(r.Context(), r.op(authority.Coordinator), id, bad)
		wantKind(r.TB, err, fault.Invalid, "")
		r.expect(authority.Coordinator, "POST", "/kasus/"+number+"/keluar", url.Values{"jalan": {"referred"}, "sebab": {"social"}, "instansi": {"dinsos"}, "bukti": {"perlu pendampingan"}}, 303)
		r.expect(authority.Social, "GET", here, nil, 200, "Sumirah", "Dinas Sosial", "Dijawab paling lambat")
		r.expect(authority.Registrar, "GET", here, nil, 403)
		r.expect(authority.Social, "POST", here, url.Values{"jawaban": {"declined"}}, 422, "Tulis alasannya")
		r.expect(authority.Social, "POST", here, url.Values{"jawaban": {"accepted"}}, 303)
		r.expect(authority.Social, "GET", here, nil, 200, "Kembalikan ke Dinas")
		r.expect(authority.Social, "POST", here, url.Values{"jawaban": {"returned"}, "alasan": {"warga pindah"}}, 303)
		if st := r.state(id); st.Answer != casefile.ReferralReturned || st.Work()[0].Action != casefile.Reopened || len(st.Parked) != 0 {
			r.Errorf("%q %+v", st.Answer, st.Work())
		}
		r.expect(authority.Social, "GET", here, nil, 403) // it is not theirs any more
		// That the agency does not take it is a reason to reopen it.
		r.expect(authority.Coordinator, "GET", "/kasus/"+number+"/buka-kembali", nil, 200, "Instansi tidak menangani")
		r.expect(authority.Coordinator, "POST", "/kasus/"+number+"/buka-kembali", url.Values{"sebab": {"agency"}}, 303)
		if st := r.state(id); st.Exit != "" || len(st.Work()) == 0 {
			r.Errorf("%s %+v", st.Exit, st.Work())
		}
	})
}

// Where the agency asked has no account, the coordinator writes down what it
// answers: the agency that reported the case does not speak for it.
func TestReferralToAnAgencyOutsideIsNotAnsweredByTheReporter(t *testing.T) {
	on(t, func(r *rig) {
		number, id := r.file(authority.Social)
		here := "/kasus/" + number + "/rujukan"
		_, err := r.s.Leave(r.Context(), r.op(authority.Coordinator), id, Exit{Exit: casefile.ExitReferred, Reason: "police", Words: "surat polisi", To: "Polres Trenggalek"})
		if err != nil {
			r.Fatal(err)
		}
		r.expect(authority.Social, "GET", here+"?untuk=other", nil, 403)
		r.expect(authority.Social, "POST", here, url.Values{"jawaban": {"accepted"}}, 403)
		_, err = r.s.Answer(r.Context(), r.op(authority.Social), id, casefile.ReferralAccepted, "")
		wantKind(r.TB, err, fault.Forbidden, "")
		if st := r.state(id); st.Answer != "" {
			r.Errorf("answered %q", st.Answer)
		}
		r.expect(authority.Coordinator, "GET", here, nil, 200, "Polres Trenggalek")
		if _, err := r.s.Answer(r.Context(), r.op(authority.Coordinator), id, casefile.ReferralAccepted, ""); err != nil {
			r.Fatal(err)
		}
	})
}

// A second press of the same form is answered as the first, although whoever
// declined does not reach the case any more.
func TestARepeatedAnswerIsAnsweredAsTheFirst(t *testing.T) {
	on(t, func(r *rig) {
		r.agencies()
		number, id := r.file(authority.Registrar)
		_, err := r.s.Leave(r.Context(), r.op(authority.Coordinator), id, Exit{Exit: casefile.ExitReferred, Reason: "social", Words: "perlu pendampingan", Agency: "dinsos", To: "dinsos"})
		if err != nil {
			r.Fatal(err)
		}
		here := "/kasus/" + number + "/rujukan"
		form := url.Values{"jawaban": {"declined"}, "alasan": {"bukan wilayah kami"}, "op": {r.op(authority.Social).ID}}
		first := r.expect(authority.Social, "POST", here, form, 303)
		if second := r.expect(authority.Social, "POST", here, form, 303); second != first {
			r.Errorf("first to %s, then to %s", first, second)
		}
		// Another act of theirs is refused, and so is the same one of somebody else.
		r.expect(authority.Social, "POST", here, url.Values{"jawaban": {"accepted"}}, 403)
		r.expect(authority.Registrar, "POST", here, url.Values{"jawaban": {"declined"}, "alasan": {"x"}, "op": {form.Get("op")}}, 403)
		r.expect(authority.Social, "POST", "/kasus/JK-2021-99999/rujukan", url.Values{"jawaban": {"accepted"}}, 404)
		if st := r.state(id); st.Answer != casefile.ReferralDeclined || len(st.Parked) > 0 {
			r.Errorf("%q, parked %v", st.Answer, st.Parked)
		}
	})
}
