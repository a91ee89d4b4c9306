package ledger

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/jempolkeren/jempol/internal/authority"
	"github.com/jempolkeren/jempol/internal/casefile"
)

// Reasons for which the ledger itself parks an event (message keys).
const (
	parkedUnknownType    = "parked.unknown_type"
	parkedUnknownVersion = "parked.unknown_version"
	parkedQuarantined    = "parked.quarantined"
	parkedRepeated       = "parked.repeated"
	parkedSettledEarlier = "parked.settled_earlier"
	parkedFoldFailed     = "parked.fold_failed"
)

// kind is a registered kind of subject.
type kind struct {
	casefile.Kind
	upTo   map[string]int // event type → highest version its fold understands
	tables map[string]*table
}

// newKind reads "x.y" as versions up to 1 and "x.y@3" as versions up to 3.
func newKind(k casefile.Kind) (*kind, error) {
	out := &kind{Kind: k, upTo: map[string]int{}, tables: map[string]*table{parkedTable.Name: parked}}
	for _, t := range k.Types {
		name, v, versioned := strings.Cut(t, "@")
		n := 1
		if versioned {
			var err error
			if n, err = strconv.Atoi(v); err != nil || n < 1 {
				return nil, fmt.Errorf("kind %s: event type %q has no version", k.Name, t)
			}
		}
		out.upTo[name] = n
	}
	for _, t := range k.Tables {
		ct, err := newTable(t)
		if err != nil {
			return nil, fmt.Errorf("kind %s: %w", k.Name, err)
		}
		out.tables[t.Name] = ct
	}
	return out, nil
}

// knows says why an event cannot be folded here, or "".
func (k *kind) knows(e *Event) string {
	if k == nil {
		return parkedUnknownType
	}
	switch n, ok := k.upTo[e.Type]; {
	case !ok && anySubject(e.Type):
		if e.Version > 1 {
			return parkedUnknownVersion
		}
	case !ok:
		return parkedUnknownType
	case e.Version > n:
		return parkedUnknownVersion
	}
	return ""
}

// anySubject reports whether the ledger itself makes events of this type.
func anySubject(t string) bool {
	switch t {
	case casefile.ClaimSettled, casefile.Erased, casefile.ClockReceived, casefile.Quarantined:
		return true
	}
	return false
}

// place is where an event stands in its subject.
type place struct {
	hlc uint64
	id  string
}

func (p place) compare(q place) int {
	if c := cmp.Compare(p.hlc, q.hlc); c != 0 {
		return c
	}
	return strings.Compare(p.id, q.id)
}

// arranged is a subject's events as its fold sees them, and those it does not.
type arranged struct {
	events []casefile.Event
	parked []casefile.Parked
}

// arrange puts the subject's events in their order and leaves out those that
// cannot count. It depends on nothing but the set of events.
func arrange(k *kind, events []*Event) arranged {
	var out arranged
	places := placesOf(events)
	aside, erased := setAside(events)
	sorted := slices.Clone(events)
	slices.SortFunc(sorted, func(a, b *Event) int { return places[a.ID].compare(places[b.ID]) })

	type act struct {
		op string
		n  int
	}
	kept := make(map[act]string, len(sorted))
	var doubles []string // id, id of the one that counts, ...
	var counted []*Event
	for _, e := range sorted {
		if aside[e.ID] {
			out.parked = append(out.parked, casefile.Parked{EventID: e.ID, Reason: parkedQuarantined})
			continue
		}
		a := act{e.OpID, e.OpN}
		if first, ok := kept[a]; ok {
			doubles = append(doubles, e.ID, first)
			out.parked = append(out.parked, casefile.Parked{EventID: e.ID, Reason: parkedRepeated})
			continue
		}
		kept[a] = e.ID
		counted = append(counted, e)
	}
	seen := make([]casefile.Event, 0, len(counted))
	for _, e := range counted {
		switch {
		case e.Type == casefile.ClockReceived || e.Type == casefile.Quarantined:
			continue // they have had their effect above
		}
		if why := k.knows(e); why != "" {
			out.parked = append(out.parked, casefile.Parked{EventID: e.ID, Reason: why})
			continue
		}
		c := e.seen(places[e.ID].hlc, erased)
		if doubles != nil {
			rename(&c, doubles)
		}
		seen = append(seen, c)
	}
	out.events, out.parked = effectiveSettlements(seen, out.parked)
	return out
}

// seen is the event as folds know it.
func (e *Event) seen(hlc uint64, erased bool) casefile.Event {
	c := casefile.Event{
		Office: e.Office, ID: e.ID, OpID: e.OpID, OpN: e.OpN, Type: e.Type, Version: e.Version, Area: e.Area, Actor: e.Actor,
		Role: e.Role, OccurredAt: e.OccurredAt, HLC: hlc, Replaces: e.Replaces, Reference: e.Reference,
		Body: e.Body, Personal: e.personalData(), Erased: erased,
	}
	if erased {
		c.Personal = nil
	}
	return c
}

// placesOf gives each event its place: by its own clock, or, where that was
// more than a day ahead, at the time at which the office received it.
func placesOf(events []*Event) map[string]place {
	places := make(map[string]place, len(events))
	var clocks []*Event
	own := map[string]bool{} // made by the ledger
	for _, e := range events {
		places[e.ID] = place{e.HLC, e.ID}
		if anySubject(e.Type) {
			own[e.ID] = true
		}
		if e.Type == casefile.ClockReceived && e.Role == string(authority.System) {
			clocks = append(clocks, e)
		}
	}
	// Of two offices (a fork) the first that received it counts: go backwards,
	// so that the first is written last.
	slices.SortFunc(clocks, func(a, b *Event) int { return place{b.HLC, b.ID}.compare(place{a.HLC, a.ID}) })
	for _, c := range clocks {
		var body casefile.ClockReceivedBody
		if json.Unmarshal(c.Body, &body) != nil || body.HLC == 0 || body.Event == c.ID {
			continue
		}
		if p, ok := places[body.Event]; ok && !own[body.Event] {
			places[body.Event] = place{body.HLC, p.id}
		}
	}
	return places
}

// setAside reads which events the office has set aside, and whether the
// subject was erased. A quarantine that replaces another lifts it.
func setAside(events []*Event) (aside map[string]bool, erased bool) {
	var lifted map[string]bool
	for _, e := range events {
		switch e.Type {
		case casefile.Erased:
			erased = true
		case casefile.Quarantined:
			if aside == nil {
				aside, lifted = map[string]bool{}, map[string]bool{}
			}
			for _, id := range e.Replaces {
				lifted[id] = true
			}
		}
	}
	if aside == nil {
		return nil, erased
	}
	for _, e := range events {
		var body casefile.QuarantinedBody
		if e.Type != casefile.Quarantined || lifted[e.ID] || json.Unmarshal(e.Body, &body) != nil {
			continue
		}
		for _, id := range body.Events {
			aside[id] = true
		}
	}
	for _, e := range events { // nothing that the ledger itself says can be set aside
		if anySubject(e.Type) {
			delete(aside, e.ID)
		}
	}
	return aside, erased
}

// rename lets references to a double point at the event that counts for it.
func rename(c *casefile.Event, doubles []string) {
	for i := 0; i < len(doubles); i += 2 {
		from, to := doubles[i], doubles[i+1]
		if bytes.Contains(c.Body, []byte(from)) {
			c.Body = bytes.ReplaceAll(c.Body, []byte(from), []byte(to))
		}
		if slices.Contains(c.Replaces, from) {
			c.Replaces = slices.Clone(c.Replaces)
			c.Replaces[slices.Index(c.Replaces, from)] = to
			slices.Sort(c.Replaces)
			c.Replaces = slices.Compact(c.Replaces)
		}
	}
}

// fold gives the rows of a subject. An error is a fault in the fold, never in
// the events; the rows are then those of a subject none of whose events count.
func fold(k *kind, s Subject, events []*Event) (rowset, error) {
	a := arrange(k, events)
	rows := rowset{}
	var err error
	if k != nil && len(a.events) > 0 {
		var res casefile.Result
		if res, err = runFold(k, s.ID, a.events); err == nil {
			err = rows.add(k, res.Rows)
		}
		a.parked = append(a.parked, res.Parked...)
		if err != nil {
			rows, a.parked = rowset{}, nil
			for _, e := range events {
				a.parked = append(a.parked, casefile.Parked{EventID: e.ID, Reason: parkedFoldFailed})
			}
			err = fmt.Errorf("the fold of %s %s: %w", s.Kind, s.ID, err)
		}
	}
	for _, p := range a.parked {
		rows.park(s.Kind, p)
	}
	return rows, err
}

func runFold(k *kind, id string, events []casefile.Event) (res casefile.Result, err error) {
	defer func() {
		if p := recover(); p != nil {
			res, err = casefile.Result{}, fmt.Errorf("panic with a %T", p) // its text may hold personal data
		}
	}()
	return k.Fold(id, events), nil
}
