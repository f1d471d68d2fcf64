// Package verdict makes citizens' assessment of a promise out of what people
// answered who were asked whether it is true where they live.
//
//	answers ──► one a person ──► whole groups of k ──► by place, whole groups of k ──► Result
//
// A Result says how many people it speaks of and how they came to be asked. It
// is never a status: it stands beside the official one, and neither is computed
// from the other.
//
// # What is hidden
//
// People are counted in groups of k, in the order of their answers, and who is
// of no whole group yet is not counted. So nothing is said of fewer than k, and
// one more answer changes nothing: who looks before and after a neighbour has
// answered learns nothing of the neighbour.
//
// Of a place the first whole groups are shown by themselves. Everybody together
// is said all the same, so what is hidden could be found by taking away what is
// shown: all these are whole groups, and so is what is left, which is nobody or k
// people at least. How those divide who are shown is shown whole, since a share
// says nothing without the rest.
//
// A person who takes back or changes what they said makes room for the next one
// in line, and then two answers change at once. And what is left of the whole
// without its places may differ by few people between two moments, which tells
// of them to whoever knows the order in which all have answered.
package verdict
