package sqlite

// Every statement of a transaction names its shard as ?1 or writes it as the
// first column; a test reads this file and fails one that does not. What reads
// over all shards is in views.go.

const (
	columnsConversation = `contact, channel, sealed, lang, flow, edition, run, state, aside, desk, due_at, stopped_at, waiting, seen_at, dead_at, person`

	selectConversation = `select ` + columnsConversation + ` from conversations where shard = ?1 and contact = ?2`

	insertConversation = `insert into conversations
		(shard, contact, channel, sealed, lang, flow, edition, run, state, aside, desk, due_at, wake_at, stopped_at, seen_at)
		values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?12, ?13, ?14)`

	// An address is kept as first sealed: it follows from the contact. The
	// row is woken at the earliest time ever wanted and armed again then, so
	// that the index is not written at each turn. Who writes is there: that
	// ends what was said of a dead address.
	updateConversation = `update conversations set channel = ?3, sealed = coalesce(sealed, ?4), lang = ?5, flow = ?6,
		edition = ?7, run = ?8, state = ?9, aside = ?10, desk = ?11, due_at = ?12,
		wake_at = case when wake_at is null or ?12 < wake_at then ?12 else wake_at end,
		stopped_at = ?13, seen_at = ?14, dead_at = case when ?14 > dead_at then null else dead_at end
		where shard = ?1 and contact = ?2`

	buryConversation = `update conversations set dead_at = coalesce(dead_at, ?3)
		where shard = ?1 and contact = ?2 and coalesce(seen_at, 0) <= ?3`

	selectAwake = `select ` + columnsConversation + ` from conversations
		where shard = ?1 and wake_at <= ?2 order by wake_at limit ?3`
	armConversation = `update conversations set wake_at = due_at where shard = ?1 and contact = ?2`
)

const (
	insertInbound = `insert into inbound (shard, contact, ref, origin, seq, channel, at, body, tap, place, media, lang, run, quiet, handled, tries)
		values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16)
		on conflict (shard, contact, ref) do nothing`
	parkInbound = `update inbound set handled = 0, tries = tries + 1, origin = ?4
		where shard = ?1 and contact = ?2 and ref = ?3`
	settleInbound = `update inbound set handled = 1, origin = null
		where shard = ?1 and contact = ?2 and ref = ?3`
	tagInbound = `update inbound set run = ?4
		where shard = ?1 and contact = ?2 and ref = ?3`
	// What waits is counted from the rows and only kept beside the hot row.
	countWaiting = `update conversations set waiting =
		(select count(*) from inbound where shard = ?1 and contact = ?2 and handled = 0)
		where shard = ?1 and contact = ?2`
	selectParked = `select contact, origin, channel, at, body, tap, place, media, lang, run, quiet, tries
		from inbound where shard = ?1 and contact = ?2 and handled = 0 order by seq limit ?3`
	selectWaiting = `select distinct contact from inbound
		where shard = ?1 and handled = 0 and tries < ?2 order by contact limit ?3`
)

const (
	putRun = `insert into runs (shard, contact, id, seq, flow, edition, part, subject, channel, lang, helper, late,
		began_at, ended_at, outcome, state, forget_at)
		values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17)
		on conflict (shard, contact, id) do update set flow = excluded.flow, edition = excluded.edition,
		part = excluded.part, subject = excluded.subject, channel = excluded.channel, lang = excluded.lang,
		helper = excluded.helper, late = excluded.late, began_at = excluded.began_at, ended_at = excluded.ended_at,
		outcome = excluded.outcome, state = excluded.state, forget_at = excluded.forget_at`
	supersedeRun = `update runs set outcome = 'replaced' where shard = ?1 and contact = ?2 and flow = ?3 and part = ?4
		and subject = ?5 and ended_at is not null and outcome not in (select value from json_each(?6))
		and seq < (select o.seq from runs o where o.shard = ?1 and o.contact = ?2 and o.id = ?7)`
	columnsRun = `contact, id, flow, edition, part, subject, channel, lang, helper, late, began_at, ended_at, outcome, state, forget_at`
	selectRuns = `select ` + columnsRun + ` from runs
		where shard = ?1 and contact = ?2 and (?3 = '' or flow = ?3) order by seq`

	putAnswer = `insert into answers (shard, contact, run, name, seq, flow, part, kind, status, value, raw, edition, wording, lang, at)
		values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)
		on conflict (shard, contact, run, name) do update set seq = excluded.seq, flow = excluded.flow,
		part = excluded.part, kind = excluded.kind, status = excluded.status, value = excluded.value,
		raw = excluded.raw, edition = excluded.edition, wording = excluded.wording, lang = excluded.lang, at = excluded.at`
	deleteAnswer  = `delete from answers where shard = ?1 and contact = ?2 and run = ?3 and name = ?4`
	columnsAnswer = `contact, run, flow, part, name, kind, status, value, raw, edition, wording, lang, at`
	selectAnswers = `select ` + columnsAnswer + ` from answers
		where shard = ?1 and contact = ?2 and run = ?3 order by seq, name`

	insertConsent = `insert into consents (shard, contact, flow, run, purpose, how, at, yes, seq, body, edition, wording, lang, until_at)
		values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)`
	selectConsents = `select contact, flow, run, purpose, how, at, yes, body, edition, wording, lang, until_at
		from consents where shard = ?1 and contact = ?2 order by seq`

	putFact = `insert into facts (shard, contact, name, value, at) values (?1, ?2, ?3, ?4, ?5)
		on conflict (shard, contact, name) do update set value = excluded.value, at = excluded.at`
	selectFacts = `select contact, name, value, at from facts where shard = ?1 and contact = ?2 order by name`
	selectFact  = `select value from facts where shard = ?1 and contact = ?2 and name = ?3`
)

const (
	insertMessage = `insert into messages (shard, contact, key, id, seq, channel, priority, body, extras, lang, flow, run,
		state, due_at, expires_at, at, last, sealed)
		values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, 'queued', ?13, ?14, ?15, ?16, ?17)
		on conflict (shard, contact, key) do nothing`

	// A line is what is queued of one kind and one flow; this is the next one
	// after another, by the index.
	selectNextLine = `select priority, flow from messages where shard = ?1 and channel = ?2 and state = 'queued'
		and (priority, flow) > (?3, ?4) order by priority, flow limit 1`
	// The heads of people's queues in one line. A message that was tried holds
	// back the later ones of its kind to the same person: they leave in order.
	selectDueMessages = `select m.contact, m.key, m.id, m.channel, m.priority, m.body, m.extras, m.lang, m.flow, m.run,
		m.due_at, m.expires_at, m.tries, m.at, m.last, m.doubt, m.tried_at, m.cost, coalesce(m.sealed, c.sealed), c.stopped_at,
		c.dead_at, c.seen_at
		from messages m left join conversations c on c.shard = ?1 and c.contact = m.contact
		where m.shard = ?1 and m.channel = ?2 and m.state = 'queued' and m.priority = ?5 and m.flow = ?6 and m.due_at <= ?3
		and not exists (select 1 from messages f
			where f.shard = ?1 and f.contact = m.contact and f.state = 'sending')
		and not exists (select 1 from messages b
			where b.shard = ?1 and b.contact = m.contact and b.channel = m.channel and b.state || '' = 'queued'
			and (b.priority, b.seq) < (m.priority, m.seq)
			and (b.due_at <= ?3 or (b.tries > 0 and b.priority = m.priority))
			and b.flow not in (` + held + `))
		order by m.due_at, m.seq limit ?4`
	// What is held by its broadcast has no line, and nothing waits behind it.
	held         = `select 'broadcast/' || id from broadcasts where state in ('paused', 'cancelled')`
	claimMessage = `update messages set state = 'sending', fence = ?4, claimed_to = ?5, tries = tries + 1, tried_at = ?6
		where shard = ?1 and contact = ?2 and key = ?3`
	// A message to nobody was written while they were erased: its words go.
	endMessage = `update messages set state = ?4, why = ?5, body = case when ?6 then '' else body end,
		extras = case when ?6 then null else extras end where shard = ?1 and contact = ?2 and key = ?3`

	moveMessage = `update messages set state = ?4, why = ?5, cost = ?6, doubt = 0 where shard = ?1 and contact = ?2 and key = ?3`

	finishMessage = `update messages set state = case when state in ('sending', 'queued', 'unknown') then ?5 else state end,
		why = case when state in ('sending', 'queued', 'unknown') then ?6 else why end,
		ref = ?7, due_at = coalesce(?8, due_at), tries = tries - ?9, doubt = ?10, cost = cost + ?11
		where shard = ?1 and contact = ?2 and key = ?3 and fence = ?4
		and (state = 'sending' or ref = '' and ?7 <> '' and ?5 = 'sent')`

	lostAgain = `update messages set state = 'queued', doubt = 1
		where shard = ?1 and state = 'sending' and claimed_to <= ?2
		and (channel in (select value from json_each(?3)) or priority < 2 and doubt = 0)`
	lostUnknown = `update messages set state = 'unknown', why = ?3
		where shard = ?1 and state = 'sending' and claimed_to <= ?2`

	selectReceipted = `select key, state, why, cost from messages
		where shard = ?1 and contact = ?2 and (id = ?3 and ?3 <> '' or ref = ?4 and ?4 <> '')`
	haltMessages = `update messages set state = case when doubt then 'unknown' else 'stopped' end, why = ?3
		where shard = ?1 and contact = ?2 and state = 'queued'`
	// What is sent once more begins anew, but for the doubt whether it left.
	requeueMessage = `update messages set state = 'queued', due_at = ?5, tries = 0, doubt = (state = 'unknown'),
		ref = '', why = ''
		where shard = ?1 and contact = ?2 and key = ?3 and state = ?4 and state in ('failed', 'unknown')`
	selectRefs    = `select ref from messages where shard = ?1 and contact = ?2 and ref <> ''`
	selectUnasked = `select due_at from messages where shard = ?1 and contact = ?2 and priority > 0 and due_at > ?3
		and state not in ('failed', 'stopped', 'expired') order by due_at`
	cancelMessage = `update messages set state = case when doubt then 'unknown' else 'stopped' end, why = ?4
		where shard = ?1 and contact = ?2 and key = ?3 and state = 'queued'`
	cancelFlow = `update messages set state = case when doubt then 'unknown' else 'stopped' end, why = ?3
		where shard = ?1 and state = 'queued' and (contact, key) in
		(select contact, key from messages where shard = ?1 and state = 'queued' and flow = ?2 limit ?4)`
	// The message that tells a person that they were erased carries their
	// address, and goes with it.
	dropSealed = `delete from messages where shard = ?1 and sealed is not null and state not in ('queued', 'sending')`
)

const (
	putDue = `insert into due (shard, contact, kind, key, at, data, tries, flow, edition)
		values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
		on conflict (shard, contact, kind, key) do update set at = excluded.at, data = excluded.data,
		tries = excluded.tries, flow = excluded.flow, edition = excluded.edition`
	selectDue = `select contact, kind, key, at, data, tries, flow, edition
		from due where shard = ?1 and at <= ?2 order by at, contact, kind, key limit ?3`
	deleteDue = `delete from due where shard = ?1 and contact = ?2 and kind = ?3 and key = ?4`

	putHandover = `insert into handovers (shard, contact, run, desk, flow, lang, opened_at, until_at, code)
		values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
		on conflict (shard, contact) do update set run = excluded.run, desk = excluded.desk, flow = excluded.flow,
		lang = excluded.lang, opened_at = excluded.opened_at, until_at = excluded.until_at, code = excluded.code`
	dropHandover = `delete from handovers where shard = ?1 and contact = ?2`
)

const (
	forgetAnswers  = `delete from answers where shard = ?1 and contact = ?2 and run = ?3`
	forgetInbound  = `delete from inbound where shard = ?1 and contact = ?2 and run = ?3 and seq < ?4`
	muteRunInbound = `update inbound set ` + muted + ` where shard = ?1 and contact = ?2 and run = ?3`
	// Attachments go with their messages, and before them.
	forgetMedia = `delete from media where shard = ?1 and contact = ?2 and ref in
		(select ref from inbound where shard = ?1 and contact = ?2 and run = ?3)`
	forgetMessages = `delete from messages where shard = ?1 and contact = ?2 and run = ?3`
	forgetHandover = `delete from handovers where shard = ?1 and contact = ?2 and run = ?3`
	// A consent that ends no later than what the run keeps goes with it; a
	// longer one is still somebody's word. A withdrawal stays, without its words.
	forgetConsents = `delete from consents where shard = ?1 and contact = ?2 and run = ?3 and yes = 1 and until_at <=
		coalesce((select forget_at from runs where shard = ?1 and contact = ?2 and id = ?3), until_at)`
	muteConsents = `update consents set body = '' where shard = ?1 and contact = ?2 and run = ?3 and yes = 0`
	// What remains of a run is a count: days, and nothing that leads back.
	countRun = `insert into runs (shard, contact, id, seq, flow, edition, part, subject, channel, lang, helper, late,
		began_at, ended_at, outcome, state, forget_at)
		select shard, '', ?4, 0, flow, edition, part, '', channel, lang, '', late,
		began_at / 86400000000 * 86400000000, ended_at / 86400000000 * 86400000000, outcome, null, null
		from runs where shard = ?1 and contact = ?2 and id = ?3`
	forgetRun = `delete from runs where shard = ?1 and contact = ?2 and id = ?3`
	idleRun   = `update conversations set flow = '', edition = 0, run = '', state = null, due_at = null, desk = ''
		where shard = ?1 and contact = ?2 and run = ?3`
	// A word that was taken back keeps nobody, and no digest of what they followed.
	selectRemains = `select
		exists (select 1 from runs where shard = ?1 and contact = ?2)
		or exists (select 1 from conversations where shard = ?1 and contact = ?2 and run <> '')
		or exists (select 1 from inbound where shard = ?1 and contact = ?2 and handled = 0)
		or exists (select 1 from messages where shard = ?1 and contact = ?2 and state in ('queued', 'sending'))
		or exists (select 1 from due where shard = ?1 and contact = ?2 and kind <> 'digest')
		or exists (select 1 from handovers where shard = ?1 and contact = ?2)
		or exists (select 1 from follows where shard = ?1 and contact = ?2)
		or exists (select 1 from consents y where y.shard = ?1 and y.contact = ?2 and y.yes = 1 and not exists (
			select 1 from consents n where n.shard = ?1 and n.contact = ?2 and n.flow = y.flow
			and n.purpose = y.purpose and n.seq > y.seq and n.yes = 0))`
	deleteConversation = `delete from conversations where shard = ?1 and contact = ?2 and stopped_at is null`

	eraseAnswers  = `delete from answers where shard = ?1 and contact = ?2`
	eraseRuns     = `delete from runs where shard = ?1 and contact = ?2`
	eraseConsents = `delete from consents where shard = ?1 and contact = ?2`
	eraseFacts    = `delete from facts where shard = ?1 and contact = ?2`
	eraseMessages = `delete from messages where shard = ?1 and contact = ?2`
	eraseMedia    = `delete from media where shard = ?1 and contact = ?2`
	eraseDue      = `delete from due where shard = ?1 and contact = ?2`
	eraseInbound  = `delete from inbound where shard = ?1 and contact = ?2 and seq < ?3`
	muteInbound   = `update inbound set ` + muted + ` where shard = ?1 and contact = ?2`
	// What the network may still deliver again is known by its keyed hash and its day.
	muted = `seq = seq / 86400000000 * 86400000000, origin = null, channel = '', at = null, body = '', tap = '',
		place = '', media = null, lang = '', run = '', quiet = 0, handled = 1, tries = 0`
	bareConversation = `insert into conversations (shard, contact, channel, lang, flow, edition, run, aside, desk, stopped_at)
		values (?1, ?2, '', '', '', 0, '', '', '', ?3)
		on conflict (shard, contact) do update set channel = '', sealed = null, lang = '', flow = '', edition = 0,
		run = '', state = null, aside = '', desk = '', due_at = null, wake_at = null,
		stopped_at = coalesce(stopped_at, excluded.stopped_at), waiting = 0, seen_at = null, dead_at = null, person = ''`
	suppressConversation = `update conversations set channel = '', sealed = null, lang = '', flow = '', edition = 0,
		run = '', state = null, aside = '', desk = '', due_at = null, wake_at = null, waiting = 0, seen_at = null, dead_at = null, person = ''
		where shard = ?1 and contact = ?2`
)

const (
	selectHeard = `select 1 from inbound where shard = ?1 and contact = ?2 and ref = ?3`

	takeReplies = `update messages set state = case when expires_at <= ?5 then 'expired' else 'sent' end, ref = ?4, tries = tries + 1
		where shard = ?1 and contact = ?2 and channel = ?3 and state = 'queued'
		and not exists (select 1 from messages g where g.shard = ?1 and g.contact = ?2 and g.channel = ?3 and g.ref = ?4)`
	selectReplies = `select contact, key, id, channel, priority, body, extras, lang, flow, run, state, due_at, expires_at, tries, ref, at, last
		from messages where shard = ?1 and contact = ?2 and channel = ?3 and ref = ?4 and state = 'sent' order by seq`
)

const (
	insertMedia = `insert into media (shard, state, why, tries, contact, id, ref, kind, type, sealed, due_at, at)
		values (?1, 'pending', '', 0, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)`
	selectMediaDue = `select m.contact, m.id, m.kind, m.type, m.sealed, m.tries + 1, m.at, (select count(*) from media k
			where k.shard = ?1 and k.contact = m.contact and k.contact <> '' and k.state = 'kept' and k.at > ?4)
		from media m where m.shard = ?1 and m.due_at <= ?2 order by m.due_at limit ?3`
	claimMedia  = `update media set due_at = ?4, tries = tries + 1 where shard = ?1 and contact = ?2 and id = ?3`
	finishMedia = `update media set state = ?4, why = ?5, type = ?6, sealed = ?7, due_at = ?8
		where shard = ?1 and contact = ?2 and id = ?3 and state = 'pending' and tries = ?9`
	dropMedia   = `delete from media where shard = ?1 and contact = ?2 and id = ?3`
	selectMedia = `select kind, type, state, sealed from media where shard = ?1 and contact = ?2 and id = ?3`
	detachMedia = `update media set contact = '', ref = x'', sealed = ?4, at = ?5
		where shard = ?1 and contact = ?2 and id = ?3`
)

const (
	dropCodes  = `delete from codes where until_at <= ?1 or contact = ?2 and person <> ''`
	eraseCodes = `delete from codes where contact = ?1`
	putCode    = `insert into codes (hash, person, contact, until_at) values (?1, ?2, ?3, ?4)`
	countCodes = `select count(*) from codes where contact = ?1 and person = '' and until_at > ?2`
	selectCode = `select contact, person from codes where hash = ?1 and person <> '' and until_at > ?2`
	useCode    = `delete from codes where hash = ?1`
	joinPerson = `update conversations set person = ?3 where shard = ?1 and contact = ?2`
)
