package issuance

import (
	"net/url"
	"strings"
	"testing"

	"github.com/jempolkeren/jempol/internal/authority"
	cf "github.com/jempolkeren/jempol/internal/casefile"
)

// "Another reason" alone tells nobody what to mend: words are demanded, come
// back with a refused form, are kept in the personal part, and are told.
func TestAnotherReasonIsSaidInWords(t *testing.T) {
	on(t, func(w *world) {
		srv := w.site()
		verifier := w.browser(srv, w.staff(authority.Verifier, "Hartini"))
		id := w.submitted(cf.NeedNIK)
		no := w.state(id).Number
		w.dossier(id)
		page := "/verifikasi/" + no + "/kembalikan"
		verifier.get(page, 200, `name="kata-BIO-1"`)
		verifier.post(page, 422, url.Values{"alasan-BIO-1": {"other"}, "kata-BIO-1": {" "}}, "saja tidak menjelaskan")
		verifier.post(page, 422, url.Values{"alasan-BIO-1": {""}, "kata-BIO-1": {"Stempel RT tidak ada"}}, "Pilih alasan dari daftar", `value="Stempel RT tidak ada"`)
		verifier.post(page, 422, url.Values{"alasan-BIO-1": {"other"}, "kata-BIO-1": {strings.Repeat("a", 301)}}, "Paling banyak 300")
		w.stage(id, cf.NeedNIK, cf.StageSubmitted)
		verifier.post(page, 200, url.Values{"alasan-BIO-1": {"other"}, "kata-BIO-1": {"Stempel RT tidak ada"}}, "dikembalikan dengan 1 butir")
		w.stage(id, cf.NeedNIK, cf.StageReturned)
		st := w.state(id)
		if n, _ := st.Need(cf.NeedNIK); len(n.Returned) != 1 || n.Returned[0].Note != "Stempel RT tidak ada" {
			w.Errorf("returned %+v", n.Returned)
		}
		events, err := w.l.Events(w.Context(), w.acc.With(w.role[authority.Coordinator], "test"), subjectOf(id))
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range events {
			if strings.Contains(string(e.Body), "Stempel") {
				w.Error("the words stand in the body, which erasure leaves")
			}
		}
		w.as(authority.Registrar, id, cf.Submitted, cf.SubmittedBody{Needs: []string{cf.NeedNIK}, Lawbook: w.s.Book.Version}, nil)
		verifier.get("/verifikasi/"+no, 200, "Pernah dikembalikan", ": Stempel RT tidak ada")
	})
}
