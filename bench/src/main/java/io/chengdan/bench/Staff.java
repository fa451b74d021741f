package io.chengdan.bench;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** The sales people of the demo organisation, and a newcomer with a handful of records. */
record Staff(List<Rep> reps, Rep newcomer) {

    static final String NEWCOMER = "newcomer";

    record Rep(UUID id, UUID department) {}

    /** Reads who is there; the newcomer is hired where missing, into the department and with the password of {@code rep.east.1}. */
    static Staff read(Connection publisher) throws SQLException {
        try (var statement = publisher.createStatement()) {
            statement.execute("""
                    insert into kernel.person (id, login, name, department, language, active, password,
                                               must_change_password, epoch, created_at)
                    select gen_random_uuid(), '%1$s', '新人', department, language, true, password, false, 1, created_at
                    from kernel.person p where login = 'rep.east.1'
                        and not exists (select 1 from kernel.person where login = '%1$s');
                    insert into kernel.person_role (person, role)
                    select id, 'sales_rep' from kernel.person where login = '%1$s' on conflict do nothing;
                    update kernel.org_state set version = version + 1""".formatted(NEWCOMER));
        }
        var reps = new ArrayList<Rep>();
        Rep newcomer = null;
        try (var statement = publisher.createStatement();
                var row = statement.executeQuery("""
                        select id, department, login from kernel.person
                        where login like 'rep.%' or login = 'newcomer' order by login""")) {
            while (row.next()) {
                var rep = new Rep(row.getObject(1, UUID.class), row.getObject(2, UUID.class));
                if (row.getString(3).equals(NEWCOMER)) {
                    newcomer = rep;
                } else {
                    reps.add(rep);
                }
            }
        }
        if (newcomer == null) {
            throw new IllegalStateException("the demo organisation is not there");
        }
        return new Staff(List.copyOf(reps), newcomer);
    }
}
