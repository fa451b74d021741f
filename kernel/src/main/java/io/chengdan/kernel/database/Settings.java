package io.chengdan.kernel.database;

import java.util.Optional;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.JSONB;
import org.jooq.Record;
import org.jooq.Table;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;
import tools.jackson.databind.json.JsonMapper;

/** What the installation remembers about itself, by key. Thread-safe. */
public final class Settings {

    /** What was loaded when the installation was first started: {@code demo} or {@code empty}; absent until it is done. */
    public static final String FIRST_LOAD = "first_load";

    /** Whether history may be placed: {@code open} or {@code closed}; absent means open. */
    public static final String MIGRATE = "migrate";

    private static final Table<Record> SETTING = DSL.table(DSL.name("kernel", "setting"));
    private static final Field<String> KEY = DSL.field(DSL.name("key"), SQLDataType.CLOB);
    private static final Field<JSONB> VALUE = DSL.field(DSL.name("value"), SQLDataType.JSONB);

    private final DSLContext db;

    public Settings(DSLContext db) {
        this.db = db;
    }

    public Optional<String> text(String key) {
        return db.select(VALUE)
                .from(SETTING)
                .where(KEY.eq(key))
                .fetchOptional(VALUE)
                .map(value -> JsonMapper.shared().readValue(value.data(), String.class));
    }

    public void put(String key, String text) {
        var value = JSONB.jsonb(JsonMapper.shared().writeValueAsString(text));
        db.insertInto(SETTING)
                .set(KEY, key)
                .set(VALUE, value)
                .onConflict(KEY)
                .doUpdate()
                .set(VALUE, value)
                .execute();
    }
}
