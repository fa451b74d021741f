package io.chengdan.server.backup;

import io.chengdan.kernel.backup.Backup;
import io.chengdan.kernel.backup.BackupFile;
import io.chengdan.kernel.backup.Restore;
import io.chengdan.kernel.backup.Verification;
import io.chengdan.kernel.definition.Text;
import io.chengdan.kernel.file.FolderStore;
import io.chengdan.kernel.identity.Language;
import io.chengdan.kernel.problem.Problem;
import io.chengdan.server.installation.Installation;
import io.chengdan.server.installation.StartFailure;
import io.chengdan.server.release.OfflineReleases;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.LoggingSystem;

/** {@code ./chengdan backup|restore|verify}. Every method throws {@link StartFailure} with what the person who typed it should know. */
public final class BackupCommand {

    private static final String USAGE = """
            ./chengdan backup FILE [--data DIR]                 everything into one file, also while the server runs
            ./chengdan restore FILE --data DIR [--db-url URL]   a backup into an empty installation
            ./chengdan verify [--data DIR]                      whether everything still fits together""";

    private final Language language =
            Language.ofTag(Locale.getDefault().getLanguage()).orElse(Language.EN);
    private final PrintStream out;

    private BackupCommand(PrintStream out) {
        this.out = out;
    }

    private interface Work {
        void run(BackupCommand command) throws IOException, SQLException;
    }

    /** Writes the installation of the folder into one file. */
    public static void backup(Path data, List<String> words, PrintStream out) {
        var target = Path.of(only(words));
        perform(out, command -> command.backup(data, target));
    }

    /** Puts a backup into a folder, and into an external database where one is named. */
    public static void restore(Path data, Optional<String> databaseUrl, List<String> words, PrintStream out) {
        var file = Path.of(only(words));
        perform(out, command -> command.restore(data, databaseUrl, file));
    }

    /** Looks over the installation of the folder. */
    public static void verify(Path data, List<String> words, PrintStream out) {
        if (!words.isEmpty()) {
            throw new StartFailure(USAGE);
        }
        perform(out, command -> command.verify(data));
    }

    private static String only(List<String> words) {
        if (words.size() != 1) {
            throw new StartFailure(USAGE);
        }
        return words.getFirst();
    }

    private static void perform(PrintStream out, Work work) {
        LoggingSystem.get(BackupCommand.class.getClassLoader())
                .setLogLevel(LoggingSystem.ROOT_LOGGER_NAME, LogLevel.WARN);
        var command = new BackupCommand(out);
        try {
            work.run(command);
        } catch (Problem problem) {
            throw new StartFailure(command.refusal(problem), problem);
        } catch (FileAlreadyExistsException e) {
            throw new StartFailure(
                    command.say(
                            "文件 " + e.getMessage() + " 已经存在，请换一个名字。",
                            "The file " + e.getMessage() + " is there already; choose another name."),
                    e);
        } catch (IOException | UncheckedIOException e) {
            throw new StartFailure(
                    command.say("读写文件出错：" + e.getMessage(), "A file cannot be read or written: " + e.getMessage()), e);
        } catch (SQLException e) {
            throw new StartFailure(
                    command.say("数据库出错：" + e.getMessage(), "The database refuses: " + e.getMessage()), e);
        }
    }

    private void backup(Path data, Path target) throws IOException, SQLException {
        try (var installation = Attached.to(data)) {
            var store = FolderStore.beside(Installation.files(installation.folder()));
            var made = new Backup(installation.owner(), store, Clock.systemUTC())
                    .write(target, carried(installation.folder()));
            out.println(say(
                    "备份已写入 " + target + "：" + made.rows() + " 行，" + made.files() + " 个文件",
                    "Backup written to " + target + ": " + made.rows() + " rows, " + made.files() + " files"));
            if (!made.losses().isEmpty()) {
                throw new StartFailure(
                        say("备份已写好，但安装中有文件已经损坏：", "The backup is written, but files of the installation are damaged:")
                                + lines(made.losses()));
            }
        }
    }

    private static SortedMap<String, String> carried(Path folder) {
        var files = new TreeMap<String, String>();
        for (var name : Installation.CARRIED) {
            Installation.read(folder.resolve(name)).ifPresent(content -> files.put(name, content));
        }
        return files;
    }

    private void restore(Path data, Optional<String> databaseUrl, Path file) throws IOException, SQLException {
        try (var backup = BackupFile.open(file);
                var installation = Attached.toNew(data, databaseUrl)) {
            var store = FolderStore.in(Installation.files(installation.folder()));
            new Restore(installation.owner(), store, Clock.systemUTC()).run(backup);
            for (var name : Installation.CARRIED) {
                var content = backup.folder().get(name);
                if (content != null) {
                    Installation.keep(installation.folder().resolve(name), content);
                }
            }
            OfflineReleases.of(installation.address()).resume();
            long rows =
                    backup.counts().values().stream().mapToLong(Long::longValue).sum();
            out.println(say(
                    "已恢复 " + backup.at() + " 的备份：" + rows + " 行，" + backup.files() + " 个文件。启动：./chengdan run --data "
                            + data,
                    "Restored the backup of " + backup.at() + ": " + rows + " rows, " + backup.files()
                            + " files. Start it: ./chengdan run --data " + data));
        }
    }

    private void verify(Path data) throws IOException, SQLException {
        try (var installation = Attached.to(data)) {
            var store = FolderStore.beside(Installation.files(installation.folder()));
            var found = new Verification(installation.owner(), store).run();
            found.rows().forEach((table, rows) -> out.printf(Locale.ROOT, "%12d  %s%n", rows, table));
            out.println(say("文件：", "Files: ") + found.files());
            out.println(say("审计链末端：", "Head of the audit chain: ")
                    + found.head().number() + " " + found.head().hash());
            if (!found.faults().isEmpty()) {
                throw new StartFailure(say("发现问题：", "Something is wrong:") + lines(found.faults()));
            }
            out.println(say("一切相符", "Everything fits together"));
        }
    }

    private String lines(List<Text> texts) {
        return texts.stream()
                .map(text -> System.lineSeparator() + "  " + language.of(text))
                .collect(Collectors.joining());
    }

    private String refusal(Problem problem) {
        var faults = problem.faults().stream()
                .map(fault -> System.lineSeparator() + "  " + fault.field() + ": " + language.of(fault.message()))
                .collect(Collectors.joining());
        return language.of(problem.text()) + faults;
    }

    private String say(String zh, String en) {
        return language == Language.ZH ? zh : en;
    }
}
