package io.chengdan.kernel.problem;

import io.chengdan.kernel.definition.Text;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A rule of a gate that does not hold yet, and the way to meet it. */
public record Unmet(String rule, Text message, Fix fix) {

    /** What a person does to meet a rule. */
    public enum Kind {
        FILL,
        ATTACH,
        CREATE,
        ACT,
        ASK
    }

    /**
     * @param kind what to do
     * @param form the form to do it on; null for {@link Kind#ASK}
     * @param id the record to do it on, where there is one
     * @param field the field to fill, or the action to take; null where the record is to be opened and looked at
     * @param category the attachment category
     * @param values proposed values of the record to create
     * @param roles whom to ask
     */
    public record Fix(
            Kind kind,
            @Nullable String form,
            @Nullable String id,
            @Nullable String field,
            @Nullable String category,
            Map<String, Object> values,
            List<String> roles) {

        public static Fix ask(List<String> roles) {
            return new Fix(Kind.ASK, null, null, null, null, Map.of(), List.copyOf(roles));
        }
    }
}
