//go:build !unix

package dbtest

import "os/exec"

// detach has nothing to do: a private server is started on Unix only.
func detach(*exec.Cmd) {}
