package io.chengdan.kernel.schema;

import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.table;

import io.chengdan.kernel.definition.Text;
import io.chengdan.kernel.problem.Problem;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Table;
import org.jooq.exception.DataAccessException;
import org.jooq.impl.SQLDataType;

/**
 * Reads what a PostgreSQL schema holds and carries out plans on it, on a connection of the publisher that no transaction is open
 * on. No statement waits for a lock longer than 50 ms, because whoever waits for a table makes everybody behind wait too.
 */
public final class SchemaBuilder {

    static final String RUNTIME = "chengdan_runtime";

    private static final String LOCK_NOT_AVAILABLE = "55P03";
    private static final String DEADLOCK = "40P01";
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final Table<Record> PHYSICAL = table(name("kernel", "physical"));
    private static final Table<Record> PHYSICAL_INDEX = table(name("kernel", "physical_index"));
    private static final Field<String> SCHEMA = field(name("schema"), SQLDataType.CLOB);
    private static final Field<String> NAME = field(name("name"), SQLDataType.CLOB);
    private static final Field<String> UID = field(name("uid"), SQLDataType.CLOB);
    private static final Field<String> SIGNATURE = field(name("signature"), SQLDataType.CLOB);
    private static final Field<String> KIND = field(name("kind"), SQLDataType.CLOB);
    private static final Field<String> TABLE_NAME = field(name("table_name"), SQLDataType.CLOB);
    private static final Field<String> STATE = field(name("state"), SQLDataType.CLOB);
    private static final Field<String> ERROR = field(name("error"), SQLDataType.CLOB);
    private static final Field<java.time.Instant> CHANGED_AT = field(name("changed_at"), SQLDataType.INSTANT);

    private final DSLContext publisher;
    private final String schema;
    private final Clock clock;

    public SchemaBuilder(DSLContext publisher, String schema, Clock clock) {
        this.publisher = publisher;
        this.schema = schema;
        this.clock = clock;
    }

    /** The state of an index, as people ask for it. */
    public record IndexState(String name, String table, String state, String error) {}

    /** The names given to parts of definitions so far; readable by every role. */
    public static PhysicalNames names(DSLContext db, String schema) {
        var names = new HashMap<String, String>();
        db.select(UID, SIGNATURE, NAME)
                .from(PHYSICAL)
                .where(SCHEMA.eq(schema), KIND.ne("view"))
                .forEach(row -> names.put(row.value1() + "/" + row.value2(), row.value3()));
        return new PhysicalNames(names);
    }

    public Present present() {
        return new Present(names(publisher, schema), columns(), indexes(), ownIndexes());
    }

    public List<IndexState> indexStates() {
        return publisher
                .select(NAME, TABLE_NAME, STATE, ERROR)
                .from(PHYSICAL_INDEX)
                .where(SCHEMA.eq(schema))
                .orderBy(TABLE_NAME, NAME)
                .fetch(row -> new IndexState(row.value1(), row.value2(), row.value3(), row.value4()));
    }

    /** Takes the steps of a plan, each in a transaction of its own. Harmless if the definition is then not published. */
    public void expand(SchemaPlan plan) {
        ensureSchema();
        plan.steps().forEach(step -> patiently(step.table(), db -> take(step, db)));
    }

    /** Builds what indexes are missing without holding up writers, and removes those nothing asks for. */
    public void index(SchemaPlan plan) {
        plan.obsolete().forEach(this::drop);
        plan.indexes().forEach(this::build);
    }

    /**
     * Runs work in a transaction that waits for locks only briefly, again and again.
     *
     * @throws Problem.Limit naming who is in the way, after 30 seconds
     */
    public void patiently(String table, java.util.function.Consumer<DSLContext> work) {
        long until = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            try {
                publisher.transaction(transaction -> {
                    transaction.dsl().execute("set local lock_timeout = '50ms'");
                    work.accept(transaction.dsl());
                });
                return;
            } catch (DataAccessException e) {
                if (!e.sqlState().equals(LOCK_NOT_AVAILABLE) && !e.sqlState().equals(DEADLOCK)) {
                    throw e;
                }
                if (System.nanoTime() > until) {
                    throw inTheWay(table);
                }
                LockSupport.parkNanos(
                        Duration.ofMillis(ThreadLocalRandom.current().nextLong(20, 150))
                                .toNanos());
            }
        }
    }

    private void take(SchemaPlan.Step step, DSLContext db) {
        step.statements().forEach(statement -> db.execute(Sql.allowed(statement)));
        for (var named : step.names()) {
            db.insertInto(PHYSICAL)
                    .columns(SCHEMA, UID, SIGNATURE, KIND, NAME)
                    .values(schema, named.uid(), named.signature(), named.kind(), named.name())
                    .onConflictDoNothing()
                    .execute();
        }
        step.indexes().forEach(index -> state(db, index, "valid", ""));
    }

    private void ensureSchema() {
        boolean there = publisher.fetchExists(
                table(name("pg_catalog", "pg_namespace")),
                field(name("nspname"), SQLDataType.CLOB).eq(schema));
        if (!there) {
            publisher.execute(Sql.allowed("create schema if not exists " + Sql.quoted(schema)));
            publisher.execute(Sql.allowed("grant usage on schema " + Sql.quoted(schema) + " to " + RUNTIME));
        }
    }

    private void build(Index index) {
        state(publisher, index, "building", "");
        try {
            if (indexes().containsKey(index.name())) {
                drop(index.name());
                state(publisher, index, "building", "");
            }
            publisher.execute(Sql.allowed(index.create(true)));
            state(publisher, index, "valid", "");
        } catch (DataAccessException e) {
            // the definition is in force all the same; the state tells people what the index waits for
            state(publisher, index, "failed", String.valueOf(e.getMessage()));
        }
    }

    /** Removes an index and all that is known of it, without holding up writers. */
    public void drop(String index) {
        publisher.execute(Sql.allowed("drop index concurrently if exists " + Sql.quoted(schema, index)));
        publisher
                .deleteFrom(PHYSICAL_INDEX)
                .where(SCHEMA.eq(schema), NAME.eq(index))
                .execute();
    }

    private void state(DSLContext db, Index index, String state, String error) {
        db.insertInto(PHYSICAL_INDEX)
                .columns(SCHEMA, NAME, TABLE_NAME, STATE, ERROR, CHANGED_AT)
                .values(schema, index.name(), index.table(), state, error, clock.instant())
                .onConflict(SCHEMA, NAME)
                .doUpdate()
                .set(STATE, state)
                .set(ERROR, error)
                .set(CHANGED_AT, clock.instant())
                .execute();
    }

    private Map<String, Set<String>> columns() {
        var columns = new HashMap<String, Set<String>>();
        publisher
                .fetch(
                        "select c.relname, a.attname from pg_catalog.pg_class c"
                                + " join pg_catalog.pg_namespace n on n.oid = c.relnamespace"
                                + " join pg_catalog.pg_attribute a on a.attrelid = c.oid"
                                + " where n.nspname = {0} and c.relkind in ('r', 'p')"
                                + " and a.attnum > 0 and not a.attisdropped",
                        org.jooq.impl.DSL.val(schema))
                .forEach(row -> columns.computeIfAbsent(row.get(0, String.class), _ -> new HashSet<>())
                        .add(row.get(1, String.class)));
        return columns;
    }

    private Map<String, Boolean> indexes() {
        var indexes = new HashMap<String, Boolean>();
        publisher
                .fetch(
                        "select c.relname, i.indisvalid from pg_catalog.pg_index i"
                                + " join pg_catalog.pg_class c on c.oid = i.indexrelid"
                                + " join pg_catalog.pg_namespace n on n.oid = c.relnamespace where n.nspname = {0}",
                        org.jooq.impl.DSL.val(schema))
                .forEach(row -> indexes.put(row.get(0, String.class), row.get(1, Boolean.class)));
        return indexes;
    }

    private Set<String> ownIndexes() {
        return publisher
                .select(NAME)
                .from(PHYSICAL_INDEX)
                .where(SCHEMA.eq(schema))
                .fetchSet(NAME);
    }

    private Problem inTheWay(String table) {
        var who = publisher
                .fetch(
                        "select distinct a.pid, a.application_name, a.state from pg_catalog.pg_locks l"
                                + " join pg_catalog.pg_stat_activity a on a.pid = l.pid"
                                + " where l.granted and a.pid <> pg_backend_pid()"
                                + " and l.relation = to_regclass({0})",
                        org.jooq.impl.DSL.val(Sql.quoted(schema, table)))
                .map(row -> row.get(1, String.class) + " (pid " + row.get(0) + ", " + row.get(2) + ")");
        var names = who.isEmpty() ? "?" : String.join(", ", who);
        return new Problem.Limit(
                503,
                "publish_blocked",
                new Text(
                        "发布等不到锁：" + names + " 正占用表 " + table + "。请稍后再试，或结束该操作。",
                        "The publish cannot get its lock: " + names + " holds table " + table
                                + ". Try again later, or end that work."),
                5);
    }
}
