package ledger

import (
	"bufio"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"hash"
	"io"

	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/fault"
)

// A stream file holds events: the line below, then for each event its
// canonical bytes and its personal part, each as uvarint length and bytes, then
// a length of zero and the SHA-256 of all before it, so that a file that was
// cut off is noticed.
const streamFile = "jempol events 1\n"

var errStreamFile = errors.New("not a whole file of events")

const exportPage = 1000

// Export writes all events with their personal parts, in the order of the
// feed, and says where the feed then stood. The scope must say what for.
func (l *Ledger) Export(ctx context.Context, scope db.Scope, w io.Writer) (Cursor, error) {
	sum := sha256.New()
	out := bufio.NewWriter(io.MultiWriter(w, sum))
	_, _ = out.WriteString(streamFile) // a failed write is told by Flush
	var c Cursor
	for {
		events, next, err := l.Since(ctx, scope, c, exportPage)
		if err != nil {
			return c, err
		}
		if len(events) == 0 {
			break
		}
		for i := range events {
			_, _ = out.Write(binary.AppendUvarint(nil, uint64(len(events[i].bytes))))
			_, _ = out.Write(events[i].bytes)
			_, _ = out.Write(binary.AppendUvarint(nil, uint64(len(events[i].Personal))))
			_, _ = out.Write(events[i].Personal)
		}
		c = next
	}
	_ = out.WriteByte(0)
	if err := out.Flush(); err != nil {
		return c, fault.Wrap("fault.ledger.export", err)
	}
	_, err := w.Write(sum.Sum(nil))
	return c, fault.Wrap("fault.ledger.export", err)
}

// ReadExport reads what Export wrote and hands the events over in portions. The
// sum at the end is checked last: take nothing for complete before it returns.
func ReadExport(r io.Reader, portion func([]Event) error) error {
	in := &summing{r: bufio.NewReader(r), sum: sha256.New()}
	head := make([]byte, len(streamFile))
	if _, err := io.ReadFull(in, head); err != nil || string(head) != streamFile {
		return fault.New(fault.Invalid, "fault.ledger.import").Because(errStreamFile)
	}
	var events []Event
	for {
		b, err := in.block(2 * maxBody)
		if err != nil {
			return fault.New(fault.Invalid, "fault.ledger.import").Because(err)
		}
		if len(b) == 0 {
			break
		}
		e, err := Decode(b)
		if err != nil {
			return fault.New(fault.Invalid, "fault.ledger.import").Because(err)
		}
		if e.Personal, err = in.block(maxBody); err != nil {
			return fault.New(fault.Invalid, "fault.ledger.import").Because(err)
		}
		if len(e.Personal) == 0 {
			e.Personal = nil
		}
		if events = append(events, e); len(events) == exportPage {
			if err := portion(events); err != nil {
				return err
			}
			events = nil
		}
	}
	want := in.sum.Sum(nil)
	got := make([]byte, len(want))
	if _, err := io.ReadFull(in.r, got); err != nil || !bytes.Equal(got, want) {
		return fault.New(fault.Invalid, "fault.ledger.import").Because(errStreamFile)
	}
	if len(events) == 0 {
		return nil
	}
	return portion(events)
}

// summing reads and sums.
type summing struct {
	r   *bufio.Reader
	sum hash.Hash
}

// Read reads and sums.
func (s *summing) Read(p []byte) (int, error) {
	n, err := s.r.Read(p)
	s.sum.Write(p[:n])
	return n, err
}

// ReadByte reads and sums one byte.
func (s *summing) ReadByte() (byte, error) {
	b, err := s.r.ReadByte()
	if err == nil {
		s.sum.Write([]byte{b})
	}
	return b, err
}

func (s *summing) block(limit uint64) ([]byte, error) {
	n, err := binary.ReadUvarint(s)
	if err != nil || n > limit {
		return nil, errStreamFile
	}
	b := make([]byte, n)
	if _, err := io.ReadFull(s, b); err != nil {
		return nil, errStreamFile
	}
	return b, nil
}
