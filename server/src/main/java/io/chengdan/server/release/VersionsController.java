package io.chengdan.server.release;

import io.chengdan.kernel.identity.Caller;
import io.chengdan.kernel.identity.People;
import io.chengdan.kernel.identity.Person;
import io.chengdan.kernel.release.Releases;
import io.chengdan.server.api.AdminRights;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** The versions of the definition, for those who may publish. */
@RestController
@RequestMapping("/api/definition")
class VersionsController {

    private static final String RIGHT = "publish";

    private final Releases releases;
    private final People people;
    private final AdminRights rights;

    VersionsController(Releases releases, People people, AdminRights rights) {
        this.releases = releases;
        this.people = people;
        this.rights = rights;
    }

    record VersionList(List<VersionView> items) {}

    /** All versions, the newest first. */
    @GetMapping("/versions")
    VersionList versions(Caller caller) {
        rights.require(caller, RIGHT);
        return new VersionList(releases.versions().stream()
                .map(version -> VersionView.of(version, author(version)))
                .toList());
    }

    /** @param files path → text, in canonical form */
    record VersionFiles(long number, SortedMap<String, String> files) {}

    @GetMapping("/versions/{number}")
    VersionFiles files(Caller caller, @PathVariable long number) {
        rights.require(caller, RIGHT);
        return new VersionFiles(number, releases.export(number));
    }

    /**
     * @param files path → text, such as {@code forms/customer.yaml}
     * @param base the version the files were made from; absent for the one in force
     */
    record DefinitionDraft(
            Map<String, String> files, @Nullable Long base) {}

    /** What publishing the files would do, or why it cannot be done. Changes nothing. */
    @PostMapping("/plan")
    PlanView plan(Caller caller, @RequestBody DefinitionDraft draft) {
        rights.require(caller, RIGHT);
        var plan = draft.base() == null ? releases.plan(draft.files()) : releases.plan(draft.files(), draft.base());
        return PlanView.of(plan, caller.language());
    }

    /**
     * @param files path → text
     * @param base the version the files were made from; 0 for none. What others published since is kept, file by file
     */
    record Publication(
            Map<String, String> files, long base, @Nullable String note) {}

    record Published(long number, String hash) {}

    /** Puts the files in force; the same content again makes no new version. */
    @PostMapping("/publish")
    Published publish(Caller caller, @RequestBody Publication publication) {
        rights.require(caller, RIGHT);
        var note = Optional.ofNullable(publication.note()).orElse("");
        var version = releases.publish(
                publication.files(),
                publication.base(),
                Optional.of(caller.person().id()),
                note);
        return new Published(version.number(), version.hash());
    }

    /** @param version to be in force again */
    record RollbackOrder(long version, @Nullable String note) {}

    /**
     * Puts an earlier version in force again, as a new version. Never asks: what records hold and the version lacks is retired.
     */
    @PostMapping("/rollback")
    RollbackView rollback(Caller caller, @RequestBody RollbackOrder order) {
        rights.require(caller, RIGHT);
        var note = Optional.ofNullable(order.note()).orElse("");
        var done =
                releases.rollback(order.version(), Optional.of(caller.person().id()), note);
        return RollbackView.of(done, caller.language());
    }

    private @Nullable String author(Releases.Version version) {
        return version.author().flatMap(people::find).map(Person::name).orElse(null);
    }
}
