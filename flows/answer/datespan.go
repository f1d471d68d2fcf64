package answer

// spanOfDays reads "hace 3 días", "two weeks ago", "siku 3 zilizopita".
func (r *dates) spanOfDays(w *reply, i int) int {
	side, at := r.side(w, i)
	count, k := 0, 0
	unit, u := r.unit(w, i+at)
	if u > 0 { // Swahili says "days three"
		at += u
		count, k = r.count(w, i+at)
		at += k
	} else if count, k = r.count(w, i+at); k > 0 {
		at += k
		unit, u = r.unit(w, i+at)
		at += u
	}
	if k == 0 || u == 0 || count > 4000 {
		return 0
	}
	if side == 0 {
		side, k = r.side(w, i+at)
		at += k
	}
	if side == 0 {
		return 0
	}
	r.add(r.today.AddDate(0, 0, side*count*unit), false)
	return at
}

func (r *dates) side(w *reply, i int) (side, n int) {
	if i >= w.n {
		return 0, 0
	}
	switch m, n := r.find(w, i); {
	case n > 0 && m.is&isPast != 0:
		return -1, n
	case n > 0 && m.is&isFuture != 0:
		return 1, n
	}
	return 0, 0
}

func (r *dates) unit(w *reply, i int) (days, n int) {
	if i >= w.n {
		return 0, 0
	}
	m, n := r.find(w, i)
	if n == 0 || m.is&isUnit == 0 {
		return 0, 0
	}
	return m.unit, n
}

func (r *dates) count(w *reply, i int) (count, n int) {
	if i >= w.n {
		return 0, 0
	}
	return r.numeral(w, i)
}

// weekdayAt reads a weekday of n words at i: the nearest one, or the last or
// next before or after today when a word beside it says so.
func (r *dates) weekdayAt(w *reply, i int, m meaning, n int) int {
	side := 0
	if i > 0 {
		side, _ = r.side(w, i-1)
	}
	taken := n
	if side == 0 {
		var k int
		side, k = r.side(w, i+n)
		taken += k
	}
	d := (int(m.weekday) - int(r.today.Weekday()) + 7) % 7
	switch {
	case side < 0:
		d -= 7
	case side > 0 && d == 0:
		d = 7
	case side == 0 && d > 3:
		d -= 7
	}
	if r.weekday = r.today.AddDate(0, 0, d); side != 0 {
		r.add(r.weekday, false)
	}
	return taken
}
