-- Who works here and how they log in. Rights of the role chengdan_runtime come from default privileges
-- (see DatabaseRoles); this file only takes away what the running server must never do.

revoke insert, update, delete on kernel.flyway_schema_history from chengdan_runtime;

create table kernel.department (
    id        uuid primary key,
    key       text not null unique check (key ~ '^[a-z][a-z0-9_]{0,40}$'),
    name      text not null,
    kind      text not null check (kind in ('company', 'sales_region', 'function')),
    parent    uuid references kernel.department check (parent <> id),
    head      uuid,
    executive uuid
);

create table kernel.person (
    id                   uuid primary key,
    login                text not null,
    name                 text not null,
    department           uuid not null references kernel.department,
    email                text not null default '',
    phone                text not null default '',
    language             text not null check (language in ('zh', 'en')),
    active               boolean not null,
    password             text not null default '',
    must_change_password boolean not null,
    -- Goes up whenever open sessions must end: new password, disabled, other roles.
    epoch                bigint not null,
    created_at           timestamptz not null
);

create unique index person_login on kernel.person (lower(login));
create index person_department on kernel.person (department);

alter table kernel.department
    add foreign key (head) references kernel.person,
    add foreign key (executive) references kernel.person;

create table kernel.person_role (
    person uuid not null references kernel.person,
    role   text not null,
    primary key (person, role)
);

create index person_role_role on kernel.person_role (role);

-- One row that counts changes of departments and of who belongs where, so that a copy of the tree knows when it is old.
create table kernel.org_state (
    only_row boolean primary key default true check (only_row),
    version  bigint not null
);

insert into kernel.org_state (version) values (1);

create table kernel.token (
    id           uuid primary key,
    person       uuid not null references kernel.person,
    name         text not null,
    hash         bytea not null unique,
    created_at   timestamptz not null,
    expires_at   timestamptz,
    last_used_at timestamptz,
    revoked_at   timestamptz
);

create index token_person on kernel.token (person);

-- Failed log-ins, counted for a log-in name and for an address.
create table kernel.login_attempt (
    key          text primary key,
    failures     integer not null,
    last_at      timestamptz not null,
    locked_until timestamptz
);

create table kernel.setting (
    key   text primary key,
    value jsonb not null
);

create table kernel.audit (
    id      uuid primary key,
    at      timestamptz not null,
    kind    text not null,
    person  uuid,
    address text not null,
    subject text not null,
    detail  jsonb not null
);

create index audit_at on kernel.audit (at desc, id);

revoke update, delete on kernel.audit from chengdan_runtime;

-- The tables of Spring Session 4.1, as its own schema-postgresql.sql has them.
create table kernel.spring_session (
    primary_id            char(36) not null primary key,
    session_id            char(36) not null,
    creation_time         bigint not null,
    last_access_time      bigint not null,
    max_inactive_interval int not null,
    expiry_time           bigint not null,
    principal_name        varchar(100)
);

create unique index spring_session_ix1 on kernel.spring_session (session_id);
create index spring_session_ix2 on kernel.spring_session (expiry_time);
create index spring_session_ix3 on kernel.spring_session (principal_name);

create table kernel.spring_session_attributes (
    session_primary_id char(36) not null references kernel.spring_session on delete cascade,
    attribute_name     varchar(200) not null,
    attribute_bytes    bytea not null,
    primary key (session_primary_id, attribute_name)
);
