package io.chengdan.kernel.definition;

import java.util.List;
import java.util.stream.Collectors;

/** A definition that cannot be used, with everything that is wrong with it. */
public final class DefinitionProblem extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient List<DefinitionFault> faults;

    public DefinitionProblem(List<DefinitionFault> faults) {
        super(faults.stream()
                .map(fault -> fault.where() + ": " + fault.message().en())
                .collect(Collectors.joining("\n")));
        this.faults = List.copyOf(faults);
    }

    public List<DefinitionFault> faults() {
        return faults;
    }
}
