package io.chengdan.bench;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * One of those who ask, and what their role lets them see.
 *
 * @param departments their own and those below
 */
record Person(String login, Sight sight, UUID id, List<UUID> departments) {

    enum Sight {
        ALL,
        DEPARTMENT,
        OWN,
        ENGINEER
    }

    static List<Person> all(Connection connection) throws SQLException {
        return List.of(
                read(connection, "director", Sight.ALL),
                read(connection, "manager.east", Sight.DEPARTMENT),
                read(connection, "rep.east.1", Sight.OWN),
                read(connection, Staff.NEWCOMER, Sight.OWN),
                read(connection, "engineer", Sight.ENGINEER));
    }

    private static Person read(Connection connection, String login, Sight sight) throws SQLException {
        try (var statement = connection.prepareStatement("""
                with recursive below (id) as (
                    select department from kernel.person where login = ?
                    union select d.id from kernel.department d join below on d.parent = below.id)
                select (select id from kernel.person where login = ?), id from below""")) {
            statement.setString(1, login);
            statement.setString(2, login);
            var departments = new ArrayList<UUID>();
            UUID id = null;
            try (var row = statement.executeQuery()) {
                while (row.next()) {
                    id = row.getObject(1, UUID.class);
                    departments.add(row.getObject(2, UUID.class));
                }
            }
            if (id == null) {
                throw new IllegalStateException("nobody logs in as " + login);
            }
            return new Person(login, sight, id, departments);
        }
    }
}
