package intake

import (
	"strings"
	"testing"

	"github.com/jempolkeren/jempol/internal/authority"
	"github.com/jempolkeren/jempol/internal/casefile"
)

func TestTheScanOfALetterIsOpenedWithATrace(t *testing.T) {
	on(t, func(r *rig) {
		op := r.op(authority.Registrar)
		f, err := r.s.Attachments.Put(r.Context(), op.Scope, casefile.KindLetter, letterID(op.ID), strings.NewReader("%PDF-1.4 surat desa"))
		if err != nil {
			r.Fatal(err)
		}
		id, err := r.s.Receive(r.Context(), op, siki, LetterBody{Number: "470/9", Day: "2021-03-01", Sender: "Desa Siki", Scan: f.Hash})
		if err != nil {
			r.Fatal(err)
		}
		bare, err := r.s.Receive(r.Context(), r.op(authority.Registrar), siki, LetterBody{Number: "470/10", Day: "2021-03-01", Sender: "Desa Siki"})
		if err != nil {
			r.Fatal(err)
		}
		path := "/laporan/surat/" + id + "/pindaian"
		page := r.expect(authority.Registrar, "GET", "/laporan/surat", nil, 200, path, "Buka pindaian")
		if strings.Contains(page, bare+"/pindaian") {
			r.Error("a letter without a scan offers one")
		}
		for role, status := range map[authority.Role]int{authority.Registrar: 200, authority.Coordinator: 200, authority.Head: 200,
			authority.Social: 404, authority.Field: 403, authority.Partner: 403, authority.Companion: 404} {
			code, _, body := r.send(role, "GET", path, nil)
			if code != status || strings.Contains(body, "surat desa") != (status == 200) {
				r.Errorf("%s: %d, want %d", role, code, status)
			}
		}
		r.expect(authority.Registrar, "GET", "/laporan/surat/"+bare+"/pindaian", nil, 404)
		var n int
		err = r.d.QueryRow(r.Context(), `SELECT COUNT(*) FROM access_log WHERE office_id = $1 AND action = 'attachment.letter'
			AND subject_kind = $2 AND subject_id = $3`, office, casefile.KindLetter, id).Scan(&n)
		if err != nil || n != 3 {
			r.Errorf("%d rows in the access log for three looks, %v", n, err)
		}
	})
}
