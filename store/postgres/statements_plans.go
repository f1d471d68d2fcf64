package postgres

// What people follow, work on a whole shard, and who people are: statements
// under the same rule as those of statements.go.
const (
	addFollows = `insert into follows (shard, contact, plan, kind, target, seen, at)
		select $1,
		unnest($2::text[]), unnest($3::text[]), unnest($4::text[]), unnest($5::text[]), unnest($6::int[]), unnest($7::timestamptz[])
		on conflict (shard, contact, plan, kind, target) do nothing`
	// Before follows are changed they are locked, all of a person's in one
	// order: a change that found a row under another one would pass over it,
	// and who unfollows is gone for good.
	lockFollows = `select 1 from unnest($2::text[]) u (contact) cross join lateral (
		select 1 from follows where shard = $1 and contact = u.contact order by plan, kind, target for update) f`
	dropFollows = `delete from follows f using unnest($2::text[], $3::text[], $4::text[], $5::text[]) u (contact, plan, kind, target)
		cross join lateral (select k.ctid from follows k where k.shard = $1 and k.contact = u.contact
			and (k.plan = u.plan and k.kind = u.kind and k.target = u.target or u.plan = '' and u.kind = '' and u.target = '') offset 0) at
		where f.shard = $1 and f.ctid = at.ctid`
	selectFollows = `select f.* from unnest($2::text[]) u (contact) cross join lateral (
		select contact, plan, kind, target, seen, at from follows where shard = $1 and contact = u.contact
		order by plan, kind, target) f`
	setSeen = `update follows f set seen = u.seen
		from unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::int[]) u (contact, plan, kind, target, seen)
		cross join lateral (select k.ctid from follows k where k.shard = $1 and k.contact = u.contact
			and k.plan = u.plan and k.kind = u.kind and k.target = u.target and k.seen < u.seen limit 1) at
		where f.shard = $1 and f.ctid = at.ctid`
	// Of each thing the first n followers are looked at: among them are the
	// first n of all. The order with the target is that of one index alone:
	// where nearly all follow one thing the primary key looks as good, and by it
	// a thing that few follow is a walk over everybody.
	selectFollowers = `select distinct f.contact from unnest($3::text[], $4::text[]) u (kind, target) cross join lateral (
		select contact from follows where shard = $1 and plan = $2 and kind = u.kind
		and (target, contact) > (u.target, $5) and target <= u.target order by target, contact limit $6) f order by f.contact limit $6`
	eraseFollows = `delete from follows where shard = $1 and contact = $2`
)

const (
	addJobs = `insert into jobs (shard, kind, key, at, data, tries)
		select $1,
		unnest($2::text[]), unnest($3::text[]), unnest($4::timestamptz[]), unnest($5::bytea[]), unnest($6::int[])
		on conflict (shard, kind, key) do nothing`
	putJobs = `insert into jobs (shard, kind, key, at, data, tries)
		select $1,
		unnest($2::text[]), unnest($3::text[]), unnest($4::timestamptz[]), unnest($5::bytea[]), unnest($6::int[])
		on conflict (shard, kind, key) do update set at = excluded.at, data = excluded.data, tries = excluded.tries`
	claimJobs = `select kind, key, at, data, tries from jobs where shard = $1 and at <= $2
		order by at, kind, key limit $3 for update skip locked`
	lockJob = `select kind, key, at, data, tries from jobs where shard = $1 and kind = $2 and key = $3 for update`
)

// A chunk of people is a stretch of the primary key. The first statement notes
// where it ends, so that those that travel behind it read the same stretch:
// had each its own limit, somebody who came in between would push the last one
// out. A fact of nobody's in the stretch does no harm.
const (
	selectMembers = `with chunk as materialized (
			select contact, channel, sealed, lang, person, seen_at, stopped_at, dead_at from conversations
			where shard = $1 and contact > $2 and (sealed is not null or stopped_at is null) order by contact limit $3
		), last as materialized (select set_config('plaza.last', coalesce(max(contact), ''), true) from chunk)
		select chunk.* from last cross join chunk order by contact`
	stretch       = `shard = $1 and contact > $2 and contact <= current_setting('plaza.last')`
	memberFacts   = `select contact, name, value from facts where ` + stretch + ` and name || '' = any ($3::text[])`
	memberFollows = `select contact, plan, kind, target, seen, at from follows where ` + stretch + ` order by contact, plan, kind, target`
	memberWords   = `select contact, flow, purpose, yes, until_at from consents
		where ` + stretch + ` and purpose = any ($3::text[]) order by contact, seq`
	memberUnasked = `select contact, due_at from messages where ` + stretch + ` and priority > 0 and due_at > $3
		and state not in ('failed', 'stopped', 'expired') order by contact, due_at`
	// The empty strings keep it off the index for counting, which holds
	// everybody's runs.
	memberAnswers = `select r.contact, r.flow, a.name, a.value from (
			select contact, id, flow, seq from runs where ` + stretch + ` and flow || '' = any ($3::text[])
			and ended_at is not null and not outcome = any ($5::text[]) offset 0) r
		cross join lateral (select name, value from answers where shard = $1 and contact = r.contact and run = r.id
			and name = any ($4::text[]) offset 0) a
		order by r.contact, r.seq`
)
