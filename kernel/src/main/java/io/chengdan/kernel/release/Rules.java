package io.chengdan.kernel.release;

import io.chengdan.kernel.definition.Form;
import io.chengdan.kernel.expression.Expression;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Every expression of a definition, read and checked once. Asked by the keys of the artifacts they stand in.
 *
 * @param forms by form key
 * @param pipelines by pipeline key
 * @param grants by role key and form key, joined by a slash
 */
public record Rules(
        Map<String, FormRules> forms, Map<String, PipelineRules> pipelines, Map<String, GrantRules> grants) {

    /**
     * The rules of one form. Maps go from field key to rule; a field without one is not in them.
     *
     * @param picks which records a reference may point to: an expression over the target
     * @param formulas in an order in which each finds its inputs computed
     * @param rowFormulas by table field: the formulas of its columns, likewise in order
     * @param actions by action key
     * @param rollups by field key: which children count; absent where all do
     * @param uniques by key of the unique rule
     * @param filters by list key
     * @param related by tab key and place in the tab, joined by a slash
     */
    public record FormRules(
            Map<String, Expression> required,
            Map<String, Expression> visible,
            Map<String, Expression> readonly,
            Map<String, Expression> defaults,
            Map<String, Expression> fills,
            Map<String, Expression> picks,
            List<Formula> formulas,
            Map<String, List<Formula>> rowFormulas,
            List<CheckRule> checks,
            Map<String, ActionRule> actions,
            Map<String, Expression> rollups,
            Map<String, Expression> uniques,
            Map<String, Expression> filters,
            Map<String, Expression> related) {}

    public record Formula(String field, Expression expression) {}

    public record CheckRule(Form.Check check, Expression expression) {}

    /** @param set by field key */
    public record ActionRule(Form.SetAction action, Optional<Expression> when, Map<String, Expression> set) {}

    /**
     * @param gates the condition of a gate's rule by stage key and rule key, joined by a slash; absent for rules that need none
     * @param values proposed values by stage key, rule key and field, joined by slashes
     */
    public record PipelineRules(
            Optional<Expression> when, Map<String, Expression> gates, Map<String, Expression> values) {}

    /**
     * @param rows by place among the row rules; absent where a rule has no condition
     * @param actions by action; empty within for always
     */
    public record GrantRules(Map<Integer, Expression> rows, Map<String, Optional<Expression>> actions) {}

    public FormRules form(String form) {
        return find(forms, form);
    }

    public PipelineRules pipeline(String pipeline) {
        return find(pipelines, pipeline);
    }

    public GrantRules grant(String role, String form) {
        return find(grants, role + "/" + form);
    }

    private static <T> T find(Map<String, T> map, String key) {
        var found = map.get(key);
        if (found == null) {
            throw new IllegalArgumentException("no rules for " + key);
        }
        return found;
    }
}
