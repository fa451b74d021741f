-- What every record has beside its form's own columns: history, stage transitions, the change feed, teams, numbers.
-- "form" is always the form's uid, which outlives its key.

create table kernel.history (
    id       uuid        primary key,
    form     text        not null,
    record   uuid        not null,
    version  bigint      not null,
    at       timestamptz not null,
    person   uuid,
    kind     text        not null,
    via      text        not null,
    reason   text,
    changes  jsonb       not null
);
create index history_of_record on kernel.history (record, id);

create table kernel.transition (
    id           uuid        primary key,
    form         text        not null,
    record       uuid        not null,
    pipeline     text        not null,
    from_stage   text,
    to_stage     text        not null,
    at           timestamptz not null,
    entered_at   timestamptz,
    person       uuid,
    kind         text        not null,
    reason       text,
    waived       jsonb,
    migrated     boolean     not null,
    time_unknown boolean     not null
);
create index transition_of_record on kernel.transition (record, at);
create index transition_by_stage on kernel.transition (form, from_stage, at);

-- The one change feed. Readers stay below pg_snapshot_xmin, so that a late commit is never passed by.
create table kernel.change (
    seq    bigint      generated always as identity primary key,
    xid    xid8        not null default pg_current_xact_id(),
    form   text        not null,
    record uuid        not null,
    kind   text        not null,
    cause  text        not null,
    at     timestamptz not null
);
create index change_by_xid on kernel.change (xid, seq);

create table kernel.team (
    form     text    not null,
    record   uuid    not null,
    person   uuid    not null,
    part     text    not null,
    may_write boolean not null,
    primary key (record, person)
);
create index team_of_person on kernel.team (person, form, record);

create table kernel.idempotency (
    person  uuid        not null,
    key     text        not null,
    request text        not null,
    answer  jsonb       not null,
    at      timestamptz not null,
    primary key (person, key)
);
create index idempotency_by_age on kernel.idempotency (at);

create table kernel.counter (
    field  text   not null,
    prefix text   not null,
    value  bigint not null,
    primary key (field, prefix)
);

-- The running server may add to the record of what happened, never change it (K2).
revoke update, delete on kernel.history, kernel.transition, kernel.change from chengdan_runtime;
