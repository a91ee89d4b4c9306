// Package casefile is the case of one person: its stages and needs, the names
// and payloads of its events, and the fold that turns events into rows.
//
// Everything here is pure: no SQL, no HTTP, no clock, no randomness. FoldState
// reads a case's events in order and yields its State; State.May is the one
// table of what may happen next, which the use cases ask before they write and
// the fold asks for every event that arrived. What May refuses is parked: it
// stays in the ledger, has no effect, and is looked at again with every fold.
// NewKind makes rows of the State and adds those of the steps.
//
// Legal ground: the stages follow the service's own technical guide (Dinas
// Dukcapil Kabupaten Trenggalek, 2 August 2021), which rests on Permendagri
// 96/2019; the order NIK before recording before KTP-el on Perpres 96/2018.
package casefile
