package io.chengdan.kernel.transfer;

import io.chengdan.kernel.definition.Text;
import io.chengdan.kernel.problem.Problem;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.DuplicateHeaderMode;

/**
 * A table as it came: a header and rows of cells. Comma, semicolon or tab between cells; UTF-8, or GB18030 as Excel writes it in
 * China.
 *
 * @param delimiter between cells
 */
record CsvFile(char delimiter, List<String> header, List<Line> rows) {

    /** Bytes a file may have. */
    static final int LARGEST = 50 * 1_048_576;

    private static final int MOST_COLUMNS = 500;
    private static final Charset GB18030 = Charset.forName("GB18030");
    private static final byte[] BOM = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

    /**
     * One row.
     *
     * @param number counted from 1, without the header
     * @param line of the file where it begins
     */
    record Line(int number, long line, List<String> cells) {}

    /** @throws Problem.Invalid where the file cannot be read as a whole; nothing of it is imported then */
    static CsvFile read(byte[] bytes) {
        if (bytes.length > LARGEST) {
            throw new Problem.Limit(
                    413,
                    "too_large",
                    new Text("文件过大，最多 50 MB，请分开导入。", "The file is too large; at most 50 MB. Import it in parts."));
        }
        var text = decode(bytes);
        char delimiter = delimiter(text);
        var format = CSVFormat.RFC4180
                .builder()
                .setDelimiter(delimiter)
                .setIgnoreEmptyLines(true)
                .setDuplicateHeaderMode(DuplicateHeaderMode.ALLOW_ALL)
                .get();
        var lines = new ArrayList<Line>();
        try (var parser = CSVParser.parse(new StringReader(text), format)) {
            int number = 0;
            long line = 1;
            for (var parsed : parser) {
                lines.add(new Line(number++, line, Arrays.asList(parsed.values())));
                line = parser.getCurrentLineNumber() + 1;
            }
        } catch (IOException | UncheckedIOException | IllegalStateException broken) {
            var message = String.valueOf(broken.getMessage());
            throw refused(
                    "bad_csv",
                    "文件不是完整的 CSV，引号没有成对：" + message,
                    "The file is no whole CSV, quotes do not match: " + message);
        }
        if (lines.isEmpty()) {
            throw refused("empty_file", "文件是空的。", "The file is empty.");
        }
        var header = lines.removeFirst().cells().stream().map(String::strip).toList();
        check(header);
        return new CsvFile(delimiter, header, lines);
    }

    private static void check(List<String> header) {
        if (header.size() > MOST_COLUMNS) {
            throw refused("too_many", "列太多。", "There are too many columns.");
        }
        var seen = new HashSet<String>();
        for (var column : header) {
            if (!column.isEmpty() && !seen.add(column)) {
                throw refused(
                        "duplicate_column",
                        "有两列都叫“" + column + "”，请改名。",
                        "Two columns are called “" + column + "”; rename one.");
            }
        }
    }

    /** The delimiter that the header has most of. */
    private static char delimiter(String text) {
        int end = text.indexOf('\n');
        var head = end < 0 ? text : text.substring(0, end);
        char best = ',';
        for (char each : new char[] {';', '\t'}) {
            if (count(head, each) > count(head, best)) {
                best = each;
            }
        }
        return best;
    }

    private static long count(String text, char wanted) {
        return text.chars().filter(each -> each == wanted).count();
    }

    private static String decode(byte[] bytes) {
        boolean marked = bytes.length >= 3 && Arrays.equals(bytes, 0, 3, BOM, 0, 3);
        var body = marked ? Arrays.copyOfRange(bytes, 3, bytes.length) : bytes;
        try {
            return strictly(body, StandardCharsets.UTF_8);
        } catch (CharacterCodingException broken) {
            if (!marked && !mostlyUtf8(body)) {
                try {
                    return strictly(body, GB18030);
                } catch (CharacterCodingException neither) {
                    // told below, by the line that is no UTF-8
                }
            }
            long line = brokenLine(body);
            throw refused(
                    "bad_encoding",
                    "第 " + line + " 行有不是 UTF-8 的字符。请把文件另存为 UTF-8 编码的 CSV。",
                    "Line " + line + " has characters that are no UTF-8. Save the file as CSV in UTF-8.");
        }
    }

    private static String strictly(byte[] bytes, Charset charset) throws CharacterCodingException {
        return charset.newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT)
                .decode(ByteBuffer.wrap(bytes))
                .toString();
    }

    /** Whether more of its letters beyond ASCII are right in UTF-8 than wrong: then it is a broken UTF-8, not GB18030. */
    private static boolean mostlyUtf8(byte[] bytes) {
        var lenient = new String(bytes, StandardCharsets.UTF_8);
        long wrong = count(lenient, '\uFFFD');
        long right =
                lenient.chars().filter(each -> each > 0x7F && each != '\uFFFD').count();
        return right > wrong;
    }

    private static long brokenLine(byte[] bytes) {
        var lenient = new String(bytes, StandardCharsets.UTF_8);
        return 1 + count(lenient.substring(0, Math.max(0, lenient.indexOf('\uFFFD'))), '\n');
    }

    private static Problem.Invalid refused(String code, String zh, String en) {
        return new Problem.Invalid(List.of(new Problem.Fault("file", code, new Text(zh, en))));
    }
}
