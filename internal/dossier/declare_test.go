package dossier

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/jempolkeren/jempol/internal/authority"
	"github.com/jempolkeren/jempol/internal/casefile"
)

// A declaration is filled in and printed here, and fulfils nothing before its
// signed paper is there.
func TestDeclarationCountsWithItsSignature(t *testing.T) {
	on(t, func(r *rig) {
		id := r.visited("JK-2021-00001", []string{"nik"}, casefile.BioNotFound)
		const base = "/kasus/JK-2021-00001"
		const item = base + "/berkas/nik/BIO-3"
		r.expect(r.send(authority.Registrar, "GET", base+"/berkas", nil), 200, "Surat pernyataan dan kuasa", "F-1.07 · Surat Kuasa")
		r.expect(r.send(authority.Registrar, "GET", item, nil), 200, "Buat F-1.04", `href="`+base+`/formulir/F-1.04"`)
		r.expect(r.send(authority.Registrar, "GET", base+"/formulir/F-1.04", nil), 200, `value="Katinem"`, "Disusun ulang", "Tandai yang tidak dimiliki")
		sent := url.Values{"name": {"Katinem"}, "missing": {"surat_lahir", "pendidikan"}, "officer": {"Petugas"}, "date.d": {"4"}, "date.m": {"6"}, "date.y": {"2021"}}
		none := url.Values{}
		for k, v := range sent {
			none[k] = v
		}
		none.Del("missing")
		r.expect(r.send(authority.Registrar, "POST", base+"/formulir/F-1.04", none), 422, "perlu dibetulkan")
		if w := r.send(authority.Registrar, "POST", base+"/formulir/F-1.04", sent); w.Code != http.StatusSeeOther {
			r.Fatalf("%d %s", w.Code, w.Body)
		}
		if i, _ := r.open(id).List.Find("nik", "BIO-3"); i.State != Missing {
			r.Errorf("unsigned, and %s", i.State)
		}
		r.expect(r.send(authority.Registrar, "GET", base+"/berkas", nil), 200, "minta tanda tangan", "Unggah yang ditandatangani", base+"/formulir/F-1.04.pdf")
		w := r.send(authority.Registrar, "GET", base+"/formulir/F-1.04.pdf", nil)
		if w.Code != 200 || !strings.HasPrefix(w.Body.String(), "%PDF-") {
			r.Errorf("%d", w.Code)
		}
		if w := r.upload(authority.Registrar, item, url.Values{"cara": {"F-1.04"}}, photo(9)); w.Code != http.StatusSeeOther {
			r.Fatalf("%d %s", w.Code, w.Body)
		}
		if i, _ := r.open(id).List.Find("nik", "BIO-3"); i.State != Substitute {
			r.Errorf("signed, and %s", i.State)
		}
	})
}

// Where the data of somebody who died differ between papers, the checklist asks
// for a declaration, which is made here.
func TestTheDeclarationOfADeath(t *testing.T) {
	on(t, func(r *rig) {
		id := r.visited("JK-2021-00001", []string{casefile.NeedDeathDeed}, "")
		const base = "/kasus/JK-2021-00001"
		if i, _ := r.open(id).List.Find(casefile.NeedDeathDeed, "AKM-6"); i.State != NotNeeded {
			r.Error("it is asked for where nothing differs")
		}
		r.expect(r.send(authority.Registrar, "GET", base+"/berkas/keadaan", nil), 200, "Data almarhum tidak cocok antardokumen")
		if w := r.send(authority.Registrar, "POST", base+"/berkas/keadaan", url.Values{"keadaan": {"data_mismatch"}}); w.Code != http.StatusSeeOther {
			r.Fatalf("%d %s", w.Code, w.Body)
		}
		r.expect(r.send(authority.Registrar, "GET", base+"/berkas", nil), 200, "SPTJM kebenaran data kematian")
		const item = base + "/berkas/akta_kematian/AKM-6"
		r.expect(r.send(authority.Registrar, "GET", item, nil), 200, `href="`+base+`/formulir/SPTJM-KEMATIAN"`)
		form := base + "/formulir/SPTJM-KEMATIAN"
		r.expect(r.send(authority.Registrar, "GET", form, nil), 200, `value="Katinem"`, "Disusun ulang", "Tandai yang berbeda")
		sent := url.Values{"declarer_name": {"Sumiran"}, "relation": {"anak"}, "name": {"Katinem"}, "died_place": {"Siki"}, "died.d": {"1"}, "died.m": {"6"}, "died.y": {"2021"},
			"document": {"KK"}, "elements": {"nama"}, "written": {"KATINAH"}, "witness1_name": {"Parto"}, "witness2_name": {"Jumadi"}}
		if w := r.send(authority.Registrar, "POST", form, sent); w.Code != http.StatusSeeOther {
			r.Fatalf("%d %s", w.Code, w.Body)
		}
		if i, _ := r.open(id).List.Find(casefile.NeedDeathDeed, "AKM-6"); i.State != Missing {
			r.Errorf("unsigned, and %s", i.State)
		}
		if w := r.upload(authority.Registrar, item, url.Values{"cara": {"document"}}, photo(9)); w.Code != http.StatusSeeOther {
			r.Fatalf("%d %s", w.Code, w.Body)
		}
		if i, _ := r.open(id).List.Find(casefile.NeedDeathDeed, "AKM-6"); i.State != Have {
			r.Errorf("signed, and %s", i.State)
		}
	})
}
