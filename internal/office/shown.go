package office

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"maps"
	"slices"
	"strings"

	"github.com/jempolkeren/jempol/internal/account"
	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/fault"
	"github.com/jempolkeren/jempol/internal/web"
)

// shownField carries what a form showed.
const shownField = "terlihat"

// meanwhile is the message of a save from a form that showed an older state.
const meanwhile = "fault.office.meanwhile"

// Shown says which change of an entry or a setting a form showed, by its id; ""
// where it was not set. What is not named is saved over whatever is kept.
type Shown map[string]string

// text is how a form carries it.
func (sh Shown) text() string {
	var out []string
	for key, event := range sh {
		out = append(out, key+"="+event)
	}
	slices.Sort(out)
	return strings.Join(out, " ")
}

// shownIn reads it from a form that was sent.
func shownIn(r *web.Request) Shown {
	out := Shown{}
	for _, part := range strings.Fields(r.Text(shownField)) {
		if key, event, ok := strings.Cut(part, "="); ok {
			out[key] = event
		}
	}
	return out
}

// shown reads which changes a form of some settings shows. It is read before the
// values: a change between the two is then told to whoever saves, not lost.
func (s *Service) shown(ctx context.Context, keys []string) (Shown, error) {
	out := Shown{}
	for _, key := range keys {
		event, err := s.newestOf(ctx, key)
		if err != nil {
			return nil, err
		}
		out[key] = event
	}
	return out, nil
}

const newestChange = `SELECT event FROM reference_change WHERE office_id = $1 AND reference_id = $2 ORDER BY changed_at DESC, event DESC LIMIT 1`

// newestOf is the newest change of an entry or a setting, "" where there is none.
func (s *Service) newestOf(ctx context.Context, id string) (event string, err error) {
	err = s.d.DB.QueryRow(ctx, newestChange, s.d.Office, id).Scan(&event)
	if errors.Is(err, sql.ErrNoRows) {
		err = nil
	}
	return event, fault.Wrap("fault.internal", err)
}

// stateAt is an entry as one change left it; known is false for a change that
// never was one of it.
func (s *Service) stateAt(tx *db.Tx, id, event string) (st stated, known bool, err error) {
	var text string
	err = tx.QueryRow(`SELECT state FROM reference_change WHERE office_id = $1 AND reference_id = $2 AND event = $3`, s.d.Office, id, event).Scan(&text)
	if errors.Is(err, sql.ErrNoRows) {
		return st, false, nil
	}
	if err == nil && text != "" {
		err = json.Unmarshal([]byte(text), &st)
	}
	return st, err == nil, err
}

// over refuses an entry that was stated over an older state than the one that is
// kept and would take back what somebody else changed of what its form shows. It
// returns what the event replaces.
func (s *Service) over(tx *db.Tx, id, shown string, typed ChangedBody, of func(ChangedBody) ChangedBody) ([]string, error) {
	var newest string
	if err := tx.QueryRow(newestChange, s.d.Office, id).Scan(&newest); err != nil {
		return nil, err
	}
	if shown == newest {
		return []string{shown}, nil
	}
	base, known, err := s.stateAt(tx, id, shown)
	if err != nil {
		return nil, err
	}
	now, _, err := s.stateAt(tx, id, newest)
	if err != nil {
		return nil, err
	}
	if takesBack(of(base.ChangedBody), of(typed), of(now.ChangedBody)) {
		return nil, fault.New(fault.Conflict, meanwhile)
	}
	if !known {
		return nil, nil
	}
	return []string{shown}, nil
}

// parts are the fields of an entry. The note belongs to one change, not to the
// entry.
func parts(b ChangedBody) map[string]json.RawMessage {
	b.Note = ""
	out := map[string]json.RawMessage{}
	if text, err := json.Marshal(b); err == nil {
		_ = json.Unmarshal(text, &out)
	}
	return out
}

// takesBack reports whether what was typed differs from what others changed since.
func takesBack(base, typed, now ChangedBody) bool {
	b, t, n := parts(base), parts(typed), parts(now)
	for _, of := range []map[string]json.RawMessage{b, n} {
		for key := range of {
			if !bytes.Equal(b[key], n[key]) && !bytes.Equal(t[key], n[key]) {
				return true
			}
		}
	}
	return false
}

// settled is what was typed, and what is kept now where nothing was typed.
func settled(base, typed, now ChangedBody) (ChangedBody, error) {
	b, t, n := parts(base), parts(typed), parts(now)
	for _, of := range []map[string]json.RawMessage{b, n} {
		for key := range of {
			switch {
			case !bytes.Equal(b[key], t[key]):
			case n[key] == nil:
				delete(t, key)
			default:
				t[key] = n[key]
			}
		}
	}
	text, err := json.Marshal(t)
	if err != nil {
		return typed, fault.Wrap("fault.internal", err)
	}
	out := ChangedBody{}
	if err := json.Unmarshal(text, &out); err != nil {
		return typed, fault.Wrap("fault.internal", err)
	}
	out.Note = typed.Note
	return out, nil
}

// settleValues is what was typed, and what is kept now where nothing was typed.
func (s *Service) settleValues(ctx context.Context, shown Shown, typed, now map[string]string) (map[string]string, error) {
	out := maps.Clone(now)
	err := s.d.DB.View(ctx, func(tx *db.Tx) error {
		for key, v := range typed {
			base, _, err := s.stateAt(tx, key, shown[key])
			if err != nil {
				return err
			}
			if !sameValue(key, v, base.Value) {
				out[key] = v
			}
		}
		return nil
	})
	return out, fault.Wrap("fault.internal", err)
}

// sameValue compares what was typed with what the history keeps of a setting.
func sameValue(key, typed, kept string) bool {
	var st stated
	_ = json.Unmarshal([]byte(stateOf(key, ChangedBody{}, ChangedPersonal{Value: strings.TrimSpace(typed)})), &st)
	return st.Value == kept
}

// since are the changes of an entry or of settings after those that a form showed.
func since(changes []Change, shown Shown) []Change {
	seen := map[string]bool{}
	return slices.DeleteFunc(slices.Clone(changes), func(c Change) bool { // the newest first
		event, asked := shown[c.ID]
		seen[c.ID] = seen[c.ID] || !asked || c.Event == event
		return seen[c.ID]
	})
}

// isMeanwhile reports whether somebody else changed the same meanwhile.
func isMeanwhile(err error) bool { return err != nil && fault.As(err).Key == meanwhile }

// settle is the entry of the address as its form comes back: what was typed, and
// what others changed where nothing was typed.
func (s *Service) settle(r *web.Request, t sort, typed ChangedBody) (Entry, error) {
	e, err := s.kept(r, t)
	if err != nil {
		return e, err
	}
	return s.settleEntry(r, e, typed, wholeEntry)
}

// settleEntry does so for what the form shows of an entry.
func (s *Service) settleEntry(r *web.Request, e Entry, typed ChangedBody, of func(ChangedBody) ChangedBody) (Entry, error) {
	var base stated
	err := s.d.DB.View(r.Context(), func(tx *db.Tx) (err error) {
		base, _, err = s.stateAt(tx, e.ID, shownIn(r)[e.ID])
		return err
	})
	if err != nil {
		return e, fault.Wrap("fault.internal", err)
	}
	e.ChangedBody, err = settled(of(base.ChangedBody), of(typed.tidy()), of(e.ChangedBody))
	return e, err
}

// wholeEntry is what the form of an entry shows.
func wholeEntry(b ChangedBody) ChangedBody { return b }

// valuesShown are the values for a form of settings, and which changes they show.
// typed is what was sent, where others changed the same meanwhile.
func (s *Service) valuesShown(r *web.Request, keys []string, typed map[string]string) (map[string]string, Shown, error) {
	shown, err := s.shown(r.Context(), keys)
	if err != nil {
		return nil, nil, err
	}
	values, err := s.Values(r.Context(), account.ScopeOf(r))
	if err == nil && typed != nil {
		values, err = s.settleValues(r.Context(), shownIn(r), typed, values)
	}
	return values, shown, err
}

// again is the page of a form: as it was made, with what is wrong with it, or with
// what others changed meanwhile.
func (s *Service) again(r *web.Request, v web.View, f web.Form, problem error) (web.Response, error) {
	body := v.Body
	if !isMeanwhile(problem) {
		v.Err, v.Body = problem, append([]any{f.Fill(r, problem)}, body...)
		return web.Page("", v, nil), nil
	}
	changes, err := s.meanwhile(r)
	if err != nil {
		return nil, err
	}
	v.Body = append([]any{f.Settled(r, problem)}, body...)
	return web.Page("", v.Meanwhile(changes), nil), nil
}

// meanwhile tells what others changed of what the form showed, since it did.
func (s *Service) meanwhile(r *web.Request) (web.Timeline, error) {
	list, err := s.history(r.Context(), "")
	if err != nil {
		return nil, err
	}
	var out web.Timeline
	for _, c := range since(list, shownIn(r)) {
		if c.What != Setting {
			return s.moments(r, since(list, shownIn(r)))
		}
		out = append(out, s.settingMoment(r, c))
	}
	return out, nil
}
