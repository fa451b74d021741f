package io.chengdan.server.transfer;

import io.chengdan.kernel.audit.Audit;
import io.chengdan.kernel.definition.Regions;
import io.chengdan.kernel.identity.Departments;
import io.chengdan.kernel.identity.People;
import io.chengdan.kernel.record.RecordReader;
import io.chengdan.kernel.record.RecordWriter;
import io.chengdan.kernel.record.Teams;
import io.chengdan.kernel.transfer.Exports;
import io.chengdan.kernel.transfer.Imports;
import org.jooq.DSLContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The room of imports. */
@Configuration(proxyBeanMethods = false)
class TransferConfiguration {

    @Bean
    Imports imports(
            DSLContext db,
            RecordReader reader,
            RecordWriter writer,
            Teams teams,
            People people,
            Departments departments) {
        return new Imports(db, reader, writer, teams, people, departments);
    }

    @Bean
    Exports exports(RecordReader reader, Regions regions, Audit audit) {
        return new Exports(reader, regions, audit);
    }
}
