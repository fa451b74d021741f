package io.chengdan.kernel.file;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.UUID;

/** Where bytes are kept by the id of their file. An implementation never sees a name that somebody chose. */
public interface FileStore {

    /** Takes over a finished local file. When this returns, the bytes survive a crash; otherwise nothing is kept. */
    void put(UUID id, Path content) throws IOException;

    /** The bytes from the beginning; the caller closes the stream. */
    InputStream open(UUID id) throws IOException;

    /** Forgets the bytes; harmless when they are not there. */
    void delete(UUID id) throws IOException;
}
