package io.chengdan.server.records;

import io.chengdan.kernel.file.FileBook;
import io.chengdan.kernel.file.Files;
import io.chengdan.kernel.file.FilesStep;
import io.chengdan.kernel.file.FolderStore;
import io.chengdan.kernel.record.RecordReader;
import io.chengdan.kernel.record.RecordWriter;
import io.chengdan.server.installation.Installation;
import java.io.IOException;
import java.time.Clock;
import org.jooq.DSLContext;
import org.springframework.boot.ApplicationRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The room of files, with its bytes in the installation's folder. */
@Configuration(proxyBeanMethods = false)
class FileConfiguration {

    @Bean
    FileBook fileBook(DSLContext db) {
        return new FileBook(db);
    }

    @Bean
    FilesStep filesStep(FileBook book) {
        return new FilesStep(book);
    }

    @Bean
    FolderStore fileStore(Installation installation) throws IOException {
        return FolderStore.in(Installation.files(installation.folder()));
    }

    @Bean
    Files files(DSLContext db, FileBook book, FolderStore store, RecordReader reader, RecordWriter writer) {
        return new Files(db, book, store, store.arrivals(), reader, writer);
    }

    /** Files that no record came for, such as those of a form that was given up. */
    @Bean
    ApplicationRunner forgetWaitingFiles(Files files, Clock clock) {
        return _ -> files.forgetWaiting(clock.instant());
    }
}
