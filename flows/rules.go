package flows

// rule is what may stand under a key, and what an editor says about it.
type rule struct {
	about  string // one sentence, shown when the cursor rests on the key
	form   form
	values []string // of oneOf
	names  string   // what a word or slug names: "a question"
	tip    string   // an example to write instead
}

// what says what kind of scalar the key wants.
func (r rule) what() string {
	switch r.form {
	case whole:
		return "a whole number"
	case bound:
		return "a number or a day"
	case word, slug:
		return "one word"
	}
	return "a text"
}

func (r rule) hint() string { return r.tip }

// rules holds one rule for each key of the language, by the type it belongs
// to. A name ending in ".*" is about the names of the entries. A test walks
// the types and fails a key that has no rule here.
func rules() map[string]rule {
	return map[string]rule{
		"Flow.flow":          {about: "The id of the consultation: small letters, digits and hyphens. Never change it once published.", form: slug, names: "a consultation", tip: "flow: my-consultation"},
		"Flow.title":         {about: "The title people see.", tip: "title: Our consultation"},
		"Flow.languages":     {about: "The languages of the consultation. The first is the one a bare text is in, and the one used when another is missing.", form: tag, tip: "languages: [en]"},
		"Flow.start":         {about: "Words that open the consultation, besides its id. The rest of the opening message answers the first question.", tip: "start: [FUTURE]"},
		"Flow.opens":         {about: "The first day, 2026-05-01, or day and time, 2026-05-01 09:00.", tip: "opens: 2026-05-01"},
		"Flow.closes":        {about: "The last day, counted whole, or day and time.", tip: "closes: 2026-05-31"},
		"Flow.zone":          {about: "The time zone of all days and times, such as Africa/Nairobi. Needed with any date.", tip: "zone: Europe/Madrid"},
		"Flow.late":          {about: "What happens to answers after the end: refuse them, or accept them and mark them late.", form: oneOf, values: []string{"refuse", "accept"}},
		"Flow.who":           {about: "Who may take part: anyone, invited, panel NAME or verified NAME. It is printed on every result.", form: whoForm, tip: "anyone, invited, panel NAME or verified NAME"},
		"Flow.again":         {about: "What a second run of the same person does: replace the first, add to it, or is refused.", form: oneOf, values: []string{"replace", "add", "refuse"}},
		"Flow.about":         {about: "The question whose answer is the subject (a project, a site): again then counts per person and subject, and results are grouped by it.", form: word, names: "a question", tip: "about: project"},
		"Flow.record":        {about: "anonymous: answers are kept without the person.", form: oneOf, values: []string{"anonymous"}},
		"Flow.assisted":      {about: "yes: a registered field worker may run it for someone else."},
		"Flow.transliterate": {about: "yes: an SMS loses the accents that the small alphabet lacks, where that saves one."},
		"Flow.remind":        {about: "Remind people after so much silence.", tip: "remind: [1 day, 3 days]"},
		"Flow.expire":        {about: "After so much silence the run ends and keeps the answers it has (7 days).", tip: durationHint},
		"Flow.settings":      {about: "Names for texts that an organiser fills in, used as {name}."},
		"Flow.settings.*":    {form: word, names: "a setting"},
		"Flow.tables":        {about: "Data the consultation looks things up in."},
		"Flow.tables.*":      {form: word, names: "a table"},
		"Flow.lists":         {about: "Options that several questions share: options: NAME."},
		"Flow.lists.*":       {form: word, names: "a list"},
		"Flow.given":         {about: "Rows that an invitation brings along: name: table. A question of the same name is then not asked."},
		"Flow.given.*":       {form: word, names: "a given row"},
		"Flow.steps":         {about: "The conversation, from top to bottom.", tip: "steps: and below it the first step, - say: Hello"},
		"Flow.parts":         {about: "Further conversations of the same consultation: begun by a word, after a time, or by an event."},
		"Flow.parts.*":       {form: word, names: "a part"},

		"Part.start":   {about: "Words that open this part.", tip: "start: [REPORT]"},
		"Part.begins":  {about: "What makes this part begin: 60 days after main, a day (2026-02-01 10:00), or a name and its event (fault closed)."},
		"Part.when":    {about: "Only if this is true when the time comes.", tip: "when: contact_again is yes"},
		"Part.given":   {about: "Rows that come with the event or the invitation: name: table."},
		"Part.given.*": {form: word, names: "a given row"},
		"Part.again":   {about: "What a second run of the same person does.", form: oneOf, values: []string{"replace", "add", "refuse"}},
		"Part.about":   {about: "The question whose answer is the subject of this part.", form: word, names: "a question"},
		"Part.remind":  {about: "Remind people after so much silence.", tip: "remind: [1 day]"},
		"Part.expire":  {about: "After so much silence the run ends and keeps the answers it has.", tip: durationHint},
		"Part.steps":   {about: "The conversation of this part, from top to bottom.", tip: "steps: and below it the first step, - say: Hello"},

		"TableDecl.file":      {about: "A CSV file of this folder: UTF-8, its first line names the columns.", tip: "file: wards.csv"},
		"TableDecl.plan":      {about: "Instead of a file: the milestones of this action plan."},
		"TableDecl.key":       {about: "The column that names a row; no two rows share it.", tip: "key: code"},
		"TableDecl.search":    {about: "The columns matched with what people type.", tip: "search: [code, name]"},
		"TableDecl.columns":   {about: "Columns that are not plain text."},
		"TableDecl.columns.*": {about: "A column, by its name in the first line of the file."},
		"TableDecl.missing":   {about: "How an empty cell is said.", tip: "missing: not reported"},
		"TableDecl.as_of":     {about: "The day the data is from; said once after a reply that used it.", tip: momentHint},
		"TableDecl.source":    {about: "Where the data is from; said once after a reply that used it."},
		"Column.type":         {about: "What the cells are.", form: oneOf, values: []string{"text", "number", "date"}},
		"Column.unit":         {about: "Printed after the number.", tip: "unit: EUR"},

		"Say.say": {about: "One message.", tip: "- say: Hello"},

		"Step.when": {about: "Do this step only if this is true: theme is other.", tip: "when: theme is other"},

		"Ask.ask":      {about: "One question. Its name is the name of the answer; never use it for anything else once published.", form: word, names: "a question", tip: "- ask: theme"},
		"Ask.text":     {about: "The question as people read it.", tip: "text: Which area should come first?"},
		"Ask.options":  {about: "What people choose from: one option a line, id: text, or the name of a list."},
		"Ask.answer":   {about: "What kind of answer is expected, when it is not a choice of options.", form: oneOf, values: answerKinds()},
		"Ask.required": {about: "yes: the question cannot be skipped."},
		"Ask.remember": {about: "yes: keep the answer on the person, and do not ask again while it is known."},
		"Ask.example":  {about: "Added when a reply did not fit."},
		"Ask.pick":     {about: "How many may be chosen: 2, 1 to 2, any; 0 to 2 also takes none for an answer.", tip: "pick: 1 to 2"},
		"Ask.ranked":   {about: "yes: the order of the choice counts."},
		"Ask.shuffle":  {about: "yes: everybody sees the options in an order of their own."},
		"Ask.max":      {about: "The most characters a text may have.", form: whole, tip: "max: 500"},
		"Ask.from":     {about: "The smallest number, or the first day.", form: bound, tip: "from: 1"},
		"Ask.to":       {about: "The largest number, or the last day.", form: bound, tip: "to: 5"},
		"Ask.low":      {about: "What the low end of the scale means.", tip: "low: not at all"},
		"Ask.high":     {about: "What the high end of the scale means.", tip: "high: very much"},
		"Ask.table":    {about: "The table the answer is a row of.", form: word, names: "a table", tip: "table: wards"},
		"Ask.where":    {about: "Only rows for which this is true: district is {district}.", tip: "where: district is {district}"},
		"Ask.sort":     {about: "The column the rows are sorted by.", tip: "sort: name"},
		"Ask.show":     {about: "List the first so many rows as options; without it, people type.", form: whole, tip: "show: 3"},
		"Ask.each":     {about: "How one row is written; its columns are {names}.", tip: `each: "{name}: {price}"`},
		"Ask.none":     {about: "What is said when no row fits.", tip: "none: There is no data for that."},
		"Ask.column":   {about: "Ask for one of the distinct values of this column, not for a row.", tip: "column: department"},

		"Option.id":    {form: word, names: "an option"},
		"Option.text":  {about: "The option as people read it.", tip: "text: Climate"},
		"Option.words": {about: "Also understood as this option.", tip: "words: [green, nature]"},

		"Consent.consent":  {about: "Ask yes or no and keep it as evidence. take_part comes before the first kept answer; contact_again, publish, or a purpose of your own.", form: word, names: "a purpose", tip: "- consent: take_part"},
		"Consent.text":     {about: "The sentence people agree to."},
		"Consent.keep":     {about: "How long answers are kept under this consent.", tip: durationHint},
		"Consent.required": {about: "yes: who says no ends here."},

		"Group.then": {about: "Steps done only when the condition is true.", tip: "then: and below it the steps"},
		"Group.else": {about: "Steps done when it is not.", tip: "else: and below it the steps"},

		"Confirm.confirm": {about: "Read these answers back. Yes goes on; otherwise the person says which one to correct.", form: word, names: "a question", tip: "confirm: [category, where]"},
		"Confirm.text":    {about: "The question that reads them back.", tip: `text: "{category}, at {where}. Right?"`},

		"ListRows.list":  {about: "One line a row: of a row answer, or of a table.", form: word, names: "a table or a row answer", tip: "list: chosen"},
		"ListRows.where": {about: "Only rows for which this is true.", tip: "where: district is {district}"},
		"ListRows.sort":  {about: "The column the rows are sorted by.", tip: "sort: name"},
		"ListRows.show":  {about: "At most so many rows.", form: whole, tip: "show: 5"},
		"ListRows.each":  {about: "How one row is written; its columns are {names}.", tip: `each: "{name}: {price}"`},
		"ListRows.none":  {about: "What is said when there is no row."},

		"Handoff.handoff": {about: "A person of this desk takes over. The flow goes on when they hand back.", tip: "- handoff: helpdesk"},
		"Handoff.text":    {about: "What the person reads while they wait."},
		"Handoff.hours":   {about: "When the desk is there, in words."},
		"Handoff.wait":    {about: "Go on by itself after this time, and say so.", tip: durationHint},

		"Follow.follow": {about: "The person hears from now on when this changes: a table that is an action plan, or a row of one by its name. Ask contact_again before it.", form: word, names: "what is followed", tip: "- follow: milestone"},

		"End.end": {about: "The conversation ends here, with an outcome of this name.", form: word, names: "an outcome", tip: "- end: not_eligible"},
	}
}
