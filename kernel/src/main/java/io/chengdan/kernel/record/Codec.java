package io.chengdan.kernel.record;

import io.chengdan.kernel.definition.Definition;
import io.chengdan.kernel.definition.Field;
import io.chengdan.kernel.definition.FieldType;
import io.chengdan.kernel.definition.Form;
import io.chengdan.kernel.definition.Option;
import io.chengdan.kernel.definition.Regions;
import io.chengdan.kernel.release.AppVersion;
import io.chengdan.kernel.release.RetiredOption;
import io.chengdan.kernel.schema.Storage;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Values between the API and the kernel. In the kernel a value is a String, BigDecimal, LocalDate, Instant, Boolean, UUID, a List
 * of those, or (table fields) a List of maps; null is a blank. In the API it is what JSON can carry.
 */
final class Codec {

    private static final Pattern NUMBER = Pattern.compile("[+-]?\\d{1,40}(\\.\\d{1,40})?");
    private static final Pattern EMAIL =
            Pattern.compile("[^\\s@<>\"(),;:\\\\]{1,64}@[\\p{L}\\p{N}](?:[\\p{L}\\p{N}.-]{0,250})\\.[\\p{L}]{2,24}");
    private static final Pattern PHONE = Pattern.compile("[+]?[0-9][0-9 ()\\-,;#转*xX/]{2,39}");
    private static final Pattern URL = Pattern.compile("https?://[^\\s<>\"]{1,2000}", Pattern.CASE_INSENSITIVE);
    /** Whole numbers travel as JSON numbers, which browsers keep exactly up to here. */
    private static final int INTEGER_DIGITS = 15;

    private static final int MOST_ROWS = 500;
    private static final int MOST_VALUES = 200;
    private static final int TAG_LENGTH = 40;

    private final AppVersion app;
    private final Definition definition;
    private final Regions regions;
    private final ZoneId zone;

    Codec(AppVersion app, Regions regions, ZoneId zone) {
        this.app = app;
        this.definition = app.definition();
        this.regions = regions;
        this.zone = zone;
    }

    /** The value of a field from what the API sent; blank texts and empty lists become null. */
    @Nullable
    Object parse(Form form, Field field, @Nullable Object raw) throws BadValue {
        return parse(form, field, raw, null);
    }

    /**
     * As {@link #parse(Form, Field, Object)}.
     *
     * @param held what the record holds now: an option that was retired since may stay
     */
    @Nullable
    Object parse(Form form, Field field, @Nullable Object raw, @Nullable Object held) throws BadValue {
        if (raw == null || (raw instanceof String text && text.isBlank())) {
            return null;
        }
        return switch (field.type()) {
            case FieldType.Words words -> words(words, raw);
            case FieldType.Amount amount -> number(amount, raw);
            case FieldType.Day _ -> day(raw);
            case FieldType.Moment _ -> moment(raw);
            case FieldType.YesNo _ -> yesNo(raw);
            case FieldType.Choice choice -> choice(form, field, choice, raw, held);
            case FieldType.PersonRef person -> person.multiple() ? ids(raw) : id(raw);
            case FieldType.DepartmentRef _ -> id(raw);
            case FieldType.Region region -> region(region, raw);
            case FieldType.Reference reference -> reference.multiple() ? ids(raw) : id(raw);
            case FieldType.Table table -> rows(form, table, raw);
            case FieldType.Attachment _ -> ids(raw);
            case FieldType.AutoNumber _ -> text(raw, 80);
            case FieldType.Formula _, FieldType.Rollup _ ->
                throw new BadValue("computed", "这一项由系统计算，不能填写。", "This is computed; leave it out.");
        };
    }

    private static String words(FieldType.Words type, Object raw) throws BadValue {
        var text = text(raw, type.max());
        switch (type.kind()) {
            case EMAIL ->
                require(
                        EMAIL.matcher(text).matches(),
                        "email",
                        "请填写完整的邮箱，例如 name@company.cn。",
                        "Give a whole e-mail address, such as name@company.cn.");
            case PHONE ->
                require(
                        PHONE.matcher(text).matches(),
                        "phone",
                        "电话只能是数字、空格和 + - ( )，例如 0512-6688 1234。",
                        "A phone number has digits, spaces and + - ( ), such as 0512-6688 1234.");
            case URL ->
                require(
                        URL.matcher(text).matches(),
                        "url",
                        "网址要以 http:// 或 https:// 开头。",
                        "A web address begins with http:// or https://.");
            case TEXT ->
                require(
                        text.indexOf('\n') < 0 && text.indexOf('\r') < 0,
                        "one_line",
                        "只能填一行。",
                        "Only one line is possible here.");
            case LONG_TEXT -> {}
        }
        return text;
    }

    private static String text(Object raw, int max) throws BadValue {
        if (!(raw instanceof String given)) {
            throw new BadValue("not_text", "这里要填文字。", "A text is expected here.");
        }
        var text = given.strip();
        require(text.indexOf('\0') < 0, "not_text", "文字里有不能保存的字符。", "The text has a character that cannot be kept.");
        for (int i = 0; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i))) {
                boolean pair = Character.isHighSurrogate(text.charAt(i))
                        && i + 1 < text.length()
                        && Character.isLowSurrogate(text.charAt(i + 1));
                require(pair, "not_text", "文字里有不完整的字符。", "The text has half a character.");
                i++;
            }
        }
        int length = text.codePointCount(0, text.length());
        if (length > max) {
            throw new BadValue(
                    "too_long",
                    "最多 " + max + " 个字，现在有 " + length + " 个。",
                    "At most " + max + " characters; there are " + length + ".");
        }
        return text;
    }

    private static BigDecimal number(FieldType.Amount type, Object raw) throws BadValue {
        var value = decimal(raw).stripTrailingZeros();
        if (value.scale() > type.scale()) {
            throw type.scale() == 0
                    ? new BadValue("not_integer", "这里要填整数。", "A whole number is expected here.")
                    : new BadValue(
                            "too_many_decimals",
                            "最多 " + type.scale() + " 位小数。",
                            "At most " + type.scale() + " decimal places.");
        }
        int whole = type.kind() == FieldType.NumberKind.INTEGER ? INTEGER_DIGITS : Storage.PRECISION - type.scale();
        require(value.precision() - value.scale() <= whole, "too_large", "数字太大了。", "The number is too large.");
        if (type.min() != null && value.compareTo(type.min()) < 0) {
            throw new BadValue(
                    "too_small",
                    "不能小于 " + type.min().toPlainString() + "。",
                    "It must be at least " + type.min().toPlainString() + ".");
        }
        if (type.max() != null && value.compareTo(type.max()) > 0) {
            throw new BadValue(
                    "too_large",
                    "不能大于 " + type.max().toPlainString() + "。",
                    "It must be at most " + type.max().toPlainString() + ".");
        }
        return value.setScale(type.scale());
    }

    private static BigDecimal decimal(Object raw) throws BadValue {
        // a number with an exponent could unfold into gigabytes of digits, so its written size is checked first
        var written = switch (raw) {
            case String text -> text.strip();
            case BigDecimal value
            when Math.abs((long) value.scale()) <= 60 && value.precision() <= 60 -> value.toPlainString();
            case Double value when Double.isFinite(value) -> new BigDecimal(value.toString()).toPlainString();
            case Integer value -> value.toString();
            case Long value -> value.toString();
            case java.math.BigInteger value when value.bitLength() <= 200 -> value.toString();
            default -> "";
        };
        require(
                NUMBER.matcher(written).matches(),
                "not_number",
                "这里要填数字，例如 1280000 或 12.5。",
                "A number is expected here, such as 1280000 or 12.5.");
        return new BigDecimal(written);
    }

    private static LocalDate day(Object raw) throws BadValue {
        try {
            var day = LocalDate.parse(String.valueOf(raw));
            require(
                    day.getYear() >= 1900 && day.getYear() <= 2200,
                    "not_date",
                    "年份要在 1900 到 2200 之间。",
                    "The year must lie between 1900 and 2200.");
            return day;
        } catch (DateTimeException _) {
            throw new BadValue("not_date", "日期要写成 2026-11-23 这样。", "A date is written like 2026-11-23.");
        }
    }

    private static Instant moment(Object raw) throws BadValue {
        try {
            var moment = OffsetDateTime.parse(String.valueOf(raw));
            require(
                    moment.getYear() >= 1900 && moment.getYear() <= 2200,
                    "not_datetime",
                    "年份要在 1900 到 2200 之间。",
                    "The year must lie between 1900 and 2200.");
            // the database keeps microseconds
            return moment.toInstant().truncatedTo(java.time.temporal.ChronoUnit.MICROS);
        } catch (DateTimeException _) {
            throw new BadValue(
                    "not_datetime",
                    "时间要写成 2026-11-23T09:30:00+08:00 这样，带时区。",
                    "A time is written like 2026-11-23T09:30:00+08:00, with its offset.");
        }
    }

    private static Boolean yesNo(Object raw) throws BadValue {
        if (raw instanceof Boolean value) {
            return value;
        }
        throw new BadValue("not_yes_no", "这里只能是“是”或“否”。", "Only yes (true) or no (false) is possible here.");
    }

    private @Nullable Object choice(Form form, Field field, FieldType.Choice type, Object raw, @Nullable Object held)
            throws BadValue {
        if (field.system()) {
            return tags(raw);
        }
        var options =
                definition.optionsOf(form, field).stream().map(Option::key).collect(Collectors.toSet());
        (held instanceof List<?> several ? several : Stream.ofNullable(held).toList())
                .forEach(option -> options.add(String.valueOf(option)));
        if (!type.multiple()) {
            require(
                    raw instanceof String key && options.contains(key),
                    "not_an_option",
                    "请从选项里选一个。",
                    "Choose one of the options.");
            return raw;
        }
        var keys = new LinkedHashSet<String>();
        for (var each : list(raw)) {
            require(
                    each instanceof String key && options.contains(key),
                    "not_an_option",
                    "请从选项里选。",
                    "Choose from the options.");
            keys.add((String) each);
        }
        return keys.isEmpty() ? null : List.copyOf(keys);
    }

    /** Options that records may hold but nobody may choose any more. */
    List<String> retired(Form form, Field field) {
        return app.retired(form, field).stream().map(RetiredOption::key).toList();
    }

    private static @Nullable Object tags(Object raw) throws BadValue {
        var tags = new LinkedHashSet<String>();
        for (var each : list(raw)) {
            tags.add(text(each == null ? "" : each, TAG_LENGTH));
        }
        tags.remove("");
        return tags.isEmpty() ? null : List.copyOf(tags);
    }

    private String region(FieldType.Region type, Object raw) throws BadValue {
        if (!(raw instanceof String code) || !regions.exists(code)) {
            throw new BadValue("not_a_region", "没有这个地区，请从列表里选。", "There is no such region; choose one from the list.");
        }
        int deepest = switch (type.level()) {
            case PROVINCE -> 2;
            case CITY -> 4;
            case COUNTY -> 6;
        };
        require(code.length() <= deepest, "not_a_region", "地区选得太细了。", "The region is finer than asked for.");
        return code;
    }

    /** An id, given as such or as the {@code {id, title}} that the API itself hands out. */
    private static UUID id(Object raw) throws BadValue {
        var text = raw instanceof Map<?, ?> map ? map.get("id") : raw;
        if (text instanceof UUID id) {
            return id;
        }
        try {
            if (text instanceof String given && given.length() == 36) {
                return UUID.fromString(given);
            }
        } catch (IllegalArgumentException _) {
            // falls through to the one message below
        }
        throw new BadValue("not_an_id", "请从列表里选。", "Choose from the list; an id is expected here.");
    }

    private static @Nullable Object ids(Object raw) throws BadValue {
        var ids = new LinkedHashSet<UUID>();
        for (var each : list(raw)) {
            ids.add(id(each == null ? "" : each));
        }
        return ids.isEmpty() ? null : List.copyOf(ids);
    }

    private static List<?> list(Object raw) throws BadValue {
        if (!(raw instanceof List<?> list)) {
            throw new BadValue("not_a_list", "这里要一个列表。", "A list is expected here.");
        }
        require(
                list.size() <= MOST_VALUES,
                "too_many",
                "最多 " + MOST_VALUES + " 个。",
                "At most " + MOST_VALUES + " values.");
        return list;
    }

    private @Nullable Object rows(Form form, FieldType.Table type, Object raw) throws BadValue {
        if (!(raw instanceof List<?> list)) {
            throw new BadValue("not_a_list", "这里要一个列表。", "A list of rows is expected here.");
        }
        require(list.size() <= MOST_ROWS, "too_many", "最多 " + MOST_ROWS + " 行。", "At most " + MOST_ROWS + " rows.");
        var rows = new ArrayList<Map<String, @Nullable Object>>();
        for (int i = 0; i < list.size(); i++) {
            rows.add(row(form, type, list.get(i), i + 1));
        }
        return rows.isEmpty() ? null : List.copyOf(rows);
    }

    private Map<String, @Nullable Object> row(Form form, FieldType.Table type, @Nullable Object raw, int number)
            throws BadValue {
        if (!(raw instanceof Map<?, ?> cells)) {
            throw new BadValue("not_a_row", "第 " + number + " 行格式不对。", "Row " + number + " is not a row.");
        }
        var row = new LinkedHashMap<String, @Nullable Object>();
        for (var field : type.fields()) {
            if (field.isComputed()) {
                continue;
            }
            try {
                row.put(field.key(), parse(form, field, cells.get(field.key())));
            } catch (BadValue bad) {
                throw new BadValue(
                        bad.code(),
                        "第 " + number + " 行“" + field.label().zh() + "”："
                                + bad.text().zh(),
                        "Row " + number + ", " + field.label().en() + ": "
                                + bad.text().en());
            }
        }
        for (var key : cells.keySet()) {
            boolean known = type.fields().stream().anyMatch(field -> field.key().equals(key));
            require(
                    known,
                    "unknown_field",
                    "第 " + number + " 行有不认识的列“" + key + "”。",
                    "Row " + number + " has an unknown column “" + key + "”.");
        }
        return row;
    }

    /** The value as JSON carries it. Titles of references, people and files are added by the reader. */
    @Nullable
    Object show(Field field, @Nullable Object value) {
        return switch (value) {
            case null -> null;
            case BigDecimal number
            when isInteger(field) ->
                number.precision() - number.scale() <= 18
                        ? (Object) number.longValueExact()
                        : number.toBigIntegerExact();
            case BigDecimal number -> number.toPlainString();
            case LocalDate day -> day.toString();
            case Instant moment -> DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(moment.atZone(zone));
            case UUID id -> id.toString();
            case List<?> list when field.type() instanceof FieldType.Table table -> showRows(table, list);
            case List<?> list -> list.stream().map(each -> show(field, each)).toList();
            default -> value;
        };
    }

    Definition definition() {
        return definition;
    }

    private boolean isInteger(Field field) {
        return switch (field.valueType()) {
            case FieldType.Amount amount -> amount.kind() == FieldType.NumberKind.INTEGER;
            case FieldType.Rollup rollup ->
                definition.summed(rollup).map(this::isInteger).orElse(true);
            default -> false;
        };
    }

    private List<Map<String, @Nullable Object>> showRows(FieldType.Table table, List<?> rows) {
        var shown = new ArrayList<Map<String, @Nullable Object>>();
        for (var each : rows) {
            var cells = (Map<?, ?>) each;
            var row = new LinkedHashMap<String, @Nullable Object>();
            for (var field : table.fields()) {
                row.put(field.key(), show(field, cells.get(field.key())));
            }
            shown.add(row);
        }
        return shown;
    }

    private static void require(boolean holds, String code, String zh, String en) throws BadValue {
        if (!holds) {
            throw new BadValue(code, zh, en);
        }
    }
}
