package main

// registerCmd are the verbs of the population register.
type registerCmd struct {
	Duplicates registerDuplicatesCmd `cmd:"" help:"Compare the whole register with itself: exit 0 nobody stands twice, 1 somebody does, 2 could not run."`
}
