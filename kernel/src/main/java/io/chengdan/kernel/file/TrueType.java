package io.chengdan.kernel.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import org.apache.tika.Tika;

/** What a file is by its bytes. The name only tells apart what the bytes leave open, such as documents within a ZIP. */
final class TrueType {

    static final String UNKNOWN = "application/octet-stream";

    private static final int HEAD = 65_536;
    private static final String ZIP = "application/zip";
    private static final String NEW_OFFICE = "application/x-tika-ooxml";
    private static final String OLD_OFFICE = "application/x-tika-msoffice";
    private static final String PLAIN = "text/plain";

    private final Tika tika = new Tika();

    String of(Path content, String name) throws IOException {
        byte[] head;
        try (var in = Files.newInputStream(content)) {
            head = in.readNBytes(HEAD);
        }
        var bytes = tika.detect(head);
        return switch (bytes) {
            case ZIP, NEW_OFFICE -> inZip(content, tika.detect(head, name));
            case OLD_OFFICE, PLAIN -> tika.detect(head, name);
            default -> bytes;
        };
    }

    /** A name may claim any format that is packed as ZIP; a document has its table of contents. */
    private static String inZip(Path content, String claimed) throws IOException {
        var contents = claimed.startsWith("application/vnd.openxmlformats-officedocument.")
                ? "[Content_Types].xml"
                : claimed.startsWith("application/vnd.oasis.opendocument.") ? "mimetype" : null;
        if (contents == null) {
            return ZIP;
        }
        try (var zip = new ZipFile(content.toFile())) {
            return zip.getEntry(contents) == null ? ZIP : claimed;
        } catch (ZipException _) {
            return UNKNOWN;
        }
    }
}
