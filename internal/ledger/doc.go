// Package ledger keeps what people did, and keeps the tables in step with it.
//
// Do is the only way in for people: a use case reads, refuses or returns
// drafts, and the ledger numbers, chains and stores them as events and folds
// each touched subject, all in one transaction. Ingest is the way in for
// events that exist already: from another replica, from a backup, from the
// demonstration.
//
// Nothing here is ever changed or lost but one thing: the personal part of a
// subject that was lawfully erased (UU 27/2022 pasal 43, 44). The event that
// erases stays, and what it says holds for every event of the subject, whether
// it is here already or arrives later.
//
// The same set of events gives the same tables, in whatever order they
// arrive: a subject is always folded as a whole, and its fold sees nothing
// but the subject's own events in the order of their logical clocks. That is
// why union is the only way two ledgers meet.
package ledger
