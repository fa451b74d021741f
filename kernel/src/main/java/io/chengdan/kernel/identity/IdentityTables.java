package io.chengdan.kernel.identity;

import java.time.Instant;
import java.util.UUID;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Table;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;

/** Names and types of this room's tables (V1__identity.sql). */
final class IdentityTables {

    static final Table<Record> DEPARTMENT = DSL.table(DSL.name("kernel", "department"));
    static final Table<Record> PERSON = DSL.table(DSL.name("kernel", "person"));
    static final Table<Record> PERSON_ROLE = DSL.table(DSL.name("kernel", "person_role"));
    static final Table<Record> ORG_STATE = DSL.table(DSL.name("kernel", "org_state"));
    static final Table<Record> TOKEN = DSL.table(DSL.name("kernel", "token"));
    static final Table<Record> SESSION = DSL.table(DSL.name("kernel", "session"));
    static final Table<Record> LOGIN_ATTEMPT = DSL.table(DSL.name("kernel", "login_attempt"));

    static final Field<UUID> ID = uuid("id");
    static final Field<String> KEY = text("key");
    static final Field<String> NAME = text("name");
    static final Field<String> KIND = text("kind");
    static final Field<UUID> PARENT = uuid("parent");
    static final Field<UUID> HEAD = uuid("head");
    static final Field<UUID> EXECUTIVE = uuid("executive");

    static final Field<String> LOGIN = text("login");
    static final Field<UUID> HOME = uuid("department");
    static final Field<String> EMAIL = text("email");
    static final Field<String> PHONE = text("phone");
    static final Field<String> LANGUAGE = text("language");
    static final Field<Boolean> ACTIVE = DSL.field(DSL.name("active"), SQLDataType.BOOLEAN);
    static final Field<String> PASSWORD = text("password");
    static final Field<Boolean> MUST_CHANGE = DSL.field(DSL.name("must_change_password"), SQLDataType.BOOLEAN);
    static final Field<Long> EPOCH = DSL.field(DSL.name("epoch"), SQLDataType.BIGINT);
    static final Field<Instant> CREATED_AT = instant("created_at");

    static final Field<UUID> OWNER = uuid("person");
    static final Field<String> ROLE = text("role");
    static final Field<Long> VERSION = DSL.field(DSL.name("version"), SQLDataType.BIGINT);

    static final Field<byte[]> HASH = DSL.field(DSL.name("hash"), SQLDataType.BLOB);
    static final Field<Instant> EXPIRES_AT = instant("expires_at");
    static final Field<Instant> LAST_USED_AT = instant("last_used_at");
    static final Field<Instant> REVOKED_AT = instant("revoked_at");

    static final Field<Integer> FAILURES = DSL.field(DSL.name("failures"), SQLDataType.INTEGER);
    static final Field<Instant> LAST_AT = instant("last_at");
    static final Field<Instant> LOCKED_UNTIL = instant("locked_until");

    private IdentityTables() {}

    private static Field<UUID> uuid(String name) {
        return DSL.field(DSL.name(name), SQLDataType.UUID);
    }

    private static Field<String> text(String name) {
        return DSL.field(DSL.name(name), SQLDataType.CLOB);
    }

    private static Field<Instant> instant(String name) {
        return DSL.field(DSL.name(name), SQLDataType.INSTANT);
    }
}
