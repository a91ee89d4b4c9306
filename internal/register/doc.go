// Package register holds the office's copy of the population register and is
// the one choke-point for "who is this person?": every way a person can enter
// the system (a single report, a list, a visit, a dossier) asks Candidates
// first.
//
// It answers by exact NIK, and by folded name within the village or the birth
// years. A missing value narrows nothing; it only lowers what can be matched.
// The data come in generations: an import is loaded beside what is there, its
// keys are written in one sorted pass, and one step lets it take the place of
// the earlier import of its source. Of two sources that know one person the
// more trusted counts. The same person has the same id in every generation,
// because decisions on cases name it.
//
// Deciding is for people: a decision is an event of the case
// (case.identity_decided) and never changes the register.
package register
