// Package answer reads replies the way people write them: with typos, in
// words, with the digits of their script, politely, in the language they
// think in. Every function is pure. The rule throughout: take what a careful
// person would take, and when two readings are equally near, take neither.
package answer
