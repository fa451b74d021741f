-- Who is logged in from a browser: one row, found together with the person in one statement with every request.
create table kernel.session (
    hash         bytea       primary key,
    person       uuid        not null references kernel.person,
    -- As the person's was at the log-in; another one ends the session.
    epoch        bigint      not null,
    last_used_at timestamptz not null
);
create index session_last_used on kernel.session (last_used_at);

drop table kernel.spring_session_attributes;
drop table kernel.spring_session;
