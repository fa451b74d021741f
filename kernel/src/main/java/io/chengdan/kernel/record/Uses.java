package io.chengdan.kernel.record;

import io.chengdan.kernel.definition.Field;
import io.chengdan.kernel.definition.FieldType;
import io.chengdan.kernel.schema.FormTable;
import io.chengdan.kernel.schema.FormTable.RowsTable;
import java.util.UUID;
import org.jooq.Condition;
import org.jooq.Table;
import org.jooq.impl.DSL;

/** Finds whether anything points to a record: a reference, one of several references, or a row of a table. */
final class Uses {

    private final WriteRound round;

    Uses(WriteRound round) {
        this.round = round;
    }

    boolean any(UUID id) {
        for (var form : round.plan().app().definition().forms()) {
            var table = round.plan().app().tables().get(form.key());
            for (var field : form.fields()) {
                if (field.type() instanceof FieldType.Table rows
                        ? inRows(table, field, rows, id)
                        : in(table, field, id)) {
                    return true;
                }
            }
        }
        return false;
    }

    private boolean in(FormTable table, Field field, UUID id) {
        return pointsHere(field)
                && exists(
                        table.table(),
                        points(table.column(field.key()), id)
                                .and(table.deletedAt().isNull())
                                .and(table.id().ne(id)));
    }

    private boolean inRows(FormTable table, Field field, FieldType.Table rows, UUID id) {
        var lines = table.rows().get(field.key());
        return lines != null
                && rows.fields().stream()
                        .filter(this::pointsHere)
                        .anyMatch(column -> exists(
                                lines.table(),
                                points(lines.column(column.key()), id)
                                        .and(RowsTable.PARENT.ne(id))
                                        .and(RowsTable.PARENT.in(DSL.select(table.id())
                                                .from(table.table())
                                                .where(table.deletedAt().isNull())))));
    }

    private boolean pointsHere(Field field) {
        return field.reference()
                .map(reference -> reference.form().equals(round.form().key()))
                .orElse(false);
    }

    private static Condition points(org.jooq.Field<?> column, UUID id) {
        return column.getDataType().isArray()
                ? DSL.condition("{0} = any({1})", DSL.val(id), column)
                : DSL.condition("{0} = {1}", column, DSL.val(id));
    }

    private boolean exists(Table<?> table, Condition condition) {
        return round.db().fetchExists(DSL.selectOne().from(table).where(condition));
    }
}
