//go:build unix

package dbtest

import (
	"os/exec"
	"syscall"
)

// detach keeps an interrupt at the terminal from the process, so that the
// watchdog is there to clean up after it.
func detach(cmd *exec.Cmd) { cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true} }
