package io.chengdan.kernel.file;

import io.chengdan.kernel.definition.Text;
import io.chengdan.kernel.problem.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The bytes of an upload in a local file, counted and hashed on their way in. Gone on close unless the store took them. */
record Arrival(Path path, long size, String sha256) implements AutoCloseable {

    private static final int BUFFER = 65_536;

    /** @throws Problem.Limit (413) as soon as more than {@code largest} bytes have come */
    static Arrival of(InputStream content, Path folder, long largest) throws IOException {
        var path = Files.createTempFile(folder, "", ".part");
        try {
            return received(content, path, largest);
        } catch (IOException | RuntimeException cut) {
            Files.deleteIfExists(path);
            throw cut;
        }
    }

    private static Arrival received(InputStream content, Path path, long largest) throws IOException {
        var digest = digest();
        long size = 0;
        var buffer = new byte[BUFFER];
        try (var out = Files.newOutputStream(path)) {
            for (int read = content.read(buffer); read >= 0; read = content.read(buffer)) {
                size += read;
                if (size > largest) {
                    long mb = largest / 1_048_576;
                    throw new Problem.Limit(
                            413,
                            "too_large",
                            new Text(
                                    "文件过大，这里最多 " + mb + " MB。",
                                    "The file is too large; at most " + mb + " MB are taken here."));
                }
                digest.update(buffer, 0, read);
                out.write(buffer, 0, read);
            }
        }
        return new Arrival(path, size, HexFormat.of().formatHex(digest.digest()));
    }

    @Override
    public void close() throws IOException {
        Files.deleteIfExists(path);
    }

    private static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException("every JDK has SHA-256", missing);
        }
    }
}
