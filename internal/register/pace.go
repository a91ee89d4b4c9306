package register

import "time"

// A slice of bulk work holds the writer for this long, so that others' saves
// need not wait longer.
const sliceTime = 25 * time.Millisecond

const (
	leastRows = 256
	mostRows  = 4_096
)

// pace learns how many rows one slice may have on this machine.
type pace struct{ n int }

// rows is how many the next slice has.
func (p *pace) rows() int {
	if p.n == 0 {
		p.n = 2 * leastRows
	}
	return p.n
}

// took notes how long a slice took. Rows go in whole statements of 256.
func (p *pace) took(rows int, d time.Duration) {
	switch {
	case rows < p.n || d <= 0: // the last of a portion says little
	case d > sliceTime:
		p.n = max(leastRows, p.n/2/leastRows*leastRows)
	case d < sliceTime/2:
		p.n = min(mostRows, p.n*2)
	case d < sliceTime*3/4:
		p.n = min(mostRows, p.n+leastRows)
	}
}
