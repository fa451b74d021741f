package io.chengdan.kernel.record;

import static org.jooq.impl.DSL.count;
import static org.jooq.impl.DSL.falseCondition;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.noCondition;
import static org.jooq.impl.DSL.selectOne;

import io.chengdan.kernel.access.AccessPlan;
import io.chengdan.kernel.access.FormAccess;
import io.chengdan.kernel.access.RowAccess;
import io.chengdan.kernel.access.RowScope;
import io.chengdan.kernel.definition.Regions;
import io.chengdan.kernel.definition.SystemFields;
import io.chengdan.kernel.definition.Text;
import io.chengdan.kernel.expression.Values;
import io.chengdan.kernel.problem.Problem;
import io.chengdan.kernel.record.Query.Aggregate;
import io.chengdan.kernel.record.Query.Measure;
import io.chengdan.kernel.record.RecordView.Group;
import io.chengdan.kernel.record.RecordView.Page;
import io.chengdan.kernel.release.AppVersion;
import io.chengdan.kernel.schema.FormTable;
import io.chengdan.kernel.schema.Storage;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Record1;
import org.jooq.Select;
import org.jooq.SelectConditionStep;
import org.jooq.SelectFieldOrAsterisk;
import org.jooq.SelectJoinStep;
import org.jooq.Table;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;
import org.jspecify.annotations.Nullable;

/**
 * The one way records are read. Whatever leaves here was cut to the caller's plan: rows, fields, masks, titles of references;
 * filter, sort, count and group see no more than the page itself. Thread-safe.
 */
public final class RecordReader {

    /** The order of Chinese by pinyin; the index on a text column has it too. */
    static final String COLLATION = "zh-Hans-CN-x-icu";

    private final DSLContext db;
    private final Regions regions;
    private final FileNames files;
    private final Scopes scopes;

    public RecordReader(DSLContext db, Regions regions, FileNames files) {
        this(db, regions, files, new Scopes());
    }

    /** @param scopes shared by all readers of the installation */
    public RecordReader(DSLContext db, Regions regions, FileNames files, Scopes scopes) {
        this.db = db;
        this.regions = regions;
        this.files = files;
        this.scopes = scopes;
    }

    /** The same reader within somebody's transaction, so that it sees what was written there. */
    public RecordReader within(DSLContext transaction) {
        return new RecordReader(transaction, regions, files, scopes);
    }

    /**
     * One record.
     *
     * @throws Problem.NotFound where it is not there or not in sight
     */
    public RecordView get(AccessPlan plan, String form, UUID id) {
        var access = plan.form(form);
        var table = plan.app().tables().get(form);
        return views(plan, access, fetch(access, table, List.of(id), wanted(access, null)), null).stream()
                .findFirst()
                .orElseThrow(Problem.NotFound::new);
    }

    /** The records in sight among these, in no particular order. */
    public List<RecordView> get(AccessPlan plan, String form, List<UUID> ids) {
        var access = plan.form(form);
        var table = plan.app().tables().get(form);
        return views(plan, access, fetch(access, table, ids, wanted(access, null)), null);
    }

    /** Whether the record is there and in sight. */
    public boolean sees(AccessPlan plan, String form, UUID id) {
        var access = plan.find(form);
        if (access.isEmpty()) {
            return false;
        }
        var table = plan.app().tables().get(form);
        return db.fetchExists(selectOne()
                .from(table.table())
                .where(table.id().eq(id))
                .and(access.get().visible(table)));
    }

    /** What the caller may do with the record; empty where it is not there or not in sight. */
    public Optional<RowAccess> access(AccessPlan plan, String form, UUID id) {
        return plan.find(form)
                .flatMap(access -> access.on(db, plan.app().tables().get(form), id));
    }

    /**
     * The values of a record in sight as the application's own rules see them, uncut. Only to judge by, never to show.
     *
     * @throws Problem.NotFound where it is not there or not in sight
     */
    public Values forRules(AccessPlan plan, String form, UUID id) {
        var access = plan.form(form);
        var table = plan.app().tables().get(form);
        var stored = fetch(access, table, List.of(id), table.columns().keySet()).stream()
                .findFirst()
                .orElseThrow(Problem.NotFound::new);
        table.rows()
                .forEach((key, lines) -> stored.values()
                        .put(key, Rows.lines(db, lines, List.of(id)).get(id)));
        return new Hops(db, plan.app().tables()).of(access.form(), id, stored.values());
    }

    /** Whether the person sees so few records of the form that it is better to gather them than to look each up. */
    public boolean seesFew(AccessPlan plan, FormAccess access) {
        return scopes.few(
                db, plan, access, plan.app().tables().get(access.form().key()));
    }

    /**
     * The condition that the record of the form whose id stands in the column is among these rows.
     *
     * @param few as {@link #seesFew} says
     */
    public Condition among(AccessPlan plan, String form, RowScope rows, Field<UUID> record, boolean few) {
        var table = plan.app().tables().get(form);
        return few
                ? record.in(gathered(rows, table))
                : DSL.condition(
                        "coalesce({0}, false)",
                        field(DSL.select(inline(true))
                                .from(table.table())
                                .where(table.id().eq(record))
                                .and(rows.visible(table))));
    }

    /** The next living records in the order of their ids, whoever may see them; only to index them. */
    public List<UUID> idsAfter(AppVersion app, String form, @Nullable UUID after, int limit) {
        var table = app.tables().get(form);
        return db.select(table.id())
                .from(table.table())
                .where(table.deletedAt().isNull())
                .and(after == null ? noCondition() : table.id().gt(after))
                .orderBy(table.id())
                .limit(limit)
                .fetch(table.id());
    }

    /**
     * Values of living records, uncut, with owner and time of the last change: only for an index, whose answers are cut when it is
     * asked.
     */
    public Map<UUID, Map<String, @Nullable Object>> forIndex(
            AppVersion app, String form, Collection<UUID> ids, List<String> fields) {
        var table = app.tables().get(form);
        var keys = new LinkedHashSet<>(fields);
        keys.addAll(List.of(SystemFields.OWNER, SystemFields.UPDATED_AT));
        var rows = new Rows(table, keys);
        var found = new LinkedHashMap<UUID, Map<String, @Nullable Object>>();
        withSide(db.select(rows.columns()).from(table.table()), table, rows.needsSide())
                .where(Storage.among(table.id(), ids))
                .and(table.deletedAt().isNull())
                .forEach(row -> {
                    var stored = rows.read(row);
                    found.put(stored.id(), stored.values());
                });
        return found;
    }

    /** One page of a list. */
    public Page list(AccessPlan plan, Query query) {
        var access = plan.form(query.form());
        var table = plan.app().tables().get(query.form());
        var where = condition(plan, access, table, query, field -> granted(plan, access, table, field));
        var wanted = wanted(access, query.fields());
        var paging = new Paging(keys(plan, access, table, query.sort()), table.id());
        var sort = paging.signature();
        var cursor = query.cursor() == null ? null : Cursor.read(query.cursor(), sort, paging.types());

        var lines = new Lines(table, paging, query.limit() + 1, wanted);
        boolean few = scopes.few(db, plan, access, table);
        var found = few ? gather(access, lines, where, cursor) : walk(access, lines, where, cursor);
        boolean more = found.size() > query.limit();
        var items = more ? found.subList(0, query.limit()) : found;
        var next = more ? place(items.getLast()).write(plan.app().number(), sort) : null;
        var stored = items.stream().map(Found::row).toList();
        var counted = query.count() ? Optional.of(counted(access, table, where, found)) : Optional.<Long>empty();
        return new Page(
                views(plan, access, stored, query.fields()),
                next,
                counted.map(number -> Math.min(number, Query.COUNT_CAP)).orElse(null),
                counted.map(number -> number > Query.COUNT_CAP).orElse(false));
    }

    private static final String TOTAL = "total";
    private static final long NOT_COUNTED = -1;

    /** A row, the values it was sorted by, and how many there are where they were counted on the way. */
    private record Found(Stored row, List<@Nullable Object> keys, long total) {}

    private static Cursor place(Found last) {
        return new Cursor(last.keys(), last.row().id());
    }

    private Condition condition(
            AccessPlan plan, FormAccess access, FormTable table, Query query, Function<String, Condition> granted) {
        return query.where() == null
                ? noCondition()
                : new WhereSql(access, table, codec(plan), plan.viewer(), granted).condition(query.where());
    }

    /** The rows on which a field may be read that may not be read on all, for a statement that stops at a page. */
    private Condition granted(AccessPlan plan, FormAccess access, FormTable table, String field) {
        var rows = access.granted(field);
        return scopes.few(db, plan, access, table, field) ? table.id().in(gathered(rows, table)) : rows.visible(table);
    }

    /** What the lines of a page are made of: the table, the order, how many, which fields. */
    private record Lines(FormTable table, Paging paging, int limit, Set<String> wanted) {

        /** The id and the values to sort by, of rows that meet the condition. */
        SelectConditionStep<Record> keys(Condition where) {
            var columns =
                    new ArrayList<SelectFieldOrAsterisk>(List.of(table.id().as("id")));
            for (int i = 0; i < paging.keys().size(); i++) {
                columns.add(paging.keys().get(i).shown().as("k" + i));
            }
            return DSL.select(columns).from(source(table)).where(where);
        }

        /** The same order over the columns of {@link #keys}. */
        Paging over(String alias) {
            var keys = new ArrayList<Paging.Key>();
            for (int i = 0; i < paging.keys().size(); i++) {
                var key = paging.keys().get(i);
                keys.add(new Paging.Key(
                        key.name(),
                        field(name(alias, "k" + i), key.expression().getDataType()),
                        key.descending(),
                        key.nullable(),
                        null));
            }
            return new Paging(keys, field(name(alias, "id"), UUID.class));
        }
    }

    /** The ranges follow one another along the sorted index and are read in that order, no further than the page needs. */
    private List<Found> walk(FormAccess access, Lines lines, Condition where, @Nullable Cursor cursor) {
        var seen = access.visible(lines.table()).and(where);
        var found = new ArrayList<Found>();
        for (var range : lines.paging().ranges(cursor)) {
            int rest = lines.limit() - found.size();
            if (rest > 0) {
                found.addAll(read(
                        access,
                        lines,
                        lines.keys(seen.and(range.where()))
                                .orderBy(range.order())
                                .limit(rest),
                        false));
            }
        }
        return found;
    }

    /** All rows in sight at once, counted and sorted. */
    private List<Found> gather(FormAccess access, Lines lines, Condition where, @Nullable Cursor cursor) {
        var seen = access.rows().parts(lines.table()).stream()
                .<Select<Record>>map(part -> lines.keys(part.and(where)))
                .reduce(Select::unionAll)
                .orElseGet(() -> lines.keys(falseCondition()));
        var range = lines.over("seen").whole(cursor);
        var counted = DSL.select(DSL.asterisk(), count().over().as(TOTAL))
                .from(seen.asTable("gathered"))
                .asTable("seen");
        return read(
                access,
                lines,
                DSL.select(counted.asterisk())
                        .from(counted)
                        .where(range.where())
                        .orderBy(range.order())
                        .limit(lines.limit()),
                true);
    }

    /** The lines for ids in order. */
    private List<Found> read(FormAccess access, Lines lines, Select<?> ids, boolean counted) {
        var table = lines.table();
        var keys = lines.paging().keys();
        var sorted = ids.asTable("sorted");
        var page = DSL.select(sorted.asterisk(), DSL.rowNumber().over().as("place"))
                .from(sorted)
                .asTable("page");
        var rows = new Rows(table, lines.wanted(), Optional.of(access));
        List<SelectFieldOrAsterisk> columns = new ArrayList<>(rows.columns());
        int first = columns.size();
        for (int i = 0; i < keys.size(); i++) {
            columns.add(field(name("page", "k" + i), keys.get(i).expression().getDataType()));
        }
        columns.add(counted ? field(name("page", TOTAL), Long.class) : inline(NOT_COUNTED));
        return withSide(
                        db.select(columns)
                                .from(page)
                                .join(table.table())
                                .on(table.id().eq(field(name("page", "id"), UUID.class))),
                        table,
                        rows.needsSide())
                .orderBy(field(name("page", "place")))
                .fetch(row -> {
                    var values = new ArrayList<@Nullable Object>();
                    for (int i = 0; i < keys.size(); i++) {
                        values.add(row.get(first + i));
                    }
                    return new Found(rows.read(row), values, (Long) row.get(first + keys.size()));
                });
    }

    /** The ids of all rows in sight, each once. */
    static Select<Record1<UUID>> gathered(RowScope rows, FormTable table) {
        return rows.ways(table).stream()
                .<Select<Record1<UUID>>>map(
                        way -> DSL.select(table.id()).from(table.table()).where(way))
                .reduce(Select::union)
                .orElseGet(() -> DSL.select(table.id()).from(table.table()).where(falseCondition()));
    }

    /** With the derived values at hand; the database leaves them out where nothing asks for one. */
    private static Table<?> source(FormTable table) {
        return table.table().leftJoin(table.side()).on(table.sideId().eq(table.id()));
    }

    private static <R extends Record> SelectJoinStep<R> withSide(
            SelectJoinStep<R> select, FormTable table, boolean needed) {
        return needed ? select.leftJoin(table.side()).on(table.sideId().eq(table.id())) : select;
    }

    private long counted(FormAccess access, FormTable table, Condition where, List<Found> found) {
        long total = found.isEmpty() ? NOT_COUNTED : found.getFirst().total();
        return total == NOT_COUNTED ? countUpTo(access, table, where) : total;
    }

    /** Part by part, each found by its own index, so that no more is read than the cap asks for. Who sees most walks. */
    private long countUpTo(FormAccess access, FormTable table, Condition where) {
        var rows = access.rows();
        var conditions = rows.seesMost() ? List.of(rows.visible(table)) : rows.parts(table);
        var parts = conditions.stream()
                .<Select<Record1<Integer>>>map(
                        part -> selectOne().from(source(table)).where(part).and(where))
                .reduce(Select::unionAll);
        if (parts.isEmpty()) {
            return 0;
        }
        var capped = DSL.selectFrom(parts.get().asTable("found"))
                .limit(inline(Query.COUNT_CAP + 1))
                .asTable("capped");
        return db.selectCount().from(capped).fetchSingle().value1();
    }

    /** Groups of the records in sight with their measures. A measure counts only values the caller may read. */
    public List<Group> groups(AccessPlan plan, Query query) {
        var access = plan.form(query.form());
        var table = plan.app().tables().get(query.form());
        var where = condition(
                plan, access, table, query, field -> access.granted(field).allVisible(table));
        var groups = new ArrayList<Field<?>>();
        for (var key : query.group()) {
            var column = groupKey(access, table, key);
            // under a name, so that the database takes it for the same among the columns and in the grouping
            groups.add(
                    access.mayAlwaysRead(key)
                            ? column
                            : only(access, table, key, column).as("g" + groups.size()));
        }
        var measures = query.measures().isEmpty() ? List.of(new Measure(Aggregate.COUNT, null)) : query.measures();
        var columns = new ArrayList<SelectFieldOrAsterisk>(groups);
        measures.forEach(measure -> columns.add(measure(access, table, measure)));
        var result = db.select(columns)
                .from(source(table))
                .where(access.rows().allVisible(table))
                .and(where)
                .groupBy(groups)
                .orderBy(groups)
                .limit(Query.MOST * 5)
                .fetch();
        var views = new ArrayList<Group>();
        var titles = new Titles(db, plan, codec(plan));
        for (var key : query.group()) {
            var field = access.form().field(key).orElseThrow();
            result.getValues(query.group().indexOf(key)).forEach(value -> titles.want(field, value));
        }
        for (var row : result) {
            var group = new LinkedHashMap<String, @Nullable Object>();
            for (int i = 0; i < groups.size(); i++) {
                var field = access.form().field(query.group().get(i)).orElseThrow();
                group.put(field.key(), titles.show(field, Rows.value(row.get(i))));
            }
            var values = new LinkedHashMap<String, @Nullable Object>();
            for (int i = 0; i < measures.size(); i++) {
                values.put(label(measures.get(i)), shown(row.get(groups.size() + i)));
            }
            views.add(new Group(group, values));
        }
        return views;
    }

    private static @Nullable Object shown(@Nullable Object value) {
        return value instanceof BigDecimal number
                ? number.toPlainString()
                : value == null || value instanceof Number ? value : value.toString();
    }

    private static String label(Measure measure) {
        var op = measure.op().name().toLowerCase(Locale.ROOT);
        return measure.field() == null ? op : op + "_" + measure.field();
    }

    private static Field<?> groupKey(FormAccess access, FormTable table, String key) {
        var column = WhereSql.column(access, table, key);
        if (key.equals("id") || column.getDataType().isArray()) {
            throw new Problem.Malformed(
                    "bad_query", new Text("不能按“" + key + "”分组。", "Records cannot be grouped by " + key + "."));
        }
        return column;
    }

    /** The value where it may be read, blank elsewhere. */
    private static <T> Field<T> only(FormAccess access, FormTable table, String key, Field<T> column) {
        return key.equals("id") || access.mayAlwaysRead(key)
                ? column
                : DSL.when(access.granted(key).allVisible(table), column);
    }

    private static Field<?> measure(FormAccess access, FormTable table, Measure measure) {
        if (measure.op() == Aggregate.COUNT && measure.field() == null) {
            return count();
        }
        if (measure.field() == null) {
            throw new Problem.Malformed("bad_query", new Text("这个指标要写明字段。", "This measure needs a field."));
        }
        var column = WhereSql.column(access, table, measure.field());
        var shown = only(access, table, measure.field(), column);
        if (measure.op() == Aggregate.COUNT) {
            return count(shown);
        }
        boolean number = column.getType() == BigDecimal.class;
        boolean ordered =
                number || column.getType() == java.time.LocalDate.class || column.getType() == java.time.Instant.class;
        boolean sums = measure.op() == Aggregate.SUM || measure.op() == Aggregate.AVG;
        if (sums ? !number : !ordered) {
            throw new Problem.Malformed(
                    "bad_query",
                    new Text("“" + measure.field() + "”不能这样统计。", "“" + measure.field() + "” cannot be measured so."));
        }
        return DSL.field(measure.op().name().toLowerCase(Locale.ROOT) + "({0})", column.getType(), shown);
    }

    private List<Paging.Key> keys(AccessPlan plan, FormAccess access, FormTable table, List<Query.Sort> sorts) {
        if (sorts.size() > 4) {
            throw new Problem.Malformed("bad_query", new Text("最多按 4 个字段排序。", "At most 4 fields to sort by."));
        }
        return sorts.stream().map(sort -> key(plan, access, table, sort)).toList();
    }

    private Paging.Key key(AccessPlan plan, FormAccess access, FormTable table, Query.Sort sort) {
        var column = WhereSql.column(access, table, sort.field());
        if (column.getDataType().isArray()) {
            throw new Problem.Malformed(
                    "bad_query",
                    new Text("不能按“" + sort.field() + "”排序。", "Records cannot be sorted by " + sort.field() + "."));
        }
        var granted = sort.field().equals("id") || access.mayAlwaysRead(sort.field())
                ? null
                : granted(plan, access, table, sort.field());
        boolean always = sort.field().equals("id") || sort.field().equals(SystemFields.CREATED_AT);
        boolean nullable = granted != null || !always;
        if (column.getType() != String.class) {
            return new Paging.Key(sort.field(), column, sort.descending(), nullable, granted);
        }
        var field = access.form().field(sort.field()).orElseThrow();
        var options = plan.app().definition().optionsOf(access.form(), field);
        // choices sort as they are listed: a stage by its place, not by its letters
        var expression = options.isEmpty()
                ? column.collate(COLLATION)
                : DSL.field(
                        "array_position({0}, {1})",
                        SQLDataType.INTEGER,
                        inline(options.stream()
                                .map(io.chengdan.kernel.definition.Option::key)
                                .toArray(String[]::new)),
                        column);
        return new Paging.Key(sort.field(), expression, sort.descending(), nullable, granted);
    }

    private List<Stored> fetch(FormAccess access, FormTable table, List<UUID> ids, Set<String> wanted) {
        var rows = new Rows(table, wanted, Optional.of(access));
        return withSide(db.select(rows.columns()).from(table.table()), table, rows.needsSide())
                .where(Storage.among(table.id(), ids))
                .and(access.visible(table))
                .fetch(rows::read);
    }

    /** The fields asked for, and those that decide what the caller may do with the record. */
    private static Set<String> wanted(FormAccess access, @Nullable List<String> asked) {
        var wanted = new LinkedHashSet<String>();
        if (asked == null) {
            access.ever().fields().forEach(field -> wanted.add(field.key()));
        } else {
            for (var key : asked) {
                if (!key.equals("id") && !access.ever().knows(key)) {
                    throw Problem.Malformed.unknownField(key);
                }
                wanted.add(key);
            }
            wanted.add(access.form().title());
        }
        wanted.addAll(access.deciding());
        return wanted;
    }

    private List<RecordView> views(
            AccessPlan plan, FormAccess access, List<Stored> rows, @Nullable List<String> asked) {
        return new Views(db, plan, access, codec(plan), files).of(rows, asked);
    }

    private Codec codec(AccessPlan plan) {
        return new Codec(plan.app(), regions, plan.viewer().zone());
    }
}
