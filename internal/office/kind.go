package office

import (
	"encoding/json"
	"slices"
	"strings"

	"github.com/jempolkeren/jempol/internal/casefile"
)

var tables = []casefile.Table{
	{Name: "institution", SubjectColumn: "institution_id",
		Columns: []string{"kind", "name", "village", "address", "phone", "hours", "active", "visit_days", "visit_from", "visit_to", "point"}},
	{Name: "team", SubjectColumn: "team_id", Columns: []string{"name", "lead", "active"}},
	{Name: "team_member", SubjectColumn: "team_id", Key: []string{"user_id"}, Columns: []string{"user_id"}},
	{Name: "kit", SubjectColumn: "kit_id", Columns: []string{"name", "serial_no", "condition", "active"}},
	{Name: "vehicle", SubjectColumn: "vehicle_id",
		Columns: []string{"name", "kind", "plate", "seats", "rupiah_km", "active"}},
	{Name: "agreement", SubjectColumn: "agreement_id",
		Columns: []string{"name", "kind", "number", "partner", "from_on", "until_on", "active"}},
	{Name: "area_change", SubjectColumn: "list_id", Key: []string{"area"},
		Columns: []string{"area", "change", "name", "old_name", "from_area", "at", "actor"}},
	{Name: "office_setting", SubjectColumn: "setting_id", Columns: []string{"value"}},
	{Name: "reference_change", SubjectColumn: "reference_id", Key: []string{"event"},
		Columns: []string{"event", "changed_at", "actor", "what", "name", "active", "state"}},
}

// Kind is the subject kind of reference data.
func Kind() casefile.Kind {
	return casefile.Kind{Name: casefile.KindReference, Types: []string{casefile.ReferenceChanged}, Tables: tables, Fold: fold}
}

// fold keeps the newest statement of an entry and the history of all. What an
// entry is, its first statement says: a team does not become a vehicle.
func fold(id string, events []casefile.Event) casefile.Result {
	var res casefile.Result
	var last ChangedBody
	var value string
	var lists []areaEvent
	park := func(e casefile.Event, why string) {
		res.Parked = append(res.Parked, casefile.Parked{EventID: e.ID, Reason: "office.parked." + why})
	}
	for _, e := range events {
		if e.Type != casefile.ReferenceChanged {
			continue
		}
		var b ChangedBody
		if json.Unmarshal(e.Body, &b) != nil || !known(b.What) {
			park(e, "body")
			continue
		}
		if last.What != "" && last.What != b.What {
			park(e, "other")
			continue
		}
		var p ChangedPersonal
		if len(e.Personal) > 0 && json.Unmarshal(e.Personal, &p) != nil {
			park(e, "body")
			continue
		}
		last, value = b, p.Value
		if b.What == Areas {
			lists = append(lists, areaEvent{e.OccurredAt, e.Actor, b.Areas})
		}
		res.Rows = append(res.Rows, row("reference_change", e.ID, e.OccurredAt, e.Actor, b.What, b.Name, flag(b.Active), stateOf(id, b, p)))
	}
	switch last.What {
	case Institution:
		res.Area = last.Village
		res.Rows = append(res.Rows, row("institution", last.Kind, last.Name, last.Village, last.Address, last.Phone, last.Hours, flag(last.Active),
			strings.Join(last.VisitDays, " "), last.VisitFrom, last.VisitTo, last.Point))
	case Team:
		res.Rows = append(res.Rows, row("team", last.Name, last.Lead, flag(last.Active)))
		for _, m := range slices.Compact(slices.Sorted(slices.Values(last.Members))) {
			res.Rows = append(res.Rows, row("team_member", m))
		}
	case Kit:
		res.Rows = append(res.Rows, row("kit", last.Name, last.Serial, last.Condition, flag(last.Active)))
	case Vehicle:
		res.Rows = append(res.Rows, row("vehicle", last.Name, last.Kind, last.Plate, last.Seats, last.RupiahKM, flag(last.Active)))
	case Agreement:
		res.Rows = append(res.Rows, row("agreement", last.Name, last.Kind, last.Number, last.Partner, last.From, last.Until, flag(last.Active)))
	case Areas:
		res.Rows = append(res.Rows, foldAreas(lists)...)
	case Setting:
		res.Rows = append(res.Rows, row("office_setting", value))
	}
	return res
}

func known(what string) bool {
	return what == Institution || what == Team || what == Kit || what == Vehicle || what == Setting || what == Agreement || what == Areas || what == Boundary || what == Register
}

func row(table string, values ...any) casefile.Row { return casefile.Row{Table: table, Values: values} }

func flag(b bool) int64 {
	if b {
		return 1
	}
	return 0
}
