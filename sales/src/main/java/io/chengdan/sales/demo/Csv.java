package io.chengdan.sales.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Reads the small comma-separated resources of this module; they hold no comma within a value. */
final class Csv {

    private Csv() {}

    /** The rows below the head line. */
    static List<List<String>> rows(String resource) {
        try (var in = Csv.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException("resource " + resource + " is not in the jar");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .skip(1)
                    .map(line -> List.of(line.replace("\"", "").split(",")))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("reading " + resource, e);
        }
    }
}
