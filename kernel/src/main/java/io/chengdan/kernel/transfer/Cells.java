package io.chengdan.kernel.transfer;

import io.chengdan.kernel.definition.Definition;
import io.chengdan.kernel.definition.Field;
import io.chengdan.kernel.definition.FieldType;
import io.chengdan.kernel.definition.Form;
import io.chengdan.kernel.definition.Option;
import io.chengdan.kernel.transfer.Lookups.By;
import io.chengdan.kernel.transfer.Mapping.Source;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.ResolverStyle;
import java.time.temporal.TemporalAccessor;
import java.time.temporal.TemporalQueries;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What the cells of a row mean: cleaned texts, and values of fields as the writer takes them. */
final class Cells {

    private static final Set<String> YES = Set.of("true", "yes", "y", "1", "是", "对", "√");
    private static final Set<String> NO = Set.of("false", "no", "n", "0", "否", "不", "×");

    private final Definition definition;
    private final Form form;
    private final Mapping mapping;
    private final Map<String, Integer> columns = new HashMap<>();
    private final Lookups lookups;
    private final ZoneId zone;

    Cells(Definition definition, Form form, Mapping mapping, List<String> header, Lookups lookups, ZoneId zone) {
        this.definition = definition;
        this.form = form;
        this.mapping = mapping;
        this.lookups = lookups;
        this.zone = zone;
        for (int i = 0; i < header.size(); i++) {
            columns.put(header.get(i), i);
        }
    }

    /** The cleaned text of a column; blank where the row has none. */
    String cell(CsvFile.Line row, String column) {
        var at = columns.get(column);
        var raw = at == null || at >= row.cells().size() ? "" : row.cells().get(at);
        var text = ReturnedRows.asItWas(raw.strip());
        return mapping.clean().getOrDefault(column, Map.of()).getOrDefault(text, text);
    }

    /** What a source says for the row, before it is read as a value of any type. */
    String text(CsvFile.Line row, Source source) throws RowFault {
        if (source.value() != null) {
            return source.value().toString();
        }
        var text = source.column() != null
                ? cell(row, source.column())
                : Template.fill(String.valueOf(source.text()), column -> cell(row, column));
        if (text.isEmpty()) {
            return "";
        }
        var mapped = source.values().get(text);
        if (mapped != null) {
            return mapped;
        }
        if (source.otherwise() != null) {
            return source.otherwise();
        }
        return source.ranges().isEmpty() ? text : ranged(text, source.ranges());
    }

    private static String ranged(String text, List<Mapping.Range> ranges) throws RowFault {
        var number = number(text);
        for (var range : ranges) {
            if (range.below() == null || number.compareTo(range.below()) < 0) {
                return range.is();
            }
        }
        return "";
    }

    /** The value of a field as the writer takes it; null for a blank. */
    @Nullable
    Object value(CsvFile.Line row, Field field, Source source) throws RowFault {
        var text = text(row, source);
        if (text.isEmpty()) {
            if (source.missing() != null) {
                throw new RowFault(source.missing());
            }
            return null;
        }
        return switch (field.type()) {
            case FieldType.Amount amount ->
                number(amount.kind() == FieldType.NumberKind.PERCENT ? text.replace("%", "") : text)
                        .toPlainString();
            case FieldType.YesNo _ -> yesNo(text);
            case FieldType.Choice choice -> choice(field, choice, text);
            case FieldType.Day _ -> day(source, text).toString();
            case FieldType.Moment _ -> moment(source, text).toString();
            case FieldType.PersonRef person ->
                ids(person.multiple(), text, name -> lookups.person(name, source.person()));
            case FieldType.DepartmentRef _ -> lookups.department(text).toString();
            case FieldType.Reference reference ->
                ids(reference.multiple(), text, name -> record(field, reference, source, name));
            default -> text;
        };
    }

    /** Somebody named by a source; empty where it is blank. */
    Optional<UUID> person(CsvFile.Line row, Source source) throws RowFault {
        var name = text(row, source);
        return name.isEmpty() ? Optional.empty() : Optional.of(lookups.person(name, source.person()));
    }

    /** The time a source tells; empty where it is blank. A day begins in the company's zone. */
    Optional<Instant> time(CsvFile.Line row, Source source) throws RowFault {
        var text = text(row, source);
        return text.isEmpty() ? Optional.empty() : Optional.of(moment(source, text));
    }

    /** The fields by which a reference is looked up. */
    By by(FieldType.Reference reference, Source source) {
        var field = Optional.ofNullable(source.record())
                .or(() -> definition.form(reference.form()).map(Form::title))
                .orElseThrow();
        return By.one(reference.form(), field);
    }

    private UUID record(Field field, FieldType.Reference reference, Source source, String name) throws RowFault {
        var found = lookups.record(by(reference, source), List.of(name))
                .orElseThrow(() -> new RowFault(
                        "没有找到“" + field.label().zh() + "”：" + name + "。",
                        "“" + field.label().en() + "” was not found: " + name + "."));
        if (found.several()) {
            throw new RowFault(
                    "有几条“" + field.label().zh() + "”都叫 " + name + "，分不清是哪一条。",
                    "Several records of “" + field.label().en() + "” are called " + name + "; it is unclear which.");
        }
        return found.id();
    }

    private interface Finder {
        UUID find(String name) throws RowFault;
    }

    private static Object ids(boolean multiple, String text, Finder finder) throws RowFault {
        if (!multiple) {
            return finder.find(text).toString();
        }
        var ids = new ArrayList<String>();
        for (var name : several(text)) {
            ids.add(finder.find(name).toString());
        }
        return ids;
    }

    private static List<String> several(String text) {
        return List.of(text.split("\\s*[;；、|]\\s*"));
    }

    private static BigDecimal number(String text) throws RowFault {
        var plain = text.replaceAll("[,，\\s¥￥$€£]", "");
        if (!plain.matches("[+-]?[0-9]{1,30}(\\.[0-9]{1,30})?")) {
            throw new RowFault("“" + text + "”不是数字。", "“" + text + "” is no number.");
        }
        return new BigDecimal(plain);
    }

    private static Boolean yesNo(String text) throws RowFault {
        var word = text.toLowerCase(Locale.ROOT);
        if (YES.contains(word) || NO.contains(word)) {
            return YES.contains(word);
        }
        throw new RowFault("“" + text + "”不是“是”或“否”。", "“" + text + "” is neither yes nor no.");
    }

    /** An option by its key or by what it is called; what fits no option is left to the writer to refuse. */
    private Object choice(Field field, FieldType.Choice choice, String text) {
        var options = definition.optionsOf(form, field);
        return choice.multiple()
                ? several(text).stream().map(each -> option(options, each)).toList()
                : option(options, text);
    }

    private static String option(List<Option> options, String text) {
        return options.stream()
                .filter(option -> option.key().equals(text)
                        || option.label().zh().equals(text)
                        || option.label().en().equalsIgnoreCase(text))
                .map(Option::key)
                .findFirst()
                .orElse(text);
    }

    private LocalDate day(Source source, String text) throws RowFault {
        return moment(source, text).atZone(zone).toLocalDate();
    }

    private Instant moment(Source source, String text) throws RowFault {
        try {
            if (source.format() == null && text.length() > 10) {
                return exact(text);
            }
            TemporalAccessor read = source.format() == null
                    ? DateTimeFormatter.ISO_LOCAL_DATE.parse(text)
                    : format(source.format(), "format").parse(text);
            var time = read.query(TemporalQueries.localTime());
            var day = LocalDate.from(read);
            return (time == null ? day.atStartOfDay() : LocalDateTime.of(day, time))
                    .atZone(zone)
                    .toInstant();
        } catch (DateTimeException _) {
            var expected = source.format() == null ? "2026-11-23" : source.format();
            throw new RowFault(
                    "“" + text + "”不是日期，格式应为 " + expected + "。",
                    "“" + text + "” is no date in the format " + expected + ".");
        }
    }

    private Instant exact(String text) {
        var zoned = DateTimeFormatter.ISO_DATE_TIME.parseBest(
                text.replace(' ', 'T'), java.time.ZonedDateTime::from, LocalDateTime::from);
        return zoned instanceof LocalDateTime local ? local.atZone(zone).toInstant() : Instant.from(zoned);
    }

    static DateTimeFormatter format(String pattern, String place) {
        try {
            // "u" is the year of the calendar, which strict reading needs; people write "y"
            return DateTimeFormatter.ofPattern(pattern.replace('y', 'u'), Locale.ROOT)
                    .withResolverStyle(ResolverStyle.STRICT);
        } catch (IllegalArgumentException _) {
            throw Mappings.fault(
                    place,
                    "bad_mapping",
                    "format 不对，例如 yyyy-MM-dd 或 M/d/yyyy。",
                    "The format is wrong; write it like yyyy-MM-dd or M/d/yyyy.");
        }
    }
}
