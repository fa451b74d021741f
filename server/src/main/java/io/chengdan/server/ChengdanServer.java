package io.chengdan.server;

import io.chengdan.server.backup.BackupCommand;
import io.chengdan.server.installation.StartFailure;
import io.chengdan.server.release.AppCommand;
import io.chengdan.server.transfer.DataCommand;
import java.util.Arrays;
import java.util.List;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** The only main. The first argument names the command; {@code ./chengdan} passes it on. */
@SpringBootApplication(proxyBeanMethods = false)
public class ChengdanServer {

    public static void main(String[] arguments) {
        if (arguments.length == 0) {
            fail("Which command? Try: ./chengdan run");
            return;
        }
        var rest = Arrays.copyOfRange(arguments, 1, arguments.length);
        try {
            switch (arguments[0]) {
                case "run" -> RunCommand.run(Options.parse(rest));
                case "app" -> app(Options.parse(rest));
                case "data" -> data(rest);
                case "backup" -> backup(Options.parse(rest));
                case "restore" -> restore(Options.parse(rest));
                case "verify" -> verify(Options.parse(rest));
                default -> fail("There is no command " + arguments[0] + ". Try: ./chengdan run");
            }
        } catch (StartFailure e) {
            fail(String.valueOf(e.getMessage()));
        }
    }

    @SuppressWarnings("SystemOut") // The command's answer.
    private static void app(Options options) {
        AppCommand.run(options.data(), options.port(), options.rest(), System.out);
    }

    @SuppressWarnings("SystemOut") // The command's answer.
    private static void data(String[] words) {
        var home = Options.parse(new String[0]).data();
        DataCommand.run(home, List.of(words), System.out, RunCommand::forCommand);
        // an installation that was started for the command stops with it
        System.exit(0);
    }

    @SuppressWarnings("SystemOut") // The command's answer.
    private static void backup(Options options) {
        BackupCommand.backup(options.data(), options.rest(), System.out);
    }

    @SuppressWarnings("SystemOut") // The command's answer.
    private static void restore(Options options) {
        BackupCommand.restore(options.data(), options.databaseUrl(), options.rest(), System.out);
    }

    @SuppressWarnings("SystemOut") // The command's answer.
    private static void verify(Options options) {
        BackupCommand.verify(options.data(), options.rest(), System.out);
    }

    @SuppressWarnings("SystemOut") // This is what the person who typed the command reads.
    private static void fail(String sentence) {
        System.err.println(sentence);
        System.exit(1);
    }
}
