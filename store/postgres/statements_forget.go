package postgres

// What removes people: statements under the same rule as those of
// statements.go.
const (
	forgetAnswers = `delete from answers where shard = $1 and contact = $2 and run = $3`
	forgetInbound = `delete from inbound where shard = $1 and contact = $2 and run = $3 and seq < $4`
	muteRun       = `update inbound set ` + muted + ` where shard = $1 and contact = $2 and run = $3`
	eraseInbound  = `delete from inbound where shard = $1 and contact = $2 and seq < $3`
	muteInbound   = `update inbound set ` + muted + ` where shard = $1 and contact = $2`
	// What the network may still deliver again is known by its keyed hash and its day.
	muted = `seq = seq / 86400000000 * 86400000000, origin = '', channel = '', at = null, body = '', tap = '',
		place = '', media = null, lang = '', run = '', quiet = false, handled = true, tries = 0`

	// Attachments go with their messages, and before them.
	forgetMedia = `delete from media where shard = $1 and contact = $2 and ref in
		(select ref from inbound where shard = $1 and contact = $2 and run = $3)`
	forgetMessages = `delete from messages where shard = $1 and contact = $2 and run = $3`
	forgetHandover = `delete from handovers where shard = $1 and contact = $2 and run = $3`
	// A consent that ends no later than what the run keeps goes with it; a
	// longer one is still somebody's word. A withdrawal stays, without its words.
	forgetConsents = `delete from consents where shard = $1 and contact = $2 and run = $3 and yes and until_at <=
		coalesce((select forget_at from runs where shard = $1 and contact = $2 and id = $3), until_at)`
	muteConsents = `update consents set body = '' where shard = $1 and contact = $2 and run = $3 and not yes`
	// What remains of a run is a count: days, and nothing that leads back.
	countRun = `insert into runs (shard, contact, id, seq, flow, edition, part, subject, channel, lang, helper, late,
		began_at, ended_at, outcome, state, forget_at)
		select shard, '', $4, 0, flow, edition, part, '', channel, lang, '', late,
		date_trunc('day', began_at, 'UTC'), date_trunc('day', ended_at, 'UTC'), outcome, null, null
		from runs where shard = $1 and contact = $2 and id = $3`
	forgetRun = `delete from runs where shard = $1 and contact = $2 and id = $3`
	idleRun   = `update conversations set flow = '', edition = 0, run = '', state = null, due_at = null, desk = ''
		where shard = $1 and contact = $2 and run = $3`
	// A word that was taken back keeps nobody, and no digest of what they followed.
	selectRemains = `select
		exists (select 1 from runs where shard = $1 and contact = $2)
		or exists (select 1 from conversations where shard = $1 and contact = $2 and run <> '')
		or exists (select 1 from inbound where shard = $1 and contact = $2 and not handled)
		or exists (select 1 from messages where shard = $1 and contact = $2 and state in ('queued', 'sending'))
		or exists (select 1 from due where shard = $1 and contact = $2 and kind <> 'digest')
		or exists (select 1 from handovers where shard = $1 and contact = $2)
		or exists (select 1 from follows where shard = $1 and contact = $2)
		or exists (select 1 from consents y where y.shard = $1 and y.contact = $2 and y.yes and not exists (
			select 1 from consents n where n.shard = $1 and n.contact = $2 and n.flow = y.flow
			and n.purpose = y.purpose and n.seq > y.seq and not n.yes))`
	deleteConversation = `delete from conversations where shard = $1 and contact = $2 and stopped_at is null`

	eraseAnswers     = `delete from answers where shard = $1 and contact = $2`
	eraseRuns        = `delete from runs where shard = $1 and contact = $2`
	eraseConsents    = `delete from consents where shard = $1 and contact = $2`
	eraseFacts       = `delete from facts where shard = $1 and contact = $2`
	eraseMessages    = `delete from messages where shard = $1 and contact = $2`
	eraseMedia       = `delete from media where shard = $1 and contact = $2`
	eraseDue         = `delete from due where shard = $1 and contact = $2`
	bareConversation = `insert into conversations (shard, contact, channel, lang, flow, edition, run, aside, desk, stopped_at)
		values ($1, $2, '', '', '', 0, '', '', '', $3)
		on conflict (shard, contact) do update set channel = '', sealed = null, lang = '', flow = '', edition = 0,
		run = '', state = null, aside = '', desk = '', due_at = null, wake_at = null,
		stopped_at = coalesce(conversations.stopped_at, excluded.stopped_at), waiting = 0, seen_at = null, dead_at = null, person = ''`
	suppressConversation = `update conversations set channel = '', sealed = null, lang = '', flow = '', edition = 0,
		run = '', state = null, aside = '', desk = '', due_at = null, wake_at = null, waiting = 0, seen_at = null, dead_at = null, person = ''
		where shard = $1 and contact = $2`
)
