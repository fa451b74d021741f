package io.chengdan.kernel;

import io.chengdan.kernel.database.DatabaseRoles;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * A fresh database as an installation has it: roles, schemas, the kernel's tables.
 *
 * @param superuser may do everything; for looking behind the scenes
 * @param publisher owns the schemas
 * @param runtime serves requests
 */
public record TestInstallation(PGSimpleDataSource superuser, DataSource publisher, DataSource runtime) {

    public static TestInstallation fresh() {
        var superuser = (PGSimpleDataSource) TestDatabase.freshDataSource();
        try {
            DatabaseRoles.prepare(superuser);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        var publisher = as(superuser, DatabaseRoles.PUBLISHER);
        DatabaseRoles.migrate(publisher);
        return new TestInstallation(superuser, publisher, as(superuser, DatabaseRoles.RUNTIME));
    }

    /** The database as a running server sees it. */
    public DSLContext db() {
        return DSL.using(runtime, SQLDialect.POSTGRES);
    }

    private static DataSource as(PGSimpleDataSource superuser, String role) {
        var source = new PGSimpleDataSource();
        source.setUrl(superuser.getUrl());
        source.setUser(role);
        return source;
    }
}
