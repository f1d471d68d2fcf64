package flows

// Program is a compiled flow: every path resolved, every text laid out, ready
// to step. It is immutable and may be used from many goroutines.
type Program struct {
	Flow    *Flow
	Edition int
	Wording int
}
