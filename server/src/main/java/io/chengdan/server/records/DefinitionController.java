package io.chengdan.server.records;

import io.chengdan.kernel.access.CutDefinition;
import io.chengdan.kernel.access.Explain;
import io.chengdan.kernel.definition.Regions;
import io.chengdan.kernel.definition.Text;
import io.chengdan.kernel.identity.Caller;
import io.chengdan.kernel.identity.People;
import io.chengdan.kernel.problem.Problem;
import io.chengdan.kernel.record.RecordReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.context.request.WebRequest;
import tools.jackson.databind.json.JsonMapper;

/** What there is for the caller: forms, fields and rules; regions to choose from; and why somebody sees something. */
@RestController
@RequestMapping("/api")
class DefinitionController {

    private final Plans plans;
    private final RecordReader reader;
    private final People people;
    private final Explain explain;
    private final Regions regions;
    private final JsonMapper json;

    DefinitionController(
            Plans plans, RecordReader reader, People people, Explain explain, Regions regions, JsonMapper json) {
        this.plans = plans;
        this.reader = reader;
        this.people = people;
        this.explain = explain;
        this.regions = regions;
        this.json = json;
    }

    /** The definition cut to the caller; asked again with its ETag it answers 304 while nothing changed for them. */
    @GetMapping("/definition")
    @Nullable
    ResponseEntity<Map<String, Object>> definition(Caller caller, WebRequest request) {
        var cut = CutDefinition.of(plans.of(caller.person()));
        var tag = "\"" + UUID.nameUUIDFromBytes(json.writeValueAsString(cut).getBytes(StandardCharsets.UTF_8)) + "\"";
        return request.checkNotModified(tag)
                ? null
                : ResponseEntity.ok().eTag(tag).body(cut);
    }

    /**
     * Why a person sees a record, or does not. Everybody may ask about themselves; about others needs the right
     * {@code explain}. The asker must see the record.
     */
    @GetMapping("/access/explain")
    Explain.Explanation explain(
            Caller caller,
            @RequestParam String form,
            @RequestParam UUID id,
            @RequestParam @Nullable String field,
            @RequestParam @Nullable UUID person) {
        var own = plans.of(caller.person());
        var about = person == null ? caller.person().id() : person;
        if (!about.equals(caller.person().id())) {
            own.require("explain");
        }
        var known = reader.access(own, form, id).orElseThrow(Problem.NotFound::new);
        if (field != null && !known.knows(field)) {
            throw Problem.Malformed.unknownField(field);
        }
        var whom = people.find(about)
                .orElseThrow(
                        () -> new Problem.Malformed("no_such_person", new Text("没有这个人。", "There is no such person.")));
        return explain.of(plans.of(whom), form, id, field);
    }

    record RegionView(String code, String name, String title, boolean leaf) {}

    /** Divisions below {@code parent} (those of the country without it), or those with the {@code codes}. */
    @GetMapping("/regions")
    List<RegionView> regions(
            @RequestParam(defaultValue = "") String parent, @RequestParam @Nullable List<String> codes) {
        if (codes == null) {
            return regions.below(parent).stream()
                    .map(region -> new RegionView(
                            region.code(),
                            region.name(),
                            regions.path(region.code()).orElse(region.name()),
                            region.leaf()))
                    .toList();
        }
        return codes.stream()
                .limit(500)
                .filter(regions::exists)
                .map(code -> new RegionView(
                        code,
                        regions.name(code),
                        regions.path(code).orElse(code),
                        regions.below(code).isEmpty()))
                .toList();
    }
}
