package io.chengdan.server.release;

import io.chengdan.kernel.identity.Language;
import io.chengdan.kernel.release.Releases;
import java.util.List;
import java.util.UUID;

/**
 * What a rollback came to, in one language.
 *
 * @param number of the version now in force
 * @param retired options and stages that records hold though the version does not have them
 * @param unconverted values that their field's type of then cannot hold; they stay in the database, beside
 */
record RollbackView(long number, String hash, List<RetiredView> retired, List<UnconvertedView> unconverted) {

    record RetiredView(String form, String field, String key, String label, long count, boolean capped) {}

    /** @param records the first of them */
    record UnconvertedView(String form, String field, long count, boolean capped, List<UUID> records) {}

    static RollbackView of(Releases.Rollback done, Language language) {
        return new RollbackView(
                done.version().number(),
                done.version().hash(),
                done.retired().stream()
                        .map(each -> new RetiredView(
                                each.form(),
                                each.field(),
                                each.key(),
                                language.of(each.label()),
                                each.count(),
                                each.capped()))
                        .toList(),
                done.unconverted().stream()
                        .map(each -> new UnconvertedView(
                                each.form(), each.field(), each.count(), each.capped(), each.records()))
                        .toList());
    }
}
