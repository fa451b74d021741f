package io.chengdan.kernel.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExcerptTest {

    /** The text with its marks in brackets. */
    private static String marked(String text, String... words) {
        var excerpt = Excerpt.of(text, List.of(words));
        var marked = new StringBuilder(excerpt.text());
        excerpt.marks()
                .reversed()
                .forEach(mark -> marked.insert(mark.end(), ']').insert(mark.start(), '['));
        return marked.toString();
    }

    @ParameterizedTest
    @CsvSource({
        "主轴温升,温升,主轴[温升]",
        "重庆曾氏轴承（厦门）有限公司,zengshi,重庆[曾氏]轴承（厦门）有限公司",
        "重庆曾氏轴承（厦门）有限公司,cqz,[重庆曾]氏轴承（厦门）有限公司",
        "重庆曾氏轴承（厦门）有限公司,承厦门,重庆曾氏轴[承（厦门]）有限公司",
        "0519-8765 4321,87654,0519-[8765 4]321",
        "ＣＱ－2088-X,cq20,[ＣＱ－20]88-X",
        "𠮷野家电机,家电,𠮷野[家电]机",
        "试车试车,试车,[试车试车]",
        "试一下试车,试车,试一下[试车]",
        "没有的,别的,没有的"
    })
    void the_words_are_marked_as_they_stand_in_the_text(String text, String word, String expected) {
        assertThat(marked(text, word)).isEqualTo(expected);
    }

    @Test
    void several_words_are_marked_and_overlapping_ones_become_one() {
        assertThat(marked("重庆曾氏轴承厂", "轴承", "重庆曾", "庆曾氏")).isEqualTo("[重庆曾氏轴承]厂");
    }

    @Test
    void a_long_text_is_cut_around_the_word() {
        var text = "开场白，".repeat(60) + "样机的主轴-温升超过 12 度" + "𠮷结束语".repeat(60);

        var excerpt = Excerpt.of(text, List.of("主轴温升"));

        assertThat(excerpt.text()).contains("主轴-温升超过 12 度").startsWith("…").endsWith("…");
        assertThat(excerpt.text().codePointCount(0, excerpt.text().length())).isEqualTo(122);
        assertThat(marked(text, "主轴温升")).contains("样机的[主轴-温升]超过");
    }

    @Test
    void a_word_at_the_end_of_a_long_text_is_shown_with_what_stands_before_it() {
        var excerpt = Excerpt.of("开场白，".repeat(60) + "主轴温升", List.of("主轴温升"));

        assertThat(excerpt.text()).startsWith("…").endsWith("主轴温升").hasSize(121);
        assertThat(excerpt.marks()).containsExactly(new Mark(117, 121));
    }

    @Test
    void a_long_text_without_the_word_is_shown_from_its_beginning() {
        var excerpt = Excerpt.of("主轴".repeat(100), List.of("zhuzhou"));

        assertThat(excerpt.text()).startsWith("主轴").endsWith("…");
        assertThat(excerpt.marks()).isEmpty();
    }
}
