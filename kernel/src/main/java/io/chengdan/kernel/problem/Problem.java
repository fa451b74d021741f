package io.chengdan.kernel.problem;

import io.chengdan.kernel.definition.Text;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A refusal with a code for programs and a text for people. Thrown before anything is written, or inside the transaction
 * that is then rolled back, so a problem never leaves a half-written record.
 */
public abstract sealed class Problem extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final int status;
    private final String code;
    private final transient Text text;

    private Problem(int status, String code, Text text) {
        super(code + ": " + text.en());
        this.status = status;
        this.code = code;
        this.text = text;
    }

    /** The HTTP status that names this kind of refusal. */
    public int status() {
        return status;
    }

    /** Lasting name of the refusal for programs, such as {@code not_unique}. */
    public String code() {
        return code;
    }

    public Text text() {
        return text;
    }

    /** What is wrong with which field; empty where the refusal is about the whole. */
    public List<Fault> faults() {
        return List.of();
    }

    /** For logs: with what is wrong field by field, never the values themselves. */
    @Override
    public String getMessage() {
        var told = faults().stream()
                .map(fault -> fault.field() + " " + fault.code())
                .toList();
        return code + ": " + text.en() + (told.isEmpty() ? "" : " " + told);
    }

    /** One thing wrong with one field (or, with an empty field, with the record as a whole). */
    public record Fault(String field, String code, Text message) {}

    /** The request itself is malformed: not JSON, an unknown field, an unknown operator (400). */
    public static final class Malformed extends Problem {
        private static final long serialVersionUID = 1L;
        private final transient List<Fault> faults;

        public Malformed(String code, Text text) {
            this(code, text, List.of());
        }

        public Malformed(String code, Text text, List<Fault> faults) {
            super(400, code, text);
            this.faults = List.copyOf(faults);
        }

        /** The field does not exist for this caller; the same answer whether it is hidden or was never there. */
        public static Malformed unknownField(String field) {
            var text = new Text("没有“" + field + "”这个字段。请检查字段名。", "There is no field “" + field + "”. Check its name.");
            return new Malformed("unknown_field", text, List.of(new Fault(field, "unknown_field", text)));
        }

        @Override
        public List<Fault> faults() {
            return faults;
        }
    }

    /** Not logged in, or the log-in failed (401). */
    public static final class Unauthenticated extends Problem {
        private static final long serialVersionUID = 1L;

        public Unauthenticated(String code, Text text) {
            super(401, code, text);
        }
    }

    /** The person may see the thing but not do this to it (403). */
    public static final class Forbidden extends Problem {
        private static final long serialVersionUID = 1L;
        private final transient List<Fault> faults;

        public Forbidden(String code, Text text) {
            this(code, text, List.of());
        }

        public Forbidden(String code, Text text, List<Fault> faults) {
            super(403, code, text);
            this.faults = List.copyOf(faults);
        }

        @Override
        public List<Fault> faults() {
            return faults;
        }
    }

    /** There is no such thing for this caller (404); the same whether it is hidden or was never there. */
    public static final class NotFound extends Problem {
        private static final long serialVersionUID = 1L;

        public NotFound() {
            super(404, "not_found", new Text("没有找到，或者你没有权限查看。", "Not found, or you may not see it."));
        }
    }

    /** It clashes with what is there: not unique, a key used again, a name taken (409). */
    public static final class Conflict extends Problem {
        private static final long serialVersionUID = 1L;
        private final transient List<Fault> faults;

        public Conflict(String code, Text text) {
            this(code, text, List.of());
        }

        public Conflict(String code, Text text, List<Fault> faults) {
            super(409, code, text);
            this.faults = List.copyOf(faults);
        }

        @Override
        public List<Fault> faults() {
            return faults;
        }
    }

    /** A gate holds: what is missing, each with the way to get it (409, {@code gate_unmet}). */
    public static final class GateUnmet extends Problem {
        private static final long serialVersionUID = 1L;
        private final transient List<Unmet> unmet;

        public GateUnmet(Text text, List<Unmet> unmet) {
            super(409, "gate_unmet", text);
            this.unmet = List.copyOf(unmet);
        }

        public List<Unmet> unmet() {
            return unmet;
        }
    }

    /** The record was changed since the caller read it (412). */
    public static final class Stale extends Problem {
        private static final long serialVersionUID = 1L;
        private final long current;
        private final transient @Nullable Object record;

        public Stale(long current) {
            this(current, null);
        }

        private Stale(long current, @Nullable Object record) {
            super(
                    412,
                    "stale_version",
                    new Text(
                            "这条内容刚被别人改过。请看看现在的内容，再决定保留哪一份。",
                            "Somebody changed this meanwhile. Look at the present content, then decide what to keep."));
            this.current = current;
            this.record = record;
        }

        /** The same with the record as the caller may see it now, for a comparison. */
        public Stale with(Object presentRecord) {
            return new Stale(current, presentRecord);
        }

        public Optional<Object> record() {
            return Optional.ofNullable(record);
        }

        /** The version now in force. */
        public long current() {
            return current;
        }
    }

    /** The values break rules; every fault is listed at once (422). */
    public static final class Invalid extends Problem {
        private static final long serialVersionUID = 1L;
        private final transient List<Fault> faults;

        public Invalid(List<Fault> faults) {
            super(422, "invalid", new Text("有内容需要修改，见各项说明。", "Some values need correcting; see each item."));
            this.faults = List.copyOf(faults);
        }

        @Override
        public List<Fault> faults() {
            return faults;
        }
    }

    /** A limit of size, kind or rate: 413, 415, 428, 429 or 503. */
    public static final class Limit extends Problem {
        private static final long serialVersionUID = 1L;
        private final long retryAfterSeconds;

        public Limit(int status, String code, Text text) {
            this(status, code, text, 0);
        }

        public Limit(int status, String code, Text text, long retryAfterSeconds) {
            super(status, code, text);
            this.retryAfterSeconds = retryAfterSeconds;
        }

        /** Seconds after which trying again makes sense; 0 where it never does. */
        public long retryAfterSeconds() {
            return retryAfterSeconds;
        }
    }
}
