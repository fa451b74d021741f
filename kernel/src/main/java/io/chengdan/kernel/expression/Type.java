package io.chengdan.kernel.expression;

import io.chengdan.kernel.definition.Text;
import java.util.Locale;

/** What a value is, as far as expressions tell things apart. Every type includes null. */
public sealed interface Type permits Scalar, Type.ListOf, Type.Reference, Type.Row {

    static Type list(Type of) {
        return new ListOf(of);
    }

    /** An id whose fields can be read on by a dot: {@code customer == other.customer}, {@code customer.region}. */
    static Type reference(String form, Scope fields) {
        return new Reference(form, fields);
    }

    /** A set of named values that is no value itself: a row of a child table, {@code me}. */
    static Type row(String name, Scope fields) {
        return new Row(name, fields);
    }

    record ListOf(Type of) implements Type {
        @Override
        public Text label() {
            return new Text(of.label().zh() + "列表", "list of " + of.label().en());
        }

        @Override
        public String key() {
            return "list<" + of.key() + ">";
        }
    }

    record Reference(String form, Scope fields) implements Type {
        @Override
        public Text label() {
            return Scalar.ID.label();
        }

        @Override
        public String key() {
            return Scalar.ID.key();
        }
    }

    record Row(String name, Scope fields) implements Type {
        @Override
        public Text label() {
            return new Text("“" + name + "”的一行", "row of “" + name + "”");
        }

        @Override
        public String key() {
            return "row";
        }
    }

    /** What people call it. */
    Text label();

    /** What programs call it, as in the JSON of a tree. */
    String key();

    /** Whether a value of this type may stand where {@code other} is asked for. */
    default boolean fits(Type other) {
        if (this == Scalar.NULL || equals(other)) {
            return true;
        }
        return switch (this) {
            case Scalar scalar -> scalar == Scalar.ID && other instanceof Reference;
            case ListOf(var of) -> other instanceof ListOf(var wanted) && of.fits(wanted);
            case Reference _ -> other == Scalar.ID || other instanceof Reference;
            case Row row -> other instanceof Row wanted && row.name().equals(wanted.name());
        };
    }

    /** The type written by {@link #key()}; the fields behind references and rows are not part of it. */
    static Type ofKey(String key) {
        if (key.startsWith("list<")) {
            return list(ofKey(key.substring(5, key.length() - 1)));
        }
        return key.equals("row") ? row("", Scope.EMPTY) : Scalar.valueOf(key.toUpperCase(Locale.ROOT));
    }
}
