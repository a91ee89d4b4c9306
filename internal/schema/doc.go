// Package schema holds every table as numbered SQL files and brings a database
// up to date.
//
// A file is NNNN_<room>_<what>.sql, begins with a comment that says why, and is
// written once, in PostgreSQL's words: TEXT, BYTEA, BIGINT, SMALLINT, DOUBLE
// PRECISION. As it is read, PostgreSQL gets byte order for text (COLLATE "C"),
// and SQLite gets its own type names and STRICT tables, so that a wrong type is
// refused on both. A released file never changes; what is wrong is mended by
// the next number.
package schema
