package io.chengdan.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReportTest {

    @Test
    void a_percentile_is_a_time_that_was_measured() {
        var figures = new Figures(
                LongStream.rangeClosed(1, 100).map(i -> (101 - i) * 1_000_000).toArray());

        assertThat(figures.p50()).isEqualTo(50);
        assertThat(figures.p95()).isEqualTo(95);
    }

    @ParameterizedTest
    @CsvSource({
        "LIST, 9, 2, true",
        "LIST, 11, 2, false",
        "LIST, 29, 20, true",
        "LIST, 31, 20, false",
        "LIST, 101, 90, false",
        "RECORD, 61, 58, false",
        "WRITE, 30, 10, true",
        "WRITE, 31, 10, false"
    })
    void the_bar_is_what_was_agreed(Tasks.Bar bar, int http, int sql, boolean met) {
        var report = new Report();
        report.add(line(bar, http, sql));

        assertThat(report.missed().isEmpty()).isEqualTo(met);
        assertThat(report.table()).contains(met ? "| met |" : "| **missed** |");
    }

    private static Report.Line line(Tasks.Bar bar, int http, int sql) {
        var task = new Tasks.Task("Look", bar, _ -> {}, _ -> {}, "select 1");
        return new Report.Line("rep", task, took(http), took(sql));
    }

    private static Figures took(int millis) {
        return new Figures(new long[] {millis * 1_000_000L});
    }
}
