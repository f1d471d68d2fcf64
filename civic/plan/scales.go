package plan

// Completion is how far a promise is kept, in the five codes of the
// Independent Reporting Mechanism. A code is given by somebody; it is never
// computed, neither from a share of work done nor from other codes.
type Completion uint8

// The codes, from worst to best, as the mechanism defines them.
const (
	NotSaid    Completion = iota
	NoEvidence            // no evidence available
	NotStarted
	Limited
	Substantial
	Complete
)

// String is the code as it stands in a plan.
func (c Completion) String() string { return word(completions(), int(c)) }

func completions() []string {
	return []string{"", "no evidence", "not started", "limited", "substantial", "complete"}
}

// Kind is who gives an assessment. What different kinds say is shown side by
// side and never merged.
type Kind uint8

// The kinds of assessment.
const (
	NoKind              Kind = iota
	Government               // the government about itself
	IRM                      // OGP's Independent Reporting Mechanism
	LocalMonitoringBody      // who assesses the plans of OGP Local
	CitizenPanel             // citizens who were asked
)

// String is the kind as it stands in a plan.
func (k Kind) String() string { return word(kinds(), int(k)) }

func kinds() []string {
	return []string{"", "government", "irm", "local monitoring body", "citizen panel"}
}

// Officials are who speaks besides citizens, in the order they are shown.
func Officials() []Kind { return []Kind{Government, IRM, LocalMonitoringBody} }

// Openings are the values of Assessment.OpenedGovernment, as the mechanism
// defined them for plans before 2020.
func Openings() []string {
	return []string{"worsened", "did not change", "marginal", "major", "outstanding"}
}

// Results are the values of Assessment.EarlyResults. Commitment pages tell
// them in the words of Openings, or that there are none to report yet.
func Results() []string {
	return []string{"worsened", "did not change", "none yet", "marginal", "major", "outstanding"}
}

// Ambitions are the values of Assessment.Ambition. Low and high are how
// commitment pages tell it; the others are the scale for plans since 2020.
// Neither is mapped on the other.
func Ambitions() []string { return []string{"unclear", "modest", "substantial", "low", "high"} }

// Chosen are the ways in which citizens come to be asked, for
// Assessment.Chosen. Only a sample speaks for more than those who answered.
func Chosen() []string {
	return []string{"anyone", "followers", "people of the place", "invited", "panel", "sample"}
}

// Values are what OGP commitments are for, for Commitment.Values.
func Values() []string {
	return []string{"access to information", "civic participation", "public accountability", "technology"}
}

func word(words []string, i int) string {
	if i < len(words) {
		return words[i]
	}
	return ""
}
