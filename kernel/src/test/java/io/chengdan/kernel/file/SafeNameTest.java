package io.chengdan.kernel.file;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SafeNameTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "调研表 v2.pdf|调研表 v2.pdf",
                "../../etc/passwd|passwd",
                "C:\\Users\\li\\plan.docx|plan.docx",
                "..|file",
                "...|file",
                "''|file",
                ".bashrc|bashrc",
                "name. . .|name",
                "a<b>:\"c?*.png|a_b___c__.png",
                "CON.txt|_CON.txt",
                "lpt1|_lpt1",
                "a\tb.pdf|ab.pdf",
                "invoice\u202Efdp.exe|invoicefdp.exe",
                "zero\u200Bwidth.pdf|zerowidth.pdf",
                "cafe\u0301.pdf|caf\u00E9.pdf",
                "half\uD800.pdf|half.pdf",
            })
    void a_hostile_name_is_cleaned(String given, String kept) {
        assertThat(SafeName.of(given)).isEqualTo(kept);
    }

    @Test
    void a_long_name_keeps_its_extension() {
        var name = SafeName.of("图".repeat(300) + ".pdf");

        assertThat(name).endsWith(".pdf");
        assertThat(name.codePointCount(0, name.length())).isEqualTo(120);
    }

    @Test
    void line_breaks_cannot_reach_a_header() {
        assertThat(SafeName.of("a\r\nSet-Cookie: x=1.pdf")).doesNotContain("\r", "\n");
    }
}
