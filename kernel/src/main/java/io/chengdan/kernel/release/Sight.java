package io.chengdan.kernel.release;

import io.chengdan.kernel.definition.Definition;
import io.chengdan.kernel.definition.Field;
import io.chengdan.kernel.definition.FieldType;
import io.chengdan.kernel.definition.Form;
import io.chengdan.kernel.definition.Role;
import io.chengdan.kernel.definition.Role.Grant;
import io.chengdan.kernel.definition.Text;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Which roles gain or lose sight of what between two definitions. Parts are matched by uid: a new name hides nothing. */
final class Sight {

    private final Definition before;
    private final Definition after;
    private final List<Shift> shifts = new ArrayList<>();

    /** @param role by its key in the definition before; in the one after where it is new */
    record Shift(String role, Text text) {}

    private Sight(Definition before, Definition after) {
        this.before = before;
        this.after = after;
    }

    static List<Shift> between(Definition before, Definition after) {
        var sight = new Sight(before, after);
        for (var role : before.roles()) {
            after.roles().stream()
                    .filter(other -> other.uid().equals(role.uid()))
                    .forEach(other -> sight.role(role, other));
        }
        return List.copyOf(sight.shifts);
    }

    private void role(Role then, Role now) {
        for (var form : after.forms()) {
            var was = before.forms().stream()
                    .filter(other -> other.uid().equals(form.uid()))
                    .findFirst();
            form(now, then.key(), form.label(), was.flatMap(other -> Seen.of(other, then)), Seen.of(form, now));
        }
        for (var form : before.forms()) {
            if (after.forms().stream().noneMatch(other -> other.uid().equals(form.uid()))) {
                form(now, then.key(), form.label(), Seen.of(form, then), Optional.empty());
            }
        }
    }

    private void form(Role role, String holders, Text form, Optional<Seen> then, Optional<Seen> now) {
        var zh = "角色“" + role.label().zh() + "”";
        var en = "Role “" + role.label().en() + "”";
        var zhForm = "“" + form.zh() + "”";
        var enForm = "“" + form.en() + "”";
        if (then.isEmpty() != now.isEmpty()) {
            shifts.add(new Shift(
                    holders,
                    now.isPresent()
                            ? new Text(zh + "开始能看到" + zhForm, en + " begins to see " + enForm)
                            : new Text(zh + "不再能看到" + zhForm, en + " no longer sees " + enForm)));
            return;
        }
        if (then.isEmpty()) {
            return;
        }
        var was = then.get();
        var is = now.orElseThrow();
        if (!was.rows().equals(is.rows())) {
            shifts.add(new Shift(
                    holders,
                    new Text(
                            zh + "能看到的" + zhForm + "范围由 " + was.words(true) + " 改为 " + is.words(true),
                            en + " sees other rows of " + enForm + ": " + is.words(false) + " instead of "
                                    + was.words(false))));
        }
        things(was.things(), is.things())
                .ifPresent(gained -> shifts.add(new Shift(
                        holders,
                        new Text(
                                zh + "在" + zhForm + "上多看到：" + gained.zh(),
                                en + " gains sight of " + gained.en() + " on " + enForm))));
        things(is.things(), was.things())
                .ifPresent(lost -> shifts.add(new Shift(
                        holders,
                        new Text(
                                zh + "在" + zhForm + "上不再看到：" + lost.zh(),
                                en + " loses sight of " + lost.en() + " on " + enForm))));
    }

    /** What the second has beyond the first. */
    private static Optional<Text> things(Map<String, Text> less, Map<String, Text> more) {
        var zh = new ArrayList<String>();
        var en = new ArrayList<String>();
        more.forEach((id, name) -> {
            if (!less.containsKey(id)) {
                zh.add(name.zh());
                en.add(name.en());
            }
        });
        return zh.isEmpty() ? Optional.empty() : Optional.of(new Text(String.join("、", zh), String.join(", ", en)));
    }

    /**
     * What a role sees of a form.
     *
     * @param things name by an identity that lasts; a value shown in part is another thing than the whole one
     */
    private record Seen(Form form, List<Role.RowRule> rules, List<String> rows, Map<String, Text> things) {

        static Optional<Seen> of(Form form, Role role) {
            return Optional.ofNullable(role.forms().get(form.key()))
                    .filter(grant -> !grant.rows().isEmpty())
                    .map(grant -> new Seen(form, grant.rows(), rows(form, grant), things(form, grant)));
        }

        private static List<String> rows(Form form, Grant grant) {
            return grant.rows().stream()
                    .map(rule -> rule instanceof Role.Through through
                            ? "through " + uid(form, through.field()) + " " + through.where()
                            : rule.toString())
                    .sorted()
                    .toList();
        }

        private static Map<String, Text> things(Form form, Grant grant) {
            var things = new LinkedHashMap<String, Text>();
            Stream.concat(grant.read().stream(), grant.write().stream())
                    .filter(key -> !grant.mask().containsKey(key))
                    .forEach(key -> things.put(uid(form, key), label(form, key)));
            grant.mask().keySet().forEach(key -> {
                var label = label(form, key);
                things.put(uid(form, key) + " masked", new Text(label.zh() + "（遮盖）", label.en() + " (masked)"));
            });
            form.tabs().stream()
                    .filter(tab -> grant.tabs().containsKey(tab.key()))
                    .forEach(tab -> things.put(
                            "tab " + tab.key(),
                            new Text(
                                    "标签页“" + tab.label().zh() + "”",
                                    "tab “" + tab.label().en() + "”")));
            form.attachments().stream()
                    .filter(category -> grant.attachments().containsKey(category.key()))
                    .forEach(category -> things.put(
                            "files " + category.key(),
                            new Text(
                                    "附件“" + category.label().zh() + "”",
                                    "files “" + category.label().en() + "”")));
            return things;
        }

        private static Optional<Field> field(Form form, String path) {
            int dot = path.indexOf('.');
            var field = form.field(dot < 0 ? path : path.substring(0, dot));
            return dot < 0
                    ? field
                    : field.filter(table -> table.type() instanceof FieldType.Table)
                            .flatMap(table -> ((FieldType.Table) table.type())
                                    .fields().stream()
                                            .filter(column -> column.key().equals(path.substring(dot + 1)))
                                            .findFirst());
        }

        private static String uid(Form form, String path) {
            return field(form, path).map(Field::uid).orElse(path);
        }

        private static Text label(Form form, String path) {
            return field(form, path).map(Field::label).orElse(new Text(path, path));
        }

        String words(boolean zh) {
            var words =
                    rules.stream().map(rule -> zh ? word(rule).zh() : word(rule).en());
            return String.join(zh ? "、" : ", ", words.toList());
        }

        private Text word(Role.RowRule rule) {
            return switch (rule) {
                case Role.Own _ -> new Text("自己的", "own");
                case Role.Team _ -> new Text("参与团队的", "as team member");
                case Role.DepartmentTree _ -> new Text("本部门及下级的", "of the department");
                case Role.All _ -> new Text("全部", "all");
                case Role.Where where -> new Text("满足 " + where.expr() + " 的", "where " + where.expr());
                case Role.Through through -> {
                    var label = label(form, through.field());
                    var where = through.where();
                    yield new Text(
                            "随“" + label.zh() + "”可见的" + (where == null ? "" : "（" + where + "）"),
                            "through “" + label.en() + "”" + (where == null ? "" : " where " + where));
                }
            };
        }
    }
}
