package io.chengdan.server.records;

import io.chengdan.kernel.identity.Caller;
import io.chengdan.kernel.search.Search;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** One box over everything the caller may see. */
@RestController
@RequestMapping("/api/search")
class SearchController {

    private final Plans plans;
    private final Search search;

    SearchController(Plans plans, Search search) {
        this.plans = plans;
        this.search = search;
    }

    record Found(List<Search.Hit> items) {}

    @GetMapping
    @Operation(
            summary = "Finds records by Chinese fragments, pinyin, phone and code fragments and words of logs",
            description =
                    "Hits that are the word come first, then names that begin with it, names that hold it and all others; among "
                            + "equals one's own, then the latest. Marks count UTF-16 units of the text.")
    Found find(
            Caller caller,
            @RequestParam @Parameter(description = "One to five words; those of a single character are left out")
                    String q,
            @RequestParam(required = false) @Parameter(description = "Only records of this form") @Nullable String form,
            @RequestParam(defaultValue = "20") @Parameter(description = "1 to 100") int limit) {
        return new Found(search.find(plans.of(caller.person()), q, form, limit));
    }
}
