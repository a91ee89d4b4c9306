package account

import "time"

// How often one may try to sign in. A village hall or an office has one
// address for all its people, so an address may try more often than a login;
// what stops a patient guesser is the lock, see lockFor.
const (
	addressEvery = 3 * time.Second
	addressBurst = 40
	loginEvery   = 6 * time.Second
	loginBurst   = 10
)
