package io.chengdan.kernel.identity;

import static io.chengdan.kernel.identity.IdentityTables.ACTIVE;
import static io.chengdan.kernel.identity.IdentityTables.CREATED_AT;
import static io.chengdan.kernel.identity.IdentityTables.EMAIL;
import static io.chengdan.kernel.identity.IdentityTables.EPOCH;
import static io.chengdan.kernel.identity.IdentityTables.HOME;
import static io.chengdan.kernel.identity.IdentityTables.ID;
import static io.chengdan.kernel.identity.IdentityTables.LANGUAGE;
import static io.chengdan.kernel.identity.IdentityTables.LOGIN;
import static io.chengdan.kernel.identity.IdentityTables.MUST_CHANGE;
import static io.chengdan.kernel.identity.IdentityTables.NAME;
import static io.chengdan.kernel.identity.IdentityTables.OWNER;
import static io.chengdan.kernel.identity.IdentityTables.PASSWORD;
import static io.chengdan.kernel.identity.IdentityTables.PERSON;
import static io.chengdan.kernel.identity.IdentityTables.PERSON_ROLE;
import static io.chengdan.kernel.identity.IdentityTables.PHONE;
import static io.chengdan.kernel.identity.IdentityTables.REVOKED_AT;
import static io.chengdan.kernel.identity.IdentityTables.ROLE;
import static io.chengdan.kernel.identity.IdentityTables.TOKEN;

import io.chengdan.kernel.audit.Audit;
import io.chengdan.kernel.audit.AuditEntry;
import io.chengdan.kernel.definition.Text;
import io.chengdan.kernel.problem.Problem;
import java.time.Clock;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.impl.DSL;

/** Everybody who works or worked here. Thread-safe. */
public final class People {

    static final Field<String[]> ROLES = DSL.array(DSL.select(ROLE)
                    .from(PERSON_ROLE)
                    .where(OWNER.eq(DSL.field(DSL.name("kernel", "person", "id"), UUID.class))))
            .as("roles");

    private final DSLContext db;
    private final Clock clock;
    private final Audit audit;
    private final Departments departments;
    private final RoleBook roles;
    private final Passwords passwords;

    public People(
            DSLContext db, Clock clock, Audit audit, Departments departments, RoleBook roles, Passwords passwords) {
        this.db = db;
        this.clock = clock;
        this.audit = audit;
        this.departments = departments;
        this.roles = roles;
        this.passwords = passwords;
    }

    public Optional<Person> find(UUID id) {
        return fetch(ID.eq(id)).stream().findFirst();
    }

    public Optional<Person> byLogin(String login) {
        return fetch(DSL.lower(LOGIN).eq(login.toLowerCase(Locale.ROOT))).stream()
                .findFirst();
    }

    /** Everybody by name, those who left included. */
    public List<Person> all() {
        return fetch(DSL.noCondition());
    }

    /** Active people whose name contains {@code text} or whose log-in starts with it; by name. */
    public List<Person> search(String text, int limit) {
        return db.select(PERSON.asterisk(), ROLES)
                .from(PERSON)
                .where(ACTIVE.isTrue().and(NAME.containsIgnoreCase(text).or(LOGIN.startsWithIgnoreCase(text))))
                .orderBy(NAME, ID)
                .limit(limit)
                .fetch(People::person);
    }

    /**
     * Adds somebody, who must change the password at the first log-in.
     *
     * @throws Problem.Invalid listing what is wrong
     * @throws Problem.Conflict when the id or log-in is taken
     */
    public Person create(Caller by, Person person, String password) {
        Passwords.weakness(password, person.login()).ifPresent(text -> {
            throw new Problem.Invalid(List.of(new Problem.Fault("password", "weak_password", text)));
        });
        return createWithHash(by, person, passwords.hash(password));
    }

    /** Adds somebody who cannot log in until they are given a password. */
    public Person createWithoutPassword(Caller by, Person person) {
        return createWithHash(by, person, "");
    }

    /**
     * Gives the person with this id the given content. Other roles, another log-in or leaving ends their sessions; leaving ends
     * their tokens too.
     *
     * @throws Problem.Forbidden when the caller would widen their own rights by it
     * @throws Problem.Invalid listing what is wrong
     * @throws Problem.Conflict when the log-in is taken, or nobody would be left to look after people
     */
    public Person change(Caller by, Person wanted) {
        return db.transactionResult(_ -> {
            departments.lock();
            var before = find(wanted.id()).orElseThrow(Problem.NotFound::new);
            requireNotOwnRights(by, before, wanted);
            check(wanted);
            var ends = !before.roles().equals(wanted.roles())
                    || before.active() != wanted.active()
                    || !before.login().equals(wanted.login());
            db.update(PERSON)
                    .set(LOGIN, wanted.login())
                    .set(NAME, wanted.name())
                    .set(HOME, wanted.departmentId())
                    .set(EMAIL, wanted.email())
                    .set(PHONE, wanted.phone())
                    .set(LANGUAGE, wanted.language().tag())
                    .set(ACTIVE, wanted.active())
                    .set(EPOCH, ends ? EPOCH.plus(1) : EPOCH)
                    .where(ID.eq(wanted.id()))
                    .execute();
            db.deleteFrom(PERSON_ROLE).where(OWNER.eq(wanted.id())).execute();
            insertRoles(wanted);
            if (!wanted.active()) {
                endTokens(wanted.id());
            }
            departments.changed();
            requireSomebodyForPeople();
            audit.record(
                    new AuditEntry("person.changed", by.person().id(), wanted.login(), difference(before, wanted)));
            return find(wanted.id()).orElseThrow(Problem.NotFound::new);
        });
    }

    /**
     * Nobody raises their own rights: roles and the home department, below which a manager sees all, come from somebody else.
     */
    private static void requireNotOwnRights(Caller by, Person before, Person wanted) {
        if (by.isPerson(wanted.id())
                && (!before.roles().containsAll(wanted.roles())
                        || !before.departmentId().equals(wanted.departmentId()))) {
            throw Caller.ownRights();
        }
    }

    /**
     * Sets a password for somebody else, which they must change at the next log-in. Their sessions and tokens end: whoever had
     * got hold of the old password may have made some.
     *
     * @throws Problem.Forbidden for the caller's own, which asks for the current one ({@link LogIn#changePassword})
     * @throws Problem.Invalid when it is too weak
     */
    public void resetPassword(Caller by, UUID id, String password) {
        var person = find(id).orElseThrow(Problem.NotFound::new);
        if (by.isPerson(id)) {
            throw new Problem.Forbidden(
                    "own_password",
                    new Text(
                            "自己的密码请在“修改密码”里改，要填当前密码。",
                            "Change your own password with the current one, not by a reset."));
        }
        db.transaction(_ -> {
            store(by, person, password, true);
            endTokens(id);
        });
    }

    /**
     * Gives the caller a new password of their own and ends all their sessions. The current one was looked at before.
     *
     * @return the person with the new epoch, so that the present session can go on
     * @throws Problem.Invalid when the new password is too weak
     */
    Person setOwnPassword(Caller caller, String wanted) {
        store(caller, caller.person(), wanted, false);
        return find(caller.person().id()).orElseThrow(Problem.NotFound::new);
    }

    private void endTokens(UUID person) {
        db.update(TOKEN)
                .set(REVOKED_AT, clock.instant())
                .where(OWNER.eq(person).and(REVOKED_AT.isNull()))
                .execute();
    }

    /**
     * Gives one password to all of these people, who need not change it: for a demo company only.
     *
     * @throws Problem.Invalid when it is too weak
     */
    public void setDemoPassword(List<UUID> people, String password) {
        Passwords.weakness(password, "").ifPresent(text -> {
            throw new Problem.Invalid(List.of(new Problem.Fault("password", "weak_password", text)));
        });
        db.update(PERSON)
                .set(PASSWORD, passwords.hash(password))
                .set(MUST_CHANGE, false)
                .where(ID.in(people))
                .execute();
    }

    /** The stored hash of the person's password; empty for those without. */
    Optional<String> hashOf(UUID id) {
        return db.select(PASSWORD)
                .from(PERSON)
                .where(ID.eq(id))
                .fetchOptional(PASSWORD)
                .filter(hash -> !hash.isEmpty());
    }

    private Person createWithHash(Caller by, Person person, String hash) {
        return db.transactionResult(_ -> {
            departments.lock();
            check(person);
            if (find(person.id()).isPresent()) {
                throw new Problem.Conflict("not_unique", new Text("已有这个编号的人员。", "There is a person with this id."));
            }
            db.insertInto(PERSON)
                    .set(ID, person.id())
                    .set(LOGIN, person.login())
                    .set(NAME, person.name())
                    .set(HOME, person.departmentId())
                    .set(EMAIL, person.email())
                    .set(PHONE, person.phone())
                    .set(LANGUAGE, person.language().tag())
                    .set(ACTIVE, person.active())
                    .set(PASSWORD, hash)
                    .set(MUST_CHANGE, true)
                    .set(EPOCH, 1L)
                    .set(CREATED_AT, clock.instant())
                    .execute();
            insertRoles(person);
            departments.changed();
            audit.record(new AuditEntry(
                    "person.created", by.person().id(), person.login(), Map.of("roles", List.copyOf(person.roles()))));
            return find(person.id()).orElseThrow(Problem.NotFound::new);
        });
    }

    private void store(Caller by, Person person, String password, boolean mustChange) {
        Passwords.weakness(password, person.login()).ifPresent(text -> {
            throw new Problem.Invalid(List.of(new Problem.Fault("password", "weak_password", text)));
        });
        var hash = passwords.hash(password);
        db.transaction(_ -> {
            db.update(PERSON)
                    .set(PASSWORD, hash)
                    .set(MUST_CHANGE, mustChange)
                    .set(EPOCH, EPOCH.plus(1))
                    .where(ID.eq(person.id()))
                    .execute();
            audit.record(new AuditEntry("password.changed", by.person().id(), person.login()));
        });
    }

    private void insertRoles(Person person) {
        for (var role : person.roles()) {
            db.insertInto(PERSON_ROLE).set(OWNER, person.id()).set(ROLE, role).execute();
        }
    }

    private void check(Person person) {
        var faults = new Faults();
        faults.pattern(
                "login",
                person.login(),
                "[A-Za-z0-9][A-Za-z0-9._@-]{0,63}",
                new Text(
                        "登录名用英文字母、数字和 . _ @ -，以字母或数字开头，最多 64 个字符。",
                        "A log-in has letters, digits and . _ @ -, starts with a letter or digit, at most 64 characters."));
        faults.line("name", person.name(), 100);
        faults.optionalLine("email", person.email(), 200);
        faults.optionalLine("phone", person.phone(), 40);
        if (departments.org().find(person.departmentId()).isEmpty()) {
            faults.add("department", "not_found", new Text("没有这个部门。", "There is no such department."));
        }
        checkRoles(person.roles(), faults);
        faults.throwIfAny();
        byLogin(person.login()).filter(other -> !other.id().equals(person.id())).ifPresent(_ -> {
            var text = new Text("这个登录名已有人使用。", "This log-in is taken.");
            throw new Problem.Conflict("not_unique", text, List.of(new Problem.Fault("login", "not_unique", text)));
        });
    }

    private void checkRoles(Set<String> keys, Faults faults) {
        var unknown = new HashSet<>(keys);
        roles.roles().forEach(role -> unknown.remove(role.key()));
        for (var key : unknown) {
            faults.add("roles", "not_found", new Text("没有角色“" + key + "”。", "There is no role “" + key + "”."));
        }
    }

    /** Somebody must be left who can add and change people, or the installation could never be mended from within. */
    private void requireSomebodyForPeople() {
        var keys = roles.roles().stream()
                .filter(role -> role.admin().contains("people"))
                .map(RoleBook.Entry::key)
                .toList();
        var left = db.fetchExists(PERSON.join(PERSON_ROLE)
                .on(OWNER.eq(DSL.field(DSL.name("kernel", "person", "id"), UUID.class)))
                .where(ACTIVE.isTrue().and(ROLE.in(keys))));
        if (!left) {
            throw new Problem.Conflict(
                    "last_admin",
                    new Text(
                            "至少要留一个能管理人员的人。先把这个角色给另一个人。",
                            "Somebody must be left who manages people. Give the role to somebody else first."));
        }
    }

    private static Map<String, Object> difference(Person before, Person after) {
        var changed = new TreeMap<String, Object>();
        if (!before.roles().equals(after.roles())) {
            changed.put("roles", after.roles().stream().sorted().toList());
        }
        if (before.active() != after.active()) {
            changed.put("active", after.active());
        }
        if (!before.login().equals(after.login())) {
            changed.put("login", after.login());
        }
        if (!before.departmentId().equals(after.departmentId())) {
            changed.put("department", after.departmentId().toString());
        }
        return changed;
    }

    private List<Person> fetch(Condition condition) {
        return db.select(PERSON.asterisk(), ROLES)
                .from(PERSON)
                .where(condition)
                .orderBy(NAME, ID)
                .fetch(People::person);
    }

    static Person person(Record row) {
        return new Person(
                row.get(ID),
                row.get(LOGIN),
                row.get(NAME),
                row.get(HOME),
                Set.copyOf(Arrays.asList(row.get(ROLES))),
                row.get(EMAIL),
                row.get(PHONE),
                Language.ofTag(row.get(LANGUAGE)).orElse(Language.ZH),
                row.get(ACTIVE),
                row.get(MUST_CHANGE),
                row.get(EPOCH));
    }
}
