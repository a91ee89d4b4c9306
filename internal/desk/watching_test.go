package desk

import (
	"net/http"
	"strings"
	"testing"

	"github.com/jempolkeren/jempol/internal/authority"
	"github.com/jempolkeren/jempol/internal/casefile"
)

// An agency that reported a case which another agency has sees how it stands,
// is told so, and sees the person again once it comes back.
func TestAReportingAgencyWatchesWhatWasReferred(t *testing.T) {
	on(t, func(w *world) {
		no := w.file(report{id: "c1", name: "Katinem", nik: nik, agency: "dinsos"})
		w.act(authority.Coordinator, "c1", casefile.Accepted, casefile.AcceptedBody{}, nil)
		w.act(authority.Coordinator, "c1", casefile.Referred, casefile.ExitBody{Reason: "social", Evidence: "note", To: "dinkes", Agency: "dinkes"}, nil)
		code, page := w.get(authority.Social, "/kasus/"+no)
		for _, want := range []string{"Kasus ini sedang di dinkes", "belum menjawab"} {
			if code != http.StatusOK || !strings.Contains(page, want) {
				t.Errorf("%d, the page lacks %q", code, want)
			}
		}
		for _, not := range []string{nikMasked, "Untuk apa Anda melihatnya?", "/data"} {
			if strings.Contains(page, not) {
				t.Errorf("who watches sees %q", not)
			}
		}
		if code, _, _ := w.post(authority.Social, "/kasus/"+no+"/orang", "alasan", "compare"); code != http.StatusOK {
			t.Errorf("%d", code)
		} else if _, _, page := w.post(authority.Social, "/kasus/"+no+"/orang", "alasan", "compare"); strings.Contains(page, nikMasked) {
			t.Error("an answer opens the person to who only watches")
		}
		if code, _, _ := w.post(authority.Social, "/kasus/"+no+"/nomor", "field", "nik", "alasan", "form"); code != http.StatusForbidden {
			t.Errorf("who watches reveals a number: %d", code)
		}
		if _, page := w.get(authority.Social, "/kasus?tahap=keluar"); !strings.Contains(page, no) {
			t.Error("the list does not hold it")
		}
		w.act(authority.Coordinator, "c1", casefile.ReferralAnswered, casefile.ReferralAnsweredBody{Answer: casefile.ReferralAccepted}, nil)
		if _, page := w.get(authority.Social, "/kasus/"+no); !strings.Contains(page, "sudah mengambil alih") {
			t.Error("it is not told that the case was taken over")
		}
		w.act(authority.Coordinator, "c1", casefile.ReferralAnswered, casefile.ReferralAnsweredBody{Answer: casefile.ReferralReturned}, nil)
		if _, page := w.get(authority.Social, "/kasus/"+no); strings.Contains(page, "Kasus ini sedang di") || !strings.Contains(page, "Untuk apa Anda melihatnya?") {
			t.Error("what came back is still only watched")
		}
	})
}
