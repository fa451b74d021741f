package io.chengdan.server;

import io.chengdan.kernel.TestDatabase;
import io.chengdan.kernel.database.DatabaseRoles;
import io.chengdan.server.installation.Installation;
import io.chengdan.server.postgres.Address;
import java.io.IOException;
import java.nio.file.Files;
import java.sql.SQLException;
import org.postgresql.ds.PGSimpleDataSource;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Primary;

/** What the server finds around it in tests: a folder, a database and a clock that can be moved. */
@TestConfiguration(proxyBeanMethods = false)
class TestSurroundings {

    @Bean
    Installation installation() throws IOException {
        return Installation.open(Files.createTempDirectory("chengdan-server-test"));
    }

    @Bean
    Address address() throws SQLException {
        var superuser = (PGSimpleDataSource) TestDatabase.freshDataSource();
        DatabaseRoles.prepare(superuser);
        return new Address(superuser.getUrl(), "", "");
    }

    @Bean
    @Primary
    MovableClock movableClock() {
        return new MovableClock();
    }
}
