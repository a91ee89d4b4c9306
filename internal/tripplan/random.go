package tripplan

import "math/bits"

// random is a small fast generator (wyrand); every thread has its own.
type random struct{ s uint64 }

func newRandom(seed uint64) random {
	r := random{seed ^ 0x9e3779b97f4a7c15}
	r.next()
	return r
}

func (r *random) next() uint64 {
	r.s += 0xa0761d6478bd642f
	hi, lo := bits.Mul64(r.s, r.s^0xe7037ed1a0b428db)
	return hi ^ lo
}

// below is a number from 0 to n-1.
func (r *random) below(n int) int {
	hi, _ := bits.Mul64(r.next(), uint64(n))
	return int(hi)
}

// float is a number from 0 to below 1.
func (r *random) float() float64 { return float64(r.next()>>11) / (1 << 53) }
