package io.chengdan.kernel.record;

import io.chengdan.kernel.definition.Text;

/** A value that does not fit its field. Caught by whoever knows the field's key, who makes a fault of it. */
final class BadValue extends Exception {

    private static final long serialVersionUID = 1L;

    private final String code;
    private final transient Text text;

    BadValue(String code, String zh, String en) {
        super(code, null, false, false);
        this.code = code;
        this.text = new Text(zh, en);
    }

    String code() {
        return code;
    }

    Text text() {
        return text;
    }
}
