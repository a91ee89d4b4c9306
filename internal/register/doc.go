// Package register holds the office's copy of the population register and is
// the one choke-point for "who is this person?": every way a person can enter
// the system (a single report, a list, a visit, a dossier) asks Candidates
// first.
//
// It answers by NIK and by a search (internal/linkage) among the residents and
// among the people of the office's cases. What the search knows of the register
// lies in pages of the database that change with it in one transaction; they are
// read when somebody asks (index.go). The cases are followed through the ledger
// (caseindex.go). A missing value only lowers what can be matched; a NIK that
// contradicts lowers it too.
//
// The data come in generations: an import is loaded beside what is there, its
// keys are written in one sorted pass, and one step lets it take the place of
// the earlier import of its source. Of two sources that know one person the
// more trusted counts. The same person has the same id in every generation,
// because decisions on cases name it.
//
// Deciding is for people: a decision is an event of the case
// (case.identity_decided) and never changes the register.
package register
