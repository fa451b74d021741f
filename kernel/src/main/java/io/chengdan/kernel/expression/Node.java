package io.chengdan.kernel.expression;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A checked syntax tree. Every node knows its type and where it stands in the text. */
public sealed interface Node {

    Type type();

    Position at();

    /** A BigDecimal, String, Boolean or null. */
    record Literal(@Nullable Object value, Type type, Position at) implements Node {}

    /** A list written out: {@code ["a", "b"]}. */
    record Items(List<Node> items, Type type, Position at) implements Node {}

    /** A field of the record or one reached from it: {@code [customer, region]}. */
    record Field(List<String> path, Type type, Position at) implements Node {
        String dotted() {
            return String.join(".", path);
        }
    }

    /** The element an enclosing {@link Each} is at, or with a path one of its fields. */
    record Variable(String name, List<String> path, Type type, Position at) implements Node {
        String dotted() {
            return String.join(".", path);
        }
    }

    record Call(Function function, List<Node> arguments, Type type, Position at) implements Node {}

    /** Goes through a list with its elements named: {@code lines.map(l, l.amount)}. */
    record Each(Pass pass, Node list, String variable, Node body, Type type, Position at) implements Node {}

    /** What an {@link Each} makes of the list. */
    enum Pass {
        ALL,
        EXISTS,
        FILTER,
        MAP
    }
}
