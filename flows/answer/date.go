package answer

import "time"

// Date reads a reply as one day, as the languages write it: "3 March 2026",
// "12 de marzo", "le 1er mai", "tarehe 3 Machi", "٣ مارس", 3/4/2026 in the
// language's order, "ayer", "3 days ago", "last monday". A day without a year
// is the one nearest to today, and Near. day is "2026-03-12".
func (r *Reader) Date(text, lang string, today time.Time) (day string, fit Fit, why Why) {
	if len(text) > foldBytes {
		return "", Misfit, NotADate
	}
	y, m, d := today.Date()
	today = time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
	own := r.lexicon(lang)
	found, fit, why := own.date(text, today, maxAroundDigits)
	if fit != Misfit {
		return found.Format(time.DateOnly), fit, ""
	}
	for _, other := range r.order {
		if other == lang || why != NotADate || own.saysNot(text) {
			continue
		}
		if found, f, _ := r.lexicons[other].date(text, today, 0); f != Misfit {
			return found.Format(time.DateOnly), Near, ""
		}
	}
	return "", Misfit, why
}

// dates is the reading of one reply in one language.
type dates struct {
	*lexicon
	today   time.Time
	found   time.Time
	n       int  // dates found
	near    bool // some part of it was a guess
	weekday time.Time
	strange int
	refused bool
}

// date reads in one language; around is how many unknown words may stand by.
func (x *lexicon) date(text string, today time.Time, around int) (time.Time, Fit, Why) {
	var buf [2 * foldBytes]byte
	r := dates{lexicon: x, today: today}
	marked := r.takeFigures(appendFold(buf[:0], text, true))
	w := split(appendFold(nil, string(marked), false))
	if w.long {
		return time.Time{}, Misfit, NotADate
	}
	for i := 0; i < w.n && !r.refused; {
		i += r.word(&w, i)
	}
	if r.n == 0 && !r.weekday.IsZero() {
		r.found, r.n, r.near = r.weekday, 1, true
	}
	switch {
	case r.refused || r.n == 0 || r.strange > around:
		return time.Time{}, Misfit, NotADate
	case r.n > 1:
		return time.Time{}, Misfit, TwoFit
	case r.near || r.strange > 0:
		return r.found, Near, ""
	}
	return r.found, Exact, ""
}

// word reads what begins at word i and returns how many words it took.
func (r *dates) word(w *reply, i int) int {
	if n := r.dayAndMonth(w, i); n > 0 {
		return n
	}
	if n := r.monthAndDay(w, i); n > 0 {
		return n
	}
	if n := r.spanOfDays(w, i); n > 0 {
		return n
	}
	m, n := r.find(w, i)
	switch {
	case n == 0:
		if c := w.word(i)[0]; c >= '0' && c <= '9' {
			r.refused = true // a figure that is no part of the date
		}
		r.strange++
		return 1
	case m.is&isNot != 0:
		r.refused = true
	case m.is&isDay != 0:
		r.add(r.today.AddDate(0, 0, m.day), false)
	case m.is&isWeekday != 0:
		return r.weekdayAt(w, i, m, n)
	case m.is&(isNumber|isMonth) != 0 && m.is&isFiller == 0:
		r.refused = true
	case m.is&(isFiller|isPast|isFuture) == 0:
		r.strange++
	}
	return n
}

func (r *dates) add(t time.Time, near bool) {
	if r.n > 0 && t.Equal(r.found) {
		return // "yesterday, 3 March"
	}
	r.found = t
	r.n++
	r.near = r.near || near
}

// fillers counts the filler words from i on.
func (r *dates) fillers(w *reply, i int) (n int) {
	for i+n < w.n {
		m, k := r.find(w, i+n)
		if k == 0 || m.is&isFiller == 0 || m.is&(isNumber|isMonth) != 0 {
			break
		}
		n += k
	}
	return n
}

// dayOfMonth reads "3", "3rd", "primero", "tres".
func (r *dates) dayOfMonth(w *reply, i int) (day, n int) {
	if i >= w.n {
		return 0, 0
	}
	if day, n = r.ordinal(w, i); n == 0 {
		day, n = r.numeral(w, i)
	}
	if day < 1 || day > 31 {
		return 0, 0
	}
	return day, n
}

// month reads a month's name, written once or in two ways ("آذار/مارس").
func (r *dates) month(w *reply, i int) (month, n int) {
	for i+n < w.n {
		m, k := r.find(w, i+n)
		if k == 0 || m.is&isMonth == 0 || month != 0 && int(m.month) != month {
			break
		}
		month = int(m.month)
		n += k
	}
	return month, n
}

// year reads a year of four figures, or in words.
func (r *dates) year(w *reply, i int) (year, n int) {
	if i >= w.n {
		return 0, 0
	}
	year, n = r.numeral(w, i)
	if year < 1800 || year > 2200 {
		return 0, 0
	}
	return year, n
}

// dayAndMonth reads "3 de marzo de 2026".
func (r *dates) dayAndMonth(w *reply, i int) int {
	day, n := r.dayOfMonth(w, i)
	if n == 0 {
		return 0
	}
	n += r.fillers(w, i+n)
	month, k := r.month(w, i+n)
	if k == 0 {
		return 0
	}
	n += k
	return n + r.finish(w, i+n, month, day)
}

// monthAndDay reads "March 3, 2026".
func (r *dates) monthAndDay(w *reply, i int) int {
	month, n := r.month(w, i)
	if n == 0 {
		return 0
	}
	n += r.fillers(w, i+n)
	day, k := r.dayOfMonth(w, i+n)
	if k == 0 {
		return 0
	}
	n += k
	return n + r.finish(w, i+n, month, day)
}

// finish reads a year behind day and month, and returns the words it took.
func (r *dates) finish(w *reply, i, month, day int) int {
	n := r.fillers(w, i)
	year, k := r.year(w, i+n)
	if k == 0 {
		r.addNearest(month, day)
		return 0
	}
	r.addDay(year, month, day, false)
	return n + k
}

// addDay adds a day if the calendar has it.
func (r *dates) addDay(year, month, day int, near bool) {
	t := time.Date(year, time.Month(month), day, 0, 0, 0, 0, time.UTC)
	if month < 1 || month > 12 || t.Day() != day || year < 1800 || year > 2200 {
		r.refused = true
		return
	}
	r.add(t, near)
}

// addNearest adds the day of this month and day that is nearest to today.
func (r *dates) addNearest(month, day int) {
	var best time.Time
	for year := r.today.Year() - 1; year <= r.today.Year()+1; year++ {
		t := time.Date(year, time.Month(month), day, 0, 0, 0, 0, time.UTC)
		if t.Day() == day && int(t.Month()) == month && (best.IsZero() || t.Sub(r.today).Abs() < best.Sub(r.today).Abs()) {
			best = t
		}
	}
	if best.IsZero() {
		r.refused = true
		return
	}
	r.add(best, true)
}
