package io.chengdan.bench;

import io.chengdan.kernel.definition.Ids;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What one person does, each thing over HTTP and in plain SQL. */
final class Tasks {

    static final String SUMMARY = "客户对切割厚板的断面质量有要求，希望看样件；下周补车间尺寸。";

    private static final int DEPTH = 20;
    private static final int PAGE = 50;
    private static final int TRIALS = 5;

    private final Person person;
    private final PlainSql plain;
    private final List<Visitor> visitors;
    private final List<SqlClient> clients;

    Tasks(Names names, Person person, List<Visitor> visitors, List<SqlClient> clients) {
        this.person = person;
        this.plain = new PlainSql(names, person);
        this.visitors = visitors;
        this.clients = clients;
    }

    /** What a thing is measured by. */
    enum Bar {
        LIST,
        RECORD,
        WRITE
    }

    record Task(String name, Bar bar, Crowd.Deed http, Crowd.Deed sql, String statement) {}

    List<Task> all() throws Exception {
        var tasks = new ArrayList<Task>();
        if (person.sight() != Person.Sight.ENGINEER) {
            tasks.add(opportunities());
            deep().ifPresent(tasks::add);
        }
        tasks.add(activities());
        tasks.add(record());
        tasks.add(entry());
        return tasks;
    }

    // ---- lists

    private Task opportunities() throws Exception {
        var path = opportunityPath(null);
        int rows = visitors.getFirst().get(path).get("items").size();
        var page = best(plain.opportunityPage(null), Math.min(PAGE, rows));
        var count = best(plain.opportunityCount(), 1);
        return list("Opportunities, page 1", path, page, count);
    }

    private java.util.Optional<Task> deep() throws Exception {
        JsonNode before = visitors.getFirst().get(opportunityPath(null));
        for (int i = 1; i < DEPTH - 1 && before.hasNonNull("next"); i++) {
            before = visitors.getFirst().get(opportunityPath(before.get("next").asString()));
        }
        if (!before.hasNonNull("next")) {
            return java.util.Optional.empty();
        }
        var path = opportunityPath(before.get("next").asString());
        var last = before.get("items").get(PAGE - 1);
        var amount = last.get("fields").get("amount");
        if (amount == null || amount.isNull()) {
            return java.util.Optional.empty();
        }
        int rows = visitors.getFirst().get(path).get("items").size();
        var after = new PlainSql.After(
                amount.asString(), UUID.fromString(last.get("id").asString()));
        var page = best(plain.opportunityPage(after), rows);
        return java.util.Optional.of(
                list("Opportunities, page " + DEPTH, path, page, best(plain.opportunityCount(), 1)));
    }

    private Task activities() throws Exception {
        var path = "/api/records/activity?sort=-occurred_at&limit=50&count=true"
                + "&fields=occurred_at,kind,purpose,customer,summary,next_step,next_at,created_by";
        int rows = visitors.getFirst().get(path).get("items").size();
        return list("Log by time, page 1", path, best(plain.activityPage(), rows), best(plain.activityCount(), 1));
    }

    private Task list(String name, String path, String page, String count) {
        return new Task(
                name,
                Bar.LIST,
                who -> visitors.get(who).ask("GET", path, null),
                who -> {
                    clients.get(who).ask(page);
                    clients.get(who).ask(count);
                },
                page + ";\n" + count);
    }

    private static String opportunityPath(@Nullable String cursor) {
        var where =
                JsonMapper.shared().writeValueAsString(Map.of("field", "stage", "op", "in", "value", PlainSql.OPEN));
        return "/api/records/opportunity?sort=-amount&limit=50&count=true"
                + "&fields=name,customer,stage,amount,expected_close,product_line,next_step,owner&where="
                + URLEncoder.encode(where, StandardCharsets.UTF_8)
                + (cursor == null ? "" : "&cursor=" + URLEncoder.encode(cursor, StandardCharsets.UTF_8));
    }

    // ---- records

    private Task record() throws Exception {
        var form = person.sight() == Person.Sight.ENGINEER ? "customer" : "opportunity";
        var ids = ids(form);
        var sql = plain.record();
        return new Task(
                "Record page, " + form,
                Bar.RECORD,
                who -> visitors.get(who).ask("GET", "/api/records/" + form + "/" + one(ids), null),
                who -> clients.get(who).ask(sql, one(ids)),
                sql);
    }

    private Task entry() throws Exception {
        var customers = ids("customer");
        var inserts = plain.inserts();
        return new Task(
                "Write a log entry",
                Bar.WRITE,
                who -> visitors.get(who).ask("POST", "/api/records/activity", body(one(customers))),
                who -> insert(clients.get(who), inserts, one(customers)),
                String.join(";\n", inserts));
    }

    private static String body(String customer) {
        return JsonMapper.shared()
                .writeValueAsString(Map.of(
                        "fields",
                        Map.of(
                                "kind", "call",
                                "purpose", "other",
                                "customer", customer,
                                "summary", SUMMARY,
                                "next_step", "寄样件与报价")));
    }

    private static void insert(SqlClient client, List<String> inserts, String customer) throws SQLException {
        var id = Ids.next(Instant.now()).toString();
        var history = Ids.next(Instant.now()).toString();
        client.write(inserts, List.of(List.of(id, customer), List.of(id), List.of(history, id), List.of(id)));
    }

    private List<String> ids(String form) throws Exception {
        var ids = new ArrayList<String>();
        visitors.getFirst()
                .get("/api/records/" + form + "?limit=200&fields=name")
                .get("items")
                .forEach(item -> ids.add(item.get("id").asString()));
        return ids;
    }

    private static String one(List<String> of) {
        return of.get(ThreadLocalRandom.current().nextInt(of.size()));
    }

    /** The quickest of those that find at least as many rows. */
    private String best(List<String> candidates, int rows) throws SQLException {
        String best = null;
        long least = Long.MAX_VALUE;
        for (var candidate : candidates) {
            long time = Long.MAX_VALUE;
            int found = 0;
            for (int i = 0; i < TRIALS; i++) {
                long start = System.nanoTime();
                found = clients.getFirst().ask(candidate);
                time = Math.min(time, System.nanoTime() - start);
            }
            if (found >= rows && time < least) {
                least = time;
                best = candidate;
            }
        }
        if (best == null) {
            throw new IllegalStateException("plain SQL finds fewer rows than the product for " + person.login());
        }
        return best;
    }
}
