package io.chengdan.kernel.release;

import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.selectOne;
import static org.jooq.impl.DSL.table;

import io.chengdan.kernel.definition.Field;
import io.chengdan.kernel.definition.Form;
import io.chengdan.kernel.definition.Role;
import io.chengdan.kernel.definition.Text;
import io.chengdan.kernel.schema.FormTable;
import io.chengdan.kernel.schema.Storage;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Select;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;

/** Counts what is in use of that which a new definition would take away or convert, and who it concerns. */
final class Impact {

    /** Counting stops here. */
    static final int CAP = 10_000;

    private final DSLContext db;
    private final AppVersion before;
    private final AppVersion after;
    private final List<Plan.Effect> effects = new ArrayList<>();

    Impact(DSLContext db, AppVersion before, AppVersion after) {
        this.db = db;
        this.before = before;
        this.after = after;
    }

    List<Plan.Effect> of(List<ExistingRows.Unconverted> unconverted) {
        for (var form : before.definition().forms()) {
            var then = after.definition().forms().stream()
                    .filter(other -> other.uid().equals(form.uid()))
                    .findFirst();
            if (then.isEmpty()) {
                goneForm(form);
            } else {
                fields(form, then.get());
            }
        }
        for (var role : before.definition().roles()) {
            if (after.definition().role(role.key()).isEmpty()) {
                goneRole(role);
            }
        }
        unconverted.forEach(this::unconverted);
        retired().forEach(this::retired);
        for (var shift : Sight.between(before.definition(), after.definition())) {
            var holders = db.fetchCount(holders(shift.role()));
            var people = new Text(shift.text().zh() + "（人数）", shift.text().en() + " (people)");
            effects.add(new Plan.Effect(people, Math.min(holders, CAP), holders > CAP));
        }
        return List.copyOf(effects);
    }

    private void goneForm(Form form) {
        var at = before.tables().get(form.key());
        add(
                "表单“" + form.label().zh() + "”停用后不再显示的记录",
                "Records of form “" + form.label().en() + "” that will no longer be shown",
                selectOne().from(at.table()).where(at.deletedAt().isNull()));
    }

    private void fields(Form form, Form then) {
        var at = before.tables().get(form.key());
        for (var field : form.fields()) {
            if (!at.has(field.key()) || field.isDerived()) {
                continue;
            }
            var next = then.fields().stream()
                    .filter(other -> other.uid().equals(field.uid()))
                    .findFirst();
            var name = new Text(
                    "“" + form.label().zh() + "·" + field.label().zh() + "”",
                    "“" + form.label().en() + " · " + field.label().en() + "”");
            if (next.isEmpty()) {
                add(
                        "字段" + name.zh() + "停用，保留但不再显示的值",
                        "Values of " + name.en() + ", which is retired: kept, no longer shown",
                        filled(at, field));
            } else if (converted(field, next)) {
                add(
                        "字段" + name.zh() + "类型改变，要转换的值",
                        "Values of " + name.en() + ", whose type changes, to be converted",
                        filled(at, field));
            }
        }
    }

    private static boolean converted(Field field, Optional<Field> next) {
        return next.filter(there -> !signature(field).equals(signature(there))).isPresent();
    }

    private static String signature(Field field) {
        return field.isDerived() || field.type() instanceof io.chengdan.kernel.definition.FieldType.Table
                ? field.type().key()
                : Storage.signature(Storage.of(field.type()));
    }

    private static Select<?> filled(FormTable at, Field field) {
        return selectOne()
                .from(at.table())
                .where(at.deletedAt().isNull(), at.column(field.key()).isNotNull());
    }

    private void unconverted(ExistingRows.Unconverted values) {
        var name = titled(values.form(), values.field());
        effects.add(new Plan.Effect(
                new Text(
                        "字段" + name.zh() + "转换不了的值，留在旧列中",
                        "Values of " + name.en() + " that cannot be converted: kept in the old column"),
                values.count(),
                values.capped()));
    }

    private Text titled(String formKey, String path) {
        var form = after.definition().form(formKey).orElseThrow();
        var label = form.field(path.replaceFirst("[.].*", "")).orElseThrow().label();
        return new Text(
                "“" + form.label().zh() + "·" + label.zh() + "”",
                "“" + form.label().en() + " · " + label.en() + "”");
    }

    /** Options and stages that the definition takes away while records hold them. */
    List<Releases.Retired> retired() {
        var retired = new ArrayList<Releases.Retired>();
        for (var option : RetiredOption.gone(before.definition(), after.definition())) {
            for (var form : before.definition().forms()) {
                form.fields().stream()
                        .filter(field -> field.uid().equals(option.field()))
                        .forEach(field -> {
                            int count = count(holding(form, field, option.key()));
                            if (count > 0) {
                                retired.add(new Releases.Retired(
                                        form.key(),
                                        field.key(),
                                        option.key(),
                                        option.label(),
                                        Math.min(count, CAP),
                                        count > CAP));
                            }
                        });
            }
        }
        return List.copyOf(retired);
    }

    private Select<?> holding(Form form, Field field, String option) {
        var at = before.tables().get(form.key());
        var column = at.column(field.key());
        var held = column.getDataType().isArray()
                ? DSL.condition("{1} = any({0})", column, DSL.val(option))
                : DSL.condition("{0} = {1}", column, DSL.val(option));
        return selectOne().from(at.table()).where(at.deletedAt().isNull(), held);
    }

    private void retired(Releases.Retired option) {
        var form = before.definition().form(option.form()).orElseThrow();
        var field = form.field(option.field()).orElseThrow();
        effects.add(new Plan.Effect(
                new Text(
                        "“" + form.label().zh() + "·" + field.label().zh() + "”停用“"
                                + option.label().zh() + "”后仍保留它的记录",
                        "Records that keep “" + option.label().en() + "” of “"
                                + form.label().en() + " · " + field.label().en() + "”, which is retired"),
                option.count(),
                option.capped()));
    }

    private void goneRole(Role role) {
        add(
                "持有角色“" + role.label().zh() + "”的人，将失去其权限",
                "People with the role “" + role.label().en() + "”, who lose its rights",
                holders(role.key()));
    }

    private static Select<?> holders(String role) {
        Condition held = field(name("role"), SQLDataType.CLOB).eq(role);
        return selectOne().from(table(name("kernel", "person_role"))).where(held);
    }

    private void add(String zh, String en, Select<?> rows) {
        int count = count(rows);
        if (count > 0) {
            effects.add(new Plan.Effect(new Text(zh, en), Math.min(count, CAP), count > CAP));
        }
    }

    private int count(Select<?> rows) {
        return db.fetchCount(db.selectFrom(
                table("({0} limit {1})", rows, DSL.inline(CAP + 1)).as("counted")));
    }
}
