package io.chengdan.kernel.schema;

import java.util.Map;

/**
 * The names tables and columns were given when they were first made. A name belongs to a uid and a storage signature, never to
 * the key, so that a renamed key keeps its data and a re-added key never lands on another field's.
 *
 * @param names {@code uid/signature} → name; the signature of a table is {@code table}
 */
public record PhysicalNames(Map<String, String> names) {

    private static final int MAX_LENGTH = 58;

    public static final PhysicalNames NONE = new PhysicalNames(Map.of());

    public PhysicalNames {
        names = Map.copyOf(names);
    }

    /** The name of the part, or the one it will be given: its present key and its uid. */
    String name(String uid, String signature, String key) {
        var known = names.get(uid + "/" + signature);
        return known != null ? known : fresh(uid, key);
    }

    /** A name for a new part. PostgreSQL cuts names at 63 bytes; room is kept for {@code _d}, {@code _n} and {@code _2}. */
    static String fresh(String uid, String key) {
        int room = MAX_LENGTH - uid.length() - 1;
        return (key.length() > room ? key.substring(0, room) : key) + "_" + uid;
    }
}
