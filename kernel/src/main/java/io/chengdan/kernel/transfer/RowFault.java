package io.chengdan.kernel.transfer;

import io.chengdan.kernel.definition.Text;

/** Why one row is returned. */
final class RowFault extends Exception {

    private static final long serialVersionUID = 1L;

    private final transient Text text;

    RowFault(Text text) {
        super(text.en(), null, false, false);
        this.text = text;
    }

    RowFault(String zh, String en) {
        this(new Text(zh, en));
    }

    Text text() {
        return text;
    }
}
