package tripplan

import (
	"syscall"
	"time"
	"unsafe"
)

var threadTimes = syscall.NewLazyDLL("kernel32.dll").NewProc("GetThreadTimes")

// threadTime is the processor time of this thread so far.
func threadTime() time.Duration {
	const thisThread = ^uintptr(1) // the pseudo handle -2
	var created, exited, kernel, user syscall.Filetime
	ok, _, _ := threadTimes.Call(thisThread, uintptr(unsafe.Pointer(&created)), uintptr(unsafe.Pointer(&exited)),
		uintptr(unsafe.Pointer(&kernel)), uintptr(unsafe.Pointer(&user)))
	if ok == 0 {
		return 0
	}
	ticks := func(f syscall.Filetime) int64 { return int64(f.HighDateTime)<<32 + int64(f.LowDateTime) } // of 100 ns
	return time.Duration(100 * (ticks(kernel) + ticks(user)))
}
