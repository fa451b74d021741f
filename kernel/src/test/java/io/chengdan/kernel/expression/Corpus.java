package io.chengdan.kernel.expression;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The cases every evaluator must answer alike, kept at the root of the repository for all of them to read. */
final class Corpus {

    static final Path FOLDER = Path.of("..", "corpus", "expression");
    static final Path TREES = FOLDER.resolve("trees.json");
    static final JsonMapper JSON = JsonMapper.builder().build();

    private static final List<String> FILES =
            List.of("numbers", "nulls", "texts", "dates", "lists", "people", "logic", "errors");

    /** One line of the corpus; {@code result} and {@code error} exclude each other. */
    record Case(String name, String expr, Map<String, Object> values, Env env, JsonNode json) {

        @Override
        public String toString() {
            return name;
        }

        boolean compiles() {
            return json.has("result");
        }

        Expression expression() {
            return Expressions.compile(expr, scope());
        }

        @Nullable
        Object result(Type type) {
            return value(json.get("result"), type);
        }
    }

    private static final JsonNode SCOPE = read(FOLDER.resolve("scope.json"));

    private Corpus() {}

    static List<Case> cases() {
        var cases = new ArrayList<Case>();
        for (String file : FILES) {
            JsonNode content = read(FOLDER.resolve(file + ".json"));
            for (JsonNode json : content.get("cases")) {
                var values = new HashMap<String, Object>();
                for (JsonNode given : List.of(content.get("values"), json.path("values"))) {
                    given.properties().forEach(p -> values.put(p.getKey(), value(p.getValue(), typeAt(p.getKey()))));
                }
                cases.add(new Case(
                        json.get("name").asString(), json.get("expr").asString(), values, env(json.path("env")), json));
            }
        }
        return cases;
    }

    static Scope scope() {
        return scope(SCOPE.get("types"));
    }

    private static Scope scope(JsonNode types) {
        var scope = new HashMap<String, Type>();
        types.properties().forEach(p -> scope.put(p.getKey(), type(p.getValue())));
        return Scope.of(scope);
    }

    private static Type type(JsonNode json) {
        if (json.isString()) {
            return Type.ofKey(json.asString());
        }
        var entry = json.properties().iterator().next();
        Scope fields = scope(entry.getValue());
        return switch (entry.getKey()) {
            case "reference" -> Type.reference("any", fields);
            case "references" -> Type.list(Type.reference("any", fields));
            case "rows" -> Type.list(Type.row("rows", fields));
            default -> Type.row("row", fields);
        };
    }

    private static Type typeAt(String path) {
        Type type = Type.row("root", scope());
        for (String name : path.split("\\.")) {
            type = fields(type).typeOf(name).orElseThrow();
        }
        return type;
    }

    private static Scope fields(Type type) {
        return switch (type) {
            case Type.Row row -> row.fields();
            case Type.Reference reference -> reference.fields();
            default -> Scope.EMPTY;
        };
    }

    static @Nullable Object value(JsonNode json, Type type) {
        if (json.isNull()) {
            return null;
        }
        if (json.isArray()) {
            var list = new ArrayList<@Nullable Object>();
            json.forEach(element -> list.add(value(element, Signatures.element(type))));
            return list;
        }
        if (json.isObject()) {
            var row = new HashMap<String, @Nullable Object>();
            json.properties()
                    .forEach(p -> row.put(
                            p.getKey(),
                            value(p.getValue(), fields(type).typeOf(p.getKey()).orElse(Scalar.ID))));
            return row;
        }
        return switch (type.key()) {
            case "number" -> new BigDecimal(json.asString());
            case "bool" -> json.booleanValue();
            case "date" -> LocalDate.parse(json.asString());
            case "datetime" -> OffsetDateTime.parse(json.asString()).toInstant();
            case "id" -> UUID.fromString(json.asString());
            default -> json.asString();
        };
    }

    private static Env env(JsonNode own) {
        JsonNode common = SCOPE.get("env");
        JsonNode me = own.has("me") ? own.get("me") : common.get("me");
        Object mine = value(me, scope().typeOf("me").orElseThrow());
        return new Env(
                Instant.parse(
                        own.has("now")
                                ? own.get("now").asString()
                                : common.get("now").asString()),
                ZoneId.of(
                        own.has("zone")
                                ? own.get("zone").asString()
                                : common.get("zone").asString()),
                path -> Values.member(mine, path),
                (person, department) -> members(department).contains(person));
    }

    static List<UUID> members(String department) {
        var members = new ArrayList<UUID>();
        SCOPE.get("env").get("departments").path(department).forEach(id -> members.add(UUID.fromString(id.asString())));
        return members;
    }

    static JsonNode read(Path path) {
        try {
            return JSON.readTree(Files.readString(path));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
