package io.chengdan.bench;

import java.io.StringWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import tools.jackson.databind.json.JsonMapper;

/** Plain JDBC with prepared statements; answers are made into JSON, as a server would have to. One thread at a time. */
final class SqlClient {

    private static final JsonMapper JSON = JsonMapper.shared();

    private final Connection connection;

    SqlClient(Connection connection) {
        this.connection = connection;
    }

    /** How many rows there are, all of them read and written out. */
    int ask(String sql, String... parameters) throws SQLException {
        try (var statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                statement.setString(i + 1, parameters[i]);
            }
            int count = 0;
            var text = new StringWriter();
            try (var row = statement.executeQuery();
                    var json = JSON.createGenerator(text)) {
                var columns = row.getMetaData();
                json.writeStartArray();
                while (row.next()) {
                    count++;
                    json.writeStartObject();
                    for (int i = 1; i <= columns.getColumnCount(); i++) {
                        json.writeStringProperty(columns.getColumnLabel(i), row.getString(i));
                    }
                    json.writeEndObject();
                }
                json.writeEndArray();
            }
            return count;
        }
    }

    /** All of it or nothing. */
    void write(List<String> statements, List<List<String>> parameters) throws SQLException {
        connection.setAutoCommit(false);
        for (int i = 0; i < statements.size(); i++) {
            try (var statement = connection.prepareStatement(statements.get(i))) {
                for (int at = 0; at < parameters.get(i).size(); at++) {
                    statement.setString(at + 1, parameters.get(i).get(at));
                }
                statement.executeUpdate();
            }
        }
        connection.commit();
        connection.setAutoCommit(true);
    }
}
