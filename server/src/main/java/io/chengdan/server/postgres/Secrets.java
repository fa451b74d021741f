package io.chengdan.server.postgres;

import io.chengdan.server.installation.PrivateFile;
import io.chengdan.server.installation.StartFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;

/**
 * The passwords of the database's users, made once and kept where only the product's user reads them.
 *
 * @param superuser of the embedded database alone
 */
record Secrets(String superuser, String publisher, String runtime) {

    static final String FILE = "database-passwords";

    static Secrets in(Path installation) {
        try {
            var file = installation.resolve(FILE);
            if (!Files.exists(file)) {
                PrivateFile.write(file, random() + "\n" + random() + "\n" + random() + "\n");
            }
            var lines = Files.readAllLines(file);
            return new Secrets(lines.get(0), lines.get(1), lines.get(2));
        } catch (IOException e) {
            throw new StartFailure("cannot keep the database's passwords in " + installation + ": " + e, e);
        }
    }

    private static String random() {
        var bytes = new byte[24];
        new SecureRandom().nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }
}
