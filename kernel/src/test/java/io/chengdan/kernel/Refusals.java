package io.chengdan.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.chengdan.kernel.problem.Problem;
import io.chengdan.kernel.problem.Problem.Fault;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** What somebody is told who is refused. */
public final class Refusals {

    private Refusals() {}

    /** The problem that the call ends with, which must have this code. */
    public static Problem refused(String code, ThrowingCallable call) {
        var thrown = catchThrowable(call);
        assertThat(thrown).as("refusal with " + code).isInstanceOf(Problem.class);
        var problem = (Problem) thrown;
        assertThat(problem.code()).as(problem + " " + faults(problem)).isEqualTo(code);
        return problem;
    }

    /** The faults the call is refused for, each as {@code field code}. */
    public static List<String> faults(ThrowingCallable call) {
        var thrown = catchThrowable(call);
        assertThat(thrown).as("refusal").isInstanceOf(Problem.class);
        return faults((Problem) thrown);
    }

    public static List<String> faults(Problem problem) {
        List<Fault> faults = switch (problem) {
            case Problem.Invalid invalid -> invalid.faults();
            case Problem.Malformed malformed -> malformed.faults();
            case Problem.Forbidden forbidden -> forbidden.faults();
            case Problem.Conflict conflict -> conflict.faults();
            default -> List.of();
        };
        return faults.stream().map(fault -> fault.field() + " " + fault.code()).toList();
    }

    /** The keys of the rules a gate is held by. */
    public static List<String> unmet(ThrowingCallable call) {
        return ((Problem.GateUnmet) refused("gate_unmet", call))
                .unmet().stream().map(rule -> rule.rule()).toList();
    }
}
