package io.chengdan.server.records;

import io.chengdan.kernel.definition.Text;
import io.chengdan.kernel.problem.Problem;
import io.chengdan.kernel.record.Query;
import io.chengdan.kernel.record.QueryReader;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** Reads a list's address: the query of {@code POST /api/query} as parameters. */
@Component
public class ListAddress {

    private static final TypeReference<LinkedHashMap<String, @Nullable Object>> WHERE = new TypeReference<>() {};

    private final JsonMapper json;

    ListAddress(JsonMapper json) {
        this.json = json;
    }

    /**
     * @param where a tree of conditions as JSON
     * @param sort such as {@code -amount,name}
     * @throws Problem.Malformed naming what is wrong
     */
    public Query read(
            String form,
            @Nullable String where,
            @Nullable String sort,
            int limit,
            @Nullable String cursor,
            @Nullable List<String> fields,
            boolean count) {
        var query = new LinkedHashMap<String, @Nullable Object>();
        query.put("form", form);
        query.put("where", where == null ? null : where(where));
        query.put("sort", sort);
        query.put("limit", limit);
        query.put("cursor", cursor);
        query.put("fields", fields);
        query.put("count", count);
        return QueryReader.read(query);
    }

    private Map<String, @Nullable Object> where(String text) {
        try {
            return json.readValue(text, WHERE);
        } catch (JacksonException _) {
            throw new Problem.Malformed("bad_query", new Text("where 不是正确的 JSON。", "where is not valid JSON."));
        }
    }
}
