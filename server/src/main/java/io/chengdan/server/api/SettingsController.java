package io.chengdan.server.api;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.chengdan.kernel.audit.Audit;
import io.chengdan.kernel.audit.AuditEntry;
import io.chengdan.kernel.database.Settings;
import io.chengdan.kernel.identity.Caller;
import java.util.Locale;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** What is set for the whole installation. Changed by those who look after people, never by those whose work it limits. */
@RestController
@RequestMapping("/api/settings")
class SettingsController {

    private final Settings settings;
    private final AdminRights rights;
    private final Audit audit;

    SettingsController(Settings settings, AdminRights rights, Audit audit) {
        this.settings = settings;
        this.rights = rights;
        this.audit = audit;
    }

    enum Switch {
        @JsonProperty("open")
        OPEN,
        @JsonProperty("closed")
        CLOSED
    }

    /** @param migrate whether past records may still be put in their place */
    record InstallationSettings(Switch migrate) {}

    @GetMapping
    InstallationSettings settings(Caller caller) {
        rights.require(caller, "people");
        return present();
    }

    @PutMapping
    InstallationSettings change(Caller caller, @RequestBody InstallationSettings wanted) {
        rights.require(caller, "people");
        var value = wanted.migrate().name().toLowerCase(Locale.ROOT);
        settings.put(Settings.MIGRATE, value);
        audit.record(new AuditEntry("setting.changed", caller.person().id(), Settings.MIGRATE + "=" + value));
        return present();
    }

    private InstallationSettings present() {
        return new InstallationSettings(
                settings.text(Settings.MIGRATE).filter("closed"::equals).isPresent() ? Switch.CLOSED : Switch.OPEN);
    }
}
