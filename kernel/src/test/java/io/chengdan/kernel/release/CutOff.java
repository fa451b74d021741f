package io.chengdan.kernel.release;

import java.io.PrintWriter;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.Statement;
import java.util.logging.Logger;
import javax.sql.DataSource;

/**
 * A way to the database that breaks before the n-th statement or commit, without a goodbye: what the database sees of a process
 * that is killed. Whatever is tried afterwards fails.
 */
final class CutOff implements DataSource {

    private final DataSource source;
    private final int at;
    private int steps;

    CutOff(DataSource source, int at) {
        this.source = source;
        this.at = at;
    }

    /** Whether it came to that. */
    boolean happened() {
        return steps >= at;
    }

    @Override
    public Connection getConnection() throws SQLException {
        if (happened()) {
            throw new SQLException("the process is dead", "08001");
        }
        var real = source.getConnection();
        return proxy(Connection.class, (_, method, arguments) -> {
            if (method.getName().equals("commit")) {
                step(real);
            }
            var result = call(real, method, arguments);
            return switch (result) {
                case PreparedStatement statement -> watched(PreparedStatement.class, statement, real);
                case Statement statement -> watched(Statement.class, statement, real);
                case null, default -> result;
            };
        });
    }

    private <T extends Statement> T watched(Class<T> type, T statement, Connection connection) {
        return proxy(type, (_, method, arguments) -> {
            if (method.getName().startsWith("execute")) {
                step(connection);
            }
            return call(statement, method, arguments);
        });
    }

    private void step(Connection connection) throws SQLException {
        if (++steps >= at) {
            connection.abort(Runnable::run);
            throw new SQLException("the process is dead", "08006");
        }
    }

    private static Object call(Object target, java.lang.reflect.Method method, Object[] arguments) throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    private static <T> T proxy(Class<T> type, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(CutOff.class.getClassLoader(), new Class<?>[] {type}, handler));
    }

    @Override
    public Connection getConnection(String user, String password) throws SQLException {
        return getConnection();
    }

    @Override
    public PrintWriter getLogWriter() throws SQLException {
        return source.getLogWriter();
    }

    @Override
    public void setLogWriter(PrintWriter out) throws SQLException {
        source.setLogWriter(out);
    }

    @Override
    public void setLoginTimeout(int seconds) throws SQLException {
        source.setLoginTimeout(seconds);
    }

    @Override
    public int getLoginTimeout() throws SQLException {
        return source.getLoginTimeout();
    }

    @Override
    public Logger getParentLogger() throws SQLFeatureNotSupportedException {
        throw new SQLFeatureNotSupportedException();
    }

    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
        return source.unwrap(type);
    }

    @Override
    public boolean isWrapperFor(Class<?> type) throws SQLException {
        return source.isWrapperFor(type);
    }
}
