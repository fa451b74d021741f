-- Run by a superuser, or by the database's owner with the right to make roles, on an existing database; may be run again at
-- any time.
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

-- Who is no superuser makes schemas for a role only as its member.
do $$
begin
    if not (select rolsuper from pg_roles where rolname = current_user)
        and not pg_has_role('chengdan_publisher', 'set') then
        execute format('grant chengdan_publisher to %I', current_user);
    end if;
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
