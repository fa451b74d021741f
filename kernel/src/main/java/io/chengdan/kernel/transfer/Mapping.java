package io.chengdan.kernel.transfer;

import io.chengdan.kernel.definition.Text;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How the rows of a file become records of a form, or people. Read from YAML or JSON by {@link Mappings}.
 *
 * @param form key of the form; null where the rows are people
 * @param migrate places history: no gates, own times and authors; needs the right {@code migrate}
 * @param match how to tell that a row is there already; null where each row is new
 * @param clean by column: texts to be replaced in it before anything else looks
 * @param fields by key of the form's field
 * @param history where the past of a record stands; only with {@code migrate}
 * @param team who else gets to see what the records belong to; only with {@code migrate}
 * @param people how the rows become people, where they do
 */
public record Mapping(
        @Nullable String form,
        boolean migrate,
        @Nullable Match match,
        Map<String, Map<String, String>> clean,
        Map<String, Source> fields,
        @Nullable History history,
        @Nullable TeamRule team,
        @Nullable PeopleRule people) {

    public Mapping {
        clean = given(clean);
        fields = given(fields);
    }

    /** Fields whose values together name a record: texts, numbers given by a system, choices or references. */
    public record Match(List<String> by, Found found) {}

    /** What becomes of a row whose record is there already. */
    public enum Found {
        SKIP,
        UPDATE,
        ERROR
    }

    /**
     * Where a value comes from: exactly one of {@code column}, {@code text} and {@code value}; the rest says how to read it.
     *
     * @param text columns in braces, such as {@code {product} – {account}}
     * @param value the same for every row
     * @param values the value for a text of the column
     * @param otherwise the value for a text that {@code values} does not name; absent, the text itself
     * @param ranges the value for a number of the column: the first whose bound lies above it
     * @param record field of the referenced form in which the text is looked up; absent, the form's title
     * @param person {@code name} or {@code login}; absent, either
     * @param format of a date or time, such as {@code M/d/yyyy}; absent, ISO
     * @param missing why a row without this value is returned; absent where it may be blank
     */
    public record Source(
            @Nullable String column,
            @Nullable String text,
            @Nullable Object value,
            Map<String, String> values,
            @Nullable String otherwise,
            List<Range> ranges,
            @Nullable String record,
            @Nullable String person,
            @Nullable String format,
            @Nullable Text missing) {

        public Source {
            values = given(values);
            ranges = given(ranges);
        }
    }

    /** {@code below} null: whatever is left. */
    public record Range(@Nullable BigDecimal below, String is) {}

    /**
     * @param createdAt where it is blank, the record takes the time of the import, marked as unknown
     * @param moves through the stages, in order; one without a time is left out
     */
    public record History(
            @Nullable Source createdAt, @Nullable Source createdBy, List<Step> moves) {

        public History {
            moves = given(moves);
        }
    }

    /** A move to a stage, made in the rows where {@code when} holds. */
    public record Step(String to, Source at, @Nullable When when) {}

    public record When(String column, List<String> in) {}

    /** The owner of each record joins the team of the record that {@code of}, a reference, points to. */
    public record TeamRule(String of, String part) {}

    /**
     * Columns with a person's name, their manager's and their region's. Regions become departments, managers head one of their own
     * below it.
     *
     * @param role of the people; {@code headRole} of the managers
     * @param language {@code zh} or {@code en}; absent, Chinese
     */
    public record PeopleRule(
            String name,
            String head,
            String region,
            String role,
            String headRole,
            @Nullable String language) {}

    // what a file leaves out arrives as null
    private static <K, V> Map<K, V> given(@Nullable Map<K, V> map) {
        return map == null ? Map.of() : Map.copyOf(map);
    }

    private static <T> List<T> given(@Nullable List<T> list) {
        return list == null ? List.of() : List.copyOf(list);
    }
}
