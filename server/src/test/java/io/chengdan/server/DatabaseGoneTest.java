package io.chengdan.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import org.jooq.DSLContext;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.dao.DataAccessException;

@Tag("K4")
class DatabaseGoneTest extends ServerTest {

    @Autowired
    private DSLContext db;

    @Test
    void a_connection_that_the_database_ended_is_told_and_the_next_request_works() {
        var browser = loggedIn(somebody());
        var seen = new ArrayList<Integer>();

        // a connection that rested is looked at before use, so not every request meets one that was ended
        for (int i = 0; i < 20 && !seen.contains(503); i++) {
            endConnections();
            var answer = browser.get("/api/me");
            seen.add(answer.status());
            if (answer.status() == 503) {
                assertThat(answer.code()).isEqualTo("database_gone");
                assertThat(answer.raw().headers().firstValue("Retry-After")).contains("1");
            }
        }

        assertThat(seen).contains(503).doesNotContain(500);
        for (int i = 0; i < 20 && browser.get("/api/me").status() == 503; i++) {
            // each takes an ended connection out of the pool
        }
        assertThat(browser.get("/api/me").status()).isEqualTo(200);
    }

    private void endConnections() {
        try {
            db.fetch("select pg_terminate_backend(pid) from pg_stat_activity"
                    + " where usename = current_user order by pid = pg_backend_pid()");
        } catch (DataAccessException _) {
            // its own was the last
        }
    }
}
