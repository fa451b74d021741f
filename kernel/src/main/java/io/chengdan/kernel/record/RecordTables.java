package io.chengdan.kernel.record;

import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.table;

import io.chengdan.kernel.schema.Storage;
import java.time.Instant;
import java.util.UUID;
import org.jooq.Field;
import org.jooq.JSONB;
import org.jooq.Record;
import org.jooq.Table;
import org.jooq.impl.SQLDataType;

/** The kernel's own tables about records, as {@code V3__record.sql} makes them. */
final class RecordTables {

    static final Table<Record> HISTORY = table(name("kernel", "history"));
    static final Table<Record> TRANSITION = table(name("kernel", "transition"));
    static final Table<Record> CHANGE = table(name("kernel", "change"));
    static final Table<Record> TEAM = table(name("kernel", "team"));
    static final Table<Record> IDEMPOTENCY = table(name("kernel", "idempotency"));
    static final Table<Record> COUNTER = table(name("kernel", "counter"));

    static final Field<UUID> ID = field(name("id"), Storage.ID);
    static final Field<String> FORM = field(name("form"), Storage.TEXT);
    static final Field<UUID> RECORD = field(name("record"), Storage.ID);
    static final Field<Long> VERSION = field(name("version"), SQLDataType.BIGINT);
    static final Field<Instant> AT = field(name("at"), Storage.MOMENT);
    static final Field<UUID> PERSON = field(name("person"), Storage.ID);
    static final Field<String> KIND = field(name("kind"), Storage.TEXT);
    static final Field<String> VIA = field(name("via"), Storage.TEXT);
    static final Field<String> REASON = field(name("reason"), Storage.TEXT);
    static final Field<JSONB> CHANGES = field(name("changes"), SQLDataType.JSONB);
    static final Field<String> CAUSE = field(name("cause"), Storage.TEXT);
    static final Field<String> PART = field(name("part"), Storage.TEXT);
    static final Field<Boolean> MAY_WRITE = field(name("may_write"), SQLDataType.BOOLEAN);
    static final Field<String> KEY = field(name("key"), Storage.TEXT);
    static final Field<String> REQUEST = field(name("request"), Storage.TEXT);
    static final Field<JSONB> ANSWER = field(name("answer"), SQLDataType.JSONB);
    static final Field<String> COUNTED = field(name("field"), Storage.TEXT);
    static final Field<String> PREFIX = field(name("prefix"), Storage.TEXT);
    static final Field<Long> VALUE = field(name("value"), SQLDataType.BIGINT);

    private RecordTables() {}
}
