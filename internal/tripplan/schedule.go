package tripplan

import "math"

// schedule says when a route that serves nodes in this order does what: as early
// as it can, but leaving as late as it may without being back later. False: it
// cannot be done.
func (c *compiled) schedule(ri int, order []int32) (Tour, bool) {
	r := &c.routes[ri]
	out := Tour{Leave: r.open, Back: r.open, Rest: None}
	if len(order) == 0 {
		return out, true
	}
	rest, best := -2, math.Inf(1) // the way with the break; -1: none
	for at := -1; at <= len(order); at++ {
		if at >= 0 && r.restMin == 0 {
			break
		}
		back := c.forward(r, order, r.open, at, nil)
		if limit := r.limit0; at < 0 && back > limit || back > r.lim1 || back >= best {
			continue
		}
		if rest, best = at, back; at < 0 {
			break
		}
	}
	if rest == -2 {
		return out, false
	}
	leave := max(r.open, c.backward(r, order, best, rest)-slack)
	out.Visits = make([]Visit, 0, len(order))
	out.Leave = leave
	out.Back = c.forward(r, order, leave, rest, &out)
	return out, true
}

// forward drives the order from a moment on, with the break on the way to the
// stop rest, and tells when it is back. It writes down what it does if out is set.
func (c *compiled) forward(r *croute, order []int32, leave float64, rest int, out *Tour) float64 {
	at, key := int(r.from), int32(-1)
	for i := 0; i <= len(order); i++ {
		to := int(r.to)
		if i < len(order) {
			to = int(c.nodes[order[i]].place)
		}
		way := r.leg[at*c.places+to].minutes
		arrive, ready := leave+way, leave+way
		if i == rest {
			ready = r.rested(leave, way)
			if out != nil && !math.IsInf(ready, 1) {
				out.Rest = max(leave, min(arrive, r.rest.To), r.rest.From)
				if out.Rest < arrive { // on the way
					arrive = ready
				}
			}
		}
		if i == len(order) {
			return ready
		}
		n := &c.nodes[order[i]]
		start := c.window(n, r).opens(ready)
		leave = start + n.service
		if key != n.place {
			leave += n.setup
		}
		leave = n.over(leave)
		if out != nil {
			out.Visits = append(out.Visits, Visit{int(order[i]), arrive, start, leave})
		}
		at, key = to, n.place
	}
	return leave
}

// backward is the latest leaving with which the order is back by then.
func (c *compiled) backward(r *croute, order []int32, back float64, rest int) float64 {
	late := min(back, r.lim1)
	if rest < 0 {
		late = min(back, r.limit0)
	}
	to := int(r.to)
	for i := len(order); i >= 0; i-- {
		at := int(r.from)
		if i > 0 {
			at = int(c.nodes[order[i-1]].place)
		}
		way := r.leg[at*c.places+to].minutes
		if i == rest {
			late = r.restedBy(late, way)
		} else {
			late -= way
		}
		if i == 0 {
			return late
		}
		n := &c.nodes[order[i-1]]
		late = min(late, n.until) - n.service
		before := int32(-1)
		if i > 1 {
			before = c.nodes[order[i-2]].place
		}
		if before != n.place {
			late -= n.setup
		}
		late = c.window(n, r).shuts(late)
		to = at
	}
	return late
}
