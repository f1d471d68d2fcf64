// Package source reads the files of a consultation the strict way: YAML in
// which every scalar is text, every place is known, and nothing is silently
// lost. It hides the YAML library from the rest of flows, and owns Problem,
// the form in which everything wrong with a consultation is told.
package source
