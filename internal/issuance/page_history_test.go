package issuance

import (
	"testing"

	"github.com/jempolkeren/jempol/internal/authority"
	cf "github.com/jempolkeren/jempol/internal/casefile"
)

// Who looks at a dossier the second time sees what came back, why, by whom, and
// what was done about it.
func TestVerifierSeesWhatCameBackBefore(t *testing.T) {
	on(t, func(w *world) {
		srv := w.site()
		w.staff(authority.Registrar, "Suyanto")
		verifier := w.browser(srv, w.staff(authority.Verifier, "Hartini"))
		id := w.submitted(cf.NeedNIK)
		no := w.state(id).Number
		w.dossier(id)
		verifier.get("/verifikasi/"+no, 200, "!Pernah dikembalikan", "Diserahkan tanpa pindaian")
		items := []cf.ReturnedItem{{Requirement: "BIO-2", Reason: "unreadable"}, {Requirement: "BIO-3", Reason: "expired"}}
		if _, err := w.s.Return(w.Context(), w.op(authority.Verifier), id, items); err != nil {
			t.Fatal(err)
		}
		w.as(authority.Registrar, id, cf.ItemSupplied, cf.ItemSuppliedBody{Need: cf.NeedNIK, Requirement: "BIO-2", How: "document", Attachments: []string{hash}}, nil)
		w.as(authority.Registrar, id, cf.PersonStated, struct{}{}, said(cf.FieldMother, "Sarinem"))
		w.as(authority.Registrar, id, cf.Submitted, cf.SubmittedBody{Needs: []string{cf.NeedNIK}, Lawbook: w.s.Book.Version}, nil)
		verifier.get("/verifikasi/"+no, 200, "Pernah dikembalikan", "Diajukan lagi", "Syarat dilengkapi", "Data warga diperbaiki", "Nama ibu", "Suyanto",
			"(tidak terbaca), sudah diganti", "(tidak berlaku lagi), belum ada yang berubah")
	})
}
