package sqlite

// What people follow, work on a whole shard, and who people are: statements
// under the same rule as those of statements.go.
const (
	addFollow = `insert into follows (shard, contact, plan, kind, target, seen, at) values (?1, ?2, ?3, ?4, ?5, ?6, ?7)
		on conflict (shard, contact, plan, kind, target) do nothing`
	dropFollow    = `delete from follows where shard = ?1 and contact = ?2 and plan = ?3 and kind = ?4 and target = ?5`
	selectFollows = `select contact, plan, kind, target, seen, at from follows
		where shard = ?1 and contact = ?2 order by plan, kind, target`
	setSeen = `update follows set seen = ?6
		where shard = ?1 and contact = ?2 and plan = ?3 and kind = ?4 and target = ?5 and seen < ?6`
	selectFollowers = `select contact from follows
		where shard = ?1 and plan = ?2 and kind = ?3 and target = ?4 and contact > ?5 order by contact limit ?6`
	eraseFollows = `delete from follows where shard = ?1 and contact = ?2`
)

const (
	addJob = `insert into jobs (shard, kind, key, at, data, tries) values (?1, ?2, ?3, ?4, ?5, ?6)
		on conflict (shard, kind, key) do nothing`
	putJob = `insert into jobs (shard, kind, key, at, data, tries) values (?1, ?2, ?3, ?4, ?5, ?6)
		on conflict (shard, kind, key) do update set at = excluded.at, data = excluded.data, tries = excluded.tries`
	selectJobs = `select kind, key, at, data, tries from jobs where shard = ?1 and at <= ?2 order by at, kind, key limit ?3`
	selectJob  = `select kind, key, at, data, tries from jobs where shard = ?1 and kind = ?2 and key = ?3`
)

// A chunk of people is a stretch of the primary key; a fact of nobody's in it
// does no harm.
const (
	selectMembers = `select contact, channel, sealed, lang, person, seen_at, stopped_at, dead_at from conversations
		where shard = ?1 and contact > ?2 and (sealed is not null or stopped_at is null) order by contact limit ?3`
	stretch       = `shard = ?1 and contact > ?2 and contact <= ?3`
	memberFacts   = `select contact, name, value from facts where ` + stretch + ` and name in (select value from json_each(?4))`
	memberFollows = `select contact, plan, kind, target, seen, at from follows where ` + stretch + ` order by contact, plan, kind, target`
	memberWords   = `select contact, flow, purpose, yes, until_at from consents
		where ` + stretch + ` and purpose in (select value from json_each(?4)) order by contact, seq`
	memberUnasked = `select contact, due_at from messages where ` + stretch + ` and priority > 0 and due_at > ?4
		and state not in ('failed', 'stopped', 'expired') order by contact, due_at`
	// The plus keeps it off the index for counting, which holds everybody's runs.
	memberAnswers = `select r.contact, r.flow, a.name, a.value from runs r
		cross join answers a on a.shard = ?1 and a.contact = r.contact and a.run = r.id
		where r.shard = ?1 and r.contact > ?2 and r.contact <= ?3 and +r.flow in (select value from json_each(?4))
		and +r.ended_at is not null and r.outcome not in (select value from json_each(?6))
		and +a.name in (select value from json_each(?5)) order by r.contact, r.seq`
)
