package io.chengdan.kernel.expression;

/** Where in the text something stands; line and column count from 1, columns in Unicode code points. */
public record Position(int line, int column) {

    /** For what was not read from a text. */
    public static final Position NONE = new Position(0, 0);

    @Override
    public String toString() {
        return line + ":" + column;
    }
}
