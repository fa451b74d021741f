package io.chengdan.kernel.transfer;

import io.chengdan.kernel.access.AccessPlan;
import io.chengdan.kernel.access.FormAccess;
import io.chengdan.kernel.access.RowAccess;
import io.chengdan.kernel.audit.Audit;
import io.chengdan.kernel.audit.AuditEntry;
import io.chengdan.kernel.definition.Field;
import io.chengdan.kernel.definition.FieldType;
import io.chengdan.kernel.definition.Regions;
import io.chengdan.kernel.definition.Text;
import io.chengdan.kernel.identity.Language;
import io.chengdan.kernel.problem.Problem;
import io.chengdan.kernel.record.FileNames.FileName;
import io.chengdan.kernel.record.Query;
import io.chengdan.kernel.record.RecordReader;
import io.chengdan.kernel.record.RecordView;
import io.chengdan.kernel.record.RecordView.Link;
import io.chengdan.kernel.record.RecordView.Page;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Records out as a table: what a list shows the exporter, in words, as far as they may export. Each export stands in the audit.
 * Thread-safe.
 */
public final class Exports {

    private static final String ACTION = "export";
    private static final DateTimeFormatter MOMENT = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm");

    private final RecordReader reader;
    private final Regions regions;
    private final Audit audit;

    public Exports(RecordReader reader, Regions regions, Audit audit) {
        this.reader = reader;
        this.regions = regions;
        this.audit = audit;
    }

    public enum Format {
        CSV,
        XLSX
    }

    /** An export that may begin: whatever could be refused has been looked at. */
    public final class Export {
        private final AccessPlan plan;
        private final FormAccess access;
        private final Query query;
        private final Page first;
        private final Language language;
        private final List<Field> columns;
        private final Map<String, Map<String, String>> options = new HashMap<>();

        private Export(AccessPlan plan, FormAccess access, Query query, Page first, Language language) {
            this.plan = plan;
            this.access = access;
            this.query = query;
            this.first = first;
            this.language = language;
            this.columns = Objects.requireNonNull(query.fields()).stream()
                    .map(key -> access.form().field(key).orElseThrow())
                    .toList();
        }

        /** What the file is about, in the exporter's language. */
        public String name() {
            var label = access.form().plural();
            return language.of(label == null ? access.form().label() : label);
        }

        /**
         * Writes the file, page by page, so that memory holds one page whatever its size. Rows the exporter may only look at are
         * left out.
         */
        public void write(Format format, OutputStream out) {
            note("export.begun", Map.of("format", format.name(), "filtered", query.where() != null));
            var sheet = format == Format.CSV ? Sheet.csv(out) : Sheet.xlsx(out, name());
            sheet.row(columns.stream().map(field -> language.of(field.label())).toList());
            long written = 0;
            long left = 0;
            for (var page = first; ; page = reader.list(plan, after(query, Objects.requireNonNull(page.next())))) {
                for (var record : page.items()) {
                    if (record.access().actions().contains(ACTION)) {
                        sheet.row(cells(record));
                        written++;
                    } else {
                        left++;
                    }
                }
                if (page.next() == null) {
                    break;
                }
            }
            sheet.end(notes(written, left));
            note("export.done", Map.of("count", written));
        }

        private List<String> notes(long written, long left) {
            var at = MOMENT.format(
                    plan.viewer().clock().instant().atZone(plan.viewer().zone()));
            var notes = new ArrayList<>(List.of(
                    say("导出人：", "Exported by: ") + plan.person().name(),
                    say("时间：", "At: ") + at,
                    say("内容：", "What: ") + name() + (query.where() == null ? "" : say("（已筛选）", " (filtered)")),
                    say("行数：", "Rows: ") + written));
            if (left > 0) {
                notes.add(say("只能查看、未导出的行数：", "Rows that may only be looked at, left out: ") + left);
            }
            notes.add(say("内部资料，导出已留痕。", "Internal. This export is on record."));
            return notes;
        }

        private void note(String kind, Map<String, Object> detail) {
            audit.record(new AuditEntry(kind, plan.person().id(), access.form().key(), detail));
        }

        private List<?> cells(RecordView record) {
            var cells = new ArrayList<@Nullable Object>();
            for (var field : columns) {
                var value = record.fields().get(field.key());
                cells.add(record.access().masked().contains(field.key()) ? value : cell(field, value));
            }
            return cells;
        }

        private @Nullable Object cell(Field field, @Nullable Object value) {
            return switch (value) {
                case null -> null;
                case List<?> list ->
                    list.stream()
                            .map(each -> String.valueOf(cell(field, each)))
                            .collect(Collectors.joining(say("、", ", ")));
                case Link link -> link.title() == null ? "" : link.title();
                case FileName file -> file.name();
                case Boolean yes -> yes ? say("是", "yes") : say("否", "no");
                case Long number -> BigDecimal.valueOf(number);
                case String text -> text(field, text);
                default -> value.toString();
            };
        }

        private Object text(Field field, String text) {
            return switch (field.valueType()) {
                case FieldType.Amount _, FieldType.Rollup _ -> number(text);
                case FieldType.Day _ -> LocalDate.parse(text);
                case FieldType.Moment _ -> MOMENT.format(OffsetDateTime.parse(text));
                case FieldType.Region _ -> regions.path(text).orElse(text);
                case FieldType.Choice _ -> options(field).getOrDefault(text, text);
                default -> text;
            };
        }

        private Map<String, String> options(Field field) {
            return options.computeIfAbsent(field.key(), _ -> {
                var labels = new HashMap<String, String>();
                plan.app()
                        .retired(access.form(), field)
                        .forEach(option -> labels.put(option.key(), language.of(option.label())));
                plan.app()
                        .definition()
                        .optionsOf(access.form(), field)
                        .forEach(option -> labels.put(option.key(), language.of(option.label())));
                return labels;
            });
        }

        private String say(String zh, String en) {
            return language.of(new Text(zh, en));
        }
    }

    /** A roll-up may be the latest of anything; what is no number stays as it is. */
    private static Object number(String text) {
        try {
            return new BigDecimal(text);
        } catch (NumberFormatException _) {
            return text;
        }
    }

    /**
     * Looks at all that could be refused.
     *
     * @param query which records, in which order; its fields are the columns, all that a table can hold where it names none
     * @throws Problem.NotFound where the form does not exist for the person
     * @throws Problem.Forbidden where they may not export it
     * @throws Problem.Malformed where the query names what they may not see
     */
    public Export prepare(AccessPlan plan, Query query, Language language) {
        var all = plan.form(query.form());
        var form = all.form();
        // the right of one role takes out no field of another
        var exporting = plan.having(query.form(), ACTION)
                .orElseThrow(() -> new Problem.Forbidden(
                        "action_refused",
                        new Text(
                                "你不能导出“" + form.label().zh() + "”。",
                                "You may not export “" + form.label().en() + "”.")));
        var access = exporting.form(query.form());
        var whole = new Query(
                query.form(),
                query.where(),
                query.sort(),
                Query.MOST,
                null,
                columns(all.ever(), access.ever(), query.fields()),
                false,
                List.of(),
                List.of());
        return new Export(exporting, access, whole, reader.list(exporting, whole), language);
    }

    /** What is asked for, less what only roles show that do not let export. */
    private static List<String> columns(RowAccess all, RowAccess access, @Nullable List<String> asked) {
        if (asked != null) {
            // what nobody knows stays in, so that the reader refuses it; an id says nothing to people
            var columns = asked.stream()
                    .filter(key -> !key.equals("id") && (access.knows(key) || !all.knows(key)))
                    .filter(key -> access.form().field(key).map(Exports::fits).orElse(true))
                    .toList();
            if (columns.isEmpty()) {
                throw new Problem.Malformed(
                        "bad_query",
                        new Text("没有可以导出的列，请至少选一列。", "There is no column to export. Choose at least one."));
            }
            return columns;
        }
        return access.fields().stream()
                .filter(field -> fits(field) && !field.system())
                .map(Field::key)
                .toList();
    }

    /** Rows of a table field have no place in a cell. */
    private static boolean fits(Field field) {
        return !(field.type() instanceof FieldType.Table);
    }

    private static Query after(Query query, String cursor) {
        return new Query(
                query.form(),
                query.where(),
                query.sort(),
                query.limit(),
                cursor,
                query.fields(),
                false,
                List.of(),
                List.of());
    }
}
