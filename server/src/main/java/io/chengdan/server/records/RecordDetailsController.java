package io.chengdan.server.records;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.chengdan.kernel.definition.Text;
import io.chengdan.kernel.identity.Caller;
import io.chengdan.kernel.pipeline.Checklists;
import io.chengdan.kernel.problem.Unmet;
import io.chengdan.kernel.record.Histories;
import io.chengdan.kernel.record.Teams;
import io.chengdan.server.security.ProblemBody;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** What stands around a record: its history, its team, the checklist of its stage. */
@RestController
@RequestMapping("/api/records/{form}/{id}")
class RecordDetailsController {

    private final Plans plans;
    private final Histories histories;
    private final Teams teams;
    private final Checklists checklists;

    RecordDetailsController(Plans plans, Histories histories, Teams teams, Checklists checklists) {
        this.plans = plans;
        this.histories = histories;
        this.teams = teams;
        this.checklists = checklists;
    }

    @GetMapping("/history")
    Histories.History history(
            Caller caller, @PathVariable String form, @PathVariable UUID id, @RequestParam @Nullable UUID cursor) {
        return histories.of(plans.of(caller.person()), form, id, cursor);
    }

    record Team(List<Teams.Member> members) {}

    @GetMapping("/team")
    Team team(Caller caller, @PathVariable String form, @PathVariable UUID id) {
        return new Team(teams.of(plans.of(caller.person()), form, id));
    }

    record WantedMember(UUID person, String part, Right right) {}

    enum Right {
        @JsonProperty("read")
        READ,
        @JsonProperty("write")
        WRITE
    }

    record WantedTeam(List<WantedMember> members) {}

    @PutMapping("/team")
    Team setTeam(Caller caller, @PathVariable String form, @PathVariable UUID id, @RequestBody WantedTeam body) {
        var plan = plans.of(caller.person());
        var wanted = body.members().stream()
                .map(member -> new Teams.Wanted(member.person(), member.part(), member.right() == Right.WRITE))
                .toList();
        teams.set(plan, form, id, wanted, caller.via() == Caller.Via.SESSION ? "page" : "api");
        return new Team(teams.of(plan, form, id));
    }

    /** A rule of the gate, with the way to meet it where it is still open. */
    record GateItem(String key, String stage, Text message, boolean met, boolean overridable, ProblemBody.Way fix) {}

    record Gate(String pipeline, String stage, @Nullable String next, List<GateItem> rules) {}

    /** The checklist of the present stage, or with {@code to} of all the way to that stage. */
    @GetMapping("/gate")
    Gate gate(Caller caller, @PathVariable String form, @PathVariable UUID id, @RequestParam @Nullable String to) {
        var list = checklists.of(plans.of(caller.person()), form, id, to);
        return new Gate(
                list.pipeline(),
                list.stage(),
                list.next(),
                list.rules().stream().map(RecordDetailsController::item).toList());
    }

    private static GateItem item(Checklists.Item item) {
        Unmet.Fix fix = item.fix();
        return new GateItem(
                item.key(), item.stage(), item.message(), item.met(), item.overridable(), ProblemBody.Way.of(fix));
    }
}
