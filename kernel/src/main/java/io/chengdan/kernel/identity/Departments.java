package io.chengdan.kernel.identity;

import static io.chengdan.kernel.identity.IdentityTables.DEPARTMENT;
import static io.chengdan.kernel.identity.IdentityTables.EXECUTIVE;
import static io.chengdan.kernel.identity.IdentityTables.HEAD;
import static io.chengdan.kernel.identity.IdentityTables.HOME;
import static io.chengdan.kernel.identity.IdentityTables.ID;
import static io.chengdan.kernel.identity.IdentityTables.KEY;
import static io.chengdan.kernel.identity.IdentityTables.KIND;
import static io.chengdan.kernel.identity.IdentityTables.NAME;
import static io.chengdan.kernel.identity.IdentityTables.ORG_STATE;
import static io.chengdan.kernel.identity.IdentityTables.PARENT;
import static io.chengdan.kernel.identity.IdentityTables.PERSON;
import static io.chengdan.kernel.identity.IdentityTables.VERSION;

import io.chengdan.kernel.audit.Audit;
import io.chengdan.kernel.audit.AuditEntry;
import io.chengdan.kernel.definition.Text;
import io.chengdan.kernel.problem.Problem;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import org.jooq.DSLContext;
import org.jooq.Record;

/** The department tree: read as an {@link Org}, changed one department at a time. Thread-safe. */
public final class Departments {

    private final DSLContext db;
    private final Audit audit;
    private volatile Org known = new Org(0, List.of(), List.of());

    public Departments(DSLContext db, Audit audit) {
        this.db = db;
        this.audit = audit;
    }

    /** The tree and its people as they are now; a copy that is still true is not read again. */
    public Org org() {
        long version = db.select(VERSION).from(ORG_STATE).fetchSingle(VERSION);
        var org = known;
        if (org.version() != version) {
            org = read(version);
            known = org;
        }
        return org;
    }

    /**
     * Adds the department.
     *
     * @throws Problem.Forbidden when the caller would widen their own rights by it
     * @throws Problem.Invalid listing what is wrong with it
     * @throws Problem.Conflict when the key is taken
     */
    public Department create(Caller by, Department department) {
        check(department);
        db.transaction(_ -> {
            lock();
            requireNotOwnRights(by, department);
            if (org().byKey(department.key()).isPresent()
                    || org().find(department.id()).isPresent()) {
                throw taken();
            }
            db.insertInto(DEPARTMENT)
                    .set(ID, department.id())
                    .set(KEY, department.key())
                    .set(NAME, department.name())
                    .set(KIND, department.kind().name().toLowerCase(Locale.ROOT))
                    .set(PARENT, department.parent().orElse(null))
                    .set(HEAD, department.head().orElse(null))
                    .set(EXECUTIVE, department.executive().orElse(null))
                    .execute();
            changed();
            audit.record(new AuditEntry("department.created", by.person().id(), department.key()));
        });
        return department;
    }

    /**
     * Gives the department with this id the given content.
     *
     * @throws Problem.Forbidden when the caller would widen their own rights by it
     * @throws Problem.Invalid listing what is wrong with it
     * @throws Problem.Conflict when the key is taken
     */
    public Department change(Caller by, Department department) {
        check(department);
        db.transaction(_ -> {
            lock();
            if (org().find(department.id()).isEmpty()) {
                throw new Problem.NotFound();
            }
            requireNotOwnRights(by, department);
            if (org().byKey(department.key())
                    .filter(other -> !other.id().equals(department.id()))
                    .isPresent()) {
                throw taken();
            }
            db.update(DEPARTMENT)
                    .set(KEY, department.key())
                    .set(NAME, department.name())
                    .set(KIND, department.kind().name().toLowerCase(Locale.ROOT))
                    .set(PARENT, department.parent().orElse(null))
                    .set(HEAD, department.head().orElse(null))
                    .set(EXECUTIVE, department.executive().orElse(null))
                    .where(ID.eq(department.id()))
                    .execute();
            changed();
            audit.record(new AuditEntry(
                    "department.changed", by.person().id(), department.key(), Map.of("name", department.name())));
        });
        return department;
    }

    /** Nobody makes themselves a head or an executive, or hangs a department that was elsewhere below their own. */
    private void requireNotOwnRights(Caller by, Department wanted) {
        var org = org();
        var before = org.find(wanted.id());
        var self = Optional.of(by.person().id());
        var mine = org.member(by.person().id())
                .map(member -> org.subtree(member.departmentId()))
                .orElse(Set.of());
        boolean leads = wanted.head().equals(self)
                && before.flatMap(Department::head).filter(self.get()::equals).isEmpty();
        boolean directs = wanted.executive().equals(self)
                && before.flatMap(Department::executive)
                        .filter(self.get()::equals)
                        .isEmpty();
        boolean widens = before.isPresent()
                && !mine.contains(wanted.id())
                && wanted.parent().filter(mine::contains).isPresent();
        if (by.isPerson(by.person().id()) && (leads || directs || widens)) {
            throw Caller.ownRights();
        }
    }

    /** Makes changes of the tree come one after another until the transaction ends. */
    void lock() {
        db.select(VERSION).from(ORG_STATE).forUpdate().fetch();
    }

    /**
     * Makes every copy of the tree old. The last thing a change does: a copy read before it would go by the new version with
     * the old content. The version is random, because one that was counted up and rolled back would come again.
     */
    void changed() {
        db.update(ORG_STATE)
                .set(VERSION, ThreadLocalRandom.current().nextLong())
                .execute();
    }

    private void check(Department department) {
        var faults = new Faults();
        faults.line("name", department.name(), 100);
        faults.pattern(
                "key",
                department.key(),
                "[a-z][a-z0-9_]{0,40}",
                new Text("小写英文字母开头，只含小写字母、数字和下划线。", "Lower-case letters, digits and _, starting with a letter."));
        var org = org();
        department.parent().ifPresent(parent -> {
            if (org.find(parent).isEmpty()) {
                faults.add("parent", "not_found", new Text("没有这个部门。", "There is no such department."));
            } else if (org.subtree(department.id()).contains(parent)) {
                faults.add("parent", "cycle", new Text("部门不能在自己下面。", "A department cannot stand below itself."));
            }
        });
        person(faults, org, "head", department.head());
        person(faults, org, "executive", department.executive());
        faults.throwIfAny();
    }

    private static void person(Faults faults, Org org, String field, Optional<UUID> person) {
        if (person.isPresent() && org.member(person.get()).isEmpty()) {
            faults.add(field, "not_found", new Text("没有这个人。", "There is no such person."));
        }
    }

    private static Problem taken() {
        return new Problem.Conflict("not_unique", new Text("已有这个部门。", "There is such a department already."));
    }

    private Org read(long version) {
        var departments = db.selectFrom(DEPARTMENT).orderBy(KEY).fetch(Departments::department);
        var members = db.select(ID, NAME, HOME)
                .from(PERSON)
                .fetch(row -> new Org.Member(row.get(ID), row.get(NAME), row.get(HOME)));
        return new Org(version, departments, members);
    }

    private static Department department(Record row) {
        return new Department(
                row.get(ID),
                row.get(KEY),
                row.get(NAME),
                Department.Kind.valueOf(row.get(KIND).toUpperCase(Locale.ROOT)),
                Optional.ofNullable(row.get(PARENT)),
                Optional.ofNullable(row.get(HEAD)),
                Optional.ofNullable(row.get(EXECUTIVE)));
    }
}
