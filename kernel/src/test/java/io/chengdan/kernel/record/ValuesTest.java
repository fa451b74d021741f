package io.chengdan.kernel.record;

import static io.chengdan.kernel.Refusals.faults;
import static io.chengdan.kernel.Refusals.refused;
import static io.chengdan.kernel.Worker.fields;
import static org.assertj.core.api.Assertions.assertThat;

import io.chengdan.kernel.Fixture;
import io.chengdan.kernel.Worker;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** Values of every type of field, good and bad. */
@Tag("A1")
class ValuesTest {

    private static Fixture given;
    private static Worker rep;

    @BeforeAll
    static void open() {
        given = Fixture.workshop();
        rep = given.person("Li", "company", "rep");
    }

    @AfterAll
    static void close() {
        given.close();
    }

    static Stream<Arguments> good() {
        var helper = UUID.randomUUID();
        return Stream.of(
                kept("label", "  轴承 \uD83D\uDE00 ", "轴承 \uD83D\uDE00"),
                kept("label", "十个字十个字十个字啊", "十个字十个字十个字啊"),
                kept("label", "   ", null),
                kept("story", "one\ntwo\tthree", "one\ntwo\tthree"),
                kept("pieces", 3, 3L),
                kept("pieces", "3", 3L),
                kept("pieces", new BigDecimal("3.000"), 3L),
                kept("pieces", new BigDecimal("1e3"), 1000L),
                kept("pieces", 0, 0L),
                kept("weight", "-0.125", "-0.125"),
                kept("weight", BigInteger.TEN.pow(20), "1" + "0".repeat(20) + ".000"),
                kept("price", 12.5, "12.50"),
                kept("price", "1280000", "1280000.00"),
                kept("rebate", "100", "100.00"),
                kept("day", "2026-02-28", "2026-02-28"),
                kept("moment", "2026-11-23T09:30:00.123456789+08:00", "2026-11-23T09:30:00.123456+08:00"),
                kept("moment", "2026-11-23T01:30:00Z", "2026-11-23T09:30:00+08:00"),
                kept("line", "lathe", "lathe"),
                kept("colours", List.of("red", "blue", "red"), List.of("red", "blue")),
                kept("colours", List.of(), null),
                kept("ready", false, false),
                kept("region", "3204", "3204"),
                kept("phone", "+86 (0512) 6688-1234", "+86 (0512) 6688-1234"),
                kept("mail", "li.na@company.cn", "li.na@company.cn"),
                kept("site", "https://example.com/a?b=c", "https://example.com/a?b=c"),
                kept("tags", List.of("vip", "vip", "新"), List.of("vip", "新")),
                kept("papers", List.of(helper.toString()), List.of()),
                kept("parts", List.of(), null));
    }

    private static Arguments kept(String field, Object sent, @Nullable Object shown) {
        return Arguments.of(field, sent, shown);
    }

    @ParameterizedTest(name = "{0}: {1} is kept as {2}")
    @MethodSource("good")
    void a_good_value_is_kept_and_comes_back(String field, Object sent, @Nullable Object shown) {
        var thing = rep.creates("thing", field, sent);

        assertThat(rep.reads("thing", thing, field)).isEqualTo(shown);
        if (shown != null && !field.equals("papers")) {
            rep.changes("thing", thing, field, shown);
            assertThat(rep.reads("thing", thing, field)).isEqualTo(shown);
            assertThat(rep.gets("thing", thing).version()).as("nothing changed").isEqualTo(1);
        }
        rep.changes("thing", thing, field, null);
        assertThat(rep.reads("thing", thing, field)).isNull();
    }

    static Stream<Arguments> bad() {
        return Stream.of(
                bad("label", 3, "not_text"),
                bad("label", true, "not_text"),
                bad("label", Map.of("a", 1), "not_text"),
                bad("label", "eleven sign", "too_long"),
                bad("label", "a\nb", "one_line"),
                bad("label", "a\0b", "not_text"),
                bad("label", "\0", "not_text"),
                bad("label", "a\uD83D", "not_text"),
                bad("label", "\uDE00a", "not_text"),
                bad("label", "\uDE00\uD83D", "not_text"),
                bad("story", "x".repeat(51), "too_long"),
                bad("story", "a\0b", "not_text"),
                bad("pieces", "three", "not_number"),
                bad("pieces", "", null),
                bad("pieces", "1.5", "not_integer"),
                bad("pieces", -1, "too_small"),
                bad("pieces", "1000000000001", "too_large"),
                bad("pieces", true, "not_number"),
                bad("pieces", List.of(1), "not_number"),
                bad("pieces", "１２", "not_number"),
                bad("pieces", "NaN", "not_number"),
                bad("pieces", Double.NaN, "not_number"),
                bad("pieces", Double.POSITIVE_INFINITY, "not_number"),
                bad("pieces", "1e999999999", "not_number"),
                bad("weight", new BigDecimal("1e999999999"), "not_number"),
                bad("weight", new BigDecimal("1e-999999999"), "not_number"),
                bad("weight", BigInteger.TEN.pow(5000), "not_number"),
                bad("weight", BigInteger.TEN.pow(21), "too_large"),
                bad("weight", "9".repeat(40), "too_large"),
                bad("weight", "9".repeat(400), "not_number"),
                bad("weight", "0.0001", "too_many_decimals"),
                bad("price", "0.001", "too_many_decimals"),
                bad("price", "12,5", "not_number"),
                bad("price", "0x10", "not_number"),
                bad("rebate", "100.01", "too_large"),
                bad("day", "2026-02-29", "not_date"),
                bad("day", "23.11.2026", "not_date"),
                bad("day", "2026-11-23T00:00:00Z", "not_date"),
                bad("day", 20261123, "not_date"),
                bad("day", "1899-12-31", "not_date"),
                bad("day", "+999999999-12-31", "not_date"),
                bad("moment", "2026-11-23 09:30", "not_datetime"),
                bad("moment", "2026-11-23T09:30:00", "not_datetime"),
                bad("moment", "+999999999-12-31T00:00:00Z", "not_datetime"),
                bad("line", "plane", "not_an_option"),
                bad("line", 1, "not_an_option"),
                bad("line", List.of("lathe"), "not_an_option"),
                bad("line", "lathe\0", "not_an_option"),
                bad("colours", "red", "not_a_list"),
                bad("colours", List.of("green"), "not_an_option"),
                bad("colours", Collections.singletonList(null), "not_an_option"),
                bad("ready", "true", "not_yes_no"),
                bad("ready", 1, "not_yes_no"),
                bad("keeper", "Li", "not_an_id"),
                bad("keeper", UUID.randomUUID().toString(), "no_such_person"),
                bad("keeper", Map.of("name", "Li"), "not_an_id"),
                bad("helpers", UUID.randomUUID().toString(), "not_a_list"),
                bad("helpers", List.of(UUID.randomUUID().toString()), "no_such_person"),
                bad("helpers", Collections.nCopies(201, UUID.randomUUID().toString()), "too_many"),
                bad("unit", UUID.randomUUID().toString(), "no_such_record"),
                bad("region", "99", "not_a_region"),
                bad("region", 32, "not_a_region"),
                bad("region", "320412", "not_a_region"),
                bad("phone", "call me", "phone"),
                bad("phone", "12", "phone"),
                bad("mail", "li@company", "email"),
                bad("mail", "li na@company.cn", "email"),
                bad("mail", "@".repeat(5000), "too_long"),
                bad("site", "javascript:alert(1)", "url"),
                bad("site", "example.com", "url"),
                bad("maker", "1", "not_an_id"),
                bad("maker", "z".repeat(36), "not_an_id"),
                bad("maker", UUID.randomUUID().toString(), "no_such_record"),
                bad("users", List.of(UUID.randomUUID().toString()), "no_such_record"),
                bad("tags", List.of("x".repeat(41)), "too_long"),
                bad("tags", List.of(1), "not_text"),
                bad("parts", "none", "not_a_list"),
                bad("parts", List.of("none"), "not_a_row"),
                bad("parts", Collections.singletonList(null), "not_a_row"),
                bad("parts", List.of(Map.of("name", "a", "colour", "red")), "unknown_field"),
                bad("parts", List.of(Map.of("name", "a", "count", 0)), "too_small"),
                bad("parts", List.of(Map.of("count", 1)), "required"),
                bad("parts", List.of(fields("name", " ", "count", 1)), "required"),
                bad("parts", List.of(Map.of("name", "a", "supplier", UUID.randomUUID())), "no_such_record"),
                bad("parts", List.of(Map.of("name", "a", "checker", UUID.randomUUID())), "no_such_person"),
                bad("parts", Collections.nCopies(501, Map.of("name", "a")), "too_many"),
                bad("number", "T2026-999", "not_writable"),
                bad("value", "12.00", "not_writable"),
                bad("score", 7, "not_writable"),
                bad("created_at", "2020-01-01T00:00:00Z", "not_writable"),
                bad("owner", UUID.randomUUID().toString(), "not_writable"));
    }

    private static Arguments bad(String field, Object sent, @Nullable String code) {
        return Arguments.of(field, sent, code);
    }

    @ParameterizedTest(name = "{0}: {1} is refused as {2}")
    @MethodSource("bad")
    void a_bad_value_is_refused_by_name_and_leaves_nothing(String field, Object sent, @Nullable String code) {
        if (code == null) {
            return;
        }
        long before = given.db().fetchCount(given.app().tables().get("thing").base());

        assertThat(faults(() -> rep.creates("thing", "label", "ok", field, sent).toString()))
                .contains(field + " " + code);

        assertThat(given.db().fetchCount(given.app().tables().get("thing").base()))
                .isEqualTo((int) before);
        var thing = rep.creates("thing", "label", "ok");
        assertThat(faults(() -> rep.changes("thing", thing, field, sent))).contains(field + " " + code);
        assertThat(rep.gets("thing", thing).version()).isEqualTo(1);
    }

    @Test
    void all_faults_are_told_at_once() {
        assertThat(faults(() -> rep.creates("thing", "label", 1, "pieces", "x", "day", "x")))
                .containsExactlyInAnyOrder("label not_text", "pieces not_number", "day not_date");
    }

    @Test
    void a_field_that_is_not_there_is_unknown() {
        refused("unknown_field", () -> rep.creates("thing", "colour", "red"));
        refused("unknown_field", () -> rep.creates("thing", "id", UUID.randomUUID()));
        refused("unknown_field", () -> rep.creates("thing", "deleted_at", null));
        refused("unknown_field", () -> rep.creates("thing", "", "red"));
        refused("unknown_field", () -> rep.creates("thing", "label; drop table", "red"));
    }

    @Test
    void a_form_that_is_not_there_or_not_granted_is_not_found() {
        refused("not_found", () -> rep.creates("nothing", "label", "red"));
        var engineer = given.person("Wu", "company", "engineer");
        refused("not_found", () -> engineer.creates("thing", "label", "red"));
    }

    @Test
    void rows_of_a_table_keep_their_order_and_links_come_back_with_titles() {
        var customer = rep.creates("customer", "name", "Rows Ltd");
        var thing = rep.creates(
                "thing",
                "parts",
                List.of(
                        Map.of("name", "b", "count", 2, "supplier", customer.toString()),
                        Map.of("name", "a"),
                        fields("name", "c", "checker", Map.of("id", rep.id().toString()))));

        var rows = (List<?>) rep.reads("thing", thing, "parts");
        assertThat(rows).extracting(row -> ((Map<?, ?>) row).get("name")).isEqualTo(List.of("b", "a", "c"));
        assertThat(((Map<?, ?>) rows.getFirst()).get("count")).isEqualTo(2L);
        assertThat(((RecordView.Link) ((Map<?, ?>) rows.getFirst()).get("supplier")).title())
                .isEqualTo("Rows Ltd");
        assertThat(((RecordView.Link) ((Map<?, ?>) rows.getLast()).get("checker")).title())
                .isEqualTo("Li");

        rep.changes("thing", thing, "parts", List.of(Map.of("name", "only")));
        assertThat((List<?>) rep.reads("thing", thing, "parts")).hasSize(1);
        assertThat(Arrays.asList(rep.gets("thing", thing).version())).containsExactly(2L);
    }

    @Test
    void a_whole_record_sent_back_changes_nothing() {
        var thing = rep.creates(
                "thing",
                "label",
                "back",
                "pieces",
                2,
                "price",
                "3",
                "keeper",
                rep.id(),
                "parts",
                List.of(Map.of("name", "x")));
        var json = JsonMapper.shared();
        Map<String, Object> whole = json.readValue(
                json.writeValueAsString(rep.gets("thing", thing).fields()),
                new TypeReference<Map<String, Object>>() {});

        rep.writes("thing", Change.update(thing, whole, 1));

        assertThat(rep.gets("thing", thing).version()).isEqualTo(1);
        assertThat(rep.reads("thing", thing, "value")).isEqualTo("6.00");
    }
}
