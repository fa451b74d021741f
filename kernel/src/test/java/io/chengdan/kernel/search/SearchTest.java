package io.chengdan.kernel.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.chengdan.kernel.Fixture;
import io.chengdan.kernel.Worker;
import io.chengdan.kernel.feed.ChangeFeed;
import io.chengdan.kernel.problem.Problem;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("L7")
class SearchTest {

    private static Fixture given;
    private static Worker rep;
    private static Worker other;
    private static Worker director;
    private static Worker engineer;
    private static SearchIndex index;
    private static Search search;
    private static UUID bearings;

    @BeforeAll
    static void open() {
        given = Fixture.workshop();
        given.department("east", "company");
        rep = given.person("Li", "east", "rep");
        other = given.person("Zhou", "east", "rep");
        director = given.person("Dong", "company", "director");
        engineer = given.person("Chen", "company", "engineer");
        index = new SearchIndex(given.db(), new ChangeFeed(given.db()), given.reader(), given.releases()::lockForWrite);
        search = new Search(given.db(), given.reader());
        bearings = rep.creates("customer", "name", "重庆曾氏轴承（厦门）有限公司", "code", "CQ-2088-X", "phone", "0519-8765 4321");
        given.team("customer", bearings, engineer, false);
        settle();
    }

    @AfterAll
    static void close() {
        given.close();
    }

    private static void settle() {
        while (index.step()) {}
    }

    private static List<UUID> finds(Worker who, String words) {
        return search.find(who.plan(), words, null, 20).stream()
                .map(Search.Hit::id)
                .toList();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "重庆",
                "轴承",
                "曾氏轴承",
                "厦门有限",
                "（厦门）",
                "chongqing",
                "zhongqing",
                "zengshi",
                "cengshi",
                "xiamen",
                "cqzs",
                "zqcs",
                "xmyxgs",
                "chongqingzengsh",
                "2088",
                "cq2088x",
                "CQ-2088",
                "ｃｑ２０８８",
                "87654321",
                "8765",
                "轴承 2088",
                "xiamen 8765"
            })
    void a_fragment_finds_it_however_it_is_typed(String typed) {
        assertThat(finds(rep, typed)).containsExactly(bearings);
    }

    @ParameterizedTest
    @ValueSource(strings = {"庆重", "重氏", "qingchong2", "zsqc", "20881", "轴承 2089", "xiamend"})
    void what_does_not_stand_there_finds_nothing(String typed) {
        assertThat(finds(rep, typed)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "重", "-- 重 --", "a", "一二 二三 三四 四五 五六 六七"})
    void too_little_or_too_much_is_refused(String typed) {
        assertThat(catchThrowableOfType(Problem.Malformed.class, () -> finds(rep, typed))
                        .code())
                .isEqualTo("bad_query");
    }

    @Test
    void nobody_finds_what_they_do_not_see() {
        assertThat(finds(other, "轴承")).isEmpty();
        assertThat(finds(director, "轴承")).containsExactly(bearings);
        // sees the customer and its name, of the phone only the end, nothing of the rest
        assertThat(finds(engineer, "轴承")).containsExactly(bearings);
        assertThat(finds(engineer, "8765")).isEmpty();
        assertThat(finds(engineer, "2088")).isEmpty();
        assertThat(finds(engineer, "轴承 2088")).isEmpty();
    }

    @Test
    void the_word_itself_comes_first_then_what_begins_with_it_and_ones_own_before_others() {
        var holds = rep.creates("customer", "name", "南通沃尔泰");
        var begins = rep.creates("customer", "name", "沃尔泰机械");
        var strange = director.creates("customer", "name", "沃尔泰电机", "owner", other.id());
        var exact = rep.creates("customer", "name", "沃尔泰");
        settle();

        assertThat(finds(rep, "沃尔泰")).containsExactly(exact, begins, holds);
        assertThat(finds(director, "沃尔泰")).startsWith(exact).endsWith(holds).contains(strange, begins);
        assertThat(finds(other, "wet")).containsExactly(strange);
    }

    @Test
    void a_name_comes_before_any_other_field() {
        var named = rep.creates("customer", "name", "昆山松下河电器");
        var coded = rep.creates("customer", "name", "太仓某厂", "code", "松下河-1");
        var told = rep.creates("thing", "label", "样品", "story", "松下河的图纸");
        var written = rep.creates("thing", "label", "样机", "story", "按松下河的要求");
        settle();

        assertThat(finds(rep, "松下河")).containsExactly(named, told, coded, written);
    }

    @Test
    void a_change_and_a_deletion_are_found_too() {
        var id = rep.creates("customer", "name", "安顺风机");
        settle();
        assertThat(finds(rep, "安顺")).containsExactly(id);

        rep.changes("customer", id, "name", "毕节风机");
        settle();
        assertThat(finds(rep, "安顺")).isEmpty();
        assertThat(finds(rep, "bijie")).containsExactly(id);

        rep.deletes("customer", id);
        settle();
        assertThat(finds(rep, "毕节")).isEmpty();
    }

    @Test
    void a_text_is_found_by_its_words() {
        var story = "开".repeat(20) + "样机的主轴温升超过 12 度" + "结".repeat(10);
        var id = rep.creates("thing", "label", "记录", "story", story);
        settle();

        var hits = search.find(rep.plan(), "主轴温升", null, 20);

        assertThat(hits).singleElement().satisfies(hit -> {
            assertThat(hit.id()).isEqualTo(id);
            assertThat(hit.field()).isEqualTo("story");
            assertThat(hit.title()).isEqualTo("记录");
            assertThat(hit.text()).isEqualTo(story);
        });
        assertThat(finds(rep, "温升超过12度")).containsExactly(id);
    }

    @Test
    void a_published_form_is_indexed_anew_from_the_beginning() {
        var id = rep.creates("customer", "name", "铜仁锻造");
        settle();
        given.superuser().execute("delete from kernel.search; delete from kernel.search_form");
        assertThat(finds(rep, "铜仁")).isEmpty();

        settle();

        assertThat(finds(rep, "铜仁")).containsExactly(id);
    }

    @ParameterizedTest
    @CsvSource({"20261123", "7"})
    void random_fragments_find_what_holds_them_and_nothing_else(long seed) {
        var letters = "天地玄黄宇宙洪荒ab12日月".codePoints().toArray();
        var random = new Random(seed);
        var names = new java.util.HashMap<UUID, String>();
        for (int i = 0; i < 25; i++) {
            var name = seed + "号" + word(random, letters, 3 + random.nextInt(8));
            names.put(rep.creates("customer", "name", name), name);
        }
        settle();
        for (int i = 0; i < 60; i++) {
            var typed = word(random, letters, 2 + random.nextInt(3));
            var expected = names.entrySet().stream()
                    .filter(entry -> entry.getValue().contains(typed))
                    .map(java.util.Map.Entry::getKey)
                    .toList();

            var found = search.find(rep.plan(), typed, "customer", 50).stream()
                    .filter(hit -> names.containsKey(hit.id()))
                    .filter(hit -> hit.text().contains(typed))
                    .map(Search.Hit::id)
                    .toList();

            assertThat(found).as("seed %d: %s", seed, typed).containsExactlyInAnyOrderElementsOf(expected);
        }
    }

    private static String word(Random random, int[] letters, int length) {
        var word = new StringBuilder();
        for (int i = 0; i < length; i++) {
            word.appendCodePoint(letters[random.nextInt(letters.length)]);
        }
        return word.toString();
    }
}
