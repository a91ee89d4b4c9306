// Package app wires the rooms of the program to one another. It is the only
// package that knows them all, and it holds no rule of its own.
//
//	open.go     the database, the ledger and the rooms, in the order in which they lean on each other
//	kinds.go    which room folds which subject
//	site.go     routes, navigation and pages
//	serve.go    Run: one office server, until its context ends
//	keys.go     the keys of the data at rest
//	backup.go   backup.go, restore.go, verify.go: the verbs on a data folder
package app
