package account

import (
	"context"
	"database/sql"
	"errors"

	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/fault"
	"github.com/jempolkeren/jempol/internal/web"
)

// Shown is what the form of an account showed: the newest change of its rights, and
// name and telephone, of which there is no event.
type Shown struct {
	Event, Name, Phone string
}

// The fields that carry it.
const (
	shownEvent = "terlihat"
	shownName  = "terlihat.nama"
	shownPhone = "terlihat.telepon"
)

const meanwhile = "fault.account.meanwhile"

func isMeanwhile(err error) bool { return err != nil && fault.As(err).Key == meanwhile }

// shown is what a form of an account shows. It is read before the account: a change
// between the two is then told to whoever saves, not lost.
func (a *Accounts) shown(ctx context.Context, userID string) (event string, err error) {
	err = a.db.QueryRow(ctx, newestRight, a.office, userID).Scan(&event)
	if errors.Is(err, sql.ErrNoRows) {
		err = nil
	}
	return event, fault.Wrap("fault.internal", err)
}

const newestRight = `SELECT event FROM account_right WHERE office_id = $1 AND user_id = $2 ORDER BY n DESC, event LIMIT 1`

func (s Shown) fields() []any {
	return []any{&web.FirstShown{Name: shownEvent, Value: s.Event}, &web.FirstShown{Name: shownName, Value: s.Name},
		&web.FirstShown{Name: shownPhone, Value: s.Phone}}
}

// shownIn reads it from a form that was sent; nil where it does not say.
func shownIn(r *web.Request) *Shown {
	if !r.Values().Has(shownEvent) {
		return nil
	}
	return &Shown{Event: r.Text(shownEvent), Name: r.Text(shownName), Phone: r.Text(shownPhone)}
}

// over refuses a change that was made over an older state and would take back what
// somebody else changed: a right that was narrowed must not come back by itself.
// It returns the change of rights that this one replaces.
func (a *Accounts) over(tx *db.Tx, u User, in Edit) (string, error) {
	var newest string
	if err := tx.QueryRow(newestRight, a.office, u.ID).Scan(&newest); err != nil && !errors.Is(err, sql.ErrNoRows) {
		return "", err
	}
	stale := func(shown, typed, now string) bool { return shown != now && typed != now }
	if stale(in.Shown.Name, in.Name, u.Name) || stale(in.Shown.Phone, in.Phone, u.Phone) {
		return "", fault.New(fault.Conflict, meanwhile)
	}
	if newest == in.Shown.Event {
		return newest, nil
	}
	base, err := rightsAt(tx, a.office, u.ID, in.Shown.Event)
	if err != nil {
		return "", err
	}
	if !in.Rights.equal(u.rights()) && !base.equal(u.rights()) {
		return "", fault.New(fault.Conflict, meanwhile)
	}
	return newest, nil
}

// rightsAt are the rights as one change left them; none for what is no change.
func rightsAt(tx *db.Tx, office, userID, event string) (r Rights, err error) {
	var areas string
	err = tx.QueryRow(`SELECT role, areas, agency, institution FROM account_right WHERE office_id = $1 AND user_id = $2 AND event = $3`,
		office, userID, event).Scan(&r.Role, &areas, &r.Agency, &r.Institution)
	if errors.Is(err, sql.ErrNoRows) {
		return Rights{}, nil
	}
	r.Areas = splitAreas(areas)
	return r.normal(), err
}

// userAgain is the form of an account that somebody else changed meanwhile: what was
// typed, and what is kept now where nothing was typed.
func (a *Accounts) userAgain(r *web.Request, userID string, in Edit) (web.Response, error) {
	event, err := a.shown(r.Context(), userID)
	if err != nil {
		return nil, err
	}
	u, err := a.User(r.Context(), ScopeOf(r), userID)
	if err != nil {
		return nil, err
	}
	var base Rights
	err = a.db.View(r.Context(), func(tx *db.Tx) (err error) {
		base, err = rightsAt(tx, a.office, u.ID, in.Shown.Event)
		return err
	})
	if err != nil {
		return nil, fault.Wrap("fault.internal", err)
	}
	changes, err := a.changedSince(r, u, in.Shown)
	if err != nil {
		return nil, err
	}
	now := Shown{Event: event, Name: u.Name, Phone: u.Phone}
	if in.Name != in.Shown.Name {
		u.Name = in.Name
	}
	if in.Phone != in.Shown.Phone {
		u.Phone = in.Phone
	}
	if typed := in.Rights.normal(); !typed.equal(base) {
		u.Role, u.Areas, u.Agency, u.Institution = typed.Role, typed.Areas, typed.Agency, typed.Institution
	}
	f, v, err := a.userFormOf(r, u, now)
	if err != nil {
		return nil, err
	}
	v.Body = []any{f.Settled(r, nil)}
	return web.Page("", v.Meanwhile(changes), nil), nil
}

// changedSince tells what others changed of an account since its form was opened.
func (a *Accounts) changedSince(r *web.Request, u User, shown *Shown) (web.Timeline, error) {
	var out web.Timeline
	for _, c := range []struct{ field, was, now string }{{"account.name", shown.Name, u.Name}, {"account.phone", shown.Phone, u.Phone}} {
		if c.was != c.now {
			out = append(out, web.Moment{Kind: "note", Strong: r.T(c.field), Text: or(c.was, "–") + " → " + or(c.now, "–")})
		}
	}
	history, err := a.RightsHistory(r.Context(), ScopeOf(r), u.ID)
	if err != nil {
		return nil, err
	}
	for i, h := range history {
		if h.Event == shown.Event {
			history = history[:i]
			break
		}
	}
	rights, err := a.rightsTimeline(r, history)
	return append(out, rights...), err
}
