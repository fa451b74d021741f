package io.chengdan.kernel.file;

import java.text.Normalizer;
import java.util.regex.Pattern;

/**
 * A file's name as it is shown and offered for download. It never becomes a path here; this is for the person who saves the file,
 * whose system may be less careful.
 */
final class SafeName {

    private static final int LONGEST = 120;
    private static final int LONGEST_EXTENSION = 16;

    /** Control and format characters: line breaks, zero-width ones, and those that turn the direction of writing. */
    private static final Pattern UNSEEN = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Cs}\\p{Co}\\p{Cn}\\u2028\\u2029]");

    private static final Pattern FORBIDDEN = Pattern.compile("[<>:\"|?*]");

    /** Names that stand for devices on Windows, whatever their extension. */
    private static final Pattern DEVICE =
            Pattern.compile("(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(\\..*)?", Pattern.CASE_INSENSITIVE);

    private SafeName() {}

    static String of(String given) {
        var name = Normalizer.normalize(UNSEEN.matcher(given).replaceAll(""), Normalizer.Form.NFC);
        name = name.substring(Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1);
        name = FORBIDDEN.matcher(name).replaceAll("_").replaceAll("\\s+", " ");
        name = name.replaceAll("^[. ]+|[. ]+$", "");
        if (DEVICE.matcher(name).matches()) {
            name = "_" + name;
        }
        return name.isEmpty() ? "file" : shortened(name);
    }

    /** The beginning and the extension of a long name. */
    private static String shortened(String name) {
        int length = name.codePointCount(0, name.length());
        if (length <= LONGEST) {
            return name;
        }
        int dot = name.lastIndexOf('.');
        var extension = dot > 0 && name.length() - dot <= LONGEST_EXTENSION ? name.substring(dot) : "";
        int kept = LONGEST - extension.codePointCount(0, extension.length());
        return name.substring(0, name.offsetByCodePoints(0, kept)).stripTrailing() + extension;
    }
}
