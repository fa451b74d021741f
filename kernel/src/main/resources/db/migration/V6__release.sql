-- A version that is in force while its publish still has work to do: computed values, indexes, views. Whoever publishes
-- next, or starts the server, finishes it.
create table kernel.definition_unfinished (
    schema  text   primary key,
    version bigint not null,
    -- The version in force before; absent for the first.
    before  bigint,
    foreign key (schema, version) references kernel.definition_version
);

-- Options and stages that a version took away. Records that hold one keep it and show it by its last label.
create table kernel.retired_option (
    schema  text   not null,
    -- Of the choice field.
    field   text   not null,
    key     text   not null,
    zh      text   not null,
    en      text   not null,
    version bigint not null,
    primary key (schema, field, key),
    foreign key (schema, version) references kernel.definition_version
);

revoke insert, update, delete on kernel.definition_unfinished, kernel.retired_option from chengdan_runtime;
