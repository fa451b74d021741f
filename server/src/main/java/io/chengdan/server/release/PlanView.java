package io.chengdan.server.release;

import io.chengdan.kernel.definition.DefinitionDiff;
import io.chengdan.kernel.identity.Language;
import io.chengdan.kernel.release.Plan;
import java.util.List;
import java.util.Locale;

/**
 * What publishing would do, in one language.
 *
 * @param faults why it cannot be done; empty where it can
 * @param base the version in force; 0 for none
 * @param merged files taken from versions others published since the one the draft was made from
 * @param clashes what others did to files the draft changes too; publishing is refused until somebody settles it
 */
record PlanView(
        List<FaultView> faults,
        List<ChangeView> changes,
        List<String> statements,
        List<EffectView> impact,
        long base,
        List<String> merged,
        List<ChangeView> clashes) {

    record FaultView(String file, String path, String code, String message) {}

    /** @param kind added, removed or changed */
    record ChangeView(String file, String kind, String text) {}

    record EffectView(String text, long count, boolean capped) {}

    static PlanView of(Plan plan, Language language) {
        return new PlanView(
                plan.faults().stream()
                        .map(fault ->
                                new FaultView(fault.file(), fault.path(), fault.code(), language.of(fault.message())))
                        .toList(),
                changes(plan.changes(), language),
                plan.statements(),
                plan.impact().stream()
                        .map(effect -> new EffectView(language.of(effect.text()), effect.count(), effect.capped()))
                        .toList(),
                plan.base(),
                plan.merged(),
                changes(plan.clashes(), language));
    }

    private static List<ChangeView> changes(List<DefinitionDiff.Change> changes, Language language) {
        return changes.stream()
                .map(change -> new ChangeView(
                        change.file(), change.kind().name().toLowerCase(Locale.ROOT), language.of(change.text())))
                .toList();
    }
}
