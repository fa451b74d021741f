package io.chengdan.server.release;

import io.chengdan.kernel.access.AccessPlans;
import io.chengdan.kernel.audit.Audit;
import io.chengdan.kernel.database.DatabaseRoles;
import io.chengdan.kernel.identity.Departments;
import io.chengdan.kernel.record.Backfill;
import io.chengdan.kernel.release.Releases;
import io.chengdan.server.postgres.Address;
import java.time.Clock;
import java.time.ZoneId;
import java.util.Objects;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** The room of versions of an installation that no server runs for; the kernel's tables are brought up to date. */
public final class OfflineReleases {

    private OfflineReleases() {}

    public static Releases of(Address address) {
        var publisher =
                new DriverManagerDataSource(address.url(), DatabaseRoles.PUBLISHER, address.publisherPassword());
        var runtime = new DriverManagerDataSource(address.url(), DatabaseRoles.RUNTIME, address.runtimePassword());
        DatabaseRoles.migrate(publisher);
        var db = DSL.using(runtime, SQLDialect.POSTGRES);
        var clock = Clock.systemUTC();
        var departments = new Departments(db, new Audit(db, clock));
        var rows = new Backfill(new AccessPlans(clock, zone()), departments::org);
        return new Releases(DSL.using(publisher, SQLDialect.POSTGRES), db, clock, "app", "bi", rows);
    }

    /** As {@code chengdan.zone} of a running server. */
    private static ZoneId zone() {
        return ZoneId.of(Objects.requireNonNullElse(System.getenv("CHENGDAN_ZONE"), "Asia/Shanghai"));
    }
}
