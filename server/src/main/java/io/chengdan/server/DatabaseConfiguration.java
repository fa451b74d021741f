package io.chengdan.server;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.chengdan.kernel.database.DatabaseRoles;
import io.chengdan.server.postgres.Address;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;

/** Two ways into the database, one for each role: requests come in as the runtime, publishing as the publisher. */
@Configuration(proxyBeanMethods = false)
class DatabaseConfiguration {

    /** Changes tables. Kernel tables are brought up to date before anybody else uses the database. */
    @Bean(defaultCandidate = false)
    @Qualifier("publisher")
    HikariDataSource publisherDataSource(Address address) {
        var source = new HikariDataSource(pool(address, DatabaseRoles.PUBLISHER, address.publisherPassword(), 2));
        DatabaseRoles.migrate(source);
        return source;
    }

    /** Reads and writes rows; needs the publisher's migrations first. */
    @Bean
    @Primary
    HikariDataSource dataSource(
            Address address,
            @Qualifier("publisher") HikariDataSource migrated,
            @Value("${chengdan.pool-size}") int size) {
        var config = pool(address, DatabaseRoles.RUNTIME, address.runtimePassword(), size);
        // no request may keep the database busy for longer, whatever it asks for
        config.setConnectionInitSql("set statement_timeout = '30s'");
        return new HikariDataSource(config);
    }

    private static HikariConfig pool(Address address, String role, String password, int size) {
        var config = new HikariConfig();
        config.setPoolName(role);
        config.setJdbcUrl(address.url());
        config.setUsername(role);
        config.setPassword(password);
        config.setMaximumPoolSize(size);
        config.setMinimumIdle(Math.min(2, size));
        config.setConnectionTimeout(10_000);
        config.addDataSourceProperty("ApplicationName", role);
        // The detail of an error quotes values of rows; logs must not hold them.
        config.addDataSourceProperty("logServerErrorDetail", "false");
        config.addDataSourceProperty("reWriteBatchedInserts", "true");
        return config;
    }
}
