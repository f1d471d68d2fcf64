package answer

// takeFigures reads the dates written in figures only (2026-03-12, 3/4/2026,
// 3/4) and returns the text without them and without times of day.
func (r *dates) takeFigures(text []byte) []byte {
	rest := make([]byte, 0, len(text))
	for i := 0; i < len(text); {
		if !digitAt(text, i) || i > 0 && (isLetterByte(text[i-1]) || digitAt(text, i-1)) {
			rest = append(rest, text[i])
			i++
			continue
		}
		n := r.figuresAt(text, i)
		if n == 0 {
			n = timeOfDay(text, i)
		}
		if n == 0 {
			for n = 1; digitAt(text, i+n); n++ {
			}
			rest = append(rest, text[i:i+n]...)
		} else {
			rest = append(rest, ' ')
		}
		i += n
	}
	return rest
}

// figuresAt reads one date in figures at i, and returns the bytes it took.
func (r *dates) figuresAt(text []byte, i int) int {
	var part [3]int
	var size [3]int
	var sep byte
	at, n := i, 0
	for n < 3 {
		from := at
		for digitAt(text, at) && at-from < 5 {
			part[n] = part[n]*10 + int(text[at]-'0')
			at++
		}
		size[n] = at - from
		if size[n] == 0 || size[n] > 4 {
			return 0
		}
		n++
		next, s := separatorAt(text, at)
		if n == 3 || next == 0 || sep != 0 && s != sep {
			break
		}
		at, sep = next, s
	}
	if n < 2 || at < len(text) && isLetterByte(text[at]) {
		return 0
	}
	if next, _ := separatorAt(text, at); next != 0 {
		return 0 // four figures are no date
	}
	switch {
	case n == 2 && sep == '.', n == 2 && (size[0] > 2 || size[1] > 2), size[1] > 2:
		return 0
	case n == 2:
		if month, day, near := r.monthDay(part[0], part[1]); month > 0 {
			r.addNearest(month, day)
			r.near = r.near || near
		} else {
			r.refused = true
		}
	case size[0] == 4 && size[2] <= 2:
		r.addDay(part[0], part[1], part[2], false)
	case size[0] <= 2 && (size[2] == 4 || size[2] == 2):
		year := part[2]
		if size[2] == 2 {
			year = r.century(year)
		}
		if month, day, near := r.monthDay(part[0], part[1]); month > 0 {
			r.addDay(year, month, day, near)
		} else {
			r.refused = true
		}
	default:
		return 0
	}
	return at - i
}

// separatorAt returns where the next figure begins behind a separator at i, or 0.
func separatorAt(text []byte, i int) (next int, sep byte) {
	for i < len(text) && text[i] == ' ' {
		i++
	}
	if i >= len(text) || text[i] != '/' && text[i] != '-' && text[i] != '.' {
		return 0, 0
	}
	sep = text[i]
	for i++; i < len(text) && text[i] == ' ' && sep != '.'; i++ {
	}
	if !digitAt(text, i) {
		return 0, 0
	}
	return i, sep
}

// monthDay puts two figures into the language's order, or into the only one
// possible; month is 0 when there is none.
func (r *dates) monthDay(a, b int) (month, day int, near bool) {
	if r.MonthFirst {
		month, day = a, b
	} else {
		month, day = b, a
	}
	if month > 12 && day <= 12 {
		month, day, near = day, month, true
	}
	if month < 1 || month > 12 || day < 1 || day > 31 {
		return 0, 0, false
	}
	return month, day, near
}

// century completes a year of two figures: at most 20 years ahead.
func (r *dates) century(year int) int {
	year += 2000
	if year > r.today.Year()+20 {
		year -= 100
	}
	return year
}

// timeOfDay returns the length of "10:30" at i, or 0.
func timeOfDay(text []byte, i int) int {
	n := 0
	for digitAt(text, i+n) {
		n++
	}
	if n > 2 || i+n >= len(text) || text[i+n] != ':' || !digitAt(text, i+n+1) || !digitAt(text, i+n+2) || digitAt(text, i+n+3) {
		return 0
	}
	return n + 3
}
