package handover

import (
	"strings"
	"testing"

	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/document/papertest"
	"github.com/jempolkeren/jempol/internal/fault"
	"github.com/jempolkeren/jempol/internal/ledger"
)

// Who received an envelope is corrected with a reason until the receipt is
// filed; what it said before stays, and so does the proof.
func TestReceiptIsCorrected(t *testing.T) {
	on(t, func(w *world) {
		ctx := w.Context()
		caseID, m := w.sealed()
		right := Correcting{Receiver: Family, Name: "Wiji Astuti", Condition: Intact, Reason: "other_receiver"}
		_, err := w.s.Correct(ctx, w.op("handover"), m.ID, right)
		want(w.T, err, fault.Conflict, "handover.may.not_received")
		must[ledger.Receipt](w)(w.s.HandOver(ctx, w.op("handover"), m.ID, self(m.PIN)))

		for key, wrong := range map[string]Correcting{
			"fault.handover.receiver":      {Name: "Wiji Astuti", Condition: Intact, Reason: "misheard"},
			"fault.handover.receiver_name": {Receiver: Family, Condition: Intact, Reason: "misheard"},
			"fault.handover.condition":     {Receiver: Family, Name: "Wiji Astuti", Reason: "misheard"},
			"fault.handover.reason":        {Receiver: Family, Name: "Wiji Astuti", Condition: Intact},
		} {
			_, err = w.s.Correct(ctx, w.op("handover"), m.ID, wrong)
			want(w.T, err, fault.Invalid, key)
		}
		_, err = w.s.Correct(ctx, w.op("registrar"), m.ID, right)
		want(w.T, err, fault.Forbidden, "fault.authority.forbidden")
		_, err = w.s.Correct(ctx, w.op("handover"), m.ID, Correcting{Receiver: Self, Condition: Intact, Reason: "mistyped"})
		want(w.T, err, fault.Invalid, "handover.may.same") // nobody else changed it
		must[ledger.Receipt](w)(w.s.Correct(ctx, w.op("handover"), m.ID, right))

		e := w.envelope(m.ID)
		if e.State != Received || e.ReceivedBy != Family || e.TakenBy != "Wiji Astuti" || e.Proof != ByPIN || len(e.Corrections) != 1 || e.Corrections[0].Receiver != Self {
			t.Errorf("%+v", e)
		}
		// A page opened before it, of somebody else or by the back button, says
		// nothing about what it did not show.
		old := Correcting{Receiver: Guardian, Name: "Pak Lurah", Condition: Opened, Reason: "misheard"}
		_, err = w.s.Correct(ctx, w.op("handover"), m.ID, old)
		want(w.T, err, fault.Conflict, "handover.may.corrected_since")
		if now := w.envelope(m.ID); now.ReceivedBy != Family || now.Condition != Intact || len(now.Corrections) != 1 {
			t.Errorf("an old page changed %+v", now)
		}
		pdf, err := w.s.Receipt(ctx, w.a.With(w.who["handover"], "test"), &e, "http://x/periksa/"+e.Code)
		if err != nil || !strings.Contains(papertest.Text(pdf), "Wiji Astuti") {
			t.Errorf("%v: the receipt does not say who received it", err)
		}
		w.stage(caseID, casefile.StageHandedOver)
		st := w.state(caseID)
		must[ledger.Receipt](w)(w.s.Close(ctx, w.op("handover"), caseID, Closing{Receipt: "proof:" + handOvers(&st)[0]}))
		_, err = w.s.Correct(ctx, w.op("handover"), m.ID, Correcting{Receiver: Guardian, Name: "Pak Lurah", Condition: Intact, Reason: "misheard"})
		want(w.T, err, fault.Conflict, "casefile.may.closed")
		w.clean()
	})
}

func TestCorrectingAndLabelPages(t *testing.T) {
	on(t, func(w *world) {
		site := w.site()
		_, m := w.sealed()
		no := m.Number
		officer := site.as("handover")
		officer.expect(200, "Label amplop", "!Betulkan tanda terima")(officer.get("/amplop/" + no))
		code, pdf := officer.get("/amplop/" + no + "/label.pdf")
		text := papertest.Text([]byte(pdf))
		if code != 200 || !strings.Contains(text, no) || !strings.Contains(text, "Balai Desa Pringapus") || strings.Contains(text, longName) {
			t.Errorf("%d %s", code, text)
		}
		must[ledger.Receipt](w)(w.s.HandOver(w.Context(), w.op("handover"), m.ID, self(m.PIN)))
		officer.expect(200, "Betulkan tanda terima", "!Label amplop")(officer.get("/amplop/" + no))
		officer.expect(200, "Yang dapat dibetulkan", "Mengapa tertulis keliru?")(officer.get("/amplop/" + no + "/betulkan"))
		officer.expect(422, "Tidak ada yang berubah")(officer.post("/amplop/"+no+"/betulkan", "penerima", Self, "keadaan", Intact, "sebab", "mistyped"))
		officer.get("/amplop/" + no + "/betulkan")
		officer.expect(422, "Pilih alasannya")(officer.post("/amplop/"+no+"/betulkan", "penerima", Family, "nama", "Wiji Astuti", "keadaan", Intact))
		officer.get("/amplop/" + no + "/betulkan")
		officer.expect(303, "/amplop/"+no)(officer.post("/amplop/"+no+"/betulkan", "penerima", Family, "nama", "Wiji Astuti", "keadaan", Intact, "sebab", "misheard"))
		officer.expect(200, "Pembetulan tanda terima", "Salah dengar", "Wiji Astuti")(officer.get("/amplop/" + no))
		officer.expect(200, `name="pembetulan" value="1"`)(officer.get("/amplop/" + no + "/betulkan"))
		officer.expect(409, "sudah dibetulkan sejak halaman Anda dibuka")(officer.post("/amplop/"+no+"/betulkan", "pembetulan", "0", "penerima", Guardian, "nama", "Pak Lurah", "keadaan", Intact, "sebab", "misheard"))
		officer.get("/amplop/" + no + "/betulkan")
		officer.expect(422, `name="pembetulan" value="0"`)(officer.post("/amplop/"+no+"/betulkan", "pembetulan", "0", "penerima", Guardian, "nama", "Pak Lurah", "keadaan", Intact))
		officer.get("/amplop/" + no + "/betulkan")
		officer.expect(303, "/amplop/"+no)(officer.post("/amplop/"+no+"/betulkan", "pembetulan", "1", "penerima", Guardian, "nama", "Pak Lurah", "keadaan", Intact, "sebab", "misheard"))
	})
}
