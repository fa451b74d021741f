package io.chengdan.kernel.expression;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * A tree as JSON, each node an array that starts with what it is: {@code ["n", "1.5"]}, {@code ["s", "text"]}, true,
 * false, null, {@code ["list", …]}, {@code ["field", "customer.region", type]}, {@code ["var", "l", "amount", type]},
 * {@code ["map", list, "l", body]}, and for every function {@code [name, …arguments]}.
 */
final class Tree {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private Tree() {}

    static JsonNode toJson(Expression expression) {
        var inputs = JSON.arrayNode();
        expression.inputs().stream().sorted().forEach(inputs::add);
        var json = JSON.objectNode();
        json.put("text", expression.text());
        json.put("type", expression.type().key());
        json.set("tree", toJson(expression.root()));
        json.set("inputs", inputs);
        return json;
    }

    private static JsonNode toJson(Node node) {
        return switch (node) {
            case Node.Literal literal -> literal(literal.value());
            case Node.Items list -> withAll(array("list"), list.items());
            case Node.Field field -> array("field", field.dotted(), field.type().key());
            case Node.Variable variable ->
                array("var", variable.name(), variable.dotted(), variable.type().key());
            case Node.Call call -> withAll(array(call.function().key()), call.arguments());
            case Node.Each each ->
                array(key(each.pass()))
                        .add(toJson(each.list()))
                        .add(each.variable())
                        .add(toJson(each.body()));
        };
    }

    private static JsonNode literal(@Nullable Object value) {
        return switch (value) {
            case null -> JSON.nullNode();
            case BigDecimal number -> array("n", number.toPlainString());
            case Boolean truth -> JSON.booleanNode(truth);
            default -> array("s", value.toString());
        };
    }

    private static ArrayNode array(String... texts) {
        var array = JSON.arrayNode();
        for (String text : texts) {
            array.add(text);
        }
        return array;
    }

    private static ArrayNode withAll(ArrayNode array, List<Node> nodes) {
        nodes.forEach(node -> array.add(toJson(node)));
        return array;
    }

    static Expression fromJson(JsonNode json) {
        return new Expression(json.get("text").asString(), node(json.get("tree")));
    }

    private static Node node(JsonNode json) {
        if (json.isNull()) {
            return new Node.Literal(null, Scalar.NULL, Position.NONE);
        }
        if (json.isBoolean()) {
            return new Node.Literal(json.booleanValue(), Scalar.BOOL, Position.NONE);
        }
        String head = json.get(0).asString();
        return switch (head) {
            case "n" -> new Node.Literal(new BigDecimal(json.get(1).asString()), Scalar.NUMBER, Position.NONE);
            case "s" -> new Node.Literal(json.get(1).asString(), Scalar.TEXT, Position.NONE);
            case "list" -> Expressions.items(rest(json), Position.NONE);
            case "field" -> new Node.Field(path(json, 1), Type.ofKey(json.get(2).asString()), Position.NONE);
            case "var" ->
                new Node.Variable(
                        json.get(1).asString(),
                        path(json, 2),
                        Type.ofKey(json.get(3).asString()),
                        Position.NONE);
            case "all", "exists", "filter", "map" ->
                Expressions.each(
                        Node.Pass.valueOf(head.toUpperCase(Locale.ROOT)),
                        node(json.get(1)),
                        json.get(2).asString(),
                        node(json.get(3)),
                        Position.NONE);
            default ->
                Signatures.call(
                        Function.ofKey(head)
                                .orElseThrow(() -> new IllegalArgumentException("no function is called " + head)),
                        rest(json),
                        Position.NONE);
        };
    }

    private static String key(Node.Pass pass) {
        return pass.name().toLowerCase(Locale.ROOT);
    }

    private static List<String> path(JsonNode json, int index) {
        String dotted = json.get(index).asString();
        return dotted.isEmpty() ? List.of() : List.of(dotted.split("\\."));
    }

    private static List<Node> rest(JsonNode json) {
        var nodes = new ArrayList<Node>();
        for (int i = 1; i < json.size(); i++) {
            nodes.add(node(json.get(i)));
        }
        return nodes;
    }
}
