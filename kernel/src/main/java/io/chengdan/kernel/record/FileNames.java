package io.chengdan.kernel.record;

import java.util.Collection;
import java.util.Map;
import java.util.UUID;

/** What the file room tells of files that records refer to. */
@FunctionalInterface
public interface FileNames {

    /** For places without files. */
    FileNames NONE = _ -> Map.of();

    /** Name, size in bytes and media type by file id; unknown ids are left out. */
    Map<UUID, FileName> of(Collection<UUID> files);

    record FileName(String id, String name, long size, String type) {}
}
