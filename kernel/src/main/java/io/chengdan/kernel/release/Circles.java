package io.chengdan.kernel.release;

import io.chengdan.kernel.definition.Definition;
import io.chengdan.kernel.definition.Text;
import io.chengdan.kernel.release.Dependencies.Computed;
import io.chengdan.kernel.release.Dependencies.Name;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Finds what is computed in a circle: formulas, columns of tables and roll-ups, within a form and across forms. */
final class Circles {

    private final Map<Name, Computed> computed = new LinkedHashMap<>();
    private final List<List<Computed>> found = new ArrayList<>();

    private Circles() {}

    static void find(Definition definition, Rules rules, RuleCompiler.Faults faults) {
        var circles = new Circles();
        Dependencies.of(definition, rules).forEach(one -> circles.computed.put(one.name(), one));
        var done = new HashSet<Name>();
        circles.computed.values().forEach(one -> circles.visit(one, new ArrayList<>(), done));
        circles.found.forEach(circle -> tell(circle, faults));
    }

    private static void tell(List<Computed> circle, RuleCompiler.Faults faults) {
        var first = circle.getFirst();
        var way = new StringBuilder();
        circle.forEach(one -> way.append(one.name()).append(" → "));
        way.append(first.name());
        faults.add(
                "forms/" + first.name().form() + ".yaml",
                first.path(),
                "cycle",
                new Text(
                        "计算成环：" + way + "。请让其中一个不再依赖下一个。",
                        "Computed in a circle: " + way + ". Make one of them independent of the next."));
    }

    private void visit(Computed one, List<Computed> way, Set<Name> done) {
        int seen = way.indexOf(one);
        if (seen >= 0) {
            found.add(List.copyOf(way.subList(seen, way.size())));
            return;
        }
        if (done.contains(one.name())) {
            return;
        }
        way.add(one);
        for (var name : one.from()) {
            var next = computed.get(name);
            if (next != null) {
                visit(next, way, done);
            }
        }
        way.removeLast();
        done.add(one.name());
    }
}
