package clause

// deepest is how far parentheses may nest: more is not a sentence.
const deepest = 20

// Node is a test, or joins others: exactly one of All, Any and Test is set.
type Node[T any] struct {
	All  []*Node[T] // joined by and
	Any  []*Node[T] // joined by or
	Test *T
}

// Tree reads tests that are joined by and, or and parentheses, as far as they
// go. Test reads one; what it leaves of one that it could not understand is
// passed over. The tree is whole only if the reader is not Lost.
func Tree[T any](r *Reader, test func() *T) *Node[T] {
	return tree[T]{r, test}.any(0)
}

type tree[T any] struct {
	*Reader
	test func() *T
}

func (t tree[T]) any(depth int) *Node[T] {
	units := []*Node[T]{t.all(depth)}
	for t.joins("or", "||") {
		units = append(units, t.all(depth))
	}
	if len(units) == 1 {
		return units[0]
	}
	return &Node[T]{Any: units}
}

func (t tree[T]) all(depth int) *Node[T] {
	units := []*Node[T]{t.unit(depth)}
	for t.joins("and", "&&") {
		units = append(units, t.unit(depth))
	}
	if len(units) == 1 {
		return units[0]
	}
	return &Node[T]{All: units}
}

// joins reports whether the next token joins two tests so, and takes it.
func (t tree[T]) joins(word, sign string) bool {
	if !t.joint(word, sign) {
		return false
	}
	if joint := t.Next(); joint.Text != word {
		t.Wrong(joint, "write: "+word, "")
	}
	return true
}

func (t tree[T]) unit(depth int) *Node[T] {
	if t.Peek().Kind != Open {
		n := &Node[T]{Test: t.test()}
		for !t.AtJoint() {
			t.Next()
		}
		return n
	}
	open := t.Next()
	if depth == deepest {
		t.Fail(open, "too many parentheses inside each other", "")
		t.next = len(t.tokens) - 1
		return &Node[T]{}
	}
	n := t.any(depth + 1)
	if t.Peek().Kind != Close {
		t.Fail(open, "this parenthesis is not closed", "")
		return n
	}
	t.Next()
	return n
}

// Tests calls yield with each test in its written order, until it has enough;
// it reports whether it never had.
func (n *Node[T]) Tests(yield func(*T) bool) bool {
	if n.Test != nil {
		return yield(n.Test)
	}
	for _, inner := range append(n.All[:len(n.All):len(n.All)], n.Any...) {
		if !inner.Tests(yield) {
			return false
		}
	}
	return true
}

// Holds joins what holds says of each test, and asks no further than it must.
func (n *Node[T]) Holds(holds func(*T) bool) bool {
	if n.Test != nil {
		return holds(n.Test)
	}
	for _, inner := range n.All {
		if !inner.Holds(holds) {
			return false
		}
	}
	for _, inner := range n.Any {
		if inner.Holds(holds) {
			return true
		}
	}
	return n.All != nil
}
