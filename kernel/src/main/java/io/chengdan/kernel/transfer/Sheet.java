package io.chengdan.kernel.transfer;

import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.List;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;
import org.dhatim.fastexcel.Workbook;
import org.dhatim.fastexcel.Worksheet;
import org.jspecify.annotations.Nullable;

/** A table on its way out, row by row, as a file that a spreadsheet opens. Cells are texts, numbers, days or null. */
sealed interface Sheet {

    void row(List<?> cells);

    /** Ends the file. The notes say what it is; a CSV has no place for them. */
    void end(List<String> notes);

    static Sheet csv(OutputStream out) {
        return new Csv(out);
    }

    static Sheet xlsx(OutputStream out, String name) {
        return new Xlsx(out, name);
    }

    /** Cells that begin like a formula get an apostrophe in front: spreadsheets would run them. */
    final class Csv implements Sheet {

        private final CSVPrinter printer;

        private Csv(OutputStream out) {
            try {
                var text = new OutputStreamWriter(out, StandardCharsets.UTF_8);
                text.write('\uFEFF'); // so that Excel reads Chinese right
                printer = new CSVPrinter(text, CSVFormat.RFC4180);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void row(List<?> cells) {
            try {
                printer.printRecord(cells.stream().map(Csv::cell).toList());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private static String cell(@Nullable Object value) {
            return switch (value) {
                case null -> "";
                case BigDecimal number -> number.toPlainString();
                case String text -> ReturnedRows.harmless(text);
                default -> value.toString();
            };
        }

        @Override
        public void end(List<String> notes) {
            try {
                printer.close(true);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** Texts are cells of text, which nothing runs. Memory holds a thousand rows at most. */
    final class Xlsx implements Sheet {

        private static final int ROWS_OF_A_SHEET = 1_000_000;
        private static final int ROWS_KEPT = 1_000;
        /** A spreadsheet calculates with no more. */
        private static final int DIGITS = 15;

        private final Workbook book;
        private final String name;
        private List<?> head = List.of();
        private @Nullable Worksheet sheet;
        private int sheets;
        private int next;

        private Xlsx(OutputStream out, String name) {
            this.book = new Workbook(out, "Chengdan", "1.0");
            this.name = name.replaceAll("[\\[\\]:*?/\\\\]", " ");
        }

        @Override
        public void row(List<?> cells) {
            try {
                if (head.isEmpty()) {
                    head = List.copyOf(cells);
                    begin();
                    return;
                }
                if (next > ROWS_OF_A_SHEET) {
                    begin();
                }
                write(cells);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private void begin() throws IOException {
            if (sheet != null) {
                sheet.finish();
            }
            sheets++;
            sheet = book.newWorksheet(sheets == 1 ? name : name + " " + sheets);
            sheet.freezePane(0, 1);
            next = 0;
            write(head);
            sheet.range(0, 0, 0, head.size() - 1).style().bold().set();
        }

        private void write(List<?> cells) throws IOException {
            var to = java.util.Objects.requireNonNull(sheet);
            for (int column = 0; column < cells.size(); column++) {
                switch (cells.get(column)) {
                    case BigDecimal number when number.precision() <= DIGITS -> to.value(next, column, number);
                    case LocalDate day -> {
                        to.value(next, column, day);
                        to.style(next, column).format("yyyy-mm-dd").set();
                    }
                    case null -> {}
                    case Object other -> to.inlineString(next, column, other.toString());
                }
            }
            next++;
            if (next % ROWS_KEPT == 0) {
                to.flush();
            }
        }

        @Override
        public void end(List<String> notes) {
            try {
                if (sheet != null) {
                    sheet.finish();
                }
                var about = book.newWorksheet("说明 About");
                for (int i = 0; i < notes.size(); i++) {
                    about.value(i, 0, notes.get(i));
                }
                about.finish();
                book.finish();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
