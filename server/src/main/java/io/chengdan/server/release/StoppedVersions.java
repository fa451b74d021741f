package io.chengdan.server.release;

import io.chengdan.kernel.identity.Language;
import io.chengdan.kernel.problem.Problem;
import io.chengdan.kernel.release.AppVersion;
import io.chengdan.kernel.release.Releases;
import io.chengdan.server.installation.Installation;
import io.chengdan.server.installation.StartFailure;
import io.chengdan.server.postgres.Database;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;

/** The versions of a stopped installation, whose database runs as long as this is open. */
final class StoppedVersions implements Versions {

    private final Installation installation;
    private final Database database;
    private final Releases releases;
    private final Language language;

    private StoppedVersions(Installation installation, Database database, Releases releases, Language language) {
        this.installation = installation;
        this.database = database;
        this.releases = releases;
        this.language = language;
    }

    static Versions open(Path data, Language language) {
        var installation = Installation.open(data);
        try {
            var database = Database.open(installation.folder(), Optional.empty(), _ -> {});
            var releases = OfflineReleases.of(database.address());
            return new StoppedVersions(installation, database, releases, language);
        } catch (RuntimeException e) {
            installation.close();
            throw e;
        }
    }

    @Override
    public List<VersionView> all() {
        return releases.versions().stream()
                .map(version -> VersionView.of(version, null))
                .toList();
    }

    @Override
    public SortedMap<String, String> files(long number) {
        return releases.export(number);
    }

    @Override
    public PlanView plan(Map<String, String> files, Optional<Long> base, Language wished) {
        try {
            var plan = base.isPresent() ? releases.plan(files, base.get()) : releases.plan(files);
            return PlanView.of(plan, wished);
        } catch (Problem problem) {
            throw new StartFailure(refusal(problem), problem);
        }
    }

    @Override
    public long publish(Map<String, String> files, long base, String note) {
        try {
            AppVersion version = releases.publish(files, base, Optional.empty(), note);
            return version.number();
        } catch (Problem problem) {
            throw new StartFailure(refusal(problem), problem);
        }
    }

    @Override
    public RollbackView rollback(long number, String note, Language wished) {
        try {
            return RollbackView.of(releases.rollback(number, Optional.empty(), note), wished);
        } catch (Problem problem) {
            throw new StartFailure(refusal(problem), problem);
        }
    }

    private String refusal(Problem problem) {
        var lines = new ArrayList<String>();
        lines.add(language.of(problem.text()));
        problem.faults().forEach(fault -> lines.add("  " + fault.field() + ": " + language.of(fault.message())));
        return String.join(System.lineSeparator(), lines);
    }

    @Override
    public void close() {
        database.close();
        installation.close();
    }
}
