package io.chengdan.server.records;

import io.chengdan.kernel.access.AccessPlan;
import io.chengdan.kernel.access.AccessPlans;
import io.chengdan.kernel.identity.Departments;
import io.chengdan.kernel.identity.Person;
import io.chengdan.kernel.release.Releases;
import org.springframework.stereotype.Component;

/** The access plan of a person under the version in force. */
@Component
public class Plans {

    private final Releases releases;
    private final AccessPlans plans;
    private final Departments departments;

    Plans(Releases releases, AccessPlans plans, Departments departments) {
        this.releases = releases;
        this.plans = plans;
        this.departments = departments;
    }

    public AccessPlan of(Person person) {
        return plans.plan(releases.current(), person, departments.org());
    }
}
