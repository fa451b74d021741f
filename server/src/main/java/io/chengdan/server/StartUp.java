package io.chengdan.server;

import io.chengdan.kernel.database.Settings;
import io.chengdan.kernel.identity.Passwords;
import io.chengdan.kernel.identity.People;
import io.chengdan.kernel.identity.Person;
import io.chengdan.server.installation.Installation;
import java.util.ArrayList;
import java.util.Optional;
import java.util.stream.Collectors;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/** Fills a new installation before it is ready, and tells the person who started it where to go. */
@Component
class StartUp implements ApplicationRunner {

    private static final String DEMO = "demo";

    private final Installation installation;
    private final FirstStart firstStart;
    private final ObjectProvider<FirstLoad> loads;
    private final People people;
    private final Settings settings;
    private final boolean demoWished;
    private Optional<String> initialPassword = Optional.empty();

    StartUp(
            Installation installation,
            FirstStart firstStart,
            ObjectProvider<FirstLoad> loads,
            People people,
            Settings settings,
            @Value("${chengdan.demo}") boolean demoWished) {
        this.installation = installation;
        this.firstStart = firstStart;
        this.loads = loads;
        this.people = people;
        this.settings = settings;
        this.demoWished = demoWished;
    }

    @Override
    public void run(ApplicationArguments arguments) {
        var fresh = settings.text(Settings.FIRST_LOAD).isEmpty();
        if (fresh) {
            initialPassword = Optional.of(firstStart.prepare(installation));
            var admin = people.byLogin("admin").orElseThrow();
            loads.orderedStream().forEach(load -> load.load(admin, demoWished));
            settings.put(Settings.FIRST_LOAD, demoWished ? DEMO : "empty");
        }
        firstStart.keepToken(installation);
        if (isDemo()) {
            var kept = Installation.read(installation.demoPassword());
            var password = demoPassword();
            if (fresh || !kept.equals(Optional.of(password))) {
                people.setDemoPassword(people.all().stream().map(Person::id).toList(), password);
            }
        }
    }

    @EventListener(ApplicationReadyEvent.class)
    @SuppressWarnings("SystemOut") // The first thing somebody sees of the product; a log line would bury it.
    void tellWhereToGo(ApplicationReadyEvent ready) {
        var environment = ready.getApplicationContext().getEnvironment();
        if (environment.getProperty("chengdan.quiet", Boolean.class, false)) {
            return;
        }
        var port = environment.getProperty("local.server.port");
        var lines = new ArrayList<String>();
        lines.add("");
        lines.add("  成单 Chengdan   http://localhost:" + port + "/");
        if (isDemo()) {
            lines.add("  Log-ins         " + logins());
            lines.add("  Password        " + demoPassword());
        } else if (initialPassword.isPresent()) {
            lines.add("  Log-in          admin");
            lines.add("  Password        " + initialPassword.get() + "   (shown once; change it at the first log-in)");
        }
        lines.add("");
        System.out.println(String.join(System.lineSeparator(), lines));
    }

    private boolean isDemo() {
        return settings.text(Settings.FIRST_LOAD).filter(DEMO::equals).isPresent();
    }

    /** From the environment, else kept in the folder, else made now and kept. */
    private String demoPassword() {
        var file = installation.demoPassword();
        var wished =
                Optional.ofNullable(System.getenv("CHENGDAN_DEMO_PASSWORD")).filter(value -> !value.isBlank());
        var kept = Installation.read(file);
        var password = wished.or(() -> kept).orElseGet(Passwords::generate);
        if (!kept.equals(Optional.of(password))) {
            Installation.keep(file, password);
        }
        return password;
    }

    /** One name for each kind of person; the many sales people as one pattern. */
    private String logins() {
        return people.all().stream()
                .map(Person::login)
                .map(login -> login.replaceFirst("^(rep\\.[a-z0-9]+)\\.[0-9]+$", "$1.1…n"))
                .distinct()
                .sorted()
                .collect(Collectors.joining(", "));
    }
}
