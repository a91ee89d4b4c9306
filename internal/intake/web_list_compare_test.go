package intake

import (
	"net/url"
	"strings"
	"testing"

	"github.com/jempolkeren/jempol/internal/authority"
)

// A row that resembles somebody with a case is compared with them, what differs
// is said in words, and the decision settles the row.
func TestARowIsComparedWithWhoItResembles(t *testing.T) {
	on(t, func(r *rig) {
		no, _ := r.file(authority.Coordinator, "nama", "Wagiyem Ma'rufah", "lahir.y", "1951", "ibu", "Sainem")
		data := []byte("Nama;L/P;Tgl Lahir;Desa;Kecamatan;Nama Ibu;Alasan\n" +
			"WAGIYEM MARUFAH;P;1951;Joho;Pule;Sainah;Belum ber-NIK\n" +
			"Orang Baru Sekali;P;1960;Joho;Pule;;Belum ber-NIK\n")
		id, err := r.upload(authority.Coordinator, data)
		if err != nil {
			r.Fatal(err)
		}
		rows := r.rows(id)
		if rows[2].State != rowChoose || !resembles(rows[2]) {
			r.Fatalf("%+v", rows[2])
		}
		here := "/laporan/impor/" + id
		page := r.expect(authority.Coordinator, "GET", here, nil, 200, "Bandingkan")
		link := here + "/bandingkan?baris=2&tab=lihat"
		if !strings.Contains(page, strings.ReplaceAll(link, "&", "&amp;")) {
			r.Error("no way to the comparison")
		}
		r.expect(authority.Coordinator, "GET", link, nil, 200, "Apakah ini orang yang sama?", "WAGIYEM MARUFAH", "Wagiyem Ma&#39;rufah", no,
			"beda ejaan saja", "nama lain sama sekali", "kecamatan lain", "Ya, orang yang sama", "Bukan, orang lain", "Belum yakin")
		r.expect(authority.Coordinator, "GET", here+"/bandingkan?baris=3", nil, 404)
		r.expect(authority.Coordinator, "GET", here+"/bandingkan?baris=99", nil, 404)
		r.expect(authority.Registrar, "GET", link, nil, 403)
		r.expect(authority.Social, "GET", link, nil, 404)
		r.expect(authority.Coordinator, "POST", here+"/pilih", url.Values{"baris": {"2"}, "tab": {"lihat"}, "arti": {""}, "pilihan": {"skip"}}, 303)
		if row := r.rows(id)[2]; row.State != rowKnown {
			r.Errorf("after the decision: %+v", row)
		}
		// A social officer learns that there is a case, and not whose.
		id, err = r.upload(authority.Social, data)
		if err != nil {
			r.Fatal(err)
		}
		page = r.expect(authority.Social, "GET", "/laporan/impor/"+id+"/bandingkan?baris=2", nil, 200, no, "Tanyakan kepada koordinator")
		if strings.Contains(page, "rufah") || strings.Contains(page, "Sainem") {
			r.Error("a case out of reach is shown")
		}
	})
}
