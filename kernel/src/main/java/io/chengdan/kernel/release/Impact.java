package io.chengdan.kernel.release;

import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.selectOne;
import static org.jooq.impl.DSL.table;

import io.chengdan.kernel.definition.Definition;
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
import org.jooq.impl.SQLDataType;

/** Counts what is in use of that which a new definition would take away or convert. */
final class Impact {

    /** Counting stops here. */
    static final int CAP = 10_000;

    private final DSLContext db;
    private final AppVersion before;
    private final List<Plan.Effect> effects = new ArrayList<>();

    Impact(DSLContext db, AppVersion before) {
        this.db = db;
        this.before = before;
    }

    List<Plan.Effect> of(Definition after) {
        for (var form : before.definition().forms()) {
            var then = after.forms().stream()
                    .filter(other -> other.uid().equals(form.uid()))
                    .findFirst();
            if (then.isEmpty()) {
                goneForm(form);
            } else {
                fields(form, then.get());
            }
        }
        for (var role : before.definition().roles()) {
            if (after.role(role.key()).isEmpty()) {
                goneRole(role);
            }
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
                        "字段" + name.zh() + "类型改变，保留在旧列中的值",
                        "Values of " + name.en() + ", whose type changes: kept in the old column",
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

    private void goneRole(Role role) {
        Condition holders = field(name("role"), SQLDataType.CLOB).eq(role.key());
        add(
                "持有角色“" + role.label().zh() + "”的人，将失去其权限",
                "People with the role “" + role.label().en() + "”, who lose its rights",
                selectOne().from(table(name("kernel", "person_role"))).where(holders));
    }

    private void add(String zh, String en, Select<?> rows) {
        int count = db.fetchCount(db.selectFrom(table("({0} limit {1})", rows, org.jooq.impl.DSL.inline(CAP + 1))
                .as("counted")));
        if (count > 0) {
            effects.add(new Plan.Effect(new Text(zh, en), Math.min(count, CAP), count > CAP));
        }
    }
}
