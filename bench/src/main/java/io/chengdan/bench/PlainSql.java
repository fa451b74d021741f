package io.chengdan.bench;

import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The statements somebody would write by hand who knows the tables, the person and the plan they want. Where two shapes compete
 * (walk the sort order and filter, or gather the person's rows and sort), both are given and the quicker one counts.
 */
final class PlainSql {

    static final List<String> OPEN =
            List.of("needs_confirmed", "solution_design", "solution_confirmed", "quote_approval");
    private static final int CAP = 10_001;

    private final Names names;
    private final Person person;

    PlainSql(Names names, Person person) {
        this.names = names;
        this.person = person;
    }

    /** Where a page goes on: the last row of the one before. */
    record After(String amount, UUID id) {}

    List<String> opportunityPage(@Nullable After after) {
        var further = after == null
                ? ""
                : " and (o.\"{opportunity.amount}\", o.id) < (" + after.amount() + ", '" + after.id() + "')";
        var columns = "o.id, o.row_version, o.\"{opportunity.name}\" as name, o.\"{opportunity.customer}\" as customer,"
                + " o.\"{opportunity.stage}\" as stage, o.\"{opportunity.amount}\" as amount,"
                + " o.\"{opportunity.expected_close}\" as expected_close, o.\"{opportunity.product_line}\" as product_line,"
                + " o.\"{opportunity.next_step}\" as next_step, o.owner";
        return opportunities().stream()
                .flatMap(rows -> java.util.stream.Stream.of(
                                "o.\"{opportunity.amount}\" is not null%s order by o.\"{opportunity.amount}\" desc, o.id desc",
                                "true%s order by o.\"{opportunity.amount}\" desc nulls last, o.id desc")
                        .map(order ->
                                names.sql("select o.*, c.\"{customer.name}\" as customer_title, p.name as owner_title"
                                        + " from (select " + columns + " from " + rows + stages() + " and "
                                        + order.formatted(further) + " limit 51) o"
                                        + " left join {customer} c on c.id = o.customer left join kernel.person p on p.id = o.owner"
                                        + " order by o.amount desc nulls last, o.id desc")))
                .toList();
    }

    List<String> opportunityCount() {
        return opportunities().stream()
                .map(rows -> names.sql(
                        "select count(*) from (select 1 from " + rows + stages() + " limit " + CAP + ") counted"))
                .toList();
    }

    List<String> activityPage() {
        var columns = "a.id, a.row_version, a.\"{activity.occurred_at}\" as occurred_at, a.\"{activity.kind}\" as kind,"
                + " a.\"{activity.purpose}\" as purpose, a.\"{activity.customer}\" as customer,"
                + " a.\"{activity.summary}\" as summary, a.\"{activity.next_step}\" as next_step, a.created_by,"
                + " a.\"{activity.next_at}\" as next_at, a.updated_at";
        return activities().stream()
                .map(rows -> names.sql("select a.*, c.\"{customer.name}\" as customer_title, p.name as created_by_title"
                        + " from (select " + columns + " from " + rows
                        + " order by a.\"{activity.occurred_at}\" desc, a.id desc limit 51) a"
                        + " left join {customer} c on c.id = a.customer left join kernel.person p on p.id = a.created_by"
                        + " order by a.occurred_at desc, a.id desc"))
                .toList();
    }

    List<String> activityCount() {
        return activities().stream()
                .map(rows -> names.sql("select count(*) from (select 1 from " + rows + " limit " + CAP + ") counted"))
                .toList();
    }

    /** One parameter: the id. */
    String record() {
        if (person.sight() == Person.Sight.ENGINEER) {
            return names.sql("select id, row_version, \"{customer.name}\" as name from {customer}"
                    + " where id = ?::uuid and deleted_at is null");
        }
        return names.sql("select o.*, d.*, c.\"{customer.name}\" as customer_title, p.name as owner_title,"
                + " e.name as created_by_title, u.name as updated_by_title, t.name as department_title"
                + " from {opportunity} o left join {opportunity_d} d on d.id = o.id"
                + " left join {customer} c on c.id = o.\"{opportunity.customer}\""
                + " left join kernel.person p on p.id = o.owner left join kernel.person e on e.id = o.created_by"
                + " left join kernel.person u on u.id = o.updated_by left join kernel.department t on t.id = o.department"
                + " where o.id = ?::uuid and o.deleted_at is null and " + seen("o", "opportunity", true));
    }

    /** The bare inserts of one entry: the row, its derived row, its history, the feed. Parameters: id, customer; id; two ids; id. */
    List<String> inserts() {
        var by = "'" + person.id() + "'::uuid";
        return List.of(
                names.sql(
                        "insert into {activity} (id, row_version, owner, department, created_at, created_by, updated_at,"
                                + " updated_by, \"{activity.kind}\", \"{activity.purpose}\", \"{activity.occurred_at}\","
                                + " \"{activity.customer}\", \"{activity.summary}\", \"{activity.next_step}\", \"{activity.commercial}\")"
                                + " values (?::uuid, 1, " + by + ", '"
                                + person.departments().getFirst() + "', now(), " + by
                                + ", now(), " + by + ", 'call', 'other', now(), ?::uuid, '" + Tasks.SUMMARY
                                + "', '寄样件与报价', false)"),
                names.sql("insert into {activity_d} (id) values (?::uuid)"),
                "insert into kernel.history (id, form, record, version, at, person, kind, via, changes) values (?::uuid, '"
                        + names.uid("activity") + "', ?::uuid, 1, now(), " + by + ", 'create', 'api', '"
                        + "{\"a\": {\"new\": \"call\"}, \"b\": {\"new\": \"other\"}, \"c\": {\"new\": \""
                        + Tasks.SUMMARY
                        + "\"}}')",
                "insert into kernel.change (form, record, kind, cause, at) values ('" + names.uid("activity")
                        + "', ?::uuid, 'create', 'api', now())");
    }

    private String stages() {
        return " and o.\"{opportunity.stage}\" in ("
                + OPEN.stream().map(stage -> "'" + stage + "'").collect(Collectors.joining(", ")) + ")";
    }

    /** The rows in sight, each way up to where more conditions may follow. */
    private List<String> opportunities() {
        var walked = "{opportunity} o where o.deleted_at is null";
        if (person.sight() == Person.Sight.ALL) {
            return List.of(walked);
        }
        var own = own("x");
        return List.of(
                walked + " and " + seen("o", "opportunity", true),
                "(select x.* from {opportunity} x where " + own + " union all select x.* from kernel.team t"
                        + " join {opportunity} x on x.id = t.record where t.person = '" + person.id()
                        + "' and t.form = '"
                        + names.uid("opportunity") + "' and not coalesce(" + own
                        + ", false)) o where o.deleted_at is null");
    }

    private List<String> activities() {
        var walked = "{activity} a where a.deleted_at is null";
        return switch (person.sight()) {
            case ALL -> List.of(walked);
            case ENGINEER ->
                List.of(walked + " and a.\"{activity.customer}\" is not null and not a.\"{activity.commercial}\"");
            case DEPARTMENT, OWN ->
                List.of(
                        walked + " and (a.\"{activity.customer}\" in (" + ids("customer", true)
                                + ") or a.\"{activity.opportunity}\" in (" + ids("opportunity", true)
                                + ") or a.\"{activity.lead}\" in (" + ids("lead", false) + "))",
                        walked + " and a.id in (select id from {activity} where \"{activity.customer}\" in ("
                                + ids("customer", true)
                                + ") union select id from {activity} where \"{activity.opportunity}\" in ("
                                + ids("opportunity", true)
                                + ") union select id from {activity} where \"{activity.lead}\" in ("
                                + ids("lead", false)
                                + "))");
        };
    }

    private String ids(String form, boolean team) {
        var ids = "select x.id from {" + form + "} x where x.deleted_at is null and " + own("x");
        return team
                ? ids + " union all select record from kernel.team where person = '" + person.id() + "' and form = '"
                        + names.uid(form) + "'"
                : ids;
    }

    private String seen(String alias, String form, boolean team) {
        if (person.sight() == Person.Sight.ALL) {
            return "true";
        }
        return team
                ? "(" + own(alias) + " or " + alias + ".id in (select record from kernel.team where person = '"
                        + person.id() + "' and form = '" + names.uid(form) + "'))"
                : own(alias);
    }

    private String own(String alias) {
        return person.sight() == Person.Sight.DEPARTMENT
                ? alias + ".department in ("
                        + person.departments().stream()
                                .map(id -> "'" + id + "'")
                                .collect(Collectors.joining(", "))
                        + ")"
                : alias + ".owner = '" + person.id() + "'";
    }
}
