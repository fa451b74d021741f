package io.chengdan.kernel.backup;

import static org.jooq.impl.DSL.exists;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.not;
import static org.jooq.impl.DSL.selectOne;
import static org.jooq.impl.DSL.table;

import io.chengdan.kernel.audit.AuditChain;
import io.chengdan.kernel.database.DatabaseRoles;
import io.chengdan.kernel.definition.Definition;
import io.chengdan.kernel.definition.Field;
import io.chengdan.kernel.definition.FieldType;
import io.chengdan.kernel.definition.Text;
import io.chengdan.kernel.file.FileStore;
import io.chengdan.kernel.file.KeptFile;
import io.chengdan.kernel.problem.Problem;
import io.chengdan.kernel.release.Releases;
import io.chengdan.kernel.schema.FormTable;
import io.chengdan.kernel.schema.SchemaBuilder;
import io.chengdan.kernel.schema.Tables;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.sql.DataSource;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Record;
import org.jooq.SQLDialect;
import org.jooq.Table;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;

/**
 * Looks whether everything in an installation fits together: the audit's chain, the published versions, the bytes of files,
 * rows beside records, and whatever names something else. Reads one snapshot and changes nothing but seals that were due.
 */
public final class Verification {

    private static final Text PEOPLE = new Text("人员", "a person");
    private static final Text DEPARTMENTS = new Text("部门", "a department");
    private static final Text FILES = new Text("文件", "a file");

    private final DataSource owner;
    private final FileStore store;

    /** @param owner connects as the owner of the tables */
    public Verification(DataSource owner, FileStore store) {
        this.owner = owner;
        this.store = store;
    }

    /**
     * @param rows of each table, by its name with schema
     * @param files whose bytes were read
     * @param head the audit's newest seal: noted down elsewhere, it proves later that nothing before it was changed or cut off
     * @param faults what is wrong; empty where all is well
     */
    public record Found(Map<String, Long> rows, int files, AuditChain.Head head, List<Text> faults) {}

    public Found run() throws IOException, SQLException {
        int known = DatabaseRoles.lastMigration(owner);
        try (var connection = owner.getConnection()) {
            if (new Catalog(DSL.using(connection, SQLDialect.POSTGRES)).migration() != known) {
                throw new Problem.Conflict(
                        "other_version",
                        new Text(
                                "这里的数据属于另一个版本的成单。请先用本版本启动一次，再检查。",
                                "The data here belongs to another version of Chengdan. Start it once with this one, then verify."));
            }
            new AuditChain(DSL.using(connection, SQLDialect.POSTGRES)).seal();
            connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            connection.setReadOnly(true);
            connection.setAutoCommit(false);
            var look = new Look(DSL.using(connection, SQLDialect.POSTGRES));
            var head = look.audit();
            look.definition();
            int files = look.files();
            var found = new Found(look.rows(), files, head, look.faults);
            connection.rollback();
            return found;
        }
    }

    private final class Look {

        private final DSLContext db;
        private final List<Text> faults = new ArrayList<>();

        Look(DSLContext db) {
            this.db = db;
        }

        Map<String, Long> rows() {
            var rows = new TreeMap<String, Long>();
            for (var table : new Catalog(db).tables()) {
                rows.put(table.schema() + "." + table.name(), (long)
                        db.fetchCount(table(name(table.schema(), table.name()))));
            }
            return rows;
        }

        AuditChain.Head audit() {
            var finding = new AuditChain(db).verify();
            faults.addAll(finding.faults());
            return finding.head();
        }

        int files() throws IOException {
            var files = KeptFile.all(db);
            for (var file : files) {
                file.fault(store).ifPresent(faults::add);
            }
            return files.size();
        }

        void definition() {
            for (var version : Releases.altered(db, "app")) {
                fault(
                        "应用版本 " + version + " 的内容与发布时的校验值不符。",
                        "Version " + version + " of the application does not fit the hash it was published with.");
            }
            var inForce = Releases.inForce(db, "app");
            if (inForce.isPresent()) {
                try {
                    var definition = Releases.check(inForce.get().files());
                    tables(definition, Tables.of(definition, SchemaBuilder.names(db, "app"), "app"));
                } catch (Problem.Invalid problem) {
                    fault(
                            "现行版本的定义读不懂：" + problem.getMessage(),
                            "The definition in force cannot be read: " + problem.getMessage());
                }
            }
        }

        private void tables(Definition definition, Tables tables) {
            for (var form : tables.all()) {
                if (missing(form)) {
                    continue;
                }
                beside(form);
                for (var field : form.columns().values()) {
                    if (!field.derived()) {
                        links(form, field.field(), definition, tables);
                    }
                }
                for (var rows : form.rows().values()) {
                    for (var column : rows.columns().values()) {
                        link(
                                form.form().key() + "." + rows.field().key() + "."
                                        + column.field().key(),
                                rows.table(),
                                DSL.field(name(column.name()), column.type()),
                                column.field(),
                                definition,
                                tables);
                    }
                }
                for (var kept : List.of("history", "transition", "team", "file")) {
                    kept(kept, form);
                }
            }
            orphans("kernel.team.person", table(name("kernel", "team")), "person", person("person"), PEOPLE);
        }

        private boolean missing(FormTable form) {
            for (var table : List.of(form.tableName())) {
                boolean there = db.fetchSingle("select to_regclass(?) is not null", table.toString())
                        .get(0, Boolean.class);
                if (!there) {
                    fault("表 " + table + " 不见了。", "The table " + table + " is gone.");
                    return true;
                }
            }
            return false;
        }

        /** What the system computes stands beside each record, once; rows of table fields belong to one. */
        private void beside(FormTable form) {
            long alone = db.fetchCount(db.selectOne()
                    .from(form.table())
                    .where(not(exists(
                            selectOne().from(form.side()).where(form.sideId().eq(form.id()))))));
            long left = db.fetchCount(db.selectOne()
                    .from(form.side())
                    .where(not(exists(
                            selectOne().from(form.table()).where(form.id().eq(form.sideId()))))));
            if (alone + left > 0) {
                fault(
                        form.form().label().zh() + "：" + alone + " 条记录缺少计算值，" + left + " 份计算值没有记录。",
                        form.form().label().en() + ": " + alone + " records lack their computed values, " + left
                                + " computed values have no record.");
            }
            for (var rows : form.rows().values()) {
                var parent = DSL.field(name(rows.table().getName(), "parent"), SQLDataType.UUID);
                orphans(
                        form.form().key() + "." + rows.field().key(),
                        rows.table(),
                        "parent",
                        exists(selectOne().from(form.table()).where(form.id().eq(parent))),
                        form.form().label());
            }
        }

        private void links(FormTable form, Field field, Definition definition, Tables tables) {
            link(
                    form.form().key() + "." + field.key(),
                    form.table(),
                    form.column(field.key()),
                    field,
                    definition,
                    tables);
        }

        private void link(
                String place,
                Table<Record> from,
                org.jooq.Field<?> column,
                Field field,
                Definition definition,
                Tables tables) {
            switch (field.type()) {
                case FieldType.Reference reference -> {
                    var target = tables.find(reference.form());
                    var label = definition.form(reference.form());
                    if (target.isPresent() && label.isPresent()) {
                        dangling(
                                place,
                                from,
                                column,
                                target.get().tableName(),
                                label.get().label());
                    }
                }
                case FieldType.PersonRef _ -> dangling(place, from, column, name("kernel", "person"), PEOPLE);
                case FieldType.DepartmentRef _ ->
                    dangling(place, from, column, name("kernel", "department"), DEPARTMENTS);
                case FieldType.Attachment _ -> dangling(place, from, column, name("kernel", "file"), FILES);
                default -> {
                    // says something itself
                }
            }
        }

        private void dangling(
                String place, Table<Record> from, org.jooq.Field<?> column, org.jooq.Name target, Text what) {
            var to = DSL.field(name("link", "to"), SQLDataType.UUID);
            var links = column.getDataType().isArray()
                    ? DSL.table("unnest({0})", column).as(table(name("link")), to)
                    : DSL.select(column.cast(SQLDataType.UUID).as("to")).asTable("link");
            var found = db.select(DSL.count(), DSL.min(to.cast(SQLDataType.CLOB)))
                    .from(from)
                    .crossJoin(DSL.lateral(links))
                    .where(to.isNotNull())
                    .and(not(exists(selectOne()
                            .from(table(target).as("target"))
                            .where(DSL.field(name("target", "id"), SQLDataType.UUID)
                                    .eq(to)))))
                    .fetchSingle();
            tell(place, found.value1(), found.value2(), what);
        }

        private void kept(String kept, FormTable form) {
            var from = table(name("kernel", kept)).as("kept");
            var record = DSL.field(name("kept", "record"), SQLDataType.UUID);
            var found = db.select(DSL.count(), DSL.min(record.cast(SQLDataType.CLOB)))
                    .from(from)
                    .where(DSL.field(name("kept", "form"), SQLDataType.CLOB)
                            .eq(form.form().uid()))
                    .and(record.isNotNull())
                    .and(not(exists(
                            selectOne().from(form.table()).where(form.id().eq(record)))))
                    .fetchSingle();
            tell(
                    "kernel." + kept + ".record",
                    found.value1(),
                    found.value2(),
                    form.form().label());
        }

        private Condition person(String column) {
            return exists(selectOne()
                    .from(table(name("kernel", "person")).as("someone"))
                    .where(DSL.field(name("someone", "id"), SQLDataType.UUID)
                            .eq(field(name(column), SQLDataType.UUID))));
        }

        private void orphans(String place, Table<Record> from, String column, Condition there, Text what) {
            var to = field(name(column), SQLDataType.UUID);
            var found = db.select(DSL.count(), DSL.min(to.cast(SQLDataType.CLOB)))
                    .from(from)
                    .where(not(there))
                    .fetchSingle();
            tell(place, found.value1(), found.value2(), what);
        }

        private void tell(String place, int count, @org.jspecify.annotations.Nullable String first, Text what) {
            if (count > 0) {
                fault(
                        place + "：" + count + " 处指向不存在的" + what.zh() + "，例如 " + first + "。",
                        place + ": " + count + " point to " + what.en() + " that is not there, such as " + first + ".");
            }
        }

        private void fault(String zh, String en) {
            faults.add(new Text(zh, en));
        }
    }
}
