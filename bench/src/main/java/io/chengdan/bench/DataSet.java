package io.chengdan.bench;

import io.chengdan.kernel.definition.Ids;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Fills the form tables with a company's years, the same for the same seed. It goes past the product: what is measured is the
 * reading and writing of records, not how they got there.
 */
final class DataSet {

    private static final long SEED = 20_261_123;
    private static final String DONE = "bench_size";
    private static final Duration YEARS = Duration.ofDays(3 * 365);
    private static final int NEWCOMERS_CUSTOMERS = 30;

    private static final List<String> STAGES = List.of(
            "initial_contact",
            "needs_confirmed",
            "solution_design",
            "solution_confirmed",
            "quote_approval",
            "negotiation",
            "signing");
    private static final List<String> LINES =
            List.of("laser_cutting", "bending", "shearing", "punching", "rolling", "welding", "coating", "automation");
    private static final List<String> INDUSTRIES =
            List.of("metal_fabrication", "machinery", "automotive", "auto_parts", "electronics", "elevator", "other");
    private static final List<String> SOURCES =
            List.of("exhibition", "website", "wecom", "referral", "repeat", "tender");
    private static final List<String> KINDS = List.of("visit", "call", "meeting", "wecom", "mail");
    private static final List<String> PURPOSES =
            List.of("requirement", "technical_alignment", "solution", "negotiation", "other");
    private static final List<String> PLACES = List.of("苏州", "常州", "无锡", "宁波", "东莞", "青岛", "成都", "武汉", "合肥", "佛山");
    private static final List<String> TRADES = List.of("精密机械", "钣金制造", "汽车零部件", "电气设备", "钢结构", "电梯部件");
    private static final List<String> TALK = List.of(
            "客户对切割厚板的断面质量有要求，希望看样件。",
            "确认了车间的供电、地基与气源，现场尺寸下周补给我们。",
            "对方财务关心付款节点，希望预付款不超过三成。",
            "技术部同意做一次打样，板材由客户提供。",
            "竞争对手已报价，客户更看重交期和售后响应。");

    private final Connection publisher;
    private final Names names;
    private final Size size;
    private final Staff staff;
    private final Instant until;
    private final SplittableRandom dice = new SplittableRandom(SEED);

    private record Customer(UUID id, Staff.Rep owner, Instant since) {}

    private record Opportunity(UUID id, Customer customer, Instant since, Instant moved, String stage) {}

    private DataSet(Connection publisher, Names names, Size size, Staff staff, Instant until) {
        this.publisher = publisher;
        this.names = names;
        this.size = size;
        this.staff = staff;
        this.until = until;
    }

    /**
     * Makes it where it is not there yet.
     *
     * @return whether it was made now
     */
    static boolean ensure(Connection publisher, Names names, Size size, Instant now) throws SQLException {
        try (var statement = publisher.createStatement()) {
            var there = there(statement);
            if (there != null) {
                if (!there.equals(size.name())) {
                    throw new IllegalStateException(
                            "The folder holds data set " + there + "; name another one with --data.");
                }
                return false;
            }
            publisher.setAutoCommit(false);
            new DataSet(publisher, names, size, Staff.read(publisher), now).make(statement);
            statement.execute(
                    "insert into kernel.setting (key, value) values ('" + DONE + "', '\"" + size.name() + "\"')");
            publisher.commit();
            publisher.setAutoCommit(true);
            statement.execute("vacuum analyze");
            return true;
        }
    }

    private static @Nullable String there(Statement statement) throws SQLException {
        try (var row = statement.executeQuery("select value #>> '{}' from kernel.setting where key = '" + DONE + "'")) {
            return row.next() ? row.getString(1) : null;
        }
    }

    private void make(Statement statement) throws SQLException {
        var indexes = dropIndexes(statement);
        var customers = customers();
        var opportunities = opportunities(customers);
        activities(customers, opportunities);
        transitions(opportunities);
        teams(opportunities);
        statement.execute("set local maintenance_work_mem = '512MB'");
        for (var index : indexes) {
            statement.execute(index);
        }
        sides(statement);
    }

    /** Indexes cost most while rows come in; they are made again under their names afterwards. */
    private List<String> dropIndexes(Statement statement) throws SQLException {
        var definitions = new LinkedHashMap<String, String>();
        for (var form : List.of("customer", "opportunity", "activity")) {
            try (var row = statement.executeQuery("""
                    select indexrelid::regclass::text, pg_get_indexdef(indexrelid) from pg_index
                    where indrelid = '%s'::regclass and not indisprimary""".formatted(names.table(form)))) {
                while (row.next()) {
                    definitions.put(row.getString(1), row.getString(2));
                }
            }
        }
        for (var name : definitions.keySet()) {
            statement.execute("drop index " + name);
        }
        return List.copyOf(definitions.values());
    }

    private List<Customer> customers() throws SQLException {
        var made = new ArrayList<Customer>();
        var columns = columns(
                "customer",
                "name",
                "short_name",
                "country",
                "region",
                "industry",
                "size",
                "level",
                "source",
                "phone",
                "receivable");
        columns.add(names.column("customer", "name") + "_n");
        try (var copy = new Copy(publisher, names.table("customer"), columns)) {
            for (int i = 0; i < size.customers(); i++) {
                var owner = i < NEWCOMERS_CUSTOMERS ? staff.newcomer() : one(staff.reps());
                var since = between(until.minus(YEARS), until.minus(Duration.ofDays(30)));
                var customer = new Customer(id(since), owner, since);
                var name = one(PLACES) + one(TRADES) + "%06d".formatted(i);
                copy.row(values(
                        customer.id(),
                        owner,
                        since,
                        name,
                        name.substring(0, 4),
                        "cn",
                        "320412",
                        one(INDUSTRIES),
                        one(List.of("micro", "small", "medium", "large")),
                        one(List.of("a", "b", "c", "d")),
                        one(SOURCES),
                        "138" + "%08d".formatted(i),
                        0,
                        name));
                made.add(customer);
            }
        }
        return made;
    }

    private List<Opportunity> opportunities(List<Customer> customers) throws SQLException {
        var made = new ArrayList<Opportunity>();
        var columns = columns(
                "opportunity",
                "number",
                "name",
                "customer",
                "business_type",
                "product_line",
                "amount",
                "currency",
                "expected_close",
                "stage",
                "stage_entered_at",
                "source",
                "green_channel",
                "next_step",
                "lost_reason",
                "closed_at");
        try (var copy = new Copy(publisher, names.table("opportunity"), columns)) {
            for (int i = 0; i < customers.size() * Size.OPPORTUNITIES_PER_CUSTOMER; i++) {
                var customer = customers.get(i / Size.OPPORTUNITIES_PER_CUSTOMER);
                var since = between(customer.since(), until.minus(Duration.ofDays(1)));
                var moved = between(since, until);
                var opportunity = new Opportunity(id(since), customer, since, moved, stage());
                boolean closed = !STAGES.contains(opportunity.stage());
                copy.row(values(
                        opportunity.id(),
                        customer.owner(),
                        since,
                        "B-%07d".formatted(i),
                        one(PLACES) + one(TRADES) + "项目 " + i,
                        customer.id(),
                        "machine",
                        one(LINES),
                        dice.nextInt(50) == 0 ? null : amount(),
                        "cny",
                        since.plus(Duration.ofDays(60 + dice.nextInt(200)))
                                .atZone(ZoneOffset.UTC)
                                .toLocalDate(),
                        opportunity.stage(),
                        moved,
                        one(SOURCES),
                        dice.nextInt(20) == 0,
                        "约客户技术部看方案",
                        opportunity.stage().equals("lost") ? one(List.of("price", "competitor", "delivery")) : null,
                        closed ? moved : null));
                made.add(opportunity);
            }
        }
        return made;
    }

    private void activities(List<Customer> customers, List<Opportunity> opportunities) throws SQLException {
        var columns = columns(
                "activity",
                "kind",
                "purpose",
                "occurred_at",
                "customer",
                "opportunity",
                "participants",
                "summary",
                "next_step",
                "commercial");
        // in the order of time, as they would have come in
        int count = customers.size() * Size.ACTIVITIES_PER_CUSTOMER;
        var days = Duration.ofDays(3 * 365).toSeconds();
        try (var copy = new Copy(publisher, names.table("activity"), columns)) {
            for (int i = 0; i < count; i++) {
                var at = until.minus(YEARS).plusSeconds(days * i / count);
                var opportunity = opportunities.get(dice.nextInt(opportunities.size()));
                var customer = opportunity.customer();
                copy.row(values(
                        id(at),
                        customer.owner(),
                        at,
                        one(KINDS),
                        one(PURPOSES),
                        at,
                        customer.id(),
                        dice.nextInt(5) == 0 ? null : opportunity.id(),
                        "{" + customer.owner().id() + "}",
                        one(TALK) + one(TALK) + one(TALK),
                        dice.nextInt(3) == 0 ? "寄样件与报价" : null,
                        dice.nextInt(5) == 0));
            }
        }
    }

    private void transitions(List<Opportunity> opportunities) throws SQLException {
        var pipeline = names.definition().pipelinesOf("opportunity").getFirst().uid();
        var columns = List.of(
                "id",
                "form",
                "record",
                "pipeline",
                "from_stage",
                "to_stage",
                "at",
                "person",
                "kind",
                "migrated",
                "time_unknown");
        try (var copy = new Copy(publisher, "kernel.transition", columns)) {
            for (var opportunity : opportunities) {
                var step = Duration.between(opportunity.since(), opportunity.moved())
                        .dividedBy(Size.MOVES_PER_OPPORTUNITY);
                String from = null;
                for (int i = 0; i < Size.MOVES_PER_OPPORTUNITY; i++) {
                    boolean last = i == Size.MOVES_PER_OPPORTUNITY - 1;
                    var to = last ? opportunity.stage() : STAGES.get(i);
                    var at = last ? opportunity.moved() : opportunity.since().plus(step.multipliedBy(i));
                    copy.row(
                            id(at),
                            names.uid("opportunity"),
                            opportunity.id(),
                            pipeline,
                            from,
                            to,
                            at,
                            opportunity.customer().owner().id(),
                            "forward",
                            true,
                            false);
                    from = to;
                }
            }
        }
    }

    /** On each twentieth opportunity a colleague helps; never the newcomer. */
    private void teams(List<Opportunity> opportunities) throws SQLException {
        var columns = List.of("form", "record", "person", "part", "may_write");
        try (var copy = new Copy(publisher, "kernel.team", columns)) {
            for (int i = 0; i < opportunities.size(); i += 20) {
                copy.row(
                        names.uid("opportunity"),
                        opportunities.get(i).id(),
                        one(staff.reps()).id(),
                        "co_owner",
                        true);
            }
        }
    }

    /** What the product would have derived from the records. */
    private void sides(Statement statement) throws SQLException {
        statement.execute(names.sql("""
                insert into {activity_d} (id) select id from {activity} on conflict do nothing;
                insert into {opportunity_d} (id, last_activity_at)
                select o.id, max(a."{activity.occurred_at}") from {opportunity} o
                left join {activity} a on a."{activity.opportunity}" = o.id group by o.id on conflict do nothing;
                insert into {customer_d} (id, last_activity_at, "{customer.open_amount}", "{customer.won_amount}",
                    "{customer.contracted}", "{customer.received}", "{customer.orders}",
                    "{customer.machines}", "{customer.contracts}")
                select c.id, a.at, coalesce(o.open, 0), coalesce(o.won, 0), 0, 0, 0, 0, 0 from {customer} c
                left join (select "{activity.customer}" as customer, max("{activity.occurred_at}") as at
                           from {activity} group by 1) a on a.customer = c.id
                left join (select "{opportunity.customer}" as customer,
                               sum("{opportunity.amount}") filter (where "{opportunity.stage}" = 'won') as won,
                               sum("{opportunity.amount}") filter (where "{opportunity.stage}" not in ('won', 'lost')) as open
                           from {opportunity} group by 1) o on o.customer = c.id
                on conflict do nothing"""));
    }

    // ---- rows

    /** The columns every record has, then the given fields. */
    private List<String> columns(String form, String... keys) {
        var columns = new ArrayList<>(List.of(
                "id", "row_version", "owner", "department", "created_at", "created_by", "updated_at", "updated_by"));
        for (var key : keys) {
            columns.add(names.column(form, key));
        }
        return columns;
    }

    private static @Nullable Object[] values(UUID id, Staff.Rep owner, Instant at, @Nullable Object... fields) {
        var values = new @Nullable Object[8 + fields.length];
        values[0] = id;
        values[1] = 1;
        values[2] = owner.id();
        values[3] = owner.department();
        values[4] = at;
        values[5] = owner.id();
        values[6] = at;
        values[7] = owner.id();
        System.arraycopy(fields, 0, values, 8, fields.length);
        return values;
    }

    private String stage() {
        int throwOf = dice.nextInt(100);
        return throwOf < 30 ? "won" : throwOf < 65 ? "lost" : one(STAGES);
    }

    private java.math.BigDecimal amount() {
        var factor = Math.exp(dice.nextDouble() * 5);
        return java.math.BigDecimal.valueOf(Math.round(factor * 5_000_000), 2);
    }

    private Instant between(Instant from, Instant to) {
        return Instant.ofEpochSecond(
                dice.nextLong(from.getEpochSecond(), Math.max(from.getEpochSecond() + 1, to.getEpochSecond())));
    }

    private UUID id(Instant at) {
        return Ids.of(at.toEpochMilli(), dice.nextLong(), dice.nextLong());
    }

    private <T> T one(List<T> of) {
        return of.get(dice.nextInt(of.size()));
    }

    /** How many rows the forms hold, for the report. */
    static Map<String, Long> counts(Connection connection, Names names) throws SQLException {
        var tables = new LinkedHashMap<String, String>();
        tables.put("customers", names.table("customer"));
        tables.put("opportunities", names.table("opportunity"));
        tables.put("log entries", names.table("activity"));
        tables.put("stage transitions", "kernel.transition");
        var counts = new LinkedHashMap<String, Long>();
        try (var statement = connection.createStatement()) {
            for (var entry : tables.entrySet()) {
                try (var row = statement.executeQuery("select count(*) from " + entry.getValue())) {
                    row.next();
                    counts.put(entry.getKey(), row.getLong(1));
                }
            }
        }
        return counts;
    }
}
