package io.chengdan.kernel.search;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ExcerptTest {

    @Test
    void a_long_text_is_cut_around_the_word() {
        var text = "开场白，".repeat(60) + "样机的主轴-温升超过 12 度" + "𠮷结束语".repeat(60);

        var excerpt = Excerpt.around(text, "主轴温升");

        assertThat(excerpt).contains("主轴-温升超过 12 度").startsWith("…").endsWith("…");
        assertThat(excerpt.codePointCount(0, excerpt.length())).isEqualTo(122);
    }

    @Test
    void where_the_word_is_only_spoken_the_text_begins_at_its_beginning() {
        assertThat(Excerpt.around("主轴".repeat(100), "zhuzhou")).startsWith("主轴").endsWith("…");
    }

    @Test
    void a_short_text_stays_whole() {
        assertThat(Excerpt.around("主轴温升", "温升")).isEqualTo("主轴温升");
    }
}
