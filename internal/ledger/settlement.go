package ledger

import (
	"encoding/json"
	"slices"
	"strings"

	"github.com/jempolkeren/jempol/internal/authority"
	"github.com/jempolkeren/jempol/internal/casefile"
)

// settlement is the body of ClaimSettled as the ledger writes it.
type settlement struct {
	casefile.ClaimSettledBody
	// A settlement that is told to a further subject keeps the place of the
	// first, so that every subject sees the same one as the earliest.
	At     uint64 `json:"at,omitempty"`
	Origin string `json:"origin,omitempty"`
}

// settled is a settlement with its place in the order of settlements.
type settled struct {
	settlement
	place place
}

func readSettlement(body json.RawMessage) (settlement, bool) {
	var s settlement
	err := json.Unmarshal(body, &s)
	return s, err == nil && s.Key != "" && s.Winner != ""
}

func (s settlement) placed(own place) place {
	if s.At > 0 && s.Origin != "" {
		return place{s.At, s.Origin}
	}
	return own
}

// deciding gives, for each claim, the earliest settlement that names it.
func deciding(all []settled) map[string]settled {
	out := map[string]settled{}
	for _, s := range all {
		for _, id := range s.Settles {
			if first, ok := out[id]; !ok || s.place.compare(first.place) < 0 {
				out[id] = s
			}
		}
	}
	return out
}

// effectiveSettlements leaves only the settlements that decide something and
// puts each at its place, so that a fold may take the first for a key.
func effectiveSettlements(events []casefile.Event, parked []casefile.Parked) ([]casefile.Event, []casefile.Parked) {
	byKey := map[string][]settled{}
	bodies := map[string]settlement{}
	for _, e := range events {
		if e.Type != casefile.ClaimSettled || e.Role != string(authority.System) {
			continue
		}
		s, ok := readSettlement(e.Body)
		if !ok {
			continue
		}
		bodies[e.ID] = s
		byKey[s.Key] = append(byKey[s.Key], settled{settlement: s, place: s.placed(place{e.HLC, e.ID})})
	}
	if len(bodies) == 0 && !slices.ContainsFunc(events, isSettlement) {
		return events, parked
	}
	decides := map[place]bool{}
	for _, list := range byKey {
		for _, s := range deciding(list) {
			decides[s.place] = true
		}
	}
	out := make([]casefile.Event, 0, len(events))
	places := make(map[string]place, len(events))
	taken := map[place]bool{} // told twice, it counts once
	for _, e := range events {
		p := place{e.HLC, e.ID}
		if e.Type == casefile.ClaimSettled {
			s, ok := bodies[e.ID]
			if ok {
				p = s.placed(p)
			}
			if !ok || !decides[p] || taken[p] {
				parked = append(parked, casefile.Parked{EventID: e.ID, Reason: parkedSettledEarlier})
				continue
			}
			taken[p] = true
			e.HLC = p.hlc
		}
		places[e.ID] = p
		out = append(out, e)
	}
	slices.SortStableFunc(out, func(a, b casefile.Event) int { return places[a.ID].compare(places[b.ID]) })
	return out, parked
}

func isSettlement(e casefile.Event) bool { return e.Type == casefile.ClaimSettled }

// What an event does to a key.
const (
	actClaim   = "claim"
	actRelease = "release"
	actSettle  = "settle"
)

// claimAct is one row of the claims index.
type claimAct struct {
	key string
	act string
}

// Keys that the kinds' Claims may give, by prefix.
const (
	releaseKey = "release:" // frees the key behind it
	numberKey  = "number:"  // number:<series>:<number>; a loser is renumbered
)

// claimActs reads what an event does to keys.
func claimActs(k *kind, e *Event) []claimAct {
	var out []claimAct
	add := func(act, key string) {
		if key != "" && len(key) <= maxText && plainText(key) {
			c := claimAct{key, act}
			if !slices.Contains(out, c) {
				out = append(out, c)
			}
		}
	}
	if e.Type == casefile.ClaimSettled {
		if s, ok := readSettlement(e.Body); ok && e.Role == string(authority.System) {
			add(actSettle, s.Key)
			if series, _, isNumber := numberOf(s.Key); isNumber && s.Number != "" {
				add(actClaim, numberKey+series+":"+s.Number)
			}
		}
		return out
	}
	if k == nil || k.Claims == nil || k.knows(e) != "" || anySubject(e.Type) {
		return nil
	}
	c := e.seen(e.HLC, false)
	c.Personal = nil // a key must be the same after erasure
	for _, key := range claimsOf(k, e.Subject.ID, c) {
		if released, ok := strings.CutPrefix(key, releaseKey); ok {
			add(actRelease, released)
		} else {
			add(actClaim, key)
		}
	}
	return out
}

// claimsOf claims nothing if the kind's function fails: what arrives is stored.
func claimsOf(k *kind, subject string, e casefile.Event) (keys []string) {
	defer func() {
		if recover() != nil {
			keys = nil
		}
	}()
	return k.Claims(subject, e)
}

// numberOf reads a key that is a visible number.
func numberOf(key string) (series, number string, ok bool) {
	rest, ok := strings.CutPrefix(key, numberKey)
	if !ok {
		return "", "", false
	}
	series, number, ok = strings.Cut(rest, ":")
	return series, number, ok && series != "" && number != ""
}
