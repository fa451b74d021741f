package io.chengdan.server;

import io.chengdan.server.installation.StartFailure;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What stands on the command line after the command.
 *
 * @param port where HTTP is served
 * @param data the installation's folder
 * @param empty no demo company
 * @param databaseUrl of an external database; empty for the one the installation has
 * @param rest words that are no option
 */
record Options(int port, Path data, boolean empty, Optional<String> databaseUrl, List<String> rest) {

    static Options parse(String[] arguments) {
        int port = 8080;
        var data = Path.of(System.getProperty("chengdan.home", "."), "data");
        var empty = false;
        var databaseUrl = Optional.<String>empty();
        var rest = new ArrayList<String>();
        for (int i = 0; i < arguments.length; i++) {
            switch (arguments[i]) {
                case "--port" -> port = port(value(arguments, ++i));
                case "--data" -> data = Path.of(value(arguments, ++i));
                case "--empty" -> empty = true;
                case "--db-url" -> databaseUrl = Optional.of(value(arguments, ++i));
                default -> {
                    if (arguments[i].startsWith("--")) {
                        throw new StartFailure("There is no option " + arguments[i] + ".");
                    }
                    rest.add(arguments[i]);
                }
            }
        }
        return new Options(port, data, empty, databaseUrl, List.copyOf(rest));
    }

    private static String value(String[] arguments, int at) {
        if (at >= arguments.length) {
            throw new StartFailure("The option " + arguments[at - 1] + " needs a value.");
        }
        return arguments[at];
    }

    private static int port(String value) {
        if (!value.matches("[0-9]{1,5}") || Integer.parseInt(value) > 65535) {
            throw new StartFailure("A port is a number from 1 to 65535, not " + value + ".");
        }
        return Integer.parseInt(value);
    }
}
