package io.chengdan.kernel.file;

import io.chengdan.kernel.definition.Text;
import io.chengdan.kernel.schema.Storage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jooq.DSLContext;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;

/**
 * A file as its row tells, to be compared with the bytes in the store; also one that was taken away, since its bytes stay.
 *
 * @param waiting for the record that is being made with it: it may vanish any time
 */
public record KeptFile(UUID id, String name, String sha256, boolean waiting) {

    /** All files there are, in the order of their ids. */
    public static List<KeptFile> all(DSLContext db) {
        var id = DSL.field(DSL.name("id"), Storage.ID);
        var fileName = DSL.field(DSL.name("name"), Storage.TEXT);
        var sha256 = DSL.field(DSL.name("sha256"), Storage.TEXT);
        var attached = DSL.field(DSL.name("attached"), SQLDataType.BOOLEAN);
        var deleted = DSL.field(DSL.name("deleted_at"), Storage.MOMENT);
        return db.select(id, fileName, sha256, attached, deleted)
                .from(DSL.table(DSL.name("kernel", "file")))
                .orderBy(id)
                .fetch(row -> new KeptFile(
                        row.get(id),
                        row.get(fileName),
                        row.get(sha256),
                        !row.get(attached) && row.get(deleted) == null));
    }

    /** What is wrong with the bytes; empty where they are those that were uploaded. */
    public Optional<Text> fault(FileStore store) throws IOException {
        try (var content = store.open(id)) {
            return hash(content).equals(sha256) ? Optional.empty() : Optional.of(changed());
        } catch (NoSuchFileException _) {
            return waiting ? Optional.empty() : Optional.of(missing());
        }
    }

    public Text missing() {
        return new Text(
                "文件“" + name + "”（" + id + "）的内容不见了。", "The content of file “" + name + "” (" + id + ") is missing.");
    }

    public Text changed() {
        return new Text(
                "文件“" + name + "”（" + id + "）的内容与上传时不同。",
                "The content of file “" + name + "” (" + id + ") is not what was uploaded.");
    }

    private static String hash(InputStream content) throws IOException {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            var buffer = new byte[1 << 16];
            for (int read = content.read(buffer); read >= 0; read = content.read(buffer)) {
                digest.update(buffer, 0, read);
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
