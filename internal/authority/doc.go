// Package authority is the one table of who may do what.
//
// A role reaches an action not at all, or within a bound: its own reports, its
// own institution, its own agency, its own areas, or the whole office. Every
// event type of casefile is an action, and so is every page and every verb
// that shows or prints something. A route or an event type that is not in the
// table can be used by nobody.
//
// The bound is checked twice: by Allowed on the subject at hand, and again in
// the WHERE of every list (account.CaseFilter).
//
// Beside the table stands the separation of duties (Separation): who captured
// may not verify the same dossier, who verified may not record its hand-over,
// and the second person who approves a biometric exception is not the operator
// who could not capture.
//
// The roles and what they do come from the service's process ("Who",
// docs/process.md); the duty to keep personal data from those who do not need
// it is UU 27/2022 pasal 35-39.
package authority
