// Package permission holds the whole program to the table of who may do what:
// every route of the wired site, asked by every role for something inside its
// reach and for something outside. It has tests only.
//
// What is expected is read from internal/authority and nowhere else, so a new
// route, role or event type is tested without a change here; one that the table
// does not know fails.
package permission
