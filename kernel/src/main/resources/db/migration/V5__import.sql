-- Imports that were run: what came of them, and the rows that were returned.

create table kernel.import (
    id       uuid        primary key,
    person   uuid        not null,
    at       timestamptz not null,
    -- Key of the form, or people.
    subject  text        not null,
    file     text        not null,
    -- A rehearsal: all of it was undone.
    dry_run  boolean     not null,
    read     integer     not null,
    created  integer     not null,
    updated  integer     not null,
    skipped  integer     not null,
    failed   integer     not null,
    -- The returned rows as CSV; absent where none was.
    returned text
);

create index import_of_person on kernel.import (person, at);
