// Package linkage answers "who in the register is this person?": a report with
// a name as it was heard, often without a date, against a whole population
// register, in memory. It is pure: no SQL, no HTTP, no clock, no chance; the
// same register, model and report always give the same answer.
//
// An Index is made with a Builder and asked with Search. Names are folded by a
// table of rules (fold.go, resident.Spell); every token of a report is expanded to the tokens of
// the register's vocabulary that may be the same (expand.go); what they and the
// village and the years point at is gathered and the best are scored in full
// (search.go) with the weights of Fellegi and Sunter (model.go), which are
// learned from the data by expectation-maximisation (learn.go). A register is
// compared with itself by Pairs (pairs.go).
package linkage
