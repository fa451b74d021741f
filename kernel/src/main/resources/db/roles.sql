-- Run by a superuser on an existing database; may be run again at any time.
do $$
begin
    create role chengdan_publisher login;
exception when duplicate_object or unique_violation then
    null;
end $$;

do $$
begin
    create role chengdan_runtime login;
exception when duplicate_object or unique_violation then
    null;
end $$;

create schema if not exists kernel authorization chengdan_publisher;
create schema if not exists app authorization chengdan_publisher;
create schema if not exists bi authorization chengdan_publisher;

grant usage on schema kernel, app, bi to chengdan_runtime;

alter default privileges for role chengdan_publisher in schema kernel, app
    grant select, insert, update, delete on tables to chengdan_runtime;
alter default privileges for role chengdan_publisher in schema kernel, app
    grant usage, select on sequences to chengdan_runtime;
alter default privileges for role chengdan_publisher in schema bi
    grant select on tables to chengdan_runtime;
