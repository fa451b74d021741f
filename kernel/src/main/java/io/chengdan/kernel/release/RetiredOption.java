package io.chengdan.kernel.release;

import io.chengdan.kernel.definition.Definition;
import io.chengdan.kernel.definition.Field;
import io.chengdan.kernel.definition.FieldType;
import io.chengdan.kernel.definition.Form;
import io.chengdan.kernel.definition.Option;
import io.chengdan.kernel.definition.Text;
import java.util.ArrayList;
import java.util.List;

/**
 * An option or stage that the definition no longer has. Records that hold it keep it; nobody can choose it any more.
 *
 * @param field uid of the choice field
 * @param label the last it had
 */
public record RetiredOption(String field, String key, Text label) {

    /** The options that a definition takes away from fields that stay. */
    static List<RetiredOption> gone(Definition before, Definition after) {
        var gone = new ArrayList<RetiredOption>();
        for (var form : after.forms()) {
            before.forms().stream()
                    .filter(other -> other.uid().equals(form.uid()))
                    .forEach(other -> gone(before, other, after, form, gone));
        }
        return gone;
    }

    private static void gone(Definition before, Form then, Definition after, Form now, List<RetiredOption> gone) {
        for (var field : then.fields()) {
            if (!(field.type() instanceof FieldType.Choice)) {
                continue;
            }
            var left = now.fields().stream()
                    .filter(other -> other.uid().equals(field.uid()))
                    .findFirst()
                    .map(other -> keys(after, now, other))
                    .orElse(List.of());
            before.optionsOf(then, field).stream()
                    .filter(option -> !left.contains(option.key()))
                    .forEach(option -> gone.add(new RetiredOption(field.uid(), option.key(), option.label())));
        }
    }

    static List<String> keys(Definition definition, Form form, Field field) {
        return definition.optionsOf(form, field).stream().map(Option::key).toList();
    }
}
