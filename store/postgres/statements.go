package postgres

// Every statement of a transaction names its shard as $1 or writes it as the
// first column; a test reads this file and fails one that does not. What reads
// over all shards is in views.go.
//
// Rows travel as one array a column (unnest). Looking up is lateral with a
// limit: that leaves the planner one way, which is the right one at any size.

const (
	columnsConversation = `contact, channel, sealed, lang, flow, edition, run, state, aside, desk, due_at, stopped_at, waiting, seen_at, dead_at, person`

	// Locked in the order given, which is sorted: two nodes never wait for each other.
	lockConversations = `select c.* from unnest($2::text[]) u (contact) cross join lateral (
		select ` + columnsConversation + ` from conversations
		where shard = $1 and contact = u.contact limit 1 for update) c`

	insertConversations = `insert into conversations
		(shard, contact, channel, sealed, lang, flow, edition, run, state, aside, desk, due_at, wake_at, stopped_at, seen_at)
		select $1, u.contact, u.channel, u.sealed, u.lang, u.flow, u.edition, u.run, u.state, u.aside, u.desk, u.due_at, u.due_at,
		u.stopped_at, u.seen_at
		from (select
		unnest($2::text[]) as contact, unnest($3::text[]) as channel, unnest($4::bytea[]) as sealed,
		unnest($5::text[]) as lang, unnest($6::text[]) as flow, unnest($7::int[]) as edition, unnest($8::text[]) as run,
		unnest($9::bytea[]) as state, unnest($10::text[]) as aside, unnest($11::text[]) as desk,
		unnest($12::timestamptz[]) as due_at, unnest($13::timestamptz[]) as stopped_at,
		unnest($14::timestamptz[]) as seen_at) u`

	// An address is kept as first sealed: it follows from the contact. The
	// row is woken at the earliest time ever wanted and armed again then: an
	// index written at each turn would cost a new version of every index entry.
	// Who writes is there: that ends what was said of a dead address.
	//
	// Rows are updated by where they are, found by look-ups that cannot but go
	// by the key: a join is planned while the tables are still empty, kept, and
	// then reads a whole shard for each batch.
	updateConversations = `update conversations c set channel = u.channel, sealed = coalesce(c.sealed, u.sealed), lang = u.lang,
		flow = u.flow, edition = u.edition, run = u.run, state = u.state, aside = u.aside, desk = u.desk, due_at = u.due_at,
		wake_at = case when c.wake_at is null or u.due_at < c.wake_at then u.due_at else c.wake_at end,
		stopped_at = u.stopped_at, seen_at = u.seen_at, dead_at = case when u.seen_at > c.dead_at then null else c.dead_at end
		from (select
		unnest($2::text[]) as contact, unnest($3::text[]) as channel, unnest($4::bytea[]) as sealed,
		unnest($5::text[]) as lang, unnest($6::text[]) as flow, unnest($7::int[]) as edition, unnest($8::text[]) as run,
		unnest($9::bytea[]) as state, unnest($10::text[]) as aside, unnest($11::text[]) as desk,
		unnest($12::timestamptz[]) as due_at, unnest($13::timestamptz[]) as stopped_at,
		unnest($14::timestamptz[]) as seen_at) u
		cross join lateral (select k.ctid from conversations k where k.shard = $1 and k.contact = u.contact limit 1) at
		where c.shard = $1 and c.ctid = at.ctid`

	// Of people who are locked.
	buryConversations = `update conversations c set dead_at = coalesce(c.dead_at, $3) from unnest($2::text[]) u (contact)
		cross join lateral (select k.ctid from conversations k where k.shard = $1 and k.contact = u.contact
			and (k.seen_at is null or k.seen_at <= $3) limit 1) at
		where c.shard = $1 and c.ctid = at.ctid`

	selectAwake = `select ` + columnsConversation + ` from conversations
		where shard = $1 and wake_at <= $2 order by wake_at limit $3 for update skip locked`
	armConversations = `update conversations set wake_at = due_at where shard = $1 and contact = any ($2::text[])`
)

const (
	selectKnown = `select u.n from unnest($2::text[], $3::bytea[]) with ordinality u (contact, ref, n) cross join lateral (
		select 1 from inbound where shard = $1 and contact = u.contact and ref = u.ref limit 1) k`

	fromInbound = `select $1, u.* from (select
		unnest($2::text[]) as contact, unnest($3::bytea[]) as ref, unnest($4::text[]) as origin,
		unnest($5::bigint[]) as seq, unnest($6::text[]) as channel, unnest($7::timestamptz[]) as at,
		unnest($8::text[]) as body, unnest($9::text[]) as tap, unnest($10::text[]) as place, unnest($11::bytea[]) as media,
		unnest($12::text[]) as lang, unnest($13::text[]) as run, unnest($14::boolean[]) as quiet,
		unnest($15::boolean[]) as handled, unnest($16::int[]) as tries) u`
	insertInbound = `insert into inbound
		(shard, contact, ref, origin, seq, channel, at, body, tap, place, media, lang, run, quiet, handled, tries) ` + fromInbound
	parkInbound = insertInbound + ` on conflict (shard, contact, ref) do update
		set handled = false, tries = inbound.tries + 1, origin = excluded.origin`
	settleInbound = `update inbound i set handled = true, origin = '' from unnest($2::text[], $3::bytea[]) u (contact, ref)
		cross join lateral (select k.ctid from inbound k where k.shard = $1 and k.contact = u.contact and k.ref = u.ref limit 1) at
		where i.shard = $1 and i.ctid = at.ctid`
	tagInbound = `update inbound i set run = u.run from unnest($2::text[], $3::bytea[], $4::text[]) u (contact, ref, run)
		cross join lateral (select k.ctid from inbound k where k.shard = $1 and k.contact = u.contact and k.ref = u.ref limit 1) at
		where i.shard = $1 and i.ctid = at.ctid`
	// What waits is counted from the rows and only kept beside the hot row.
	countWaiting = `update conversations c set waiting =
		(select count(*) from inbound i where i.shard = $1 and i.contact = c.contact and not i.handled)
		where c.shard = $1 and c.contact = any ($2::text[])`
	selectParked = `select contact, origin, channel, at, body, tap, place, media, lang, run, quiet, tries
		from inbound where shard = $1 and contact = $2 and not handled order by seq limit $3`
	selectWaiting = `select distinct contact from inbound
		where shard = $1 and not handled and tries < $2 order by contact limit $3`
)

const (
	insertRuns = `insert into runs (shard, contact, id, seq, flow, edition, part, subject, channel, lang, helper, late,
		began_at, ended_at, outcome, state, forget_at)
		select $1,
		unnest($2::text[]), unnest($3::text[]), unnest($4::bigint[]), unnest($5::text[]), unnest($6::int[]),
		unnest($7::text[]), unnest($8::text[]), unnest($9::text[]), unnest($10::text[]), unnest($11::text[]),
		unnest($12::boolean[]), unnest($13::timestamptz[]), unnest($14::timestamptz[]), unnest($15::text[]),
		unnest($16::bytea[]), unnest($17::timestamptz[])`
	putRuns = insertRuns + `
		on conflict (shard, contact, id) do update set flow = excluded.flow, edition = excluded.edition,
		part = excluded.part, subject = excluded.subject, channel = excluded.channel, lang = excluded.lang,
		helper = excluded.helper, late = excluded.late, began_at = excluded.began_at, ended_at = excluded.ended_at,
		outcome = excluded.outcome, state = excluded.state, forget_at = excluded.forget_at`
	// The empty strings keep it off the index for counting, which holds
	// everybody's runs.
	supersedeRuns = `update runs r set outcome = 'replaced' from unnest($2::text[], $3::text[]) u (contact, id)
		cross join lateral (select flow, part, subject, seq from runs o where o.shard = $1 and o.contact = u.contact and o.id = u.id limit 1) o
		cross join lateral (select k.ctid from runs k where k.shard = $1 and k.contact = u.contact
			and k.flow || '' = o.flow and k.part = o.part and k.subject || '' = o.subject and k.seq < o.seq
			and k.ended_at is not null and not k.outcome = any ($4::text[]) offset 0) at
		where r.shard = $1 and r.ctid = at.ctid`
	columnsRun = `contact, id, flow, edition, part, subject, channel, lang, helper, late, began_at, ended_at, outcome, state, forget_at`
	selectRuns = `select ` + columnsRun + ` from runs
		where shard = $1 and contact = $2 and ($3 = '' or flow = $3) order by seq`

	insertAnswers = `insert into answers (shard, contact, run, name, seq, flow, part, kind, status, value, raw, edition, wording, lang, at)
		select $1,
		unnest($2::text[]), unnest($3::text[]), unnest($4::text[]), unnest($5::bigint[]), unnest($6::text[]),
		unnest($7::text[]), unnest($8::text[]), unnest($9::text[]), unnest($10::text[]), unnest($11::text[]),
		unnest($12::int[]), unnest($13::int[]), unnest($14::text[]), unnest($15::timestamptz[])`
	putAnswers = insertAnswers + `
		on conflict (shard, contact, run, name) do update set seq = excluded.seq, flow = excluded.flow,
		part = excluded.part, kind = excluded.kind, status = excluded.status, value = excluded.value,
		raw = excluded.raw, edition = excluded.edition, wording = excluded.wording, lang = excluded.lang, at = excluded.at`
	deleteAnswers = `delete from answers where shard = $1 and contact = $2 and run = $3 and name = any ($4::text[])`
	columnsAnswer = `contact, run, flow, part, name, kind, status, value, raw, edition, wording, lang, at`
	selectAnswers = `select ` + columnsAnswer + ` from answers
		where shard = $1 and contact = $2 and run = $3 order by seq, name`

	insertConsents = `insert into consents (shard, contact, flow, run, purpose, how, at, yes, seq, body, edition, wording, lang, until_at)
		select $1,
		unnest($2::text[]), unnest($3::text[]), unnest($4::text[]), unnest($5::text[]), unnest($6::text[]),
		unnest($7::timestamptz[]), unnest($8::boolean[]), unnest($9::bigint[]), unnest($10::text[]), unnest($11::int[]),
		unnest($12::int[]), unnest($13::text[]), unnest($14::timestamptz[])`
	selectConsents = `select contact, flow, run, purpose, how, at, yes, body, edition, wording, lang, until_at
		from consents where shard = $1 and contact = $2 order by seq`

	putFacts = `insert into facts (shard, contact, name, value, at)
		select $1,
		unnest($2::text[]), unnest($3::text[]), unnest($4::text[]), unnest($5::timestamptz[])
		on conflict (shard, contact, name) do update set value = excluded.value, at = excluded.at`
	selectFacts = `select contact, name, value, at from facts where shard = $1 and contact = $2 order by name`

	selectFactsOf = `select f.* from unnest($2::text[]) u (contact) cross join lateral (
		select contact, value from facts where shard = $1 and contact = u.contact and name = $3 limit 1) f`
)

const (
	insertMessages = `insert into messages (shard, state, contact, key, id, seq, channel, priority, body, extras, lang, flow, run,
		due_at, expires_at, at, last, sealed)
		select $1, 'queued',
		unnest($2::text[]), unnest($3::text[]), unnest($4::text[]), unnest($5::bigint[]), unnest($6::text[]),
		unnest($7::smallint[]), unnest($8::text[]), unnest($9::bytea[]), unnest($10::text[]), unnest($11::text[]),
		unnest($12::text[]), unnest($13::timestamptz[]), unnest($14::timestamptz[]), unnest($15::timestamptz[]),
		unnest($16::boolean[]), unnest($17::bytea[])`
	putMessages = insertMessages + ` on conflict (shard, contact, key) do nothing`

	// The copies of one message to many: what they share travels once.
	insertCopies = `insert into messages (shard, state, contact, id, seq, body, lang, due_at, key, channel, priority, extras, flow, run,
		expires_at, at, last)
		select $1, 'queued',
		unnest($2::text[]), unnest($3::text[]), unnest($4::bigint[]), $5::text, $6::text, $7::timestamptz,
		$8::text, $9::text, $10::smallint, $11::bytea, $12::text, $13::text, $14::timestamptz, $15::timestamptz, $16::boolean`

	// A line is what is queued of one kind and one flow. Of each line the heads
	// of people's queues are looked at, no more than are wanted, in the order of
	// its index; then the lines take turns, in an order that is drawn each time:
	// where one message is taken at a time, none is always the first.
	//
	// A message that was tried holds back the later ones of its kind to the same
	// person: they leave in order. The offset makes each look one by the index,
	// whatever the planner takes the tables for. The empty string keeps the look
	// for an older message off the queue's index: it goes by the person, not
	// through everybody's messages. What is held by its broadcast has no line.
	selectDueMessages = `with recursive held (flows) as materialized (
			select coalesce(array_agg('broadcast/' || id), '{}') from broadcasts where state in ('paused', 'cancelled')
		), lines (priority, flow) as (
			(select priority, flow from messages where shard = $1 and channel = $2 and state = 'queued'
				order by priority, flow limit 1)
			union all
			select n.priority, n.flow from lines l cross join lateral (
				select priority, flow from messages where shard = $1 and channel = $2 and state = 'queued'
				and (priority, flow) > (l.priority, l.flow) order by priority, flow limit 1) n
		), heads as (
			select l.priority, h.* from lines l cross join lateral (
				select m.contact, m.key, row_number() over (order by m.due_at, m.seq) as turn
				from messages m where m.shard = $1 and m.channel = $2 and m.state = 'queued'
				and m.priority = l.priority and m.flow = l.flow and m.due_at <= $3
				and not exists (select 1 from messages f
					where f.shard = $1 and f.contact = m.contact and f.state = 'sending' offset 0)
				and not exists (select 1 from messages b
					where b.shard = $1 and b.contact = m.contact and b.channel = m.channel and b.state || '' = 'queued'
					and (b.priority, b.seq) < (m.priority, m.seq)
					and (b.due_at <= $3 or (b.tries > 0 and b.priority = m.priority))
					and b.flow <> all ((select flows from held)::text[]) offset 0)
				order by m.due_at, m.seq limit $4) h
			where l.flow <> all ((select flows from held)::text[])
		)
		select m.contact, m.key, m.id, m.channel, m.priority, m.body, m.extras, m.lang, m.flow, m.run, m.due_at, m.expires_at,
		m.tries, m.at, m.last, m.doubt, m.tried_at, m.cost, coalesce(m.sealed, c.sealed), c.stopped_at, c.dead_at, c.seen_at
		from (select contact, key, priority, turn, random() as draw from heads order by priority, turn, draw limit $4) h
		cross join lateral (select * from messages k where k.shard = $1 and k.contact = h.contact and k.key = h.key
			and k.state || '' = 'queued' for update skip locked) m
		left join lateral (select sealed, stopped_at, dead_at, seen_at from conversations
			where shard = $1 and contact = h.contact limit 1) c on true
		order by h.priority, h.turn, h.draw`
	claimMessages = `update messages m set state = 'sending', fence = $4, claimed_to = $5, tries = m.tries + 1,
		tried_at = case when m.doubt then m.tried_at else $6 end
		from unnest($2::text[], $3::text[]) u (contact, key)
		cross join lateral (select k.ctid from messages k where k.shard = $1 and k.contact = u.contact and k.key = u.key limit 1) at
		where m.shard = $1 and m.ctid = at.ctid`
	// A message to nobody was written while they were erased: its words go.
	endMessages = `update messages m set state = u.state, why = u.why,
		body = case when u.nobody then '' else m.body end, extras = case when u.nobody then null else m.extras end
		from (select
		unnest($2::text[]) as contact, unnest($3::text[]) as key, unnest($4::text[]) as state, unnest($5::text[]) as why,
		unnest($6::boolean[]) as nobody) u
		cross join lateral (select k.ctid from messages k where k.shard = $1 and k.contact = u.contact and k.key = u.key limit 1) at
		where m.shard = $1 and m.ctid = at.ctid`

	moveMessages = `update messages m set state = u.state, why = u.why, cost = u.cost, doubt = false
		from (select
		unnest($2::text[]) as contact, unnest($3::text[]) as key, unnest($4::text[]) as state, unnest($5::text[]) as why,
		unnest($6::bigint[]) as cost) u
		cross join lateral (select k.ctid from messages k where k.shard = $1 and k.contact = u.contact and k.key = u.key limit 1) at
		where m.shard = $1 and m.ctid = at.ctid`

	// A receipt may be moving the same message: what it holds is waited for, and
	// read as it left it.
	lockMessages = `select 1 from unnest($2::text[], $3::text[]) u (contact, key) cross join lateral (
		select 1 from messages where shard = $1 and contact = u.contact and key = u.key limit 1 for update) m`
	finishMessages = `update messages m set
		state = case when m.state in ('sending', 'queued', 'unknown') then u.state else m.state end,
		why = case when m.state in ('sending', 'queued', 'unknown') then u.why else m.why end,
		ref = u.ref, due_at = coalesce(u.due_at, m.due_at), tries = m.tries - u.back, doubt = u.doubt, cost = m.cost + u.cost
		from (select
		unnest($3::text[]) as contact, unnest($4::text[]) as key, unnest($5::text[]) as state, unnest($6::text[]) as why,
		unnest($7::text[]) as ref, unnest($8::timestamptz[]) as due_at, unnest($9::int[]) as back,
		unnest($10::boolean[]) as doubt, unnest($11::bigint[]) as cost) u
		cross join lateral (select k.ctid from messages k where k.shard = $1 and k.contact = u.contact and k.key = u.key
			and k.fence = $2 and (k.state = 'sending' or k.ref = '' and u.ref <> '' and u.state = 'sent') limit 1) at
		where m.shard = $1 and m.ctid = at.ctid`

	lostAgain = `update messages set state = 'queued', doubt = true
		where shard = $1 and state = 'sending' and claimed_to <= $2 and (channel = any ($3::text[]) or priority < 2 and not doubt)`
	lostUnknown = `update messages set state = 'unknown', why = $3
		where shard = $1 and state = 'sending' and claimed_to <= $2`

	lockReceipted = `select u.n, m.key, m.state, m.why, m.cost
		from unnest($2::text[], $3::text[], $4::text[]) with ordinality u (contact, id, ref, n)
		cross join lateral (select key, state, why, cost from messages where shard = $1 and contact = u.contact
		and (id = u.id and u.id <> '' or ref = u.ref and u.ref <> '') limit 1 for update) m`
	// The empty string keeps it off the queue's index: it goes by the person.
	haltMessages = `update messages set state = case when doubt then 'unknown' else 'stopped' end, why = $3
		where shard = $1 and contact = $2 and state || '' = 'queued'`
	// What is sent once more begins anew, but for the doubt whether it left.
	requeueMessages = `update messages m set state = 'queued', due_at = $5, tries = 0, doubt = (m.state = 'unknown'),
		ref = '', why = ''
		from unnest($2::text[], $3::text[], $4::text[]) u (contact, key, state)
		cross join lateral (select k.ctid from messages k where k.shard = $1 and k.contact = u.contact and k.key = u.key
			and k.state = u.state and k.state in ('failed', 'unknown') limit 1) at
		where m.shard = $1 and m.ctid = at.ctid`
	selectRefs    = `select ref from messages where shard = $1 and contact = $2 and ref <> ''`
	selectUnasked = `select m.contact, m.due_at from unnest($2::text[]) u (contact) cross join lateral (
		select contact, due_at from messages where shard = $1 and contact = u.contact and priority > 0 and due_at > $3
		and state not in ('failed', 'stopped', 'expired') offset 0) m order by m.due_at`
	cancelMessages = `update messages m set state = case when m.doubt then 'unknown' else 'stopped' end, why = $4
		from unnest($2::text[], $3::text[]) u (contact, key)
		cross join lateral (select k.ctid from messages k where k.shard = $1 and k.contact = u.contact and k.key = u.key limit 1) at
		where m.shard = $1 and m.ctid = at.ctid and m.state = 'queued'`
	// Line by line, so that it goes by the queue's index and reads no other
	// flow's messages. Whoever holds one is about to end it, and may wait for the
	// job that we do.
	cancelFlow = `with recursive lines (channel, priority, flow) as (
			(select channel, priority, flow from messages where shard = $1 and state = 'queued'
				order by channel, priority, flow limit 1)
			union all
			select n.channel, n.priority, n.flow from lines l cross join lateral (
				select channel, priority, flow from messages where shard = $1 and state = 'queued'
				and (channel, priority, flow) > (l.channel, l.priority, l.flow) order by channel, priority, flow limit 1) n
		)
		update messages m set state = case when m.doubt then 'unknown' else 'stopped' end, why = $3
		from (select at.* from lines l cross join lateral (select k.ctid from messages k where k.shard = $1
			and k.channel = l.channel and k.state = 'queued' and k.priority = l.priority and k.flow = l.flow
			order by k.due_at, k.seq limit $4 for update skip locked) at where l.flow = $2 limit $4) at
		where m.shard = $1 and m.ctid = at.ctid and m.state = 'queued'`
	// The message that tells a person that they were erased carries their
	// address, and goes with it.
	dropSealed = `delete from messages where shard = $1 and sealed is not null and state not in ('queued', 'sending')`
)

const (
	putDue = `insert into due (shard, contact, kind, key, at, data, tries, flow, edition)
		select $1,
		unnest($2::text[]), unnest($3::text[]), unnest($4::text[]), unnest($5::timestamptz[]), unnest($6::bytea[]),
		unnest($7::int[]), unnest($8::text[]), unnest($9::int[])
		on conflict (shard, contact, kind, key) do update set at = excluded.at, data = excluded.data,
		tries = excluded.tries, flow = excluded.flow, edition = excluded.edition`
	claimDue = `with taken as (
			select contact, kind, key from due where shard = $1 and at <= $2
			order by at, contact, kind, key limit $3 for update skip locked)
		delete from due d using taken t where d.shard = $1 and d.contact = t.contact and d.kind = t.kind and d.key = t.key
		returning d.contact, d.kind, d.key, d.at, d.data, d.tries, d.flow, d.edition`

	putHandover = `insert into handovers (shard, contact, run, desk, flow, lang, opened_at, until_at, code)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
		on conflict (shard, contact) do update set run = excluded.run, desk = excluded.desk, flow = excluded.flow,
		lang = excluded.lang, opened_at = excluded.opened_at, until_at = excluded.until_at, code = excluded.code`
	dropHandover = `delete from handovers where shard = $1 and contact = $2`
)

const (
	// The empty string keeps it off the queue's index: it goes by the person.
	takeReplies = `update messages m set state = case when m.expires_at <= $5 then 'expired' else 'sent' end, ref = $4, tries = m.tries + 1
		where m.shard = $1 and m.contact = $2 and m.channel = $3 and m.state || '' = 'queued'
		and not exists (select 1 from messages g where g.shard = $1 and g.contact = $2 and g.channel = $3 and g.ref = $4)`
	selectReplies = `select contact, key, id, channel, priority, body, extras, lang, flow, run, state, due_at, expires_at, tries, ref, at, last
		from messages where shard = $1 and contact = $2 and channel = $3 and ref = $4 and state = 'sent' order by seq`
)

const (
	insertMedia = `insert into media (shard, state, why, tries, contact, id, ref, kind, type, sealed, due_at, at)
		select $1, 'pending', '', 0,
		unnest($2::text[]), unnest($3::text[]), unnest($4::bytea[]), unnest($5::text[]), unnest($6::text[]),
		unnest($7::bytea[]), unnest($8::timestamptz[]), unnest($9::timestamptz[])`
	claimMedia = `with soon as (select contact, id from media
			where shard = $1 and due_at <= $2 order by due_at limit $3 for update skip locked)
		update media m set due_at = $4, tries = m.tries + 1 from soon
		where m.shard = $1 and m.contact = soon.contact and m.id = soon.id
		returning m.contact, m.id, m.kind, m.type, m.sealed, m.tries, m.at, (select count(*) from media k
			where k.shard = $1 and k.contact = m.contact and k.contact <> '' and k.state = 'kept' and k.at > $5)`
	finishMedia = `update media set state = $4, why = $5, type = $6, sealed = $7, due_at = $8
		where shard = $1 and contact = $2 and id = $3 and state = 'pending' and tries = $9`
	dropMedia = `delete from media where shard = $1 and contact = $2 and id = any ($3::text[])`
	lockMedia = `select id, kind, type, state, sealed from media
		where shard = $1 and contact = $2 and id = any ($3::text[]) order by id for update`
	detachMedia = `update media set contact = '', ref = '', sealed = $4, at = $5
		where shard = $1 and contact = $2 and id = $3`
)

const (
	dropCodes  = `delete from codes where until_at <= $1 or contact = $2 and person <> ''`
	eraseCodes = `delete from codes where contact = $1`
	putCode    = `insert into codes (hash, person, contact, until_at) values ($1, $2, $3, $4)`
	countCodes = `select count(*) from codes where contact = $1 and person = '' and until_at > $2`
	selectCode = `select contact, person from codes where hash = $1 and person <> '' and until_at > $2 for update`
	useCode    = `delete from codes where hash = $1`
	joinPerson = `update conversations set person = $3 where shard = $1 and contact = $2`
)
