// Package verdict makes citizens' assessment of a promise out of what people
// answered who were asked whether it is true where they live.
//
//	answers ──► one a person ──► by place ──► hide what is too small ──► Result
//
// A Result says how many people it speaks of and how they came to be asked. It
// is never a status: it stands beside the official one, and neither is computed
// from the other.
//
// # What is hidden
//
// Under k people nothing is said at all, and of a place with fewer nothing is
// said by itself. Everybody together is said all the same, so what is hidden
// could be found by taking away what is shown. Therefore the hidden places
// together must be k people too: where they are not, the smallest of the
// others is hidden with them. A place that is shown has at least k people; how
// they divide is shown whole, since a share says nothing without the rest.
//
// Who reads a Result every minute could see one answer come in. Whoever shows
// it counts again only now and then.
package verdict
