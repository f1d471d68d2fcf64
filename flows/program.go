package flows

// Program is a compiled flow: every path resolved, every text laid out, ready
// to step. It is immutable and may be used from many goroutines.
type Program struct {
	Flow    *Flow
	Edition int // what plaza publish numbers; 0 for a draft
	Wording int
}
