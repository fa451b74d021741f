package io.chengdan.kernel.definition;

import io.chengdan.kernel.definition.Role.RowRule;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads a role's file. */
final class RoleReader {

    static final List<String> ROWS = List.of("own", "team", "department", "all");

    private RoleReader() {}

    static Role role(Part in) {
        var role = new Role(
                in.word("uid"),
                in.word("key"),
                in.text("label"),
                in.words("admin"),
                in.map("forms", RoleReader::grant));
        in.end();
        return role;
    }

    private static Role.Grant grant(Part forms, String form) {
        var in = forms.part(form);
        if (in == null) {
            return new Role.Grant(List.of(), Map.of(), List.of(), List.of(), Map.of(), Map.of(), Map.of());
        }
        var grant = new Role.Grant(
                in.wordsOrParts("rows", RoleReader::namedRows, RoleReader::ruledRows),
                allowed(in.wordMap("actions")),
                in.words("read"),
                in.words("write"),
                in.map("mask", (part, key) -> part.oneOf(key, Role.Mask.class, null)),
                in.map("tabs", (part, key) -> part.oneOf(key, Role.Right.class, null)),
                in.map("attachments", (part, key) -> part.oneOf(key, Role.Right.class, null)));
        in.end();
        return grant;
    }

    /** An action that is written as not allowed is one that is not granted. */
    private static Map<String, String> allowed(Map<String, String> actions) {
        var kept = new java.util.LinkedHashMap<>(actions);
        kept.values().removeIf("false"::equals);
        return java.util.Collections.unmodifiableMap(kept);
    }

    private static @Nullable RowRule namedRows(Part in, String name) {
        return switch (name) {
            case "own" -> new Role.Own();
            case "team" -> new Role.Team();
            case "department" -> new Role.DepartmentTree();
            case "all" -> new Role.All();
            default -> {
                in.unknownName("rows", name, ROWS);
                yield null;
            }
        };
    }

    private static @Nullable RowRule ruledRows(Part in) {
        var through = in.optionalWord("through");
        var where = in.optionalWord("where");
        in.end();
        if (through != null) {
            return new Role.Through(through, where);
        }
        if (where != null) {
            return new Role.Where(where);
        }
        in.wrong(
                "",
                "row_rule",
                "请写 through 或 where，或者直接写 " + ROWS.stream().collect(Collectors.joining("、")) + " 之一。",
                "Write through or where, or one of " + String.join(", ", ROWS) + ".");
        return null;
    }
}
