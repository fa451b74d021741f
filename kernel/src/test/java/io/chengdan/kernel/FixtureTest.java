package io.chengdan.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class FixtureTest {

    @Test
    void a_rep_writes_a_customer_and_finds_it_in_the_list() {
        try (var given = Fixture.workshop()) {
            var rep = given.person("Li", "company", "rep");
            var customer = rep.creates("customer", "name", "Bearing One");

            assertThat(rep.gets("customer", customer).fields()).containsEntry("name", "Bearing One");
            assertThat(rep.lists(Map.of("form", "customer")).items())
                    .extracting(item -> item.id())
                    .containsExactly(customer);
        }
    }
}
