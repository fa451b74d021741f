package io.chengdan.kernel.expression;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Which fields a tree reads, also those it reads row by row. */
final class Inputs {

    private final Set<String> paths = new TreeSet<>();

    /** For each variable the lists its elements come from. */
    private final Map<String, Set<String>> origins = new HashMap<>();

    static Set<String> of(Node root) {
        var inputs = new Inputs();
        inputs.read(root);
        return Set.copyOf(inputs.paths);
    }

    static boolean usesServerOnly(Node node) {
        return switch (node) {
            case Node.Call call ->
                call.function() == Function.IN_DEPARTMENT
                        || call.arguments().stream().anyMatch(Inputs::usesServerOnly);
            case Node.Items list -> list.items().stream().anyMatch(Inputs::usesServerOnly);
            case Node.Each each -> usesServerOnly(each.list()) || usesServerOnly(each.body());
            case Node.Literal _, Node.Field _, Node.Variable _ -> false;
        };
    }

    /** Notes what the node reads and answers the lists its value comes from, if it is a list of them. */
    private Set<String> read(Node node) {
        switch (node) {
            case Node.Literal _ -> {}
            case Node.Items list -> list.items().forEach(this::read);
            case Node.Field field -> {
                paths.add(field.dotted());
                return Set.of(field.dotted());
            }
            case Node.Variable variable -> {
                return readElement(variable);
            }
            case Node.Call call -> {
                return readCall(call);
            }
            case Node.Each each -> {
                return readEach(each);
            }
        }
        return Set.of();
    }

    private Set<String> readElement(Node.Variable variable) {
        var found = new TreeSet<String>();
        for (String origin : origins.getOrDefault(variable.name(), Set.of())) {
            found.add(variable.path().isEmpty() ? origin : origin + "." + variable.dotted());
        }
        paths.addAll(found);
        return found;
    }

    private Set<String> readCall(Node.Call call) {
        List<Node> arguments = call.arguments();
        var found = new TreeSet<String>();
        for (Node argument : arguments) {
            found.addAll(read(argument));
        }
        boolean passesOn = call.function() == Function.IF || call.function() == Function.COALESCE;
        return passesOn ? found : Set.of();
    }

    private Set<String> readEach(Node.Each each) {
        Set<String> from = read(each.list());
        Set<String> outer = origins.getOrDefault(each.variable(), Set.of());
        origins.put(each.variable(), from);
        Set<String> result = read(each.body());
        origins.put(each.variable(), outer);
        return each.pass() == Node.Pass.FILTER ? from : result;
    }
}
