package io.chengdan.kernel.record;

import io.chengdan.kernel.access.AccessPlan;
import io.chengdan.kernel.audit.Audit;
import io.chengdan.kernel.audit.AuditEntry;
import io.chengdan.kernel.definition.Ids;
import io.chengdan.kernel.definition.SystemFields;
import io.chengdan.kernel.definition.Text;
import io.chengdan.kernel.problem.Problem;
import io.chengdan.kernel.problem.Problem.Fault;
import io.chengdan.kernel.record.RecordView.Link;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jooq.DSLContext;
import org.jooq.JSONB;
import tools.jackson.databind.json.JsonMapper;

/** The record team (A7): who works on a record besides its owner, in which part, with which right. */
public final class Teams {

    public static final Set<String> PARTS = Set.of("co_owner", "presales", "commercial", "service", "other");

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final int MOST = 50;

    private final DSLContext db;
    private final RecordReader reader;

    public Teams(DSLContext db, RecordReader reader) {
        this.db = db;
        this.reader = reader;
    }

    public record Member(Link person, String part, String right) {}

    /** Somebody to be in the team; {@code mayWrite} lets them change the record as their role allows. */
    public record Wanted(UUID person, String part, boolean mayWrite) {}

    /** @throws Problem.NotFound where the record is not in sight */
    public List<Member> of(AccessPlan plan, String form, UUID id) {
        var access = reader.access(plan, form, id)
                .filter(rights -> rights.mayRead(SystemFields.OWNER))
                .orElseThrow(Problem.NotFound::new);
        var org = plan.viewer().org();
        return db.select(RecordTables.PERSON, RecordTables.PART, RecordTables.MAY_WRITE)
                .from(RecordTables.TEAM)
                .where(RecordTables.RECORD.eq(id))
                .and(RecordTables.FORM.eq(access.form().uid()))
                .orderBy(RecordTables.PART, RecordTables.PERSON)
                .fetch(row -> new Member(
                        new Link(
                                row.value1().toString(),
                                org.member(row.value1())
                                        .map(member -> member.name())
                                        .orElse(null)),
                        row.value2(),
                        row.value3() ? "write" : "read"));
    }

    /**
     * Makes these the record's team; the change stands in the record's history.
     *
     * @throws Problem.Forbidden where the caller lacks the action {@code team} on the record
     */
    public void set(AccessPlan plan, String form, UUID id, List<Wanted> wanted, String via) {
        var access = plan.form(form);
        var view = reader.get(plan, form, id);
        if (!view.access().actions().contains("team")) {
            throw new Problem.Forbidden(
                    "action_refused",
                    new Text("只有负责人和主管能调整团队。", "Only the owner and their managers may change the team."));
        }
        check(plan, wanted);
        var before = of(plan, form, id);
        var now = plan.viewer().clock().instant();
        var difference = difference(plan, before, wanted);
        db.transaction(transaction -> {
            var tx = transaction.dsl();
            // who is in a team sees more than their role alone would show
            Audit.write(
                    tx,
                    now,
                    new AuditEntry("team.changed", plan.person().id(), form + "/" + id, Map.of("change", difference)));
            tx.deleteFrom(RecordTables.TEAM)
                    .where(RecordTables.RECORD.eq(id))
                    .and(RecordTables.FORM.eq(access.form().uid()))
                    .execute();
            for (var member : wanted) {
                tx.insertInto(RecordTables.TEAM)
                        .set(RecordTables.FORM, access.form().uid())
                        .set(RecordTables.RECORD, id)
                        .set(RecordTables.PERSON, member.person())
                        .set(RecordTables.PART, member.part())
                        .set(RecordTables.MAY_WRITE, member.mayWrite())
                        .execute();
            }
            tx.insertInto(RecordTables.HISTORY)
                    .set(RecordTables.ID, Ids.next(now))
                    .set(RecordTables.FORM, access.form().uid())
                    .set(RecordTables.RECORD, id)
                    .set(RecordTables.VERSION, view.version())
                    .set(RecordTables.AT, now)
                    .set(RecordTables.PERSON, plan.person().id())
                    .set(RecordTables.KIND, "team")
                    .set(RecordTables.VIA, via)
                    .set(RecordTables.REASON, difference)
                    .set(RecordTables.CHANGES, JSONB.valueOf(JSON.writeValueAsString(Map.of())))
                    .execute();
            tx.insertInto(RecordTables.CHANGE)
                    .set(RecordTables.FORM, access.form().uid())
                    .set(RecordTables.RECORD, id)
                    .set(RecordTables.KIND, "team")
                    .set(RecordTables.CAUSE, via)
                    .set(RecordTables.AT, now)
                    .execute();
        });
    }

    /**
     * Adds people to the teams of records while history is placed; who is in a team already stays as they are.
     *
     * @param joining by record
     * @throws Problem.Forbidden where the caller lacks the right {@code migrate}
     */
    public void join(DSLContext transaction, AccessPlan plan, String form, Map<UUID, Set<UUID>> joining, String part) {
        plan.require("migrate");
        if (!PARTS.contains(part)) {
            throw new IllegalArgumentException("no part in a team: " + part);
        }
        var uid = plan.app()
                .definition()
                .form(form)
                .orElseThrow(Problem.NotFound::new)
                .uid();
        joining.forEach((record, people) -> {
            for (var person : people) {
                transaction
                        .insertInto(RecordTables.TEAM)
                        .set(RecordTables.FORM, uid)
                        .set(RecordTables.RECORD, record)
                        .set(RecordTables.PERSON, person)
                        .set(RecordTables.PART, part)
                        .set(RecordTables.MAY_WRITE, true)
                        .onConflictDoNothing()
                        .execute();
            }
        });
    }

    private static void check(AccessPlan plan, List<Wanted> wanted) {
        var seen = new HashSet<UUID>();
        var org = plan.viewer().org();
        for (var member : wanted) {
            if (!PARTS.contains(member.part()) || org.member(member.person()).isEmpty() || !seen.add(member.person())) {
                throw new Problem.Invalid(List.of(new Fault(
                        "members",
                        "bad_member",
                        new Text(
                                "团队里有重复或不存在的人，或分工不对。",
                                "The team has somebody twice or unknown, or an unknown part."))));
            }
        }
        if (wanted.size() > MOST) {
            throw new Problem.Invalid(List.of(new Fault(
                    "members",
                    "too_many",
                    new Text("团队最多 " + MOST + " 人。", "A team has at most " + MOST + " people."))));
        }
    }

    /** Who came and who went, for the history. */
    private static String difference(AccessPlan plan, List<Member> before, List<Wanted> wanted) {
        var org = plan.viewer().org();
        var change = new LinkedHashMap<String, String>();
        before.forEach(
                member -> change.put(member.person().id(), "−" + member.person().title()));
        for (var member : wanted) {
            var id = member.person().toString();
            if (change.remove(id) == null) {
                change.put(id, "+" + org.member(member.person()).orElseThrow().name());
            }
        }
        return String.join(" ", change.values());
    }
}
