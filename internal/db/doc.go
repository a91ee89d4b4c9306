// Package db is the only door to the database, on SQLite and on PostgreSQL.
//
// Reads go to a pool of readers that cannot write. Writes go to one goroutine
// that owns the only writing connection: it takes what is waiting, runs each
// member in its own savepoint, and commits them together, so that many people
// saving at once share one fsync and none of them waits for a lock.
//
// One SQL text serves both engines: parameters are $1..$n, times are BIGINT
// microseconds (Micros), booleans SMALLINT (bool arguments become 0 or 1).
package db
