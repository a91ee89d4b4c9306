// Package public is where people without an account meet the service: they
// follow a report by its code, check a paper of the office, tell of a neighbour
// who needs help, and complain to the head of the office.
//
// It shows the least: a code leads to the stage in plain words and to a
// kecamatan, never to a name, number, address, reason or anything of health
// (UU 27/2022 pasal 16). What a neighbour tells lies in a queue of its own and
// becomes a case only when somebody of the office has reported it; its words
// are gone once that is decided. A complaint (UU 25/2009 pasal 36,
// from general knowledge: mark M of the lawbook) reaches the
// head alone, who says what was done about it; then its words are gone too.
// Guessing is slowed down by address.
//
// The picker of villages for whoever is signed in is office's (/wilayah/cari).
package public
