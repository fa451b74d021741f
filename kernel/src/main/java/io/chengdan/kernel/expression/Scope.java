package io.chengdan.kernel.expression;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The names an expression may use where it stands. Asked name by name, so that reference hops resolve lazily. */
@FunctionalInterface
public interface Scope {

    Scope EMPTY = _ -> Optional.empty();

    /** The type of what the name stands for; empty if there is no such name here. */
    Optional<Type> typeOf(String name);

    /** The names there are, for suggestions in messages; may be empty. */
    default Collection<String> names() {
        return List.of();
    }

    static Scope of(Map<String, Type> types) {
        return new Scope() {
            @Override
            public Optional<Type> typeOf(String name) {
                return Optional.ofNullable(types.get(name));
            }

            @Override
            public Collection<String> names() {
                return types.keySet();
            }
        };
    }
}
