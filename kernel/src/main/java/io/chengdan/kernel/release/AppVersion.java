package io.chengdan.kernel.release;

import io.chengdan.kernel.definition.Definition;
import io.chengdan.kernel.definition.Field;
import io.chengdan.kernel.definition.Form;
import io.chengdan.kernel.schema.Tables;
import java.util.List;

/**
 * One published version of the definition with all that is compiled from it. Immutable.
 *
 * @param everRetired options that this version or one before it took away, though some may be back
 */
public record AppVersion(
        long number, Definition definition, Tables tables, Rules rules, String hash, List<RetiredOption> everRetired) {

    /** Options of the field that it has no more, but that records may still hold. */
    public List<RetiredOption> retired(Form form, Field field) {
        var keys = RetiredOption.keys(definition, form, field);
        return everRetired.stream()
                .filter(option -> option.field().equals(field.uid()) && !keys.contains(option.key()))
                .toList();
    }
}
