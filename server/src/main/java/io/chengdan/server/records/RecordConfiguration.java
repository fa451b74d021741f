package io.chengdan.server.records;

import io.chengdan.kernel.access.AccessPlans;
import io.chengdan.kernel.access.Explain;
import io.chengdan.kernel.definition.Regions;
import io.chengdan.kernel.feed.ChangeFeed;
import io.chengdan.kernel.identity.Departments;
import io.chengdan.kernel.pipeline.Checklists;
import io.chengdan.kernel.pipeline.Evidence;
import io.chengdan.kernel.pipeline.StageGate;
import io.chengdan.kernel.record.FileNames;
import io.chengdan.kernel.record.Histories;
import io.chengdan.kernel.record.RecordReader;
import io.chengdan.kernel.record.RecordWriter;
import io.chengdan.kernel.record.Teams;
import io.chengdan.kernel.record.WriteStep;
import io.chengdan.kernel.release.Releases;
import io.chengdan.kernel.search.Search;
import io.chengdan.kernel.search.SearchIndex;
import java.time.Clock;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import org.jooq.DSLContext;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The rooms of definition, access and records, put together. */
@Configuration(proxyBeanMethods = false)
class RecordConfiguration {

    @Bean
    Regions regions() {
        return Regions.load();
    }

    @Bean
    AccessPlans accessPlans(Clock clock, ZoneId zone) {
        return new AccessPlans(clock, zone);
    }

    @Bean
    Explain explain(DSLContext db) {
        return new Explain(db);
    }

    @Bean
    RecordReader recordReader(DSLContext db, Regions regions, ObjectProvider<FileNames> files) {
        return new RecordReader(db, regions, files.getIfAvailable(() -> FileNames.NONE));
    }

    @Bean
    Histories histories(DSLContext db, RecordReader reader, Regions regions) {
        return new Histories(db, reader, regions);
    }

    @Bean
    Teams teams(DSLContext db, RecordReader reader) {
        return new Teams(db, reader);
    }

    @Bean
    Search search(DSLContext db, RecordReader reader) {
        return new Search(db, reader);
    }

    @Bean
    SearchIndex searchIndex(DSLContext db, RecordReader reader, Releases releases) {
        return new SearchIndex(db, new ChangeFeed(db), reader, releases::lockForWrite);
    }

    @Bean
    StageGate stageGate(ObjectProvider<Evidence> evidence) {
        return new StageGate(evidence.getIfAvailable(() -> Evidence.NONE));
    }

    @Bean
    Checklists checklists(DSLContext db, RecordReader reader, ObjectProvider<Evidence> evidence) {
        return new Checklists(db, reader, evidence.getIfAvailable(() -> Evidence.NONE));
    }

    /** The gate comes first, so that no later step works for a move that is refused. */
    @Bean
    RecordWriter recordWriter(
            DSLContext db,
            Releases releases,
            AccessPlans plans,
            Departments departments,
            Regions regions,
            StageGate gate,
            ObjectProvider<WriteStep> others) {
        var steps = new ArrayList<WriteStep>(List.of(gate));
        others.orderedStream().filter(step -> !(step instanceof StageGate)).forEach(steps::add);
        return new RecordWriter(db, releases::lockForWrite, plans, departments::org, regions, steps);
    }
}
