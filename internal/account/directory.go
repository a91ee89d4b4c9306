package account

import (
	"context"
	"database/sql"
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/jempolkeren/jempol/internal/authority"
	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/fault"
)

// User is an account as its administrator sees it.
type User struct {
	Person
	Disabled bool
	Ready    bool // has chosen a password
}

func scanUser(r row) (User, error) {
	p, hash, disabled, err := scanPerson(r)
	return User{Person: p, Disabled: disabled, Ready: hash != ""}, err
}

// Orders of a list of accounts.
const (
	OrderRole = "" // what no longer works last
	OrderName = "name"
	OrderArea = "area"
	OrderNew  = "new"
)

var userOrders = map[string]string{OrderRole: "disabled, role, name, user_id", OrderName: "name, user_id", OrderArea: "areas, name, user_id",
	OrderNew: "created_at DESC, user_id"}

// Users lists the accounts of a role, or of every role when it is empty, by
// role and name, and how many there are in all.
func (a *Accounts) Users(ctx context.Context, s db.Scope, role authority.Role, offset, limit int) ([]User, int, error) {
	return a.Find(ctx, s, UserQuery{Role: role, Offset: offset, Limit: limit})
}

// UserQuery says which accounts are listed, and how.
type UserQuery struct {
	Role          authority.Role // "" is every role
	Words         string         // of the name or the login
	Order         string
	Offset, Limit int
}

// Find lists accounts and how many fit in all.
func (a *Accounts) Find(ctx context.Context, s db.Scope, q UserQuery) ([]User, int, error) {
	if err := authority.Allowed("page.users", ActorOf(s), authority.Target{}); err != nil {
		return nil, 0, err
	}
	order, ok := userOrders[q.Order]
	if !ok {
		order = userOrders[OrderRole]
	}
	rows, err := a.db.Query(ctx, selectPerson+` WHERE office_id = $1 AND (CAST($2 AS TEXT) = '' OR role = $2) ORDER BY `+order, a.office, string(q.Role))
	if err != nil {
		return nil, 0, fault.Wrap("fault.internal", err)
	}
	defer rows.Close()
	words := strings.Fields(strings.ToLower(q.Words))
	var out []User
	total := 0
	for rows.Next() {
		u, err := scanUser(rows)
		if err != nil {
			return nil, 0, fault.Wrap("fault.internal", err)
		}
		// Case is folded here, so that both engines find the same.
		if text := strings.ToLower(u.Name + " " + u.Login); slices.ContainsFunc(words, func(w string) bool { return !strings.Contains(text, w) }) {
			continue
		}
		if total++; total > q.Offset && len(out) < q.Limit {
			out = append(out, u)
		}
	}
	return out, total, fault.Wrap("fault.internal", rows.Err())
}

// User reads one account for its administrator.
func (a *Accounts) User(ctx context.Context, s db.Scope, userID string) (User, error) {
	if err := authority.Allowed("page.users", ActorOf(s), authority.Target{}); err != nil {
		return User{}, err
	}
	return a.user(ctx, userID)
}

func (a *Accounts) user(ctx context.Context, userID string) (User, error) {
	u, err := scanUser(a.db.QueryRow(ctx, selectPerson+` WHERE office_id = $1 AND user_id = $2`, a.office, userID))
	if errors.Is(err, sql.ErrNoRows) {
		return User{}, fault.New(fault.NotFound, "fault.account.user")
	}
	return u, fault.Wrap("fault.internal", err)
}

// UserSessions lists the open sessions of an account for its administrator.
func (a *Accounts) UserSessions(ctx context.Context, s db.Scope, userID string) ([]Session, error) {
	if err := authority.Allowed("page.users", ActorOf(s), authority.Target{}); err != nil {
		return nil, err
	}
	return a.sessionsOf(ctx, userID, "")
}

// RightChange is one line of the history of somebody's rights.
type RightChange struct {
	Event  string
	At     time.Time
	Actor  string // name, or the id of a system scope
	Change string
	Rights
	Disabled bool
}

// RightsHistory lists how an account's rights came to be, the newest first.
func (a *Accounts) RightsHistory(ctx context.Context, s db.Scope, userID string) ([]RightChange, error) {
	if err := authority.Allowed("page.users", ActorOf(s), authority.Target{}); err != nil {
		return nil, err
	}
	rows, err := a.db.Query(ctx, `SELECT r.event, r.changed_at, COALESCE(u.name, r.actor), r.change, r.role, r.areas, r.agency, r.institution, r.disabled
		FROM account_right r LEFT JOIN account_user u ON u.office_id = r.office_id AND u.user_id = r.actor
		WHERE r.office_id = $1 AND r.user_id = $2 ORDER BY r.n DESC, r.event`, a.office, userID)
	if err != nil {
		return nil, fault.Wrap("fault.internal", err)
	}
	defer rows.Close()
	var out []RightChange
	for rows.Next() {
		var c RightChange
		var at int64
		var areas string
		if err := rows.Scan(&c.Event, &at, &c.Actor, &c.Change, &c.Role, &areas, &c.Agency, &c.Institution, &c.Disabled); err != nil {
			return nil, fault.Wrap("fault.internal", err)
		}
		c.At, c.Areas = db.FromMicros(at), splitAreas(areas)
		out = append(out, c)
	}
	return out, fault.Wrap("fault.internal", rows.Err())
}

// UserChange is one change of somebody's rights among those of all.
type UserChange struct {
	Name string // whose rights
	RightChange
	Before *RightChange // nil: the account was made
}

// RightsChanges lists the changes of everybody's rights, the newest first.
func (a *Accounts) RightsChanges(ctx context.Context, s db.Scope) ([]UserChange, error) {
	if err := authority.Allowed("page.users", ActorOf(s), authority.Target{}); err != nil {
		return nil, err
	}
	rows, err := a.db.Query(ctx, `SELECT r.user_id, COALESCE(o.name, r.user_id), r.changed_at, COALESCE(u.name, r.actor), r.change,
		r.role, r.areas, r.agency, r.institution, r.disabled FROM account_right r
		LEFT JOIN account_user u ON u.office_id = r.office_id AND u.user_id = r.actor
		LEFT JOIN account_user o ON o.office_id = r.office_id AND o.user_id = r.user_id
		WHERE r.office_id = $1 ORDER BY r.user_id, r.n, r.event`, a.office)
	if err != nil {
		return nil, fault.Wrap("fault.internal", err)
	}
	defer rows.Close()
	var out []UserChange
	last := map[string]*RightChange{}
	for rows.Next() {
		var c UserChange
		var at int64
		var user, areas string
		if err := rows.Scan(&user, &c.Name, &at, &c.Actor, &c.Change, &c.Role, &areas, &c.Agency, &c.Institution, &c.Disabled); err != nil {
			return nil, fault.Wrap("fault.internal", err)
		}
		c.At, c.Areas, c.Before = db.FromMicros(at), splitAreas(areas), last[user]
		now := c.RightChange
		last[user] = &now
		out = append(out, c)
	}
	slices.SortStableFunc(out, func(x, y UserChange) int { return y.At.Compare(x.At) })
	return out, fault.Wrap("fault.internal", rows.Err())
}

// Names gives the names of users by id, for histories and lists. Ids that are
// no account (system scopes, courier links) are left out.
func (a *Accounts) Names(ctx context.Context, s db.Scope, ids []string) (map[string]string, error) {
	out := map[string]string{}
	if s.Office != a.office || len(ids) == 0 {
		return out, nil
	}
	rows, err := a.db.Query(ctx, `SELECT user_id, name FROM account_user WHERE office_id = $1 ORDER BY user_id`, a.office)
	if err != nil {
		return nil, fault.Wrap("fault.internal", err)
	}
	defer rows.Close()
	want := map[string]bool{}
	for _, id := range ids {
		want[id] = true
	}
	for rows.Next() {
		var id, name string
		if err := rows.Scan(&id, &name); err != nil {
			return nil, fault.Wrap("fault.internal", err)
		}
		if want[id] {
			out[id] = name
		}
	}
	return out, fault.Wrap("fault.internal", rows.Err())
}

// InRole lists the active people of a role, by name: whom a case may be
// assigned to, who may approve.
func (a *Accounts) InRole(ctx context.Context, s db.Scope, role authority.Role) ([]Person, error) {
	if s.Office != a.office {
		return nil, nil
	}
	rows, err := a.db.Query(ctx, selectPerson+` WHERE office_id = $1 AND role = $2 AND disabled = 0 ORDER BY name, user_id`, a.office, string(role))
	if err != nil {
		return nil, fault.Wrap("fault.internal", err)
	}
	defer rows.Close()
	var out []Person
	for rows.Next() {
		p, _, _, err := scanPerson(rows)
		if err != nil {
			return nil, fault.Wrap("fault.internal", err)
		}
		out = append(out, p)
	}
	return out, fault.Wrap("fault.internal", rows.Err())
}
