package io.chengdan.server.release;

import io.chengdan.kernel.access.AccessPlans;
import io.chengdan.kernel.identity.Departments;
import io.chengdan.kernel.record.Backfill;
import io.chengdan.kernel.release.Releases;
import java.time.Clock;
import javax.sql.DataSource;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The room of versions, on the operating schema. */
@Configuration(proxyBeanMethods = false)
class ReleaseConfiguration {

    /** What a publish left undone when the server was cut off. */
    @Bean
    ApplicationRunner unfinishedPublish(Releases releases) {
        return _ -> releases.resume();
    }

    @Bean
    @ConditionalOnMissingBean
    Releases releases(
            @Qualifier("publisher") DataSource publisher,
            DSLContext db,
            Clock clock,
            AccessPlans plans,
            Departments departments) {
        var rows = new Backfill(plans, departments::org);
        return new Releases(DSL.using(publisher, SQLDialect.POSTGRES), db, clock, "app", "bi", rows);
    }
}
