package handover

import (
	"strings"

	"github.com/jempolkeren/jempol/internal/casefile"
)

var tables = []casefile.Table{
	{Name: "envelope", SubjectColumn: "envelope_id", Columns: []string{"number", "numbers_lost", "seal", "case_id", "state", "area", "agency",
		"meeting", "receiver", "holder_kind", "holder", "holder_name", "attempts", "next_date", "sealed_by", "sealed_at", "last_at",
		"ended_at", "end_reason", "received_by", "taken_by", "proof", "evidence", "condition", "code"}},
	{Name: "envelope_item", SubjectColumn: "envelope_id", Key: []string{"need"}, Columns: []string{"need"}},
	{Name: "custody_leg", SubjectColumn: "envelope_id", Key: []string{"n"}, Columns: []string{"n", "leg", "state",
		"giver_kind", "giver", "giver_name", "giver_by", "giver_proof", "giver_at",
		"taker_kind", "taker", "taker_name", "taker_by", "taker_proof", "taker_at",
		"place", "at", "condition", "evidence", "reason", "next_date"}},
	casefile.WorkTable(),
	casefile.SearchTable(),
}

// Kind is the subject kind of envelopes.
func Kind() casefile.Kind {
	return casefile.Kind{
		Name: casefile.KindEnvelope,
		Types: []string{casefile.EnvelopeSealed, casefile.CustodyPassed, casefile.DeliveryFailed,
			casefile.EnvelopeReturned, casefile.EnvelopeLost, casefile.EnvelopeReceived, casefile.ReceiptCorrected},
		Tables: tables,
		Claims: claims,
		Fold: func(id string, events []casefile.Event) casefile.Result {
			e, parked := Fold(id, events)
			return casefile.Result{Rows: e.rows(), Parked: parked, Area: e.Area}
		},
	}
}

func (e *Envelope) rows() []casefile.Row {
	if e.State == "" {
		return nil
	}
	row := func(table string, values ...any) casefile.Row { return casefile.Row{Table: table, Values: values} }
	out := []casefile.Row{row("envelope", e.Number, strings.Join(e.NumbersLost, " "), e.Seal, e.Case, e.State, e.Area, e.Agency,
		e.Meeting, e.Receiver, e.Holder.Kind, e.Holder.ID, e.HolderName, int64(e.Attempts), e.NextDate, e.SealedBy, e.SealedAt, e.LastAt,
		e.EndedAt, e.EndReason, e.ReceivedBy, e.TakenBy, e.Proof, e.Evidence, e.Condition, e.Code)}
	for _, n := range e.Needs {
		out = append(out, row("envelope_item", n))
	}
	for i, l := range e.Legs {
		out = append(out, row("custody_leg", int64(i+1), l.ID, l.State,
			l.Giver.Kind, l.Giver.ID, l.GiverName, l.GiverBy, l.GiverProof, l.GiverAt,
			l.Taker.Kind, l.Taker.ID, l.TakerName, l.TakerBy, l.TakerProof, l.TakerAt,
			l.Place, l.At, l.Condition, l.Evidence, l.Reason, l.Next))
	}
	for _, w := range e.Work() {
		out = append(out, w.Row(casefile.KindEnvelope))
	}
	seen := map[string]bool{}
	for _, n := range append([]string{e.Number}, e.NumbersLost...) {
		if t := casefile.TokenOf(casefile.TokenEnvelope, n); !seen[t] && t != casefile.TokenEnvelope {
			seen[t] = true
			out = append(out, row("search_key", casefile.KindEnvelope, t))
		}
	}
	return out
}

// WorkRoutes say where the work of this room is done.
var WorkRoutes = []casefile.WorkRoute{
	{Action: casefile.Dispatched, Path: "/penyerahan/baru?kasus={case}", Text: "handover.act.seal"},
	{Action: casefile.HandedOver, Path: "/kasus/{case}/amplop", Text: "handover.act.open"},
	{Action: casefile.Closed, Path: "/kasus/{case}/tutup", Text: "handover.act.close"},
	{Action: casefile.CustodyPassed, Path: "/amplop/{arg}/terima", Text: "handover.act.accept"},
	{Action: casefile.EnvelopeReceived, Path: "/amplop/{arg}/terima", Text: "handover.act.deliver"},
}
