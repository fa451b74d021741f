package io.chengdan.kernel.file;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.UUID;

/** Bytes in a local folder: {@code ab/cd/<id>}, spread by the id's last digits, which are random. */
public final class FolderStore implements FileStore {

    private static final String HALF = "half";

    private final Path folder;

    private FolderStore(Path folder) {
        this.folder = folder;
    }

    /** The store in {@code folder}, which is made when it is missing. What an earlier process left half-written goes. */
    public static FolderStore in(Path folder) throws IOException {
        var half = folder.resolve(HALF);
        Files.createDirectories(
                half, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        try (var left = Files.newDirectoryStream(half)) {
            for (var path : left) {
                Files.delete(path);
            }
        }
        return new FolderStore(folder);
    }

    /** The store that a running server may be using: it is only looked into. */
    public static FolderStore beside(Path folder) {
        return new FolderStore(folder);
    }

    /** Where arriving files are written first: on the same file system, so that they can be moved at once. */
    public Path arrivals() {
        return folder.resolve(HALF);
    }

    @Override
    public void put(UUID id, Path content) throws IOException {
        sync(content, StandardOpenOption.WRITE);
        var place = place(id);
        Files.createDirectories(place.getParent());
        Files.move(content, place, StandardCopyOption.ATOMIC_MOVE);
        // the entry in the folder has to survive as well, and the folder in its own
        for (var each = place.getParent(); each != null && each.startsWith(folder); each = each.getParent()) {
            sync(each, StandardOpenOption.READ);
        }
    }

    @Override
    public InputStream open(UUID id) throws IOException {
        return Files.newInputStream(place(id));
    }

    @Override
    public void delete(UUID id) throws IOException {
        Files.deleteIfExists(place(id));
    }

    private Path place(UUID id) {
        var digits = id.toString();
        int end = digits.length();
        return folder.resolve(digits.substring(end - 2))
                .resolve(digits.substring(end - 4, end - 2))
                .resolve(digits);
    }

    private static void sync(Path path, StandardOpenOption option) throws IOException {
        try (var channel = FileChannel.open(path, option)) {
            channel.force(true);
        }
    }
}
