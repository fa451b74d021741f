-- Through whose eyes the session looks at present; null for its own person's. It ends when their epoch moves on.
alter table kernel.session
    add column viewing       uuid references kernel.person,
    add column viewing_epoch bigint;
