// Package account knows who is asking: people, their sign-in and sessions, the
// scope in which they read, and the access log.
//
// It is the only room that makes a db.Scope, and so the only one that decides
// what a query may return: from a session (Session), for a job or a
// command-line verb (System), for a courier's one-time link (Courier), for the
// public (Public). CaseFilter turns a scope into the WHERE of a list of cases;
// Check holds one case against the authority table. Queue narrows and sorts the
// queues of the steps, each by the same filters; AreaPicker asks for an area and
// shows it by name. Why says what a case is read for, once for an hour of work on
// it, on the pages of every room.
//
// Users are an ordinary table. Every change of a right is an event as well
// (user.changed, subject: that user), written in the same transaction. Nobody
// ever knows another person's password: an account begins with a one-time link
// on which its owner chooses it, the first administrator's too.
//
// Legal basis: UU 27/2022 pasal 31 (a record of all processing: the access
// log), pasal 35-39 (confidentiality, no unlawful access).
package account
