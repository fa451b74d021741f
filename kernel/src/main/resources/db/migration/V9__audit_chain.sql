-- A chain over the audit (K2): each seal's hash covers its entry and the seal before, so that an entry that somebody with
-- more rights than the server changes, removes or slips in is found. Sealing comes after the commit, by one sealer at a
-- time: a long transaction that leaves an entry keeps nobody from leaving theirs.
create table kernel.audit_seal (
    number bigint primary key,
    entry  uuid   not null unique references kernel.audit,
    hash   bytea  not null
);

-- Entries that wait for their seal.
create table kernel.audit_unsealed (
    entry uuid primary key
);

insert into kernel.audit_unsealed select id from kernel.audit;

create function kernel.audit_waits() returns trigger language plpgsql as $$
begin
    insert into kernel.audit_unsealed values (new.id);
    return null;
end $$;

create trigger audit_waits after insert on kernel.audit
    for each row execute function kernel.audit_waits();

create function kernel.refuse_audit_change() returns trigger language plpgsql as $$
begin
    raise exception 'the audit is only added to';
end $$;

-- The runtime lacks the right; the owner is stopped here.
create trigger audit_stays before update or delete on kernel.audit
    for each row execute function kernel.refuse_audit_change();
create trigger audit_seal_stays before update or delete on kernel.audit_seal
    for each row execute function kernel.refuse_audit_change();

revoke update, delete on kernel.audit_seal from chengdan_runtime;
revoke update on kernel.audit_unsealed from chengdan_runtime;
