// Package monitoring is the last step: how many of the people who were to be
// reached have a document in hand, how many are left, and who waits too long.
//
// Who: head and coordinator read the whole office; the social office and the
// Camat the figures of their own scope. Head and coordinator set the target of
// a year; the head records the evaluation sessions, which are held at least
// every six months.
//
// The unit is a person. Served is who has at least one document in hand; who
// was visited and who was recorded are reported beside it. The list of 1
// January and the people found later are counted apart, and "left" counts the
// list alone. A case that points at another one of the same person counts
// nobody; one entered by mistake is in no figure at all.
//
// Figures come from case_count and the times of case_file: no name, number,
// address or health of anybody is read (UU 27/2022 pasal 16).
//
// Money stands by the lines of the year's budget document: what trips cost comes
// from the trips, everything else is recorded here.
//
// Events out: target.set and budget.spent (subject: the year), evaluation.held.
package monitoring
