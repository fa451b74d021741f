-- The versions of the definition, which of them is in force, and what the database was given for them. A schema holds the
-- tables of one app: "app" in operation, another one for a preview.

create table kernel.definition_version (
    schema       text        not null,
    number       bigint      not null,
    parent       bigint,
    files        jsonb       not null,
    hash         text        not null,
    author       uuid,
    published_at timestamptz not null,
    note         text        not null,
    primary key (schema, number),
    foreign key (schema, parent) references kernel.definition_version
);

create function kernel.refuse_change() returns trigger language plpgsql as $$
begin
    raise exception 'a published version of the definition is never changed';
end $$;

create trigger definition_version_stays before update or delete on kernel.definition_version
    for each row execute function kernel.refuse_change();

create table kernel.definition_pointer (
    schema  text   primary key,
    version bigint not null,
    foreign key (schema, version) references kernel.definition_version
);

-- The name a table, column or view was given for an artifact's uid and the signature of its storage.
create table kernel.physical (
    schema    text not null,
    uid       text not null,
    signature text not null,
    kind      text not null check (kind in ('table', 'rows', 'column', 'view')),
    name      text not null,
    primary key (schema, uid, signature)
);

create table kernel.physical_index (
    schema     text not null,
    name       text not null,
    table_name text not null,
    state      text not null check (state in ('building', 'valid', 'failed')),
    error      text not null,
    changed_at timestamptz not null,
    primary key (schema, name)
);

-- The running server follows the definition; only the publisher changes it.
revoke insert, update, delete on
    kernel.definition_version, kernel.definition_pointer, kernel.physical, kernel.physical_index
    from chengdan_runtime;
