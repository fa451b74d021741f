package io.chengdan.kernel.pipeline;

import java.util.UUID;
import org.jooq.DSLContext;

/** What the file room tells of a record's attachment library. */
@FunctionalInterface
public interface Evidence {

    /** For places without files. */
    Evidence NONE = (_, _, _, _) -> false;

    /** Whether the library of the record has a current file of the category. {@code form} is the form's uid. */
    boolean hasFile(DSLContext db, String form, UUID record, String category);
}
