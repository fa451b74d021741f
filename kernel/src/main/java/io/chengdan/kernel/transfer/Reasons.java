package io.chengdan.kernel.transfer;

import io.chengdan.kernel.definition.Form;
import io.chengdan.kernel.identity.Language;
import io.chengdan.kernel.problem.Problem;
import io.chengdan.kernel.problem.Problem.Fault;
import java.util.List;
import java.util.stream.Collectors;

/** A refusal in one line, for the person who mends the row. */
final class Reasons {

    private Reasons() {}

    static String of(Problem problem, Form form, Language language) {
        var details = switch (problem) {
            case Problem.GateUnmet gate ->
                gate.unmet().stream().map(rule -> language.of(rule.message())).toList();
            case Problem.Invalid invalid -> faults(invalid.faults(), form, language);
            case Problem.Conflict conflict -> faults(conflict.faults(), form, language);
            case Problem.Forbidden forbidden -> faults(forbidden.faults(), form, language);
            case Problem.Malformed malformed -> faults(malformed.faults(), form, language);
            default -> List.<String>of();
        };
        return details.isEmpty() || problem instanceof Problem.GateUnmet
                ? joined(language.of(problem.text()), details)
                : String.join(" ", details);
    }

    private static String joined(String text, List<String> details) {
        return details.isEmpty() ? text : text + " " + String.join(" ", details);
    }

    private static List<String> faults(List<Fault> faults, Form form, Language language) {
        return faults.stream()
                .map(fault -> form.field(fault.field())
                                .map(field -> language.of(field.label()) + ": ")
                                .orElse("")
                        + language.of(fault.message()))
                .distinct()
                .collect(Collectors.toList());
    }
}
