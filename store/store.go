package store

import (
	"context"
	"errors"
	"time"
)

// Errors a Store returns, wrapped.
var (
	ErrConflict = errors.New("conflict")  // another transaction was first: run it again
	ErrNotFound = errors.New("not found") // nothing has this id
	ErrWrongKey = errors.New("wrong key") // the key does not open this database
	ErrSchema   = errors.New("schema")    // the database's tables are not those this program works with
	ErrAway     = errors.New("away")      // the database does not answer, or can take nothing: try again when it can
)

// Store keeps everything. Its methods may be called from many goroutines.
type Store interface {
	// Shards is the number of shards, fixed when the database was created.
	Shards() int
	// Shard is the shard a contact lives on.
	Shard(Contact) int
	// Contact is the id of an address: the same for the same three, for ever.
	Contact(channel, scope, address string) Contact
	// Update runs fn in one transaction on one shard and commits when fn
	// returns nil. It does not retry; ErrConflict says that running it again
	// may succeed. Writes may be sent only at commit, so a write's error may
	// come from Update and not from the method.
	Update(ctx context.Context, shard int, fn func(Tx) error) error
	// View runs fn on a consistent read-only view of all shards. It serves
	// pages, exports and the commands of an operator, never a citizen's message.
	View(ctx context.Context, fn func(View) error) error

	// AddEdition keeps a published wording; ErrConflict when that number is taken.
	AddEdition(context.Context, Edition) error
	// Editions returns all published wordings, oldest first.
	Editions(context.Context) ([]Edition, error)

	// Acquire takes or renews the lease of a sender for owner until the given
	// time, and returns its fencing number, which grows with every new owner.
	// ok is false while another owner holds it.
	Acquire(ctx context.Context, sender, owner string, now, until time.Time) (fence int64, ok bool, err error)

	// Spend adds an amount to what a consultation has spent, unless that would
	// pass the limit: then it changes nothing and ok is false. A negative
	// amount gives back, and is never refused.
	Spend(ctx context.Context, flow string, amount, limit int64) (ok bool, err error)

	// AddPlan keeps a revision of an action plan; ErrConflict when its number
	// is taken. Nothing changes or removes one.
	AddPlan(context.Context, PlanRevision) error
	// Plans returns of each plan the newest revision, where it is newer than
	// known says, by plan. Whoever calls it often pays for what changed.
	Plans(ctx context.Context, known map[string]int) ([]PlanRevision, error)
	// PlanRevisions returns the revisions of a plan that are newer than known,
	// oldest first; all of them when it is 0.
	PlanRevisions(ctx context.Context, plan string, known int) ([]PlanRevision, error)

	// PutBroadcast inserts a broadcast of Version 0 and replaces one of another,
	// which then has the next; ErrConflict when it is there already, or in
	// another version.
	PutBroadcast(context.Context, Cast) error
	// Broadcasts returns the broadcasts of which there is a newer version than
	// known says by id, oldest first. Whoever calls it often pays for what changed.
	Broadcasts(ctx context.Context, known map[string]int) ([]Cast, error)

	// Ping tells whether the database answers.
	Ping(context.Context) error
	Close() error
}

// Tx is a transaction on one shard. All contacts named must live on it.
// Methods take slices, keep their order, and accept empty ones.
//
// A row said to be New spares a store the look for an earlier one. When there
// is one after all, the store may take it into account or fail with
// ErrConflict: then run the transaction again without saying so.
type Tx interface {
	// Receive stores the messages not stored before, as handled, and returns
	// which were fresh; and, locked until commit, the conversation of each
	// distinct contact among all of them (New when there was none), by contact.
	// As the first call of a transaction it costs one round trip, begin included.
	Receive(ctx context.Context, in []Inbound) (fresh []bool, convs map[Contact]*Conversation, err error)
	// Conversations locks and returns these contacts' conversations; those
	// that do not exist are absent.
	Conversations(ctx context.Context, contacts []Contact) (map[Contact]*Conversation, error)
	// PutConversations writes conversations back; New ones are inserted, and
	// a second insert of one contact is ErrConflict. Those of a batch belong
	// into one call, which touches them in an order that every node keeps.
	PutConversations(ctx context.Context, convs []*Conversation) error

	// Park marks stored messages as not handled, or stores them so, with one
	// more try each and counts them in Conversation.Waiting. Settle marks them
	// handled.
	Park(ctx context.Context, in []Inbound) error
	// Parked returns up to n messages of a contact that wait to be handled, oldest first.
	Parked(ctx context.Context, c Contact, n int) ([]Inbound, error)
	// Waiting returns up to n contacts of the shard with messages that wait
	// and have fewer than tries failed attempts.
	Waiting(ctx context.Context, tries, n int) ([]Contact, error)
	Settle(ctx context.Context, in []Inbound) error
	// Heard says which of these refs of a contact's messages are stored.
	Heard(ctx context.Context, c Contact, refs []string) ([]bool, error)
	// Tag names the run that stored messages were handled in.
	Tag(ctx context.Context, in []Inbound) error

	// PutRuns writes runs whole, by (Contact, ID).
	PutRuns(ctx context.Context, runs []Run) error
	// Supersede marks as "replaced" the ended runs of the same contact, flow,
	// part and subject that were begun before these, but for those whose
	// outcome is spared.
	Supersede(ctx context.Context, runs []Run, spared []string) error
	// Runs returns a contact's runs, oldest first; of one flow when flow is not empty.
	Runs(ctx context.Context, c Contact, flow string) ([]Run, error)
	// PutAnswers writes answers, replacing those of the same run and name.
	PutAnswers(ctx context.Context, answers []Answer) error
	// DropAnswers removes the named answers of a run.
	DropAnswers(ctx context.Context, c Contact, run string, names []string) error
	// Answers returns the answers of a contact's run in the order they were put.
	Answers(ctx context.Context, c Contact, run string) ([]Answer, error)
	// AddConsents adds to the contact's ledger. Nothing in it is ever replaced.
	AddConsents(ctx context.Context, consents []Consent) error
	// Consents returns the contact's consents, oldest first.
	Consents(ctx context.Context, c Contact) ([]Consent, error)
	PutFacts(ctx context.Context, facts []Fact) error
	Facts(ctx context.Context, c Contact) ([]Fact, error)
	// FactsOf returns one fact of many people, by its name; of whom it is not
	// remembered is absent.
	FactsOf(ctx context.Context, contacts []Contact, name string) (map[Contact]string, error)

	// Enqueue adds messages whose (Contact, Key) is new and passes over the rest.
	Enqueue(ctx context.Context, msgs []Message) error
	// Claim takes up to n due messages of a channel: per contact the oldest,
	// none for a contact with one in flight, replies first, and of one kind the
	// flows in turns, so that a big broadcast of one keeps no other waiting. It
	// marks them Sending under the lease's fence until the given time. What may
	// not be sent ends instead, as Message.Bar says; a row that cannot be read
	// is Failed and holds up no other. What belongs to a broadcast that is held
	// (see HeldStates) is not there: it is not claimed and nothing waits behind it.
	// More says that it took fewer because others ended, of which it ends only
	// so many at once: there may be some behind them, to be claimed next.
	Claim(ctx context.Context, channel string, fence int64, now, until time.Time, n int) (msgs []Message, more bool, err error)
	// TakeReplies gives out what is queued for a contact on a channel, oldest
	// first, marks it Sent, and notes that it answers the message of this ref.
	// What has answered that message before is returned again and nothing else
	// is taken. It is for channels that nothing is claimed on.
	TakeReplies(ctx context.Context, c Contact, channel, ref string, now time.Time) ([]Message, error)
	// Finish records what became of claimed messages. One that is no longer
	// Sending under this fence is left alone, but for the news that it was sent
	// after all: a receipt or the end of its claim may overtake the network's
	// answer.
	Finish(ctx context.Context, fence int64, outcomes []Outcome) error
	// Lost returns messages whose claim ran out to the queue, in doubt: those
	// of the channels that can be asked about them, and the others once unless
	// they are broadcasts. The rest become Unknown. It returns how many of each.
	Lost(ctx context.Context, now time.Time, asked []string) (again, unknown int, err error)
	// Status moves messages forward by what the network said, never back and
	// never out of a failure; one that nobody knows is passed over. What it
	// cost counts also when it moves nothing.
	Status(ctx context.Context, updates []StatusUpdate) error
	// Refs returns the networks' ids of the contact's messages that have one.
	Refs(ctx context.Context, c Contact) ([]string, error)
	// Halt stops everything queued for a contact.
	Halt(ctx context.Context, c Contact) error
	// Requeue returns messages that failed, or of which nobody knows whether
	// they left, to the queue as if they were new, due at the time given, and
	// counts them. One that is no longer in the State it is given with is left
	// alone. What may have left is in Doubt.
	Requeue(ctx context.Context, msgs []Message, due time.Time) (int, error)
	// Unasked returns when messages to these contacts that are no replies left
	// or will leave, as far as that is after since, oldest first. Messages
	// that did not reach anybody are not among them.
	Unasked(ctx context.Context, contacts []Contact, since time.Time) (map[Contact][]time.Time, error)
	// Cancel stops those of the messages that are still queued, and counts them.
	// One in Doubt becomes Unknown, as with Halt.
	Cancel(ctx context.Context, msgs []Message, why string) (int, error)

	// CancelFlow stops up to n of the shard's messages of a flow that are still
	// queued, and counts them. It waits for nobody: one that another transaction
	// is about to change is left as it will be.
	CancelFlow(ctx context.Context, flow, why string, n int) (int, error)

	// PutCode keeps a one-time code by which this contact's person may join
	// another of their channels until the given time. It takes the place of the
	// contact's code before. A code that another contact holds is ErrConflict.
	PutCode(ctx context.Context, code string, c Contact, person string, now, until time.Time) error
	// TakeCode uses a code up and returns whose person it joins to. A contact
	// cannot use its own, which stays, and after five wrong ones in a quarter of
	// an hour none at all.
	TakeCode(ctx context.Context, code string, by Contact, now time.Time) (person string, said CodeAnswer, err error)
	// Join makes a contact one of a person's. Nothing else writes a person.
	Join(ctx context.Context, c Contact, person string) error

	// AddFollows notes what people asked to hear about. One there already is
	// left alone.
	AddFollows(ctx context.Context, follows []Follow) error
	// DropFollows removes these follows and counts them. One with nothing but
	// its Contact means all of theirs.
	DropFollows(ctx context.Context, follows []Follow) (int, error)
	// Follows returns what each of the contacts follows, by plan, kind and
	// target; who follows nothing is absent.
	Follows(ctx context.Context, contacts []Contact) (map[Contact][]Follow, error)
	// SetSeen writes Seen of those follows that exist, and never a lower one.
	SetSeen(ctx context.Context, follows []Follow) error
	// Followers returns up to n contacts of the shard that follow one of these
	// (Kind and Target) in a plan: each once, in order, and beyond after.
	Followers(ctx context.Context, plan string, of []Follow, after Contact, n int) ([]Contact, error)

	// AddJobs adds the shard's jobs that were never added before, by kind and
	// key, and leaves the rest alone.
	AddJobs(ctx context.Context, jobs []Job) error
	// ClaimJobs returns up to n jobs that are due, oldest first, locked until
	// the transaction ends, and none that another transaction holds. Whoever
	// claims one puts it back with its next time.
	ClaimJobs(ctx context.Context, now time.Time, n int) ([]Job, error)
	// PutJobs writes jobs whole, by kind and key.
	PutJobs(ctx context.Context, jobs []Job) error
	// Job locks and returns a job; ok is false when there is none.
	Job(ctx context.Context, kind, key string) (j Job, ok bool, err error)

	// Loosely lets the transaction commit before it is on the disk, where the
	// database can. When its server dies, the last such transactions may be
	// gone, whole: it is for work that then does them again. What commits after
	// them and waits for the disk takes them along.
	Loosely(ctx context.Context) error

	// OnePerPerson says which of these contacts get a broadcast: of a person's
	// channels the first one that was ever asked for, on any shard, and
	// everybody whom nobody joined (their person is empty).
	OnePerPerson(ctx context.Context, broadcast string, who map[Contact]string) (map[Contact]bool, error)
	// Members returns up to n contacts of the shard beyond after, in order,
	// with what is wanted of them. Nobody is locked: what was true of a person
	// may have changed when they are written to, and is asked again then.
	Members(ctx context.Context, after Contact, n int, w Wants) ([]Member, error)

	PutDue(ctx context.Context, due []Due) error
	// ClaimDue takes up to n rows that are due and removes them.
	ClaimDue(ctx context.Context, now time.Time, n int) ([]Due, error)
	// DueRuns locks and returns up to n conversations whose Due has come.
	DueRuns(ctx context.Context, now time.Time, n int) ([]*Conversation, error)

	PutHandover(ctx context.Context, h Handover) error
	DropHandover(ctx context.Context, c Contact) error

	// AddMedia adds attachments to be fetched.
	AddMedia(ctx context.Context, media []Media) error
	// ClaimMedia takes up to n pending attachments that are due: until the
	// given time no other node takes them. Today counts since the time given.
	ClaimMedia(ctx context.Context, now, until, since time.Time, n int) ([]Media, error)
	// FinishMedia records what became of claimed attachments. One that was
	// claimed again or is gone is passed over: nothing brings it back.
	FinishMedia(ctx context.Context, media []Media) error
	// DropMedia removes attachments.
	DropMedia(ctx context.Context, c Contact, ids []string) error
	// DetachMedia takes attachments away from their contact and their message:
	// from then on they belong to an anonymous record of that day.
	DetachMedia(ctx context.Context, c Contact, ids []string, day time.Time) error

	// Forget removes what a run holds: text, answers, attachments, its messages in and
	// out, the consents that end with it. The run's row, if there is one,
	// stays as a count without the person. When nothing else of the contact
	// remains, their address and facts go too; PutConversations later in the
	// transaction puts a conversation back that goes on.
	Forget(ctx context.Context, c Contact, run string) error
	// Erase removes everything about a contact but for the fact that they
	// opted out, which stays under their keyed hash: who erases, stops. Later
	// in the transaction PutConversations passes over the contact, and a
	// message enqueued with an Address keeps it, sealed, until it is sent,
	// and goes with it.
	Erase(ctx context.Context, c Contact, at time.Time) error
}

// View reads over all shards.
type View interface {
	// EachRun calls fn with every run of a flow and its answers, in a stable
	// order. The rows are read as it goes: fn must not use the view.
	EachRun(ctx context.Context, flow string, fn func(Run, []Answer) error) error
	// Handovers lists a desk's queue, or all desks' when desk is empty, oldest first.
	Handovers(ctx context.Context, desk string) ([]Handover, error)
	// Transcript returns the last n messages in and out of a contact, oldest first.
	Transcript(ctx context.Context, c Contact, n int) ([]Line, error)
	// Media returns an attachment with its data, of a contact or, when that is
	// empty, of an anonymous record; ErrNotFound when it is there no more.
	Media(ctx context.Context, c Contact, id string) (Media, error)
	// Counts returns how many people gave each value to a question, over all
	// finished runs of a flow about a subject (any subject when empty). Of a
	// person the newest answer counts, and only the first people do who make
	// whole groups of so many: one more answer must tell nobody what it was.
	Counts(ctx context.Context, flow, subject, name string, group int) (map[string]int, error)
	// Joined returns the contacts of a person, and none of the empty one.
	Joined(ctx context.Context, person string) ([]Contact, error)
	// Persons returns the person of every contact that has one.
	Persons(ctx context.Context) (map[Contact]string, error)
	// People returns how many people have begun a flow: contacts that a person
	// joined count once, and unjoined ones each for itself. Whom nothing leads
	// back to is not counted.
	People(ctx context.Context, flow string) (int, error)
	// Outbox counts messages by channel and state.
	Outbox(ctx context.Context) ([]Tally, error)
	// Spent returns what each consultation has spent by Spend.
	Spent(ctx context.Context) (map[string]int64, error)
	// EachMessage calls fn with every message that the filter names, oldest
	// first, without its text, its extras and its address. The rows are read
	// as it goes: fn must not use the view.
	EachMessage(ctx context.Context, f MessageFilter, fn func(Message) error) error
	// FollowCounts returns how many people follow each (kind, target) of a
	// plan; contacts that a person joined count once.
	FollowCounts(ctx context.Context, plan string) (map[[2]string]int, error)
	// Progress counts the messages of flows by channel and state. It reads all
	// messages once, however many flows it is asked about.
	Progress(ctx context.Context, flows ...string) (map[string][]Tally, error)
	// EachMember calls fn with every contact of all shards and what is wanted
	// of them, in a stable order. The rows are read as it goes: fn must not use
	// the view.
	EachMember(ctx context.Context, w Wants, fn func(Member) error) error
	// Behind returns the contacts whose open run of a flow began on an
	// edition before this one.
	Behind(ctx context.Context, flow string, edition int) ([]Contact, error)
	// InUse returns the (edition) numbers of a flow that an open run or a due part still needs.
	InUse(ctx context.Context, flow string) ([]int, error)
}

// Line is one message of a conversation as an operator reads it.
type Line struct {
	In    bool
	Text  string
	Media []byte // as in Inbound
	At    time.Time
	State Delivery
	Why   string // the reason of State, where there is one
	Cost  int64  // in millionths of the configured currency
}

// Tally is a count of messages.
type Tally struct {
	Channel string
	State   Delivery
	N       int
	Oldest  time.Time // the earliest time at which one of them is due, while they are Queued
	Cost    int64     // of all of them, in millionths of the configured currency
}
