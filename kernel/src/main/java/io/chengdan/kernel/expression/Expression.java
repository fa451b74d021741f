package io.chengdan.kernel.expression;

import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** A text that was read and checked; immutable. */
public record Expression(String text, Node root) {

    public Type type() {
        return root.type();
    }

    /** The dotted paths of the fields it reads, such as {@code customer.region}, {@code lines.amount} or {@code me.id}. */
    public Set<String> inputs() {
        return Inputs.of(root);
    }

    /** Whether the {@link SqlCompiler} can turn it into SQL. */
    public boolean pushable() {
        return obstacle().isEmpty();
    }

    /** What keeps it from becoming SQL, said to the author of a permission or a filter; empty if nothing does. */
    public Optional<ExpressionProblem> obstacle() {
        return Pushdown.obstacle(root);
    }

    /** Whether only the server can answer, whatever the values a browser holds. */
    public boolean usesServerOnly() {
        return Inputs.usesServerOnly(root);
    }

    /** {@code {text, type, tree, inputs}}: what a browser needs to evaluate it. */
    public JsonNode toJson() {
        return Tree.toJson(this);
    }

    /** Reads what {@link #toJson()} wrote. Positions are not part of it. */
    public static Expression fromJson(JsonNode json) {
        return Tree.fromJson(json);
    }
}
