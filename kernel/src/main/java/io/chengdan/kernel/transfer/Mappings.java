package io.chengdan.kernel.transfer;

import io.chengdan.kernel.definition.Text;
import io.chengdan.kernel.problem.Problem;
import io.chengdan.kernel.problem.Problem.Fault;
import io.chengdan.kernel.record.Teams;
import io.chengdan.kernel.transfer.Mapping.Source;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DatabindException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** Reads mappings; JSON is YAML as well. */
public final class Mappings {

    private static final int LONGEST = 200_000;
    private static final YAMLMapper YAML = YAMLMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .disable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS)
            .build();

    private Mappings() {}

    /** @throws Problem.Invalid saying what is wrong and where */
    public static Mapping read(String text) {
        if (text.length() > LONGEST) {
            throw fault("", "too_long", "映射文件太长。", "The mapping is too long.");
        }
        Mapping mapping;
        try {
            mapping = YAML.readValue(text, Mapping.class);
        } catch (DatabindException wrong) {
            throw fault(
                    path(wrong),
                    "bad_mapping",
                    "映射的这一项不对：" + wrong.getOriginalMessage(),
                    "This part of the mapping is wrong: " + wrong.getOriginalMessage());
        } catch (JacksonException broken) {
            int line = broken.getLocation().getLineNr();
            throw fault(
                    "",
                    "bad_mapping",
                    "映射文件第 " + line + " 行不是有效的 YAML。",
                    "Line " + line + " of the mapping is no valid YAML.");
        }
        if (mapping == null) {
            throw fault("", "bad_mapping", "映射文件是空的。", "The mapping is empty.");
        }
        check(mapping);
        return mapping;
    }

    private static void check(Mapping mapping) {
        var people = mapping.people();
        if ((mapping.form() == null) == (people == null)) {
            throw fault(
                    "form", "bad_mapping", "请写明 form 或 people，二者选一。", "Give either form or people, one of the two.");
        }
        if (people != null) {
            required("people.name", people.name());
            required("people.head", people.head());
            required("people.region", people.region());
            required("people.role", people.role());
            required("people.head_role", people.headRole());
            return;
        }
        sources(mapping).forEach(Mappings::check);
        var match = mapping.match();
        if (match != null) {
            required("match.by", match.by());
            required("match.found", match.found());
            for (var key : match.by()) {
                if (!mapping.fields().containsKey(key)) {
                    throw fault(
                            "match.by",
                            "bad_mapping",
                            "match.by 的“" + key + "”要在 fields 里。",
                            "“" + key + "” in match.by must stand under fields.");
                }
            }
        }
        var team = mapping.team();
        if (team != null) {
            required("team.of", team.of());
            if (!Teams.PARTS.contains(String.valueOf(team.part()))) {
                throw fault(
                        "team.part",
                        "bad_mapping",
                        "team.part 是 " + String.join("、", Teams.PARTS) + " 之一。",
                        "team.part is one of " + String.join(", ", Teams.PARTS) + ".");
            }
        }
        if (!mapping.migrate() && (mapping.history() != null || mapping.team() != null)) {
            throw fault(
                    "migrate",
                    "bad_mapping",
                    "history 和 team 要与 migrate: true 一起用。",
                    "history and team go with migrate: true only.");
        }
    }

    /** Every source of the mapping by its place in it. */
    static Map<String, Source> sources(Mapping mapping) {
        var sources = new LinkedHashMap<String, Source>();
        mapping.fields().forEach((key, source) -> sources.put("fields." + key, source));
        var history = mapping.history();
        if (history != null) {
            put(sources, "history.created_at", history.createdAt());
            put(sources, "history.created_by", history.createdBy());
            for (int i = 0; i < history.moves().size(); i++) {
                var step = history.moves().get(i);
                required("history.moves." + i + ".to", step.to());
                required("history.moves." + i + ".at", step.at());
                put(sources, "history.moves." + i + ".at", step.at());
            }
        }
        return sources;
    }

    /** The columns the mapping reads, by a place where it does. */
    static Map<String, String> columns(Mapping mapping) {
        var columns = new LinkedHashMap<String, String>();
        mapping.clean().keySet().forEach(column -> columns.put(column, "clean"));
        sources(mapping).forEach((place, source) -> named(source).forEach(column -> columns.put(column, place)));
        var history = mapping.history();
        if (history != null) {
            for (var step : history.moves()) {
                if (step.when() != null) {
                    columns.put(step.when().column(), "history.moves");
                }
            }
        }
        var people = mapping.people();
        if (people != null) {
            Stream.of(people.name(), people.head(), people.region()).forEach(column -> columns.put(column, "people"));
        }
        return columns;
    }

    private static List<String> named(Source source) {
        if (source.column() != null) {
            return List.of(source.column());
        }
        return source.text() == null ? List.of() : Template.columns(source.text());
    }

    private static void put(Map<String, Source> sources, String place, @Nullable Source source) {
        if (source != null) {
            sources.put(place, source);
        }
    }

    private static void check(String place, Source source) {
        long given = Stream.of(source.column() != null, source.text() != null, source.value() != null)
                .filter(is -> is)
                .count();
        if (given != 1) {
            throw fault(place, "bad_mapping", "请写明 column、text、value 中的一个。", "Give one of column, text and value.");
        }
        if (source.person() != null && !List.of("name", "login").contains(source.person())) {
            throw fault(place, "bad_mapping", "person 只能是 name 或 login。", "person is name or login.");
        }
        if (source.format() != null) {
            Cells.format(source.format(), place);
        }
    }

    private static void required(String place, @Nullable Object value) {
        if (value == null) {
            throw fault(place, "required", "映射里缺少“" + place + "”。", "The mapping lacks “" + place + "”.");
        }
    }

    private static String path(DatabindException wrong) {
        return wrong.getPath().stream()
                .map(step ->
                        step.getPropertyName() == null ? Integer.toString(step.getIndex()) : step.getPropertyName())
                .collect(Collectors.joining("."));
    }

    static Problem.Invalid fault(String place, String code, String zh, String en) {
        var where = place.isEmpty() ? "mapping" : "mapping." + place;
        return new Problem.Invalid(List.of(new Fault(where, code, new Text(zh, en))));
    }
}
