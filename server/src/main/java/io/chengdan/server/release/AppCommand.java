package io.chengdan.server.release;

import io.chengdan.kernel.definition.DefinitionFiles;
import io.chengdan.kernel.definition.DefinitionProblem;
import io.chengdan.kernel.identity.Language;
import io.chengdan.server.installation.StartFailure;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.LoggingSystem;

/** {@code ./chengdan app export|apply|diff|versions|rollback}: the definition, as files. */
public final class AppCommand {

    private static final String USAGE = """
            ./chengdan app export DIR [VERSION]   write the definition in force, or that version, into the folder
            ./chengdan app diff DIR [--base N]    what putting the folder's definition in force would change
            ./chengdan app apply DIR [--base N] [NOTE]
                                                  put the folder's definition in force; --base tells the version it was
                                                  exported from, so that what others published since is kept
            ./chengdan app rollback N [NOTE]      put version N in force again, as a new version
            ./chengdan app versions               all versions, the newest first
            With --data DIR for another installation and --port N for where it runs.""";

    private final Versions versions;
    private final Language language;
    private final PrintStream out;

    private AppCommand(Versions versions, Language language, PrintStream out) {
        this.versions = versions;
        this.language = language;
        this.out = out;
    }

    /**
     * Runs one command on the installation of the folder, over HTTP where it runs on the port, else on its stopped database.
     *
     * @throws StartFailure with what the person who typed it should know
     */
    public static void run(Path data, int port, List<String> words, PrintStream out) {
        var command = words.isEmpty() ? "" : words.getFirst();
        boolean known = List.of("export", "diff", "apply", "rollback").contains(command)
                ? words.size() > 1
                : command.equals("versions");
        if (!known) {
            throw new StartFailure(USAGE);
        }
        var language = Language.ofTag(Locale.getDefault().getLanguage()).orElse(Language.EN);
        quiet();
        var found = RunningVersions.find(data, port, language);
        try (var versions = found.orElseGet(() -> StoppedVersions.open(data, language))) {
            new AppCommand(versions, language, out).run(command, words.subList(1, words.size()));
        }
    }

    /** What the libraries note while the database starts is not what was asked for. */
    private static void quiet() {
        LoggingSystem.get(AppCommand.class.getClassLoader()).setLogLevel(LoggingSystem.ROOT_LOGGER_NAME, LogLevel.WARN);
    }

    private void run(String command, List<String> words) {
        switch (command) {
            case "export" -> export(Path.of(words.getFirst()), words.size() > 1 ? number(words.get(1)) : latest());
            case "diff" -> diff(Path.of(words.getFirst()), base(words));
            case "apply" -> apply(Path.of(words.getFirst()), base(words), note(words));
            case "rollback" -> rollback(number(words.getFirst()), String.join(" ", words.subList(1, words.size())));
            default -> list();
        }
    }

    private void list() {
        for (var version : versions.all()) {
            out.printf(
                    Locale.ROOT,
                    "%5d  %s  %s  %s %s%n",
                    version.number(),
                    version.publishedAt(),
                    version.hash().substring(0, 12),
                    version.author() == null ? "-" : version.author(),
                    version.note());
        }
    }

    private long latest() {
        return versions.all().stream()
                .mapToLong(VersionView::number)
                .findFirst()
                .orElseThrow(() ->
                        new StartFailure("No definition is in force yet. Put one in force: ./chengdan app apply DIR"));
    }

    private void export(Path folder, long number) {
        var files = versions.files(number);
        try {
            requireOwn(folder);
            clear(folder);
            for (var file : files.entrySet()) {
                var path = folder.resolve(file.getKey());
                Files.createDirectories(path.getParent());
                Files.writeString(path, file.getValue());
            }
        } catch (IOException e) {
            throw new StartFailure("The folder " + folder + " cannot be written: " + e.getMessage(), e);
        }
        out.println(say(
                "版本 " + number + "：写出 " + files.size() + " 个文件到 " + folder,
                "Version " + number + ": " + files.size() + " files written to " + folder));
    }

    /** An export replaces an earlier export and nothing else. */
    private static void requireOwn(Path folder) throws IOException {
        if (!Files.exists(folder) || Files.exists(folder.resolve("app.yaml"))) {
            return;
        }
        try (var content = Files.list(folder)) {
            if (content.findAny().isPresent()) {
                throw new StartFailure("The folder " + folder
                        + " holds other files. Name an empty folder, or one with an earlier export.");
            }
        }
    }

    /** Takes away the files of an earlier export, so that what is no longer defined does not come back. */
    private static void clear(Path folder) throws IOException {
        for (var part : List.of("choices", "forms", "pipelines", "roles")) {
            var inner = folder.resolve(part);
            if (Files.isDirectory(inner)) {
                try (var old = Files.newDirectoryStream(inner, "*.yaml")) {
                    for (var file : old) {
                        Files.delete(file);
                    }
                }
            }
        }
    }

    /** The version a folder was exported from, where {@code --base N} follows it. */
    private static Optional<Long> base(List<String> words) {
        return words.size() > 1 && words.get(1).equals("--base")
                ? Optional.of(number(words.size() > 2 ? words.get(2) : ""))
                : Optional.empty();
    }

    private static String note(List<String> words) {
        return String.join(" ", words.subList(base(words).isPresent() ? 3 : 1, words.size()));
    }

    private void diff(Path folder, Optional<Long> base) {
        var plan = sound(read(folder), base);
        plan.merged().forEach(file -> out.println(say("= 取自别人发布的版本：", "= from what others published: ") + file));
        plan.clashes()
                .forEach(change -> out.println(
                        say("× 别人也改了 ", "× changed by others too: ") + change.file() + ": " + change.text()));
        if (plan.changes().isEmpty()) {
            out.println(say("没有变化", "Nothing changes"));
        }
        plan.changes().forEach(change -> out.println(sign(change.kind()) + " " + change.text()));
        plan.impact()
                .forEach(effect -> out.println("! " + effect.text() + ": " + counted(effect.count(), effect.capped())));
    }

    private static String sign(String kind) {
        return switch (kind) {
            case "added" -> "+";
            case "removed" -> "-";
            default -> "~";
        };
    }

    private void apply(Path folder, Optional<Long> base, String note) {
        var files = read(folder);
        var plan = sound(files, base);
        var number = versions.publish(files, base.orElse(plan.base()), note);
        out.println(
                number == plan.base()
                        ? say("没有变化，仍为版本 " + number, "Nothing changes; version " + number + " stays in force")
                        : say("版本 " + number + " 已生效", "Version " + number + " is in force"));
    }

    private void rollback(long number, String note) {
        var done = versions.rollback(number, note, language);
        out.println(say(
                "版本 " + done.number() + " 已生效，内容与版本 " + number + " 相同",
                "Version " + done.number() + " is in force, with the content of version " + number));
        for (var each : done.retired()) {
            var where = each.form() + "." + each.field() + " “" + each.label() + "”: ";
            out.println(
                    say("! 已停用但仍在使用 ", "! retired but still held: ") + where + counted(each.count(), each.capped()));
        }
        for (var each : done.unconverted()) {
            out.println(say("! 转换不了的值 ", "! values not converted: ") + each.form() + "." + each.field() + ": "
                    + counted(each.count(), each.capped()));
            each.records().forEach(record -> out.println("    " + record));
        }
    }

    private static String counted(long count, boolean capped) {
        return count + (capped ? "+" : "");
    }

    private PlanView sound(Map<String, String> files, Optional<Long> base) {
        var plan = versions.plan(files, base, language);
        if (!plan.faults().isEmpty()) {
            var lines = new StringBuilder(say("定义有错误：", "The definition has faults:"));
            plan.faults()
                    .forEach(fault -> lines.append(System.lineSeparator())
                            .append("  ")
                            .append(fault.file())
                            .append(fault.path().isEmpty() ? "" : ": " + fault.path())
                            .append(": ")
                            .append(fault.message()));
            throw new StartFailure(lines.toString());
        }
        return plan;
    }

    private SortedMap<String, String> read(Path folder) {
        if (!Files.exists(folder.resolve("app.yaml"))) {
            throw new StartFailure("There is no definition in " + folder + ": it has no app.yaml.");
        }
        try {
            return DefinitionFiles.texts(folder);
        } catch (DefinitionProblem problem) {
            throw new StartFailure(String.valueOf(problem.getMessage()), problem);
        }
    }

    private static long number(String word) {
        if (!word.matches("[0-9]{1,18}")) {
            throw new StartFailure("A version is a number, not " + word + ".");
        }
        return Long.parseLong(word);
    }

    private String say(String zh, String en) {
        return language == Language.ZH ? zh : en;
    }
}
