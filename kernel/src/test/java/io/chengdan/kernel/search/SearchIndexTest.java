package io.chengdan.kernel.search;

import static org.assertj.core.api.Assertions.assertThat;

import io.chengdan.kernel.Fixture;
import io.chengdan.kernel.Worker;
import io.chengdan.kernel.feed.ChangeFeed;
import io.chengdan.kernel.record.Change;
import io.chengdan.kernel.record.WriteRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.jooq.ExecuteContext;
import org.jooq.ExecuteListener;
import org.jooq.ExecuteType;
import org.jooq.Query;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("L7")
class SearchIndexTest {

    private final Fixture given = Fixture.workshop();
    private final Search search = new Search(given.db(), given.reader());
    private Worker director;

    @BeforeEach
    void somebody() {
        director = given.person("Dong", "company", "director");
        // counts what is written into the index, and by whose hands is all the same
        given.superuser().execute("""
                create table public.written (record uuid, field text);
                grant insert on public.written to public;
                create function public.note() returns trigger language plpgsql as
                  'begin insert into public.written values (new.record, new.field); return new; end';
                create trigger note after insert on kernel.search for each row execute function public.note();
                """);
    }

    @AfterEach
    void close() {
        given.close();
    }

    private SearchIndex node() {
        return new SearchIndex(given.db(), new ChangeFeed(given.db()), given.reader(), given.releases()::lockForWrite);
    }

    private static void settle(SearchIndex node) {
        while (node.step()) {}
    }

    private List<UUID> finds(String words) {
        return search.find(director.plan(), words, null, 50).stream()
                .map(Search.Hit::id)
                .toList();
    }

    private void customers(int from, int until) {
        var changes = IntStream.range(from, until)
                .mapToObj(n -> Change.create(null, Map.of("name", "遵义第%04d锻造厂".formatted(n))))
                .toList();
        director.writes(new WriteRequest("customer", changes, false, "import", null));
    }

    private int written() {
        return given.superuser().fetchCount(DSL.table("public.written"));
    }

    @Test
    void what_was_there_before_the_index_is_read_once_and_not_change_by_change() {
        customers(0, 30);
        var id = director.creates("customer", "name", "铜仁锻造");
        director.changes("customer", id, "name", "铜仁铸造");

        settle(node());

        assertThat(finds("铜仁铸造")).containsExactly(id);
        assertThat(written()).isEqualTo(31);
        settle(node());
        assertThat(written()).isEqualTo(31);
    }

    @Test
    void a_change_of_other_fields_leaves_the_words_as_they_are() {
        var first = director.creates("customer", "name", "铜仁锻造一厂");
        var second = director.creates("customer", "name", "铜仁锻造二厂");
        var node = node();
        settle(node);
        assertThat(finds("铜仁")).containsExactly(second, first);
        int before = written();

        director.changes("customer", first, "region", "3204");
        settle(node);

        assertThat(finds("铜仁")).containsExactly(first, second);
        assertThat(written()).isEqualTo(before);
        var other = given.person("Zhou", "company", "rep");
        director.changes("customer", second, "owner", other.id().toString());
        settle(node);
        assertThat(search.find(other.plan(), "铜仁", null, 10)).hasSize(1);
        assertThat(written()).isEqualTo(before);
    }

    @Test
    void a_node_that_ends_is_taken_up_where_it_stopped() {
        customers(0, 1_100);
        var ending = node();
        for (int i = 0; i < 100 && written() < 500; i++) {
            ending.step();
        }
        assertThat(written()).isBetween(500, 1_000);

        settle(node());

        assertThat(written()).isEqualTo(1_100);
        assertThat(finds("第1099锻造")).hasSize(1);
    }

    @Test
    void two_nodes_do_no_work_twice() throws Exception {
        customers(0, 700);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var works = new ArrayList<Callable<Void>>();
            for (int i = 0; i < 2; i++) {
                works.add(() -> {
                    var node = node();
                    for (int steps = 0; steps < 120; steps++) {
                        node.step();
                    }
                    return null;
                });
            }
            works.add(() -> {
                for (int batch = 0; batch < 10; batch++) {
                    customers(700 + batch * 20, 720 + batch * 20);
                }
                return null;
            });
            for (var work : threads.invokeAll(works)) {
                work.get();
            }
        }
        settle(node());

        assertThat(given.superuser().fetchCount(DSL.table("kernel.search"), DSL.condition("value like '遵义第%'")))
                .isEqualTo(900);
        // a record that was written while all of its form was read may have been read twice, in one step each
        assertThat(written()).isBetween(900, 1_100);
    }

    @Test
    void a_publish_that_changes_what_is_searched_is_followed_while_searches_go_on() {
        var id = director.creates("thing", "label", "铜仁样机", "site", "https://gongchang.example/2088");
        var node = node();
        settle(node);
        assertThat(finds("gongchang")).containsExactly(id);
        var before = given.app().number();
        var other = Fixture.workshopFiles();
        other.computeIfPresent(
                "forms/thing.yaml", (_, text) -> text.replace("key: site, type: url", "key: site, type: integer"));

        given.publish(other);
        assertThat(finds("gongchang")).isEmpty();
        assertThat(finds("铜仁")).containsExactly(id);
        settle(node);
        assertThat(finds("铜仁")).containsExactly(id);

        given.releases().rollback(before, Optional.empty(), "");
        assertThat(finds("铜仁")).containsExactly(id);
        settle(node);
        assertThat(finds("gongchang")).containsExactly(id);
    }

    @Test
    void among_twenty_thousand_a_search_goes_by_its_rarest_word() {
        var model = director.creates("customer", "name", "样板");
        copy(model, 20_000);
        settle(node());
        given.superuser().execute("vacuum analyze kernel.search");
        var asked = new ArrayList<Query>();
        var listening = given.db().configuration().derive(new ExecuteListener() {
            @Override
            public void end(ExecuteContext context) {
                if (context.type() == ExecuteType.READ && context.query() != null) {
                    asked.add(context.query());
                }
            }
        });
        var watched = new Search(DSL.using(listening), given.reader());

        assertThat(watched.find(director.plan(), "第012345号", null, 20)).hasSize(1);
        assertThat(watched.find(director.plan(), "gzd012345", null, 20)).hasSize(1);
        assertThat(watched.find(director.plan(), "贵州 012345", null, 20)).hasSize(1);

        asked.removeIf(query -> !query.getSQL().contains("from kernel.search s"));
        assertThat(asked).hasSizeGreaterThan(6);
        for (var query : asked) {
            var plan = given.superuser().explain(query).plan();
            assertThat(plan).as(query.toString()).contains("search_by_token").doesNotContain("Seq Scan on search");
        }
    }

    /** So many customers more, all but their names as this one. */
    private void copy(UUID model, int count) {
        var table = given.app().tables().get("customer");
        var columns = table.columns();
        var name = columns.get("name").name();
        var base = table.base().getQualifiedName().last();
        given.superuser().execute("""
                do $$
                declare others text;
                begin
                  select string_agg(quote_ident(attname), ', ') into others from pg_attribute
                  where attrelid = 'app.%1$s'::regclass and attnum > 0 and not attisdropped
                    and attname not in ('id', '%2$s') and attname not like '%2$s%%' and attgenerated = '';
                  execute 'insert into app.%1$s (id, %2$s, ' || others || ') select gen_random_uuid(), ''贵州第'' || lpad(n::text, 6, ''0'') || ''号锻造有限公司'', '
                    || others || ' from app.%1$s, generate_series(1, %3$d) n where id = ''%4$s''';
                end $$
                """.formatted(base, name, count, model));
    }
}
