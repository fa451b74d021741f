package io.chengdan.kernel.record;

import io.chengdan.kernel.definition.Field;
import io.chengdan.kernel.definition.FieldType;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jooq.impl.DSL;

/** Running numbers such as {@code O-202611-0042}: counted afresh for each prefix, without gaps while nothing is rolled back. */
final class Numbers {

    private static final Pattern DATE = Pattern.compile("\\{(yyyy|yy|MM|dd)}");
    private static final Pattern COUNT = Pattern.compile("\\{(0+)}");

    private Numbers() {}

    /** Gives each draft without a number the next one. The counter stays locked until the transaction ends. */
    static void give(WriteRound round, Field field, FieldType.AutoNumber type, List<Draft> drafts) {
        var waiting =
                drafts.stream().filter(draft -> draft.get(field.key()) == null).toList();
        if (waiting.isEmpty()) {
            return;
        }
        var dated = dated(type.pattern(), round.env().today());
        var place = COUNT.matcher(dated);
        if (!place.find()) {
            throw new IllegalStateException("the pattern " + type.pattern() + " of " + field.key() + " counts nothing");
        }
        var prefix = dated.substring(0, place.start());
        long last = round.db()
                .insertInto(RecordTables.COUNTER)
                .columns(RecordTables.COUNTED, RecordTables.PREFIX, RecordTables.VALUE)
                .values(field.uid(), prefix, (long) waiting.size())
                .onConflict(RecordTables.COUNTED, RecordTables.PREFIX)
                .doUpdate()
                .set(
                        RecordTables.VALUE,
                        DSL.field(DSL.name("counter", "value"), Long.class).plus((long) waiting.size()))
                .returningResult(RecordTables.VALUE)
                .fetchSingle()
                .value1();
        long next = last - waiting.size() + 1;
        for (var draft : waiting) {
            var digits = String.format(Locale.ROOT, "%0" + place.group(1).length() + "d", next++);
            draft.set(field.key(), prefix + digits + dated.substring(place.end()));
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
