package db

import (
	"sync"
	"sync/atomic"
)

// Blocks of 4 kB are what is encrypted as a whole.
const (
	blockSize  = 4096
	blocksKept = 16 << 20 / blockSize // of all files of the process
	stripes    = 16
)

// blocks keeps what of encrypted files was read or written last, in clear, for all
// connections of the process. SQLite throws away what a connection has read as
// soon as anybody writes, so that six readers decrypted the same pages again after
// every save: a seventh of the processor while a list is saved.
//
// What it holds is what the file holds: whoever writes, writes here as well, and
// what was read while somebody wrote is not kept (writes).
var blocks blockCache

type blockCache struct {
	stripes [stripes]stripe
	files   atomic.Uint64
}

// blockID is a block of a file. A file has another number each time it is opened
// after nobody had it open.
type blockID struct {
	file uint64
	n    int64
}

type stripe struct {
	mu     sync.Mutex
	at     map[blockID]int32
	ids    []blockID
	used   []bool // since the hand last passed
	data   []byte
	hand   int32
	writes uint64 // that began or ended
}

func (c *blockCache) of(id blockID) *stripe { return &c.stripes[(uint64(id.n)^id.file)%stripes] }

// read copies from a block that is kept. Else it gives the mark of now, with
// which the block may be kept when it is read (fill).
func (s *stripe) read(id blockID, p []byte, from int) (ok bool, mark uint64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	i, ok := s.at[id]
	if ok {
		copy(p, s.data[int(i)*blockSize+from:(int(i)+1)*blockSize])
		s.used[i] = true
	}
	return ok, s.writes
}

// fill keeps a block that was read, unless somebody has begun to write since the
// mark was given.
func (s *stripe) fill(id blockID, block []byte, mark uint64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.writes == mark {
		s.keep(id, block)
	}
}

// begin says that somebody writes: what is read from now on is not to be kept
// before the end.
func (s *stripe) begin() {
	s.mu.Lock()
	s.writes++
	s.mu.Unlock()
}

// end takes over what was written to a block, from a place in it on; ok is
// whether it was written.
func (s *stripe) end(id blockID, p []byte, from int, ok bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.writes++
	i, there := s.at[id]
	switch {
	case !ok && there:
		s.drop(i)
	case ok && there:
		copy(s.data[int(i)*blockSize+from:(int(i)+1)*blockSize], p)
	case ok && len(p) == blockSize:
		s.keep(id, p)
	}
}

// forget drops the blocks of a file from one on.
func (c *blockCache) forget(file uint64, from int64) {
	for i := range c.stripes {
		s := &c.stripes[i]
		s.mu.Lock()
		s.writes++
		for at, id := range s.ids {
			if id.file == file && id.n >= from {
				s.drop(int32(at))
			}
		}
		s.mu.Unlock()
	}
}

func (s *stripe) drop(i int32) {
	delete(s.at, s.ids[i])
	s.ids[i], s.used[i] = blockID{}, false
}

// keep takes the next place that was not used since the hand passed it last.
func (s *stripe) keep(id blockID, block []byte) {
	const most = blocksKept / stripes
	if s.at == nil {
		s.at, s.ids, s.used, s.data = make(map[blockID]int32, most), make([]blockID, most), make([]bool, most), make([]byte, most*blockSize)
	}
	i, there := s.at[id]
	if !there {
		for i = s.hand; s.used[i]; i = (i + 1) % most {
			s.used[i] = false
		}
		s.hand = (i + 1) % most
		delete(s.at, s.ids[i])
		s.at[id], s.ids[i] = i, id
	}
	copy(s.data[int(i)*blockSize:], block)
}
