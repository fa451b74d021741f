-- Files of records. The bytes lie in the store under the file's id; a row is written only when they are safe there.
-- "form" and "field" are uids; a category is known by its key within the form.

create table kernel.file (
    id          uuid        primary key,
    form        text        not null,
    -- Absent while the file waits for the record that is being made with it.
    record      uuid,
    field       text,
    category    text,
    -- Whether the record has it: always in the library, in a field once the field's value names it.
    attached    boolean     not null,
    name        text        not null,
    size        bigint      not null check (size > 0),
    type        text        not null,
    sha256      text        not null,
    uploaded_at timestamptz not null,
    uploaded_by uuid        not null,
    deleted_at  timestamptz,
    deleted_by  uuid,
    check ((field is null) <> (category is null)),
    check (record is not null or (field is not null and not attached))
);

create index file_of_record on kernel.file (record, uploaded_at) where deleted_at is null;
create index file_waiting on kernel.file (uploaded_at) where not attached and deleted_at is null;
