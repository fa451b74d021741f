package io.chengdan.kernel.expression;

import java.util.UUID;

/** Answers only the server has. */
@FunctionalInterface
public interface ServerFunctions {

    /** For places that know nothing of people: nobody is in any department. */
    ServerFunctions NONE = (_, _) -> false;

    boolean inDepartment(UUID person, String departmentKey);
}
