package db

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/jempolkeren/jempol/internal/fault"
)

// LockName is the file in a data folder that its server holds locked.
const LockName = "server.lock"

// LockFolder makes this process the one server of a data folder. The system
// drops the lock when the process ends, however it ends, so a crash needs no
// clean-up; the file stays and means nothing by itself.
func LockFolder(dir string) (unlock func(), err error) {
	path := filepath.Join(dir, LockName)
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, fault.New(fault.Unavailable, "db.folder").WithArgs(map[string]any{"dir": dir}).Because(err)
	}
	ok, err := lockFile(f)
	if err != nil {
		_ = f.Close()
		return nil, fault.New(fault.Unavailable, "db.folder").WithArgs(map[string]any{"dir": dir}).Because(err)
	}
	if !ok {
		text, _ := io.ReadAll(io.LimitReader(f, 32))
		_ = f.Close()
		pid := strings.TrimSpace(string(text))
		return nil, fault.New(fault.Busy, "db.folder_locked").
			WithArgs(map[string]any{"dir": dir, "pid": pid}).
			Because(fmt.Errorf("process %s already serves %s: stop it, or name another folder with --data", pid, dir))
	}
	if err := f.Truncate(0); err == nil {
		_, _ = f.WriteAt([]byte(fmt.Sprintln(os.Getpid())), 0) // for the message only
	}
	return func() { _ = f.Close() }, nil
}
