package io.chengdan.kernel.backup;

import io.chengdan.kernel.definition.Text;
import io.chengdan.kernel.problem.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.zip.ZipFile;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * A finished backup: a zip archive whose comment, its very last bytes, is the SHA-256 of all that stands before. A file that
 * was cut off or changed anywhere does not open.
 */
public final class BackupFile implements AutoCloseable {

    static final String MANIFEST = "manifest.json";
    static final String DEFINITION = "definition/";
    static final JsonMapper JSON = JsonMapper.shared();

    /** Of the comment: a hash in hexadecimal digits. */
    private static final int SEAL = 64;

    private final Path path;
    private final ZipFile zip;
    private final Manifest manifest;

    private BackupFile(Path path, ZipFile zip, Manifest manifest) {
        this.path = path;
        this.zip = zip;
        this.manifest = manifest;
    }

    /**
     * Opens a backup, once it has been read to its end and found whole.
     *
     * @throws Problem.Malformed where it is no backup, not whole, changed, or of a newer application
     * @throws UncheckedIOException where it cannot be read
     */
    @SuppressWarnings("MustBeClosed") // closed with this
    public static BackupFile open(Path path) {
        try {
            if (!sealed(path)) {
                throw damaged();
            }
            var zip = new ZipFile(path.toFile());
            try {
                return new BackupFile(path, zip, manifest(zip));
            } catch (IOException | RuntimeException e) {
                zip.close();
                throw e;
            }
        } catch (java.util.zip.ZipException | JacksonException e) {
            throw (Problem) damaged().initCause(e);
        } catch (IOException e) {
            throw new UncheckedIOException("The backup " + path + " cannot be read: " + e.getMessage(), e);
        }
    }

    /** The definition in force when the backup was made, as files; empty where there was none. */
    public SortedMap<String, String> definition() {
        var files = new TreeMap<String, String>();
        for (var entry : java.util.Collections.list(zip.entries())) {
            if (entry.getName().startsWith(DEFINITION)) {
                try (var content = zip.getInputStream(entry)) {
                    files.put(
                            entry.getName().substring(DEFINITION.length()),
                            new String(content.readAllBytes(), StandardCharsets.UTF_8));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        }
        return files;
    }

    /** The content of a small file of the installation's folder, by name. */
    public SortedMap<String, String> folder() {
        return manifest.folder();
    }

    /** How many rows each table has, by its name with schema. */
    public java.util.Map<String, Long> counts() {
        return manifest.counts();
    }

    public int files() {
        return manifest.files().size();
    }

    public java.time.Instant at() {
        return manifest.at();
    }

    @Override
    public void close() {
        try {
            zip.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Path path() {
        return path;
    }

    Manifest manifest() {
        return manifest;
    }

    /** An entry's bytes; the manifest names it, so it is there. */
    InputStream content(String entry) throws IOException {
        var found = zip.getEntry(entry);
        if (found == null) {
            throw damaged();
        }
        return zip.getInputStream(found);
    }

    /** Puts the hash of all before them over the last bytes of a finished archive whose comment holds the place. */
    static void seal(Path archive) throws IOException {
        var hash = hash(archive);
        try (var file = new RandomAccessFile(archive.toFile(), "rw")) {
            file.seek(file.length() - SEAL);
            file.write(hash.getBytes(StandardCharsets.US_ASCII));
            file.getChannel().force(true);
        }
    }

    /** What {@link #seal} replaces. */
    static String placeForSeal() {
        return "0".repeat(SEAL);
    }

    static Problem.Malformed damaged() {
        return new Problem.Malformed(
                "bad_backup",
                new Text(
                        "这个文件不是完整的备份：它被截断过、改动过，或者根本不是成单的备份。请换一份备份。",
                        "This file is no whole backup: it was cut off or changed, or is no backup of Chengdan at all. Use another"
                                + " one."));
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static boolean sealed(Path path) throws IOException {
        try (var channel = FileChannel.open(path, StandardOpenOption.READ)) {
            if (channel.size() <= SEAL) {
                return false;
            }
            var end = ByteBuffer.allocate(SEAL);
            while (end.hasRemaining() && channel.read(end, channel.size() - SEAL + end.position()) >= 0) {
                // until all of it is there
            }
            return hash(path).equals(new String(end.array(), StandardCharsets.US_ASCII));
        }
    }

    /** The hash of all but the last bytes. */
    private static String hash(Path path) throws IOException {
        var digest = sha256();
        try (var channel = FileChannel.open(path, StandardOpenOption.READ)) {
            long left = channel.size() - SEAL;
            var buffer = ByteBuffer.allocate(1 << 16);
            while (left > 0) {
                buffer.clear().limit((int) Math.min(buffer.capacity(), left));
                int read = channel.read(buffer);
                if (read < 0) {
                    break;
                }
                digest.update(buffer.flip());
                left -= read;
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static Manifest manifest(ZipFile zip) throws IOException {
        var entry = zip.getEntry(MANIFEST);
        if (entry == null) {
            throw damaged();
        }
        try (var content = zip.getInputStream(entry)) {
            var tree = JSON.readTree(content);
            int format = tree.path("format").asInt(0);
            if (format < 1) {
                throw damaged();
            }
            if (format > Manifest.FORMAT) {
                throw newer();
            }
            return JSON.treeToValue(tree, Manifest.class);
        }
    }

    static Problem.Malformed newer() {
        return new Problem.Malformed(
                "newer_backup",
                new Text(
                        "这份备份来自更新版本的成单。请用同样新或更新的版本恢复。",
                        "This backup was made by a newer Chengdan. Restore it with that version or a newer one."));
    }
}
