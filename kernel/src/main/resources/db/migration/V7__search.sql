-- How far each reader of the change feed has come.
create table kernel.consumer (
    name text   primary key,
    xid  xid8   not null default '0',
    seq  bigint not null default 0
);

-- The words of records, one row for each field, so that a hidden field cannot match.
create table kernel.search (
    form       text        not null,
    record     uuid        not null,
    field      text        not null,
    owner      uuid,
    -- Normalised: letters and digits only, one width, one case.
    value      text        not null,
    tokens     text[]      not null,
    updated_at timestamptz not null,
    primary key (record, field)
);
create index search_by_token on kernel.search using gin (tokens);

-- What the index was built for: fields searched by form. Where a publish changes them, the form is indexed anew.
create table kernel.search_form (
    form   text    primary key,
    fields text[]  not null,
    -- The last record indexed anew; null once all are.
    after  uuid,
    done   boolean not null
);
