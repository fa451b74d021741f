package io.chengdan.kernel.release;

import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.table;
import static org.jooq.impl.DSL.val;

import io.chengdan.kernel.definition.Text;
import io.chengdan.kernel.expression.Env;
import io.chengdan.kernel.expression.ServerFunctions;
import io.chengdan.kernel.expression.Values;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.JSONB;
import org.jooq.Record;
import org.jooq.Table;
import org.jooq.impl.SQLDataType;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.json.JsonMapper;

/** The stored versions of one schema, the pointer to the one in force, and the locks around it. */
final class Versions {

    private static final ObjectMapper JSON = JsonMapper.builder().build();
    private static final TypeReference<TreeMap<String, String>> FILES = new TypeReference<>() {};

    private static final Table<Record> VERSION = table(name("kernel", "definition_version"));
    private static final Table<Record> POINTER = table(name("kernel", "definition_pointer"));
    private static final Field<String> SCHEMA = field(name("schema"), SQLDataType.CLOB);
    private static final Field<Long> NUMBER = field(name("number"), SQLDataType.BIGINT);
    private static final Field<Long> IN_FORCE = field(name("version"), SQLDataType.BIGINT);
    private static final Field<Long> PARENT = field(name("parent"), SQLDataType.BIGINT);
    private static final Field<JSONB> TEXTS = field(name("files"), SQLDataType.JSONB);
    private static final Field<String> HASH = field(name("hash"), SQLDataType.CLOB);
    private static final Field<UUID> AUTHOR = field(name("author"), SQLDataType.UUID);
    private static final Field<Instant> PUBLISHED_AT = field(name("published_at"), SQLDataType.INSTANT);
    private static final Field<String> NOTE = field(name("note"), SQLDataType.CLOB);

    private static final Table<Record> UNFINISHED = table(name("kernel", "definition_unfinished"));
    private static final Field<Long> BEFORE = field(name("before"), SQLDataType.BIGINT);
    private static final Table<Record> RETIRED = table(name("kernel", "retired_option"));
    private static final Field<String> FIELD = field(name("field"), SQLDataType.CLOB);
    private static final Field<String> KEY = field(name("key"), SQLDataType.CLOB);
    private static final Field<String> ZH = field(name("zh"), SQLDataType.CLOB);
    private static final Field<String> EN = field(name("en"), SQLDataType.CLOB);

    private final String schema;

    Versions(String schema) {
        this.schema = schema;
    }

    /** The number of the version in force. */
    Optional<Long> pointer(DSLContext db) {
        return db.select(IN_FORCE).from(POINTER).where(SCHEMA.eq(schema)).fetchOptional(IN_FORCE);
    }

    Optional<SortedMap<String, String>> files(DSLContext db, long number) {
        return db.select(TEXTS)
                .from(VERSION)
                .where(SCHEMA.eq(schema), NUMBER.eq(number))
                .fetchOptional(TEXTS)
                .map(json -> JSON.readValue(json.data(), FILES));
    }

    String hashOf(DSLContext db, long number) {
        return db.select(HASH)
                .from(VERSION)
                .where(SCHEMA.eq(schema), NUMBER.eq(number))
                .fetchSingle(HASH);
    }

    List<Releases.Version> all(DSLContext db) {
        return db.select(NUMBER, PARENT, HASH, AUTHOR, PUBLISHED_AT, NOTE)
                .from(VERSION)
                .where(SCHEMA.eq(schema))
                .orderBy(NUMBER.desc())
                .fetch(row -> new Releases.Version(
                        row.value1(),
                        Optional.ofNullable(row.value2()),
                        row.value3(),
                        Optional.ofNullable(row.value4()),
                        row.value5(),
                        row.value6()));
    }

    long next(DSLContext db) {
        var last = db.select(org.jooq.impl.DSL.max(NUMBER))
                .from(VERSION)
                .where(SCHEMA.eq(schema))
                .fetchOneInto(Long.class);
        return last == null ? 1 : last + 1;
    }

    void insert(
            DSLContext db,
            long number,
            Optional<Long> parent,
            Map<String, String> files,
            String hash,
            Optional<UUID> author,
            Instant at,
            String note) {
        db.insertInto(VERSION)
                .columns(SCHEMA, NUMBER, PARENT, TEXTS, HASH, AUTHOR, PUBLISHED_AT, NOTE)
                .values(
                        schema,
                        number,
                        parent.orElse(null),
                        JSONB.valueOf(JSON.writeValueAsString(files)),
                        hash,
                        author.orElse(null),
                        at,
                        note)
                .execute();
        db.insertInto(POINTER)
                .columns(SCHEMA, IN_FORCE)
                .values(schema, number)
                .onConflict(SCHEMA)
                .doUpdate()
                .set(IN_FORCE, number)
                .execute();
    }

    /** Notes that the version is in force before its publish is done. */
    void begin(DSLContext db, long number, Optional<Long> before) {
        db.insertInto(UNFINISHED)
                .columns(SCHEMA, IN_FORCE, BEFORE)
                .values(schema, number, before.orElse(null))
                .execute();
    }

    /** A version whose publish was cut off, and the one that was in force before. */
    record Unfinished(long version, Optional<Long> before) {}

    Optional<Unfinished> unfinished(DSLContext db) {
        return db.select(IN_FORCE, BEFORE)
                .from(UNFINISHED)
                .where(SCHEMA.eq(schema))
                .fetchOptional(row -> new Unfinished(row.value1(), Optional.ofNullable(row.value2())));
    }

    void end(DSLContext db) {
        db.deleteFrom(UNFINISHED).where(SCHEMA.eq(schema)).execute();
    }

    /** Keeps the names of options that the version takes away. */
    void retire(DSLContext db, long number, List<RetiredOption> gone) {
        for (var option : gone) {
            db.insertInto(RETIRED)
                    .columns(SCHEMA, FIELD, KEY, ZH, EN, IN_FORCE)
                    .values(
                            schema,
                            option.field(),
                            option.key(),
                            option.label().zh(),
                            option.label().en(),
                            number)
                    .onConflict(SCHEMA, FIELD, KEY)
                    .doUpdate()
                    .set(ZH, option.label().zh())
                    .set(EN, option.label().en())
                    .set(IN_FORCE, number)
                    .execute();
        }
    }

    /** All options any version took away, in the order of their keys. */
    List<RetiredOption> retired(DSLContext db) {
        return db.select(FIELD, KEY, ZH, EN)
                .from(RETIRED)
                .where(SCHEMA.eq(schema))
                .orderBy(FIELD, KEY)
                .fetch(row -> new RetiredOption(row.value1(), row.value2(), new Text(row.value3(), row.value4())));
    }

    /** Held by every write until its transaction ends. */
    void share(DSLContext db) {
        db.select(field("pg_advisory_xact_lock_shared({0}, hashtext({1}))", val(POINTER_LOCK), val(schema)))
                .fetch();
    }

    /** Held by the swap alone. */
    void exclude(DSLContext db) {
        db.select(field("pg_advisory_xact_lock({0}, hashtext({1}))", val(POINTER_LOCK), val(schema)))
                .fetch();
    }

    /** Lets one publish at a time onto the schema; for the connection, not the transaction. */
    void lockPublishing(DSLContext db) {
        db.select(field("pg_advisory_lock({0}, hashtext({1}))", val(PUBLISH_LOCK), val(schema)))
                .fetch();
    }

    void unlockPublishing(DSLContext db) {
        db.select(field("pg_advisory_unlock({0}, hashtext({1}))", val(PUBLISH_LOCK), val(schema)))
                .fetch();
    }

    /** What the whole content of a version boils down to. */
    static String hash(SortedMap<String, String> files) {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            files.forEach((path, text) -> {
                digest.update((path + "\0" + text + "\0").getBytes(StandardCharsets.UTF_8));
            });
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static final int POINTER_LOCK = 0x63640001;
    private static final int PUBLISH_LOCK = 0x63640002;

    /** For conditions that hold no time and no person. */
    static Env env(Clock clock) {
        return new Env(clock.instant(), ZoneOffset.UTC, Values.NONE, ServerFunctions.NONE);
    }
}
