package account

import (
	"context"
	"fmt"
	"strings"

	"github.com/jempolkeren/jempol/internal/authority"
	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/fault"
)

// Restored is an account whose events come to the ledger by themselves.
type Restored struct {
	ID string
	NewUser
}

// Restore makes the accounts of people whose user.changed events are restored
// with the ledger: the demonstration makes both in memory. Only the system may,
// and only where the logins are free. Who has no password gets no link either.
func (a *Accounts) Restore(ctx context.Context, scope db.Scope, people []Restored) error {
	if scope.Role != string(authority.System) {
		return fault.New(fault.Forbidden, "fault.ledger.scope")
	}
	hashes := make([]string, len(people))
	for i := range people {
		p := &people[i]
		p.Login, p.Name, p.Rights = foldLogin(p.Login), strings.TrimSpace(p.Name), p.Rights.normal()
		if f := p.Rights.check(); len(f.Fields) > 0 || !loginShape(p.Login) {
			return fault.Wrap("fault.internal", fmt.Errorf("account: %s cannot be an account", p.ID))
		}
		if p.Password == "" {
			continue
		}
		if err := CheckPassword("password", p.Login, p.Password); err != nil {
			return err
		}
		var err error
		if hashes[i], err = a.hash(ctx, normal(p.Password)); err != nil {
			return err
		}
	}
	return a.db.Write(ctx, a.office, func(tx *db.Tx) error {
		for i, p := range people {
			if err := a.insertUser(tx, p.ID, hashes[i], p.NewUser); err != nil {
				return err
			}
		}
		return nil
	})
}

// Acting is the scope under which a restored act was done. It has neither areas
// nor an agency: it names who acted, and reads nothing.
func (a *Accounts) Acting(personID string, role authority.Role) db.Scope {
	return db.Scope{Office: a.office, Role: string(role), Person: personID}
}
