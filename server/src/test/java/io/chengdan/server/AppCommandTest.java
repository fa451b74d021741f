package io.chengdan.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chengdan.kernel.SampleApp;
import io.chengdan.kernel.release.Releases;
import io.chengdan.server.installation.Installation;
import io.chengdan.server.installation.StartFailure;
import io.chengdan.server.release.AppCommand;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;

@Tag("I4")
class AppCommandTest extends ServerTest {

    @TempDir
    private Path folder;

    @Autowired
    private Releases releases;

    @Autowired
    private Installation place;

    @BeforeEach
    void something_is_in_force() {
        if (releases.find().isEmpty()) {
            releases.publish(SampleApp.plain().files(), 0, Optional.empty(), "");
        }
    }

    private String app(String... words) {
        var out = new ByteArrayOutputStream();
        AppCommand.run(place.folder(), port, List.of(words), new PrintStream(out, true, StandardCharsets.UTF_8));
        return out.toString(StandardCharsets.UTF_8);
    }

    @Test
    void an_export_differs_in_nothing_and_applying_it_makes_no_version() {
        var before = releases.versions().size();
        app("export", folder.toString());

        assertThat(app("diff", folder.toString())).containsAnyOf("Nothing changes", "没有变化");
        assertThat(app("apply", folder.toString())).containsAnyOf("Nothing changes", "没有变化");
        assertThat(releases.versions()).hasSize(before);
        assertThat(app("versions").lines()).hasSize(before);
    }

    @Test
    void an_edited_export_is_put_in_force_with_its_note() throws IOException {
        app("export", folder.toString());
        var file = folder.resolve("app.yaml");
        Files.writeString(file, Files.readString(file).replaceFirst("en: [^}\n]+", "en: By command"));

        app("apply", folder.toString(), "renamed", "the", "app");

        assertThat(releases.current().definition().app().label().en()).isEqualTo("By command");
        assertThat(app("versions").lines().findFirst().orElse("")).contains("renamed the app");
    }

    @Test
    void an_earlier_version_is_put_in_force_again_to_the_byte() throws IOException {
        var first = releases.current();
        app("export", folder.toString());
        var file = folder.resolve("app.yaml");
        Files.writeString(file, Files.readString(file).replaceFirst("en: [^}\n]+", "en: For a while"));
        app("apply", folder.toString());

        assertThat(app("rollback", String.valueOf(first.number()), "back", "again"))
                .contains(String.valueOf(first.number()));

        assertThat(releases.current().number()).isEqualTo(first.number() + 2);
        assertThat(releases.export(first.number() + 2)).isEqualTo(releases.export(first.number()));
        assertThat(app("versions").lines().findFirst().orElse("")).contains("back again");
        assertThatThrownBy(() -> app("rollback", "4711")).isInstanceOf(StartFailure.class);
        assertThatThrownBy(() -> app("rollback", "x")).hasMessageContaining("number");
    }

    @Test
    void what_is_wrong_is_said_with_file_and_path() throws IOException {
        app("export", folder.toString());
        Files.writeString(folder.resolve("app.yaml"), "kye: sample\n");

        assertThatThrownBy(() -> app("apply", folder.toString()))
                .isInstanceOf(StartFailure.class)
                .hasMessageContaining("app.yaml: kye: ");
        assertThatThrownBy(() -> app("diff", place.folder().toString())).hasMessageContaining("no app.yaml");
        assertThatThrownBy(() -> app("export", place.folder().toString())).hasMessageContaining("holds other files");
        assertThatThrownBy(() -> app("publish")).hasMessageContaining("./chengdan app export DIR");
    }
}
