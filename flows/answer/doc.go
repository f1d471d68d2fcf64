// Package answer reads replies the way people write them: with typos, in
// words, with the digits of their script, politely, in the language they
// think in. Every function is pure, and holds no word of any language: those
// come as Words.
//
// A reply takes this way:
//
//	"¡La Dos, por favor!"
//	      │  Fold         case, accents, punctuation, digits of other scripts
//	"la dos por favor"
//	      │  fillers      words that may stand around an answer
//	"dos"
//	      │  one language after another: the person's own, then the others
//	      ├─ to the letter: a whole label, a place, how one label alone begins
//	      └─ forgiving a slip, if nothing fits to the letter
//	the second option
//
// The rules that keep it honest, throughout:
//
//   - Every word of a reply must be part of the answer or be known to change
//     nothing. "The water in my street is dirty" does not choose water.
//   - A "not", a "but", a "more than" is never skipped over.
//   - The exact beats the near, and when two readings are equally near, neither
//     is taken. A word that stands for itself (no, two, stop) is nobody's typo.
//   - The first letter and every digit must be right: "impossible" is not near
//     to "possible", nor W13 to W12.
//   - A bare number is a place in the list before it is part of a label.
//   - One's own language comes first. A word of it is not looked up in another.
//
// What is read as what stands in testdata, for people to read and correct; a
// third of it is what must not be taken.
//
// Reading a choice stands on the path of every message, so folding, splitting
// and comparing work on arrays on the stack, and what can be known of the
// options beforehand is: their forms are looked up, not searched.
package answer
