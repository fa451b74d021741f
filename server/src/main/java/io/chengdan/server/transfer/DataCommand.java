package io.chengdan.server.transfer;

import io.chengdan.kernel.identity.Language;
import io.chengdan.server.installation.StartFailure;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.ToIntFunction;

/** {@code ./chengdan data import|people}: CSV files into an installation, as {@code admin} or in somebody's name. */
public final class DataCommand {

    private static final String USAGE = """
            ./chengdan data import --file FILE.csv --mapping FILE.yaml [--dry-run] [--as LOGIN] [--errors FILE.csv]
            ./chengdan data people --file FILE.csv --mapping FILE.yaml [--password PASSWORD] [--dry-run] [--errors FILE.csv]
            With --data DIR for another installation and --port N for where it runs.""";

    private static final Set<String> VALUED =
            Set.of("--data", "--port", "--file", "--mapping", "--as", "--errors", "--password");

    private final Map<String, String> options;
    private final Language language;
    private final PrintStream out;

    private DataCommand(Map<String, String> options, Language language, PrintStream out) {
        this.options = options;
        this.language = language;
        this.out = out;
    }

    /**
     * Runs one command on the installation that runs on the port, or that is started for it.
     *
     * @param home where the installation is, unless the words say otherwise
     * @param starter starts a stopped installation and tells its port
     * @throws StartFailure with what the person who typed it should know
     */
    public static void run(Path home, List<String> words, PrintStream out, ToIntFunction<Path> starter) {
        if (words.isEmpty() || !List.of("import", "people").contains(words.getFirst())) {
            throw new StartFailure(USAGE);
        }
        var options = options(words.subList(1, words.size()));
        var language = Language.ofTag(Locale.getDefault().getLanguage()).orElse(Language.EN);
        var data = Optional.ofNullable(options.get("--data")).map(Path::of).orElse(home);
        new DataCommand(options, language, out).run(data, starter);
    }

    private static Map<String, String> options(List<String> words) {
        var options = new LinkedHashMap<String, String>();
        for (int i = 0; i < words.size(); i++) {
            var word = words.get(i);
            if (word.equals("--dry-run")) {
                options.put(word, "true");
            } else if (VALUED.contains(word) && i + 1 < words.size()) {
                options.put(word, words.get(++i));
            } else {
                throw new StartFailure(
                        VALUED.contains(word)
                                ? "The option " + word + " needs a value."
                                : "There is no option " + word + "." + System.lineSeparator() + USAGE);
            }
        }
        return options;
    }

    private void run(Path data, ToIntFunction<Path> starter) {
        var file = existing("--file");
        var mapping = existing("--mapping");
        try (var server = RunningImports.find(data, port(), language)
                .or(() -> RunningImports.find(data, starter.applyAsInt(data), language))
                .orElseThrow(() -> new StartFailure("The installation in " + data + " does not answer."))) {
            var answer = server.run(
                    file,
                    Files.readString(mapping),
                    options.containsKey("--dry-run"),
                    Optional.ofNullable(options.get("--as")),
                    Optional.ofNullable(options.get("--password")));
            tell(answer);
            if (answer.errorsUrl() != null) {
                var errors = Path.of(options.getOrDefault("--errors", errorsOf(file)));
                Files.writeString(errors, server.errors(answer.errorsUrl()));
                out.println(say("被退回的行写在 " + errors, "The returned rows are in " + errors));
            }
        } catch (IOException e) {
            throw new StartFailure("The file cannot be read or written: " + e.getMessage(), e);
        }
    }

    private void tell(ImportsController.ImportView answer) {
        var counts = answer.counts();
        var line = say(
                "读 %,d 行：新建 %,d，修改 %,d，跳过 %,d，退回 %,d", "%,d read: %,d created, %,d updated, %,d skipped, %,d returned");
        out.printf(
                Locale.ROOT,
                line + "%n",
                counts.read(),
                counts.created(),
                counts.updated(),
                counts.skipped(),
                counts.failed());
        if (answer.dryRun()) {
            out.println(say("只是试导，什么都没有保存", "This was a dry run; nothing was kept"));
        }
    }

    private static String errorsOf(Path file) {
        return String.valueOf(file.getFileName()).replaceFirst("\\.[^.]*$", "") + "-errors.csv";
    }

    private Path existing(String option) {
        var name = options.get(option);
        if (name == null) {
            throw new StartFailure(USAGE);
        }
        if (!Files.isRegularFile(Path.of(name))) {
            throw new StartFailure("There is no file " + name + ".");
        }
        return Path.of(name);
    }

    private int port() {
        var port = options.getOrDefault("--port", "8080");
        if (!port.matches("[0-9]{1,5}") || Integer.parseInt(port) > 65_535) {
            throw new StartFailure("A port is a number from 1 to 65535, not " + port + ".");
        }
        return Integer.parseInt(port);
    }

    private String say(String zh, String en) {
        return language == Language.ZH ? zh : en;
    }
}
