package account

import (
	"encoding/json"

	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/ledger"
)

// What a user.changed event says happened.
const (
	ChangeCreated  = "created"
	ChangeRights   = "rights"   // role, areas, agency or institution
	ChangeDisabled = "disabled" //
	ChangeEnabled  = "enabled"
	ChangeLink     = "link" // a one-time link was made: whoever holds it can sign in
)

// ChangedBody is the body of user.changed: the rights as they are after it. It
// names nobody; the subject's id does.
type ChangedBody struct {
	Change      string   `json:"change"`
	Role        string   `json:"role"`
	Areas       []string `json:"areas,omitempty"`
	Agency      string   `json:"agency,omitempty"`
	Institution string   `json:"institution,omitempty"`
	Disabled    bool     `json:"disabled,omitempty"`
}

func changed(userID, change string, r Rights, disabled bool) ledger.Draft {
	return ledger.Draft{
		Subject: ledger.Subject{Kind: casefile.KindUser, ID: userID},
		Type:    casefile.UserChanged,
		Body: ChangedBody{Change: change, Role: string(r.Role), Areas: r.Areas, Agency: r.Agency,
			Institution: r.Institution, Disabled: disabled},
	}
}

var rightTable = casefile.Table{
	Name:          "account_right",
	SubjectColumn: "user_id",
	Key:           []string{"event"},
	Columns:       []string{"event", "n", "changed_at", "actor", "change", "role", "areas", "agency", "institution", "disabled"},
}

// Kind is the subject kind of users: their events fold into the history of
// their rights. The rights in force are in account_user, which the same
// transaction changes.
func Kind() casefile.Kind {
	return casefile.Kind{
		Name:   casefile.KindUser,
		Types:  []string{casefile.UserChanged},
		Tables: []casefile.Table{rightTable},
		Fold:   fold,
	}
}

func fold(_ string, events []casefile.Event) casefile.Result {
	var res casefile.Result
	for _, e := range events {
		if e.Type != casefile.UserChanged {
			continue
		}
		var b ChangedBody
		if json.Unmarshal(e.Body, &b) != nil {
			res.Parked = append(res.Parked, casefile.Parked{EventID: e.ID, Reason: "account.parked.body"})
			continue
		}
		disabled := int64(0)
		if b.Disabled {
			disabled = 1
		}
		res.Rows = append(res.Rows, casefile.Row{Table: rightTable.Name, Values: []any{
			e.ID, int64(len(res.Rows)), e.OccurredAt, e.Actor, b.Change, b.Role, joinAreas(b.Areas), b.Agency, b.Institution, disabled}})
	}
	return res
}
