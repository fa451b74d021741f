package io.chengdan.kernel.identity;

import static io.chengdan.kernel.identity.IdentityTables.FAILURES;
import static io.chengdan.kernel.identity.IdentityTables.KEY;
import static io.chengdan.kernel.identity.IdentityTables.LAST_AT;
import static io.chengdan.kernel.identity.IdentityTables.LOCKED_UNTIL;
import static io.chengdan.kernel.identity.IdentityTables.LOGIN_ATTEMPT;

import io.chengdan.kernel.audit.Audit;
import io.chengdan.kernel.audit.AuditEntry;
import io.chengdan.kernel.definition.Text;
import io.chengdan.kernel.problem.Problem;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jooq.DSLContext;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;

/**
 * Lets people in by password, and slows down those who guess (K2). Thread-safe.
 *
 * <p>An attempt is counted before the password is looked at, so that many at once cannot outrun the count. From the fifth
 * failure in a row on a log-in waits 30 s, then twice as long each time, up to 15 minutes; an address does so from the
 * fiftieth, because a whole office may share one.
 */
public final class LogIn {

    static final int FREE_FOR_LOGIN = 5;
    static final int FREE_FOR_ADDRESS = 50;
    static final Duration FIRST_WAIT = Duration.ofSeconds(30);
    static final Duration LONGEST_WAIT = Duration.ofMinutes(15);

    /** After this long without a failure the count starts again. */
    static final Duration FORGOTTEN = Duration.ofHours(1);

    private final DSLContext db;
    private final Clock clock;
    private final Audit audit;
    private final People people;
    private final Passwords passwords;

    public LogIn(DSLContext db, Clock clock, Audit audit, People people, Passwords passwords) {
        this.db = db;
        this.clock = clock;
        this.audit = audit;
        this.people = people;
        this.passwords = passwords;
    }

    /**
     * The person with this log-in and password.
     *
     * @throws Problem.Unauthenticated when there is none, with the same answer whatever was wrong
     * @throws Problem.Limit when there were too many failures
     */
    public Person enter(String login, String password, String address) {
        var loginKey = loginKey(login);
        var addressKey = "address:" + address;
        count(loginKey, FREE_FOR_LOGIN, login, address);
        count(addressKey, FREE_FOR_ADDRESS, login, address);
        var person = people.byLogin(login);
        var hash = person.flatMap(known -> people.hashOf(known.id()));
        if (!passwords.matches(shortened(password), hash)
                || person.filter(Person::active).isEmpty()) {
            audit.record(new AuditEntry("login.refused", person.map(Person::id), address, shortened(login), Map.of()));
            throw new Problem.Unauthenticated(
                    "wrong_login", new Text("登录名或密码不对。", "The log-in or the password is wrong."));
        }
        forget(loginKey, addressKey);
        audit.record(new AuditEntry(
                "login", person.map(Person::id), address, person.get().login(), Map.of()));
        return person.get();
    }

    /**
     * Changes the caller's own password and ends all their other sessions. Who sits before an open page guesses no faster than
     * at the door: wrong ones count together with failed log-ins.
     *
     * @return the person with the new epoch, so that the present session can go on
     * @throws Problem.Invalid when the current password is wrong or the new one too weak
     * @throws Problem.Limit when there were too many failures
     */
    public Person changePassword(Caller caller, String current, String wanted, String address) {
        var person = caller.person();
        var loginKey = loginKey(person.login());
        var addressKey = "address:" + address;
        count(loginKey, FREE_FOR_LOGIN, person.login(), address);
        count(addressKey, FREE_FOR_ADDRESS, person.login(), address);
        if (!passwords.matches(shortened(current), people.hashOf(person.id()))) {
            audit.record(
                    new AuditEntry("password.refused", Optional.of(person.id()), address, person.login(), Map.of()));
            throw fault("current", "wrong_password", new Text("当前密码不对。", "The current password is wrong."));
        }
        forget(loginKey, addressKey);
        if (current.equals(wanted)) {
            throw fault(
                    "password",
                    "weak_password",
                    new Text("新密码不能与当前密码相同。", "The new password must differ from the current one."));
        }
        return people.setOwnPassword(caller, wanted);
    }

    private static Problem.Invalid fault(String field, String code, Text text) {
        return new Problem.Invalid(List.of(new Problem.Fault(field, code, text)));
    }

    private static String loginKey(String login) {
        return "login:" + shortened(login.toLowerCase(Locale.ROOT));
    }

    private void count(String key, int free, String login, String address) {
        var now = clock.instant();
        if (!counted(key, free, now)) {
            var until = db.select(LOCKED_UNTIL)
                    .from(LOGIN_ATTEMPT)
                    .where(KEY.eq(key))
                    .fetchOptional(LOCKED_UNTIL);
            long seconds = until.map(
                            end -> Math.max(1, Duration.between(now, end).toSeconds() + 1))
                    .orElse(1L);
            audit.record(new AuditEntry("login.locked", Optional.empty(), address, shortened(login), Map.of()));
            throw new Problem.Limit(
                    429,
                    "locked_out",
                    new Text(
                            "登录失败次数过多，请在 " + seconds + " 秒后再试。",
                            "Too many failed log-ins. Try again in " + seconds + " s."),
                    seconds);
        }
    }

    /** Counts one more attempt in a single statement; false, and nothing counted, while the key is locked. */
    private boolean counted(String key, int free, Instant now) {
        var table = "login_attempt";
        var failures = DSL.field(DSL.name(table, "failures"), SQLDataType.INTEGER);
        var lastAt = DSL.field(DSL.name(table, "last_at"), SQLDataType.INSTANT);
        var lockedUntil = DSL.field(DSL.name(table, "locked_until"), SQLDataType.INSTANT);
        var next = DSL.when(lastAt.lt(now.minus(FORGOTTEN)), 1).otherwise(failures.plus(1));
        var count = db.insertInto(LOGIN_ATTEMPT)
                .set(KEY, key)
                .set(FAILURES, 1)
                .set(LAST_AT, now)
                .onConflict(KEY)
                .doUpdate()
                .set(FAILURES, next)
                .set(LAST_AT, now)
                .setNull(LOCKED_UNTIL)
                .where(lockedUntil.isNull().or(lockedUntil.le(now)))
                .returning(FAILURES)
                .fetchOptional(FAILURES);
        count.filter(failed -> failed >= free)
                .ifPresent(failed -> db.update(LOGIN_ATTEMPT)
                        .set(LOCKED_UNTIL, now.plus(wait(failed - free)))
                        .where(KEY.eq(key))
                        .execute());
        return count.isPresent();
    }

    /** How long to wait after so many failures beyond the free ones. */
    static Duration wait(int beyond) {
        var wait = FIRST_WAIT.multipliedBy(1L << Math.min(beyond, 10));
        return wait.compareTo(LONGEST_WAIT) < 0 ? wait : LONGEST_WAIT;
    }

    private void forget(String loginKey, String addressKey) {
        db.deleteFrom(LOGIN_ATTEMPT)
                .where(KEY.eq(loginKey).or(LAST_AT.lt(clock.instant().minus(Duration.ofDays(1)))))
                .execute();
        // Only this attempt is taken back: one's own log-in must not wash away guesses at the log-ins of others.
        db.update(LOGIN_ATTEMPT)
                .set(FAILURES, DSL.greatest(FAILURES.minus(1), DSL.val(0)))
                .setNull(LOCKED_UNTIL)
                .where(KEY.eq(addressKey))
                .execute();
    }

    private static String shortened(String value) {
        return value.substring(0, Math.min(value.length(), Passwords.LONGEST));
    }
}
