package io.chengdan.kernel.transfer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;

/**
 * The rows that were refused, as a file like the one they came in, with a column {@code error}. Spreadsheets would run a cell that
 * begins like a formula, so such cells get an apostrophe in front.
 */
final class ReturnedRows {

    private static final String DANGEROUS = "=+-@\t\r";

    private final CsvFile file;
    private final List<Refused> refused = new ArrayList<>();

    private record Refused(CsvFile.Line row, String why) {}

    ReturnedRows(CsvFile file) {
        this.file = file;
    }

    void add(CsvFile.Line row, String why) {
        refused.add(new Refused(row, why));
    }

    /** Columns of the header. */
    int width() {
        return file.header().size();
    }

    int size() {
        return refused.size();
    }

    /** With a byte order mark, so that Excel reads Chinese right. */
    String csv() {
        var text = new StringBuilder("\uFEFF");
        var format = CSVFormat.RFC4180.builder().setDelimiter(file.delimiter()).get();
        refused.sort(
                (one, other) -> Integer.compare(one.row().number(), other.row().number()));
        try (var printer = new CSVPrinter(text, format)) {
            printer.printRecord(line(file.header(), "error"));
            for (var each : refused) {
                printer.printRecord(line(each.row().cells(), each.why()));
            }
        } catch (IOException impossible) {
            throw new UncheckedIOException("a text in memory cannot fail", impossible);
        }
        return text.toString();
    }

    /** The reason keeps its column; cells beyond the header follow it, so that the row is not taken for a mended one. */
    private List<String> line(List<String> cells, String why) {
        int width = file.header().size();
        var line = new ArrayList<String>();
        for (int i = 0; i < width; i++) {
            line.add(i < cells.size() ? harmless(cells.get(i)) : "");
        }
        line.add(harmless(why));
        cells.stream().skip(width).map(ReturnedRows::harmless).forEach(line::add);
        return line;
    }

    static String harmless(String cell) {
        return !cell.isEmpty() && DANGEROUS.indexOf(cell.charAt(0)) >= 0 ? "'" + cell : cell;
    }

    /** The cell without the apostrophe that {@link #harmless} gave it, for rows that come back mended. */
    static String asItWas(String cell) {
        return cell.length() > 1 && cell.charAt(0) == '\'' && DANGEROUS.indexOf(cell.charAt(1)) >= 0
                ? cell.substring(1)
                : cell;
    }
}
