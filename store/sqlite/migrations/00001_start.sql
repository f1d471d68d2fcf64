-- Times are microseconds since 1970 in UTC; null means none. Every table of
-- people leads with the shard. Tables without rowid keep no trace of the order
-- in which rows came, which matters where a row has no person.

-- +goose Up
create table meta (
    name  text primary key,
    value text not null
) strict, without rowid;

create table conversations (
    shard      integer not null,
    contact    text    not null,
    channel    text    not null,
    sealed     blob,              -- the address, encrypted; null once erased
    lang       text    not null,
    flow       text    not null,
    edition    integer not null,
    run        text    not null,
    state      blob,
    aside      text    not null,
    desk       text    not null,
    due_at     integer,           -- when the run wants the clock
    wake_at    integer,           -- when we look: never later than due_at
    stopped_at integer,
    waiting    integer not null default 0,
    seen_at    integer,
    person     text    not null default '', -- the same for the channels that a person joined
    dead_at    integer,           -- nobody is reached here since
    primary key (shard, contact)
) strict;
create index conversations_wake on conversations (shard, wake_at) where wake_at is not null;
create index conversations_person on conversations (person) where person <> '';

create table inbound (
    shard   integer not null,
    contact text    not null,
    ref     blob    not null,     -- keyed hash of the network's id
    origin  text,                 -- the network's id itself, while the message waits
    seq     integer not null,
    channel text    not null,
    at      integer,
    body    text    not null,
    tap     text    not null,
    place   text    not null,
    media   blob,
    lang    text    not null,
    run     text    not null,
    quiet   integer not null,
    handled integer not null,
    tries   integer not null,
    primary key (shard, contact, ref)
) strict, without rowid;
create index inbound_waiting on inbound (shard, contact, seq) where handled = 0;

create table runs (
    shard     integer not null,
    contact   text    not null,   -- empty: nobody's any more, or nobody's ever
    id        text    not null,
    seq       integer not null,
    flow      text    not null,
    edition   integer not null,
    part      text    not null,
    subject   text    not null,
    channel   text    not null,
    lang      text    not null,
    helper    text    not null,
    late      integer not null,
    began_at  integer,
    ended_at  integer,
    outcome   text    not null,
    state     blob,
    forget_at integer,
    primary key (shard, contact, id)
) strict, without rowid;
create index runs_ended on runs (flow, subject) where ended_at is not null;

create table answers (
    shard   integer not null,
    contact text    not null,
    run     text    not null,
    name    text    not null,
    seq     integer not null,
    flow    text    not null,
    part    text    not null,
    kind    text    not null,
    status  text    not null,
    value   text    not null,
    raw     text    not null,
    edition integer not null,
    wording integer not null,
    lang    text    not null,
    at      integer,
    primary key (shard, contact, run, name)
) strict, without rowid;

create table consents (
    shard    integer not null,
    contact  text    not null,
    flow     text    not null,
    run      text    not null,
    purpose  text    not null,
    how      text    not null,
    at       integer not null,
    yes      integer not null,
    seq      integer not null,
    body     text    not null,
    edition  integer not null,
    wording  integer not null,
    lang     text    not null,
    until_at integer,
    primary key (shard, contact, seq)
) strict, without rowid;

create table facts (
    shard   integer not null,
    contact text    not null,
    name    text    not null,
    value   text    not null,
    at      integer,
    primary key (shard, contact, name)
) strict, without rowid;

create table messages (
    shard      integer not null,
    contact    text    not null,
    key        text    not null,
    id         text    not null,
    seq        integer not null,
    channel    text    not null,
    priority   integer not null,
    body       text    not null,
    extras     blob,              -- JSON: buttons and the like
    lang       text    not null,
    flow       text    not null,
    run        text    not null,
    state      text    not null,
    due_at     integer not null,
    expires_at integer,
    tries      integer not null default 0,
    fence      integer not null default 0,
    claimed_to integer,
    tried_at   integer,           -- when the attempt in doubt began, or the last one
    ref        text    not null default '',
    why        text    not null default '',
    doubt      integer not null default 0, -- an attempt may have left
    cost       integer not null default 0, -- in millionths of the currency
    at         integer,
    last       integer not null,
    sealed     blob,              -- the address of a person erased, for the one message that says so
    primary key (shard, contact, key)
) strict, without rowid;
-- A line for each kind and flow, so that flows are served in turns.
create index messages_queued on messages (shard, channel, priority, flow, due_at, seq) where state = 'queued';
-- Never two in flight for one person: the database itself says so.
create unique index messages_sending on messages (shard, contact) where state = 'sending';
create index messages_sealed on messages (shard) where sealed is not null;

create table due (
    shard   integer not null,
    contact text    not null,
    kind    text    not null,
    key     text    not null,
    at      integer not null,
    data    blob,
    tries   integer not null,
    flow    text    not null,
    edition integer not null,
    primary key (shard, contact, kind, key)
) strict, without rowid;
create index due_at on due (shard, at);

create table handovers (
    shard     integer not null,
    contact   text    not null,
    run       text    not null,
    desk      text    not null,
    flow      text    not null,
    lang      text    not null,
    opened_at integer,
    until_at  integer,
    code      text    not null,
    primary key (shard, contact)
) strict, without rowid;

create table editions (
    flow         text    not null,
    edition      integer not null,
    wording      integer not null,
    hash         text    not null,
    files        blob    not null,
    published_at integer,
    retired      integer not null,
    primary key (flow, edition, wording)
) strict;

create table leases (
    sender   text    primary key,
    owner    text    not null,
    fence    integer not null,
    until_at integer not null
) strict, without rowid;

-- One-time codes by which a person joins two channels. A row without a person
-- counts one wrong code of a contact's.
create table codes (
    hash     blob    primary key,
    person   text    not null,
    contact  text    not null,
    until_at integer not null
) strict, without rowid;

-- What a consultation has cost, reserved before it is spent.
create table budgets (
    flow  text    primary key,
    spent integer not null
) strict, without rowid;

create table media (
    shard   integer not null,
    contact text    not null,     -- empty: of an anonymous record
    id      text    not null,
    ref     blob    not null,     -- of the message it came with
    kind    text    not null,
    type    text    not null,
    state   text    not null,
    why     text    not null,
    sealed  blob    not null,     -- where it is, then what it is
    tries   integer not null,
    due_at  integer,              -- when it is to be fetched
    at      integer,
    primary key (shard, contact, id)
) strict;
create index media_due on media (shard, due_at) where due_at is not null;

-- What is published of an action plan; only ever added.
create table plans (
    plan text    not null,
    n    integer not null,
    hash text    not null,
    body blob    not null,
    made text    not null,        -- by whom
    at   integer,
    primary key (plan, n)
) strict;

create table follows (
    shard   integer not null,
    contact text    not null,
    plan    text    not null,
    kind    text    not null,
    target  text    not null,
    seen    integer not null,
    at      integer,
    primary key (shard, contact, plan, kind, target)
) strict, without rowid;
create index follows_of on follows (shard, plan, kind, target, contact);

-- Work on a whole shard, done in chunks. A row without a time is done.
create table jobs (
    shard integer not null,
    kind  text    not null,
    key   text    not null,
    at    integer,
    data  blob,
    tries integer not null,
    primary key (shard, kind, key)
) strict, without rowid;
create index jobs_at on jobs (shard, at) where at is not null;

create table broadcasts (
    id       text    primary key,
    version  integer not null,
    state    text    not null,
    body     blob    not null,
    made_at  integer,
    start_at integer
) strict;
-- Read with each claim: what is held is not claimed.
create index broadcasts_held on broadcasts (id) where state in ('paused', 'cancelled');

-- Which of a person's channels got a broadcast.
create table broadcast_people (
    broadcast text not null,
    person    text not null,
    contact   text not null,      -- empty once erased
    primary key (broadcast, person)
) strict, without rowid;
create index broadcast_people_contact on broadcast_people (contact);

-- +goose Down
drop table broadcast_people;
drop table broadcasts;
drop table jobs;
drop table follows;
drop table plans;
drop table media;
drop table budgets;
drop table codes;
drop table leases;
drop table editions;
drop table handovers;
drop table due;
drop table messages;
drop table facts;
drop table consents;
drop table answers;
drop table runs;
drop table inbound;
drop table conversations;
drop table meta;
