package io.chengdan.server;

import io.chengdan.kernel.audit.Audit;
import io.chengdan.kernel.audit.AuditChain;
import io.chengdan.kernel.database.Settings;
import io.chengdan.kernel.identity.Departments;
import io.chengdan.kernel.identity.LogIn;
import io.chengdan.kernel.identity.Passwords;
import io.chengdan.kernel.identity.People;
import io.chengdan.kernel.identity.RoleBook;
import io.chengdan.kernel.identity.Sessions;
import io.chengdan.kernel.identity.Tokens;
import java.time.Clock;
import java.time.ZoneId;
import org.jooq.DSLContext;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Time, the company's zone, and the rooms that know people. */
@Configuration(proxyBeanMethods = false)
class IdentityConfiguration {

    @Bean
    @ConditionalOnMissingBean
    Clock clock() {
        return Clock.systemUTC();
    }

    /** The zone in which the company's days begin and end. */
    @Bean
    ZoneId companyZone(@Value("${chengdan.zone}") String zone) {
        return ZoneId.of(zone);
    }

    @Bean
    Settings settings(DSLContext db) {
        return new Settings(db);
    }

    @Bean
    Audit audit(DSLContext db, Clock clock) {
        return new Audit(db, clock);
    }

    @Bean
    AuditSealer auditSealer(DSLContext db) {
        return new AuditSealer(new AuditChain(db));
    }

    @Bean
    Departments departments(DSLContext db, Audit audit) {
        return new Departments(db, audit);
    }

    @Bean
    Passwords passwords() {
        return new Passwords();
    }

    /** Until a definition with roles of its own is in force. */
    @Bean
    @ConditionalOnMissingBean
    RoleBook roleBook() {
        return new AdminRoles();
    }

    @Bean
    People people(
            DSLContext db, Clock clock, Audit audit, Departments departments, RoleBook roles, Passwords passwords) {
        return new People(db, clock, audit, departments, roles, passwords);
    }

    @Bean
    LogIn logIn(DSLContext db, Clock clock, Audit audit, People people, Passwords passwords) {
        return new LogIn(db, clock, audit, people, passwords);
    }

    @Bean
    Tokens tokens(DSLContext db, Clock clock, Audit audit, People people) {
        return new Tokens(db, clock, audit, people);
    }

    @Bean
    Sessions sessions(DSLContext db, Clock clock, Audit audit, People people) {
        return new Sessions(db, clock, audit, people);
    }
}
