package io.chengdan.kernel.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.chengdan.kernel.problem.Problem;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CsvFileTest {

    private static CsvFile utf8(String text) {
        return CsvFile.read(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String refusal(byte[] bytes) {
        var fault = catchThrowableOfType(Problem.Invalid.class, () -> CsvFile.read(bytes))
                .faults()
                .getFirst();
        return fault.code() + ": " + fault.message().en();
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-8", "GB18030"})
    void chinese_is_read_in_either_encoding(String charset) {
        var file = CsvFile.read("客户,电话\n常州轴承厂,0519\n".getBytes(Charset.forName(charset)));

        assertThat(file.header()).containsExactly("客户", "电话");
        assertThat(file.rows().getFirst().cells()).containsExactly("常州轴承厂", "0519");
    }

    @Test
    void the_mark_of_excel_is_no_part_of_the_first_column() {
        assertThat(utf8("\uFEFFname,b\n1,2\n").header()).containsExactly("name", "b");
    }

    @ParameterizedTest
    @ValueSource(strings = {",", ";", "\t"})
    void the_delimiter_is_found(String delimiter) {
        var file = utf8(
                "a" + delimiter + "b\n\"1" + delimiter + "5\"" + delimiter + "\"two\nlines\"\n\nx" + delimiter + "y\n");

        assertThat(file.rows()).hasSize(2);
        assertThat(file.rows().getFirst().cells()).containsExactly("1" + delimiter + "5", "two\nlines");
    }

    @Test
    void a_broken_letter_is_told_by_its_line() {
        var bytes = "名,b\n好,2\n?坏的这一行,3\n".getBytes(StandardCharsets.UTF_8);
        bytes["名,b\n好,2\n".getBytes(StandardCharsets.UTF_8).length] = (byte) 0xC3;

        assertThat(refusal(bytes)).startsWith("bad_encoding: Line 3");
    }

    @Test
    void what_is_no_table_is_refused_as_a_whole() {
        assertThat(refusal(new byte[0])).startsWith("empty_file");
        assertThat(refusal("a,b\n\"1,2\n".getBytes(StandardCharsets.UTF_8))).startsWith("bad_csv");
        assertThat(refusal("a,a\n1,2\n".getBytes(StandardCharsets.UTF_8))).startsWith("duplicate_column");
    }

    @Test
    void returned_cells_run_nothing_and_come_back_as_they_were() {
        for (var cell : new String[] {"=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx"}) {
            assertThat(ReturnedRows.harmless(cell)).isEqualTo("'" + cell);
            assertThat(ReturnedRows.asItWas(ReturnedRows.harmless(cell))).isEqualTo(cell);
        }
        assertThat(ReturnedRows.harmless("plain")).isEqualTo("plain");
        assertThat(ReturnedRows.asItWas("'s-Hertogenbosch")).isEqualTo("'s-Hertogenbosch");
    }

    @Test
    void returned_rows_keep_delimiter_quotes_and_the_column_of_the_reason() {
        var file = utf8("a;b\n\"x;y\";2;surplus\n\"he said \"\"no\"\"\"\n");
        var returned = new ReturnedRows(file);
        returned.add(file.rows().get(1), "second");
        returned.add(file.rows().getFirst(), "first");

        assertThat(returned.csv())
                .isEqualTo("\uFEFFa;b;error\r\n\"x;y\";2;first;surplus\r\n\"he said \"\"no\"\"\";;second\r\n");
    }
}
