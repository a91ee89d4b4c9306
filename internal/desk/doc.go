// Package desk is where people meet the cases: the home page with the open work
// of a role, search, the list of cases, and the page of one case with what
// happened and who looked.
//
// It also keeps what people put aside of a long form, for themselves and for two
// weeks, and shows the guide of their role.
//
// It changes nothing in the ledger. Home, menu counts and next actions read
// the table work and nothing else; where each piece of work is done and how its
// button is called, app says (Deps.Work), and which doors a case page has
// besides (Deps.Doors).
//
// A name is read through one function only, which wants a purpose or the
// logged line of a list (UU 27/2022 pasal 31); a role that reaches the stage of
// a case and nothing else sees number, village and stage.
package desk
