-- Every table of people leads with the shard; keys compare byte by byte. What
-- is updated at each turn has no index on what changes and room on its page,
-- so that an update touches one page. State is opaque and stays bytea: jsonb
-- would be parsed and rewritten at each turn.

-- +goose Up
create table meta (
    name  text primary key,
    value text not null
);

create table conversations (
    shard      smallint not null,
    contact    text collate "C" not null,
    channel    text    not null,
    sealed     bytea,                -- the address, encrypted; null once erased
    lang       text    not null,
    flow       text    not null,
    edition    integer not null,
    run        text    not null,
    state      bytea,
    aside      text    not null,
    desk       text    not null,
    due_at     timestamptz,          -- when the run wants the clock
    wake_at    timestamptz,          -- when we look: never later than due_at
    stopped_at timestamptz,
    waiting    integer not null default 0,
    seen_at    timestamptz,
    person     text    not null default '', -- the same for the channels that a person joined
    dead_at    timestamptz,          -- nobody is reached here since
    primary key (shard, contact)
) with (fillfactor = 80, autovacuum_vacuum_scale_factor = 0.05);
create index conversations_wake on conversations (shard, wake_at) where wake_at is not null;
create index conversations_person on conversations (person) where person <> '';

create table inbound (
    shard   smallint not null,
    contact text collate "C" not null,
    ref     bytea    not null,       -- keyed hash of the network's id
    origin  text     not null,       -- the network's id itself, while the message waits
    seq     bigint   not null,
    channel text     not null,
    at      timestamptz,
    body    text     not null,
    tap     text     not null,
    place   text     not null,
    media   bytea,
    lang    text     not null,
    run     text     not null,
    quiet   boolean  not null,
    handled boolean  not null,
    tries   integer  not null,
    primary key (shard, contact, ref)
);
create index inbound_waiting on inbound (shard, contact, seq) where not handled;

create table runs (
    shard     smallint not null,
    contact   text collate "C" not null, -- empty: nobody's any more, or nobody's ever
    id        text collate "C" not null,
    seq       bigint   not null,
    flow      text     not null,
    edition   integer  not null,
    part      text     not null,
    subject   text     not null,
    channel   text     not null,
    lang      text     not null,
    helper    text     not null,
    late      boolean  not null,
    began_at  timestamptz,
    ended_at  timestamptz,
    outcome   text     not null,
    state     bytea,
    forget_at timestamptz,
    primary key (shard, contact, id)
);
create index runs_ended on runs (flow, subject) where ended_at is not null;

create table answers (
    shard   smallint not null,
    contact text collate "C" not null,
    run     text collate "C" not null,
    name    text collate "C" not null,
    seq     bigint   not null,
    flow    text     not null,
    part    text     not null,
    kind    text     not null,
    status  text     not null,
    value   text     not null,
    raw     text     not null,
    edition integer  not null,
    wording integer  not null,
    lang    text     not null,
    at      timestamptz,
    primary key (shard, contact, run, name)
);

create table consents (
    shard    smallint not null,
    contact  text collate "C" not null,
    flow     text collate "C" not null,
    run      text collate "C" not null,
    purpose  text collate "C" not null,
    how      text collate "C" not null,
    at       timestamptz not null,
    yes      boolean  not null,
    seq      bigint   not null,
    body     text     not null,
    edition  integer  not null,
    wording  integer  not null,
    lang     text     not null,
    until_at timestamptz,
    primary key (shard, contact, seq)
);

create table facts (
    shard   smallint not null,
    contact text collate "C" not null,
    name    text collate "C" not null,
    value   text     not null,
    at      timestamptz,
    primary key (shard, contact, name)
);

create table messages (
    shard      smallint not null,
    contact    text collate "C" not null,
    key        text collate "C" not null,
    id         text     not null,
    seq        bigint   not null,
    channel    text collate "C" not null,
    priority   smallint not null,
    body       text     not null,
    extras     bytea,                -- JSON: buttons and the like
    lang       text     not null,
    flow       text collate "C" not null,
    run        text     not null,
    state      text collate "C" not null,
    due_at     timestamptz not null,
    expires_at timestamptz,
    tries      integer  not null default 0,
    fence      bigint   not null default 0,
    claimed_to timestamptz,
    tried_at   timestamptz,          -- when the attempt in doubt began, or the last one
    ref        text     not null default '',
    why        text     not null default '',
    doubt      boolean  not null default false, -- an attempt may have left
    cost       bigint   not null default 0,     -- in millionths of the currency
    at         timestamptz,
    last       boolean  not null,
    sealed     bytea,                -- the address of a person erased, for the one message that says so
    primary key (shard, contact, key)
) with (autovacuum_vacuum_scale_factor = 0.05);
-- A line for each kind and flow, so that flows are served in turns.
create index messages_queued on messages (shard, channel, priority, flow, due_at, seq) where state = 'queued';
-- Never two in flight for one person: the database itself says so.
create unique index messages_sending on messages (shard, contact) where state = 'sending';
create index messages_sealed on messages (shard) where sealed is not null;

create table due (
    shard   smallint not null,
    contact text collate "C" not null,
    kind    text collate "C" not null,
    key     text collate "C" not null,
    at      timestamptz not null,
    data    bytea,
    tries   integer  not null,
    flow    text     not null,
    edition integer  not null,
    primary key (shard, contact, kind, key)
);
create index due_at on due (shard, at);

create table handovers (
    shard     smallint not null,
    contact   text collate "C" not null,
    run       text     not null,
    desk      text     not null,
    flow      text     not null,
    lang      text     not null,
    opened_at timestamptz,
    until_at  timestamptz,
    code      text     not null,
    primary key (shard, contact)
);

create table editions (
    flow         text    not null,
    edition      integer not null,
    wording      integer not null,
    hash         text    not null,
    files        bytea   not null,
    published_at timestamptz,
    retired      boolean not null,
    primary key (flow, edition, wording)
);

create table leases (
    sender   text primary key,
    owner    text        not null,
    fence    bigint      not null,
    until_at timestamptz not null
);

-- One-time codes by which a person joins two channels. A row without a person
-- counts one wrong code of a contact's.
create table codes (
    hash     bytea primary key,
    person   text        not null,
    contact  text        not null,
    until_at timestamptz not null
);

-- What a consultation has cost, reserved before it is spent.
create table budgets (
    flow  text primary key,
    spent bigint not null
);

create table media (
    shard   smallint not null,
    contact text collate "C" not null, -- empty: of an anonymous record
    id      text collate "C" not null,
    ref     bytea    not null,       -- of the message it came with
    kind    text     not null,
    type    text     not null,
    state   text collate "C" not null,
    why     text     not null,
    sealed  bytea    not null,       -- where it is, then what it is
    tries   integer  not null,
    due_at  timestamptz,             -- when it is to be fetched
    at      timestamptz,
    primary key (shard, contact, id)
);
create index media_due on media (shard, due_at) where due_at is not null;

-- What is published of an action plan; only ever added.
create table plans (
    plan text collate "C" not null,
    n    integer not null,
    hash text    not null,
    body bytea   not null,
    made text    not null,           -- by whom
    at   timestamptz,
    primary key (plan, n)
);

create table follows (
    shard   smallint not null,
    contact text collate "C" not null,
    plan    text collate "C" not null,
    kind    text collate "C" not null,
    target  text collate "C" not null,
    seen    integer  not null,
    at      timestamptz,
    primary key (shard, contact, plan, kind, target)
);
create index follows_of on follows (shard, plan, kind, target, contact);

-- Work on a whole shard, done in chunks. A row without a time is done.
create table jobs (
    shard smallint not null,
    kind  text collate "C" not null,
    key   text collate "C" not null,
    at    timestamptz,
    data  bytea,
    tries integer  not null,
    primary key (shard, kind, key)
);
create index jobs_at on jobs (shard, at) where at is not null;

create table broadcasts (
    id       text collate "C" primary key,
    version  integer not null,
    state    text    not null,
    body     bytea   not null,
    made_at  timestamptz,
    start_at timestamptz
);
-- Read with each claim: what is held is not claimed.
create index broadcasts_held on broadcasts (id) where state in ('paused', 'cancelled');

-- Which of a person's channels got a broadcast.
create table broadcast_people (
    broadcast text collate "C" not null,
    person    text collate "C" not null,
    contact   text collate "C" not null, -- empty once erased
    primary key (broadcast, person)
);
create index broadcast_people_contact on broadcast_people (contact);

-- +goose Down
drop table broadcast_people, broadcasts, jobs, follows, plans, media, budgets, codes, leases, editions, handovers, due, messages, facts, consents, answers, runs, inbound, conversations, meta;
