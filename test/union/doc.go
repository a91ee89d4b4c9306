// Package union holds the ledger's properties with every room's fold at once:
// what one set of events gives does not depend on how it came together.
package union
