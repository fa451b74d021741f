package io.chengdan.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.chengdan.kernel.identity.Person;
import java.net.URLEncoder;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** The one box, as the sales application has it. */
@Tag("L7")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SearchHttpTest extends ServerTest {

    private static final Duration SOON = Duration.ofSeconds(2);

    private Person owner;
    private Client rep;
    private Client engineer;
    private String customer;

    @BeforeAll
    void aCustomerWithALog() {
        owner = somebody("sales_rep");
        rep = loggedIn(owner);
        engineer = loggedIn(somebody("technical_engineer"));
        customer = created(
                "customer",
                Map.of(
                        "name",
                        "重庆曾氏轴承（厦门）有限公司",
                        "industry",
                        "machinery",
                        "credit_code",
                        "91500107MA5YUXJR0H",
                        "address",
                        "沙坪坝凤天路 7 号"));
        created("contact", Map.of("name", "瞿静雯", "customer", customer, "mobile", "13996387754"));
        log(false, "首次到厂，主轴温升超过 12 度，要看冷却方案");
        log(true, "沃尔泰报了底价 86 万");
        soon(rep, "沃尔泰报了底价", 1);
    }

    private String created(String form, Map<String, ?> fields) {
        var answer = rep.post("/api/records/" + form, Map.of("fields", fields));
        assertThat(answer.status()).as(answer.raw().body()).isEqualTo(201);
        return answer.body().path("id").asString();
    }

    private void log(boolean commercial, String summary) {
        created("activity", Map.of("customer", customer, "kind", "call", "summary", summary, "commercial", commercial));
    }

    private static Client.Answer ask(Client client, String words, String more) {
        return client.get("/api/search?q=" + URLEncoder.encode(words, StandardCharsets.UTF_8) + more);
    }

    private static List<JsonNode> finds(Client client, String words) {
        var answer = ask(client, words, "");
        assertThat(answer.status()).as(answer.raw().body()).isEqualTo(200);
        var items = new ArrayList<JsonNode>();
        answer.body().path("items").forEach(items::add);
        return items;
    }

    /** Looks again and again until so many are found, no longer than people are promised. */
    private static void soon(Client client, String words, int count) {
        var end = Instant.now().plus(SOON);
        while (Instant.now().isBefore(end) && finds(client, words).size() != count) {
            Thread.onSpinWait();
        }
        assertThat(finds(client, words)).as(words).hasSize(count);
    }

    private static String marked(JsonNode hit) {
        var text = new StringBuilder(hit.path("text").asString());
        var marks = new ArrayList<JsonNode>();
        hit.path("marks").forEach(marks::add);
        marks.reversed()
                .forEach(mark -> text.insert(mark.path("end").asInt(), ']')
                        .insert(mark.path("start").asInt(), '['));
        return text.toString();
    }

    @ParameterizedTest
    @CsvSource({
        "轴承, customer, name, 重庆曾氏[轴承]（厦门）有限公司",
        "chongqing, customer, name, [重庆]曾氏轴承（厦门）有限公司",
        "cqzs, customer, name, [重庆曾氏]轴承（厦门）有限公司",
        "zengshi, customer, name, 重庆[曾氏]轴承（厦门）有限公司",
        "xiamen, customer, name, 重庆曾氏轴承（[厦门]）有限公司",
        "重庆 xmyx, customer, name, [重庆]曾氏轴承（[厦门）有限]公司",
        "5YUXJR, customer, credit_code, 91500107MA[5YUXJR]0H",
        "7754, contact, mobile, 1399638[7754]",
        "qujingwen, contact, name, [瞿静雯]",
        "主轴温升, activity, summary, '首次到厂，[主轴温升]超过 12 度，要看冷却方案'"
    })
    void a_fragment_is_found_and_marked(String typed, String form, String field, String marked) {
        assertThat(finds(rep, typed)).singleElement().satisfies(hit -> {
            assertThat(hit.path("form").asString()).isEqualTo(form);
            assertThat(hit.path("field").asString()).isEqualTo(field);
            assertThat(hit.path("label").path("zh").asString()).isNotEmpty();
            assertThat(hit.path("title").asString()).isNotEmpty();
            assertThat(marked(hit)).isEqualTo(marked);
        });
    }

    @Test
    void a_hit_says_what_it_is_about_as_far_as_one_may_know() {
        assertThat(finds(rep, "瞿静").getFirst().path("about").asString("")).isEqualTo("重庆曾氏轴承（厦门）有限公司");
        assertThat(finds(rep, "重庆曾氏").getFirst().has("about")).isFalse();
    }

    @Test
    void hidden_fields_and_rows_cannot_match() {
        assertThat(finds(engineer, "重庆曾氏"))
                .singleElement()
                .satisfies(hit -> assertThat(hit.path("id").asString()).isEqualTo(customer));
        assertThat(finds(engineer, "主轴温升")).hasSize(1);
        for (var hidden : List.of("5YUXJR", "凤天路", "沃尔泰", "底价", "7754", "瞿静", "轴承 凤天路")) {
            assertThat(finds(rep, hidden)).as(hidden).hasSize(1);
            assertThat(finds(engineer, hidden)).as(hidden).isEmpty();
        }
        assertThat(finds(loggedIn(somebody("sales_rep")), "重庆曾氏")).isEmpty();
    }

    @Test
    void what_was_written_is_found_within_two_seconds_and_what_was_deleted_is_gone() {
        var id = created("customer", Map.of("name", "安顺风机三厂", "industry", "machinery"));
        soon(rep, "安顺风机", 1);
        var renamed = rep.request("/api/records/customer/" + id)
                .header("Content-Type", "application/json")
                .header("If-Match", "\"1\"")
                .method("PATCH", BodyPublishers.ofString("{\"fields\":{\"name\":\"毕节风机三厂\"}}"));
        assertThat(rep.send(renamed).status()).isEqualTo(200);
        soon(rep, "bijie", 1);
        assertThat(finds(rep, "安顺风机")).isEmpty();

        var version = rep.get("/api/records/customer/" + id).header("ETag");
        var director = loggedIn(somebody("sales_director"));
        assertThat(director.send(director.request("/api/records/customer/" + id)
                                .header("If-Match", version)
                                .DELETE())
                        .status())
                .isEqualTo(204);
        assertThat(finds(rep, "bijie")).as("at once, whatever the index says").isEmpty();
    }

    @Test
    void one_form_alone_can_be_searched_and_the_number_of_hits_bounded() {
        assertThat(ask(rep, "重庆曾氏", "&form=contact").body().path("items")).isEmpty();
        assertThat(ask(rep, "重庆曾氏", "&form=customer&limit=1").body().path("items"))
                .hasSize(1);
    }

    @Test
    void a_form_that_is_hidden_is_as_one_that_is_not_there() {
        var hidden = ask(engineer, "合同", "&form=contract");
        var missing = ask(engineer, "合同", "&form=nothing");

        assertThat(hidden.status()).isEqualTo(404);
        assertThat(hidden.body().path("detail")).isEqualTo(missing.body().path("detail"));
        assertThat(missing.status()).isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", " ", "曾", "%", "%%", "''", "\"\"", "——！？。", "😀😀", "\u0000\u0000", "a-", "一二 二三 三四 四五 五六 六七"
            })
    void too_little_to_search_for_is_told(String typed) {
        refused(ask(rep, typed, ""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"重庆%", "'重庆' or 1=1 --", "{重庆,曾氏}", "重庆😀", "\\重庆\\", "重庆\u0000"})
    void signs_do_not_matter(String typed) {
        assertThat(finds(rep, typed.replace("or 1=1", ""))).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {51, 2_000, 10_000})
    void too_much_to_search_for_is_told(int length) {
        var answer = rep.get("/api/search?q=" + "a".repeat(length));

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.header("Content-Type")).startsWith("application/problem+json");
    }

    @ParameterizedTest
    @ValueSource(strings = {"&limit=0", "&limit=-1", "&limit=101", "&limit=many"})
    void a_limit_out_of_bounds_is_told(String more) {
        assertThat(ask(rep, "重庆", more).status()).isEqualTo(400);
    }

    @Test
    void what_is_missing_is_told() {
        assertThat(rep.get("/api/search").code()).isEqualTo("missing_value");
        assertThat(browser().get("/api/search?q=ab").status()).isEqualTo(401);
    }

    private static void refused(Client.Answer answer) {
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.code()).isEqualTo("bad_query");
        assertThat(answer.header("Content-Type")).startsWith("application/problem+json");
    }
}
