package io.chengdan.kernel.definition;

import io.chengdan.kernel.definition.CanonicalYaml.Items;
import io.chengdan.kernel.definition.CanonicalYaml.Outline;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What differs between two definitions, in words. Artifacts are matched by uid, so a changed key or label is just that. */
public final class DefinitionDiff {

    /** How something differs. */
    public enum Kind {
        ADDED,
        REMOVED,
        CHANGED
    }

    /**
     * One difference.
     *
     * @param file the definition file it stands in, by today's key
     * @param uid of the artifact or field it is about; empty for parts without one
     */
    public record Change(String file, String uid, Kind kind, Text text) {}

    private final List<Change> changes = new ArrayList<>();

    private DefinitionDiff() {}

    /** Everything that differs, in the order of the files. */
    public static List<Change> between(Definition before, Definition after) {
        var diff = new DefinitionDiff();
        var app = new Subject("app.yaml", after.app().uid(), new Text("应用", "the app"));
        diff.outlines(app, app(before), app(after));
        diff.artifacts(
                "choices",
                new Text("选项集", "choice set"),
                before.choices(),
                after.choices(),
                set -> set.uid(),
                set -> set.key(),
                set -> set.label(),
                DefinitionWriter::choicesOutline);
        diff.artifacts(
                "forms",
                new Text("表单", "form"),
                before.forms(),
                after.forms(),
                form -> form.uid(),
                form -> form.key(),
                form -> form.label(),
                DefinitionWriter::formOutline);
        diff.artifacts(
                "pipelines",
                new Text("流程", "pipeline"),
                before.pipelines(),
                after.pipelines(),
                pipeline -> pipeline.uid(),
                pipeline -> pipeline.key(),
                pipeline -> pipeline.label(),
                DefinitionWriter::pipelineOutline);
        diff.artifacts(
                "roles",
                new Text("角色", "role"),
                before.roles(),
                after.roles(),
                role -> role.uid(),
                role -> role.key(),
                role -> role.label(),
                DefinitionWriter::roleOutline);
        return List.copyOf(diff.changes);
    }

    private record Subject(String file, String uid, Text name) {
        Subject part(String partUid, Text kind, String zh, String en) {
            var text =
                    new Text(name.zh() + "的" + kind.zh() + "“" + zh + "”", kind.en() + " “" + en + "” of " + name.en());
            return new Subject(file, partUid, text);
        }
    }

    private static Outline app(Definition definition) {
        var app = definition.app();
        return DefinitionWriter.identity(app.uid(), app.key(), app.label());
    }

    private <T> void artifacts(
            String folder,
            Text kind,
            List<T> before,
            List<T> after,
            Function<T, String> uid,
            Function<T, String> key,
            Function<T, Text> label,
            Function<T, Outline> outline) {
        var old = new LinkedHashMap<String, T>();
        before.forEach(artifact -> old.put(uid.apply(artifact), artifact));
        for (var artifact : after) {
            var was = old.remove(uid.apply(artifact));
            var subject = subject(folder, kind, artifact, uid, key, label);
            if (was == null) {
                add(
                        subject,
                        Kind.ADDED,
                        "新增" + subject.name().zh(),
                        "New " + subject.name().en());
            } else {
                outlines(subject, outline.apply(was), outline.apply(artifact));
            }
        }
        for (var artifact : old.values()) {
            var subject = subject(folder, kind, artifact, uid, key, label);
            add(
                    subject,
                    Kind.REMOVED,
                    "停用" + subject.name().zh() + "（已有数据保留）",
                    "Retired " + subject.name().en() + " (its data is kept)");
        }
    }

    private static <T> Subject subject(
            String folder,
            Text kind,
            T artifact,
            Function<T, String> uid,
            Function<T, String> key,
            Function<T, Text> label) {
        var name = label.apply(artifact);
        return new Subject(
                folder + "/" + key.apply(artifact) + ".yaml",
                uid.apply(artifact),
                new Text(kind.zh() + "“" + name.zh() + "”", kind.en() + " “" + name.en() + "”"));
    }

    private void outlines(Subject subject, Outline before, Outline after) {
        var keys = new LinkedHashSet<>(before.entries().keySet());
        keys.addAll(after.entries().keySet());
        for (var key : keys) {
            attribute(subject, key, before.entries().get(key), after.entries().get(key));
        }
    }

    private void attribute(Subject subject, String key, @Nullable Object before, @Nullable Object after) {
        if (Objects.equals(shown(before), shown(after))) {
            return;
        }
        var word = DiffWords.of(key);
        if (before instanceof Items || after instanceof Items || parts(before) || parts(after)) {
            items(subject, word, list(before), list(after));
        } else if (before instanceof List<?> || after instanceof List<?>) {
            sets(subject, word, list(before), list(after));
        } else if (isMap(before) || isMap(after)) {
            maps(subject, word, map(before), map(after));
        } else {
            scalars(subject, word, before, after);
        }
    }

    private void scalars(Subject subject, Text word, @Nullable Object before, @Nullable Object after) {
        var name = subject.name();
        if (after == null) {
            add(
                    subject,
                    Kind.CHANGED,
                    name.zh()
                            + (before instanceof Boolean
                                    ? "不再" + word.zh()
                                    : "去掉了" + word.zh() + "（原为 " + shown(before) + "）"),
                    before instanceof Boolean
                            ? sentence(name.en()) + " is no longer " + word.en()
                            : sentence(name.en()) + ": " + word.en() + " removed (was " + shown(before) + ")");
        } else if (after instanceof Boolean) {
            add(subject, Kind.CHANGED, name.zh() + "改为" + word.zh(), sentence(name.en()) + " becomes " + word.en());
        } else if (before == null) {
            add(
                    subject,
                    Kind.CHANGED,
                    name.zh() + "的" + word.zh() + "设为 " + shown(after),
                    sentence(name.en()) + ": " + word.en() + " set to " + shown(after));
        } else {
            add(
                    subject,
                    Kind.CHANGED,
                    name.zh() + "的" + word.zh() + "由 " + shown(before) + " 改为 " + shown(after),
                    sentence(name.en()) + ": " + word.en() + " changed from " + shown(before) + " to " + shown(after));
        }
    }

    private void sets(Subject subject, Text word, List<?> before, List<?> after) {
        var was = before.stream().map(DefinitionDiff::shown).toList();
        var is = after.stream().map(DefinitionDiff::shown).toList();
        var gained = is.stream().filter(item -> !was.contains(item)).toList();
        var lost = was.stream().filter(item -> !is.contains(item)).toList();
        if (gained.isEmpty() && lost.isEmpty()) {
            order(subject, word);
            return;
        }
        var zh = new ArrayList<String>();
        var en = new ArrayList<String>();
        if (!gained.isEmpty()) {
            zh.add("新增 " + String.join("、", gained));
            en.add("added " + String.join(", ", gained));
        }
        if (!lost.isEmpty()) {
            zh.add("去掉 " + String.join("、", lost));
            en.add("removed " + String.join(", ", lost));
        }
        add(
                subject,
                Kind.CHANGED,
                subject.name().zh() + "的" + word.zh() + "：" + String.join("；", zh),
                sentence(subject.name().en()) + ": " + word.en() + " " + String.join("; ", en));
    }

    private void maps(Subject subject, Text word, Map<String, Object> before, Map<String, Object> after) {
        var keys = new LinkedHashSet<>(before.keySet());
        keys.addAll(after.keySet());
        for (var key : keys) {
            var inner = DiffWords.of(key);
            var zh = word.zh() + "“" + inner.zh() + "”";
            var en = word.en() + " “" + inner.en() + "”";
            var was = before.get(key);
            var is = after.get(key);
            if (was instanceof Outline || is instanceof Outline) {
                var part = subject.part("", word, key, key);
                nested(part, was, is);
            } else if (!Objects.equals(shown(was), shown(is))) {
                add(
                        subject,
                        Kind.CHANGED,
                        subject.name().zh() + "的" + zh + "由 " + shown(was) + " 改为 " + shown(is),
                        sentence(subject.name().en()) + ": " + en + " changed from " + shown(was) + " to " + shown(is));
            }
        }
    }

    private void nested(Subject part, @Nullable Object before, @Nullable Object after) {
        if (before == null) {
            add(part, Kind.ADDED, "新增" + part.name().zh(), "New " + part.name().en());
        } else if (after == null) {
            add(
                    part,
                    Kind.REMOVED,
                    "去掉" + part.name().zh(),
                    "Removed " + part.name().en());
        } else {
            outlines(part, (Outline) before, (Outline) after);
        }
    }

    private void items(Subject subject, Text word, List<?> before, List<?> after) {
        var old = byIdentity(before);
        var now = byIdentity(after);
        for (var entry : now.entrySet()) {
            var part = part(subject, word, entry.getValue());
            var was = old.get(entry.getKey());
            if (was == null) {
                add(
                        part,
                        Kind.ADDED,
                        "新增" + part.name().zh(),
                        "New " + part.name().en());
            } else {
                outlines(part, was, entry.getValue());
            }
        }
        for (var entry : old.entrySet()) {
            if (!now.containsKey(entry.getKey())) {
                var part = part(subject, word, entry.getValue());
                boolean kept = !part.uid().isEmpty();
                add(
                        part,
                        Kind.REMOVED,
                        "停用" + part.name().zh() + (kept ? "（已有数据保留）" : ""),
                        "Retired " + part.name().en() + (kept ? " (its data is kept)" : ""));
            }
        }
        var stayed = new ArrayList<>(old.keySet());
        stayed.retainAll(now.keySet());
        var order = new ArrayList<>(now.keySet());
        order.retainAll(old.keySet());
        if (!stayed.equals(order)) {
            order(subject, word);
        }
    }

    private void order(Subject subject, Text word) {
        add(
                subject,
                Kind.CHANGED,
                subject.name().zh() + "的" + word.zh() + "调整了顺序",
                sentence(subject.name().en()) + ": order of " + word.en() + " changed");
    }

    private static Subject part(Subject subject, Text word, Outline outline) {
        var uid = outline.entries().get("uid");
        var label = outline.entries().get("label");
        var key = String.valueOf(outline.entries().getOrDefault("key", shown(outline)));
        var zh = label instanceof Outline text ? String.valueOf(text.entries().get("zh")) : key;
        var en = label instanceof Outline text ? String.valueOf(text.entries().get("en")) : key;
        return subject.part(uid == null ? "" : uid.toString(), word, zh, en);
    }

    private static Map<String, Outline> byIdentity(List<?> items) {
        var byIdentity = new LinkedHashMap<String, Outline>();
        for (var item : items) {
            if (item instanceof Outline outline) {
                var uid = outline.entries().get("uid");
                var key = outline.entries().getOrDefault("key", shown(outline));
                byIdentity.put(String.valueOf(uid == null ? key : uid), outline);
            }
        }
        return byIdentity;
    }

    private void add(Subject subject, Kind kind, String zh, String en) {
        changes.add(new Change(subject.file(), subject.uid(), kind, new Text(zh, en)));
    }

    /** Whether the value is a list of parts rather than of words. */
    private static boolean parts(@Nullable Object value) {
        return value instanceof List<?> list
                && !list.isEmpty()
                && list.stream()
                        .allMatch(item -> item instanceof Outline outline
                                && outline.entries().containsKey("key"));
    }

    private static boolean isMap(@Nullable Object value) {
        return value instanceof Outline;
    }

    private static Map<String, Object> map(@Nullable Object value) {
        return value instanceof Outline outline ? outline.entries() : Map.of();
    }

    private static List<?> list(@Nullable Object value) {
        return switch (value) {
            case null -> List.of();
            case Items items -> items.values();
            case Collection<?> list -> List.copyOf(list);
            default -> List.of(value);
        };
    }

    private static String shown(@Nullable Object value) {
        return value == null ? "—" : CanonicalYaml.shown(value);
    }

    private static String sentence(String words) {
        return words.substring(0, 1).toUpperCase(java.util.Locale.ROOT) + words.substring(1);
    }
}
