package io.chengdan.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TestDatabaseTest {

    @Test
    void each_caller_has_a_database_of_its_own() {
        var one = TestDatabase.fresh();
        var other = TestDatabase.fresh();

        one.execute("create table thing (name text)");

        assertThat(other.fetchValue("select to_regclass('thing')::text")).isNull();
        assertThat(one.fetchValue("select to_regclass('thing')::text")).isEqualTo("thing");
    }
}
