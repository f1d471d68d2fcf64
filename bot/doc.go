// Package bot is the runtime: it joins what people write (channels) with what
// we ask (flows), keeps it (store), and says it in their language (locales).
//
//	network ─► channel ─► Sink ─► lane of the shard ─► Receive ─┐
//	                                                            │ one transaction:
//	                 (webhook gets its 200 after the commit) ◄──┤ inbound, state,
//	                                                            │ answers, replies
//	network ◄─ channel ◄─ Send ◄─ Dispatch ◄─ outbox ◄──────────┘
//	                                            ▲
//	                      Tick ─ reminders, parts, retention, what failed before
//
// Three verbs do everything, each one bounded unit of work: Receive takes
// messages in, Dispatch sends what waits, Tick does what is due. Run only
// loops over them, so that a test calls them one by one and never sleeps.
//
// What the verbs keep:
//
//   - Stored before thanked: a Sink returns nil only after the commit.
//   - Handled exactly once: (contact, the network's id) is unique, and the
//     answer, the state and the replies commit with it.
//   - In order per person: a lane works one shard at a time, in the order of
//     arrival, and a message that waits is never overtaken.
//   - One poisoned message stops nobody: a batch that fails is redone one by
//     one, and the message that fails alone is parked, tried again, and after
//     five tries left for an operator.
//
// A turn is one thing that happens to one person: it reads the conversation
// that the transaction has locked, steps the flow in memory, and gathers what
// must be written. Nothing is written before the whole batch has stepped.
//
// A broadcast is no turn: it speaks to people who did nothing. On each shard a
// job walks through everybody, a stretch at a time, and a sieve decides who
// gets a copy, when and in which words; the copies and how far the job came
// commit together. The preview goes through the same sieve. A pause is one row
// that every claim looks at, so that it holds a million copies at once and
// lets them go as fast.
//
// Nodes wait for each other in one direction, so that nobody waits in a circle:
//
//	a job of news, reminders or questions ─► people ─► jobs of broadcasts, by id ─► what they open, by channel
//
// Whoever takes back a word locks themselves first and the jobs of broadcasts
// then; so a broadcast locks no people, and passes over messages that somebody
// holds. Only due rows are taken before their people and written after them:
// there the database ends one of two that meet, and it is done again.
//
// What needs nothing of all this is beside it: package schedule says when
// something recurs and when people sleep, package zone by whose clock, and
// package picture takes out of pictures where and by whom they were made.
package bot
