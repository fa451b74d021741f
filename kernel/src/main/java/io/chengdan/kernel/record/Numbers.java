package io.chengdan.kernel.record;

import io.chengdan.kernel.definition.Field;
import io.chengdan.kernel.definition.FieldType;
import io.chengdan.kernel.definition.SystemFields;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jooq.impl.DSL;

/** Running numbers such as {@code O-202611-0042}: counted afresh for each prefix, without gaps while nothing is rolled back. */
final class Numbers {

    private static final Pattern DATE = Pattern.compile("\\{(yyyy|yy|MM|dd)}");
    private static final Pattern COUNT = Pattern.compile("\\{(0+)}");

    private static final org.jooq.Field<Long> COUNTED_SO_FAR = DSL.field(DSL.name("counter", "value"), Long.class);

    private Numbers() {}

    /** Gives each draft without a number the next one. The counter stays locked until the transaction ends. */
    static void give(WriteRound round, Field field, FieldType.AutoNumber type, List<Draft> drafts) {
        drafts.stream()
                .collect(Collectors.groupingBy(draft -> day(round, draft), TreeMap::new, Collectors.toList()))
                .forEach((day, made) -> give(round, field, dated(type.pattern(), day), made));
    }

    /** The day the record was made, which for placed history lies in the past. */
    private static LocalDate day(WriteRound round, Draft draft) {
        return draft.get(SystemFields.CREATED_AT) instanceof Instant created
                ? LocalDate.ofInstant(created, round.env().zone())
                : round.env().today();
    }

    private static void give(WriteRound round, Field field, String dated, List<Draft> drafts) {
        var place = COUNT.matcher(dated);
        if (!place.find()) {
            throw new IllegalStateException("the pattern of " + field.key() + " counts nothing: " + dated);
        }
        var prefix = dated.substring(0, place.start());
        var suffix = dated.substring(place.end());
        keepClear(round, field, prefix, suffix, drafts);
        var waiting =
                drafts.stream().filter(draft -> draft.get(field.key()) == null).toList();
        if (waiting.isEmpty()) {
            return;
        }
        long next = count(round, field, prefix, waiting.size()) - waiting.size() + 1;
        for (var draft : waiting) {
            var digits = String.format(Locale.ROOT, "%0" + place.group(1).length() + "d", next++);
            draft.set(field.key(), prefix + digits + suffix);
        }
    }

    private static long count(WriteRound round, Field field, String prefix, long more) {
        return round.db()
                .insertInto(RecordTables.COUNTER)
                .columns(RecordTables.COUNTED, RecordTables.PREFIX, RecordTables.VALUE)
                .values(field.uid(), prefix, more)
                .onConflict(RecordTables.COUNTED, RecordTables.PREFIX)
                .doUpdate()
                .set(RecordTables.VALUE, COUNTED_SO_FAR.plus(more))
                .returningResult(RecordTables.VALUE)
                .fetchSingle()
                .value1();
    }

    /** A number that was brought along with placed history is not given out again. */
    private static void keepClear(WriteRound round, Field field, String prefix, String suffix, List<Draft> drafts) {
        long highest = 0;
        for (var draft : drafts) {
            if (draft.get(field.key()) instanceof String given && given.startsWith(prefix) && given.endsWith(suffix)) {
                var digits =
                        given.substring(prefix.length(), Math.max(prefix.length(), given.length() - suffix.length()));
                highest = Math.max(highest, digits.matches("\\d{1,12}") ? Long.parseLong(digits) : 0);
            }
        }
        if (highest > 0) {
            round.db()
                    .insertInto(RecordTables.COUNTER)
                    .columns(RecordTables.COUNTED, RecordTables.PREFIX, RecordTables.VALUE)
                    .values(field.uid(), prefix, highest)
                    .onConflict(RecordTables.COUNTED, RecordTables.PREFIX)
                    .doUpdate()
                    .set(RecordTables.VALUE, DSL.greatest(COUNTED_SO_FAR, DSL.val(highest)))
                    .execute();
        }
    }

    private static String dated(String pattern, LocalDate day) {
        return DATE.matcher(pattern)
                .replaceAll(part -> Matcher.quoteReplacement(
                        switch (part.group(1)) {
                            case "yyyy" -> String.format(Locale.ROOT, "%04d", day.getYear());
                            case "yy" -> String.format(Locale.ROOT, "%02d", day.getYear() % 100);
                            case "MM" -> String.format(Locale.ROOT, "%02d", day.getMonthValue());
                            default -> String.format(Locale.ROOT, "%02d", day.getDayOfMonth());
                        }));
    }
}
