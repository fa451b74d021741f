package io.chengdan.kernel.definition;

/**
 * One thing wrong with a definition.
 *
 * @param file the definition file, such as {@code forms/customer.yaml}
 * @param path where in the file, such as {@code fields[3].max}; empty for the file as a whole
 * @param code lasting name of the kind of fault, such as {@code unknown_key}
 * @param message what is wrong and what to do about it
 */
public record DefinitionFault(String file, String path, String code, Text message) {

    /** File and path as people point at them. */
    public String where() {
        return path.isEmpty() ? file : file + ": " + path;
    }
}
