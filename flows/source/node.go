package source

import "strings"

// Node is one value of a YAML file. A scalar is the text its author wrote and
// never a number, a date or a truth value: its key decides what it means.
type Node struct {
	Pos   Pos
	Kind  Kind
	Text  string  // of a Scalar
	Pairs []Pair  // of a Map, in their written order
	Items []*Node // of a List

	// Flow says that a Map or List was written in {} or [].
	Flow bool
	// Plain says that a Scalar was written without quotes.
	Plain bool
	// Cut is what follows a plain Scalar as a comment on its line, "#3 about
	// it", and CutPos its place. YAML drops it; a text must not lose it.
	Cut    string
	CutPos Pos

	start, end int // the bytes of a Scalar in the file, quotes and all
	block      int // of a Scalar written with | or >: the indent of its parent, else -1
}

// Kind tells a Node's shape.
type Kind uint8

// The three shapes of YAML.
const (
	Scalar Kind = iota
	Map
	List
)

// String names the shape as an author would.
func (k Kind) String() string {
	switch k {
	case Map:
		return "a map"
	case List:
		return "a list"
	}
	return "a text"
}

// Pair is one entry of a Map.
type Pair struct {
	Key   *Node // always a Scalar
	Value *Node
}

// Value returns the value under key in a Map, or nil.
func (n *Node) Value(key string) *Node {
	if n == nil {
		return nil
	}
	for _, p := range n.Pairs {
		if p.Key.Text == key {
			return p.Value
		}
	}
	return nil
}

// Keys returns the keys of a Map in their written order.
func (n *Node) Keys() []string {
	keys := make([]string, len(n.Pairs))
	for i, p := range n.Pairs {
		keys[i] = p.Key.Text
	}
	return keys
}

// Empty says that nothing was written where the Scalar stands, as after "text:".
func (n *Node) Empty() bool {
	return n.Kind == Scalar && n.Plain && strings.TrimSpace(n.Text) == ""
}
