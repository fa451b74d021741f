package io.chengdan.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import tools.jackson.databind.JsonNode;

/** Imports tables of the shape of the public CRM set with the mappings that ship for it. */
final class CrmImport {

    private final Client client;

    CrmImport(Client client) {
        this.client = client;
    }

    /** @param mapping people, customers, products or opportunities */
    Client.Answer run(String mapping, byte[] csv, boolean dryRun) {
        return run(client, shipped(mapping), csv, dryRun);
    }

    static Client.Answer run(Client client, String mapping, byte[] csv, boolean dryRun) {
        return new Multipart()
                .field("mapping", mapping)
                .field("dry_run", Boolean.toString(dryRun))
                .file("rows.csv", csv)
                .post(client, "/api/imports");
    }

    static String shipped(String mapping) {
        return new String(resource("/import/crm-sales-opportunities/" + mapping + ".yaml"), StandardCharsets.UTF_8);
    }

    static byte[] resource(String name) {
        try (var in = Objects.requireNonNull(CrmImport.class.getResourceAsStream(name), name)) {
            return in.readAllBytes();
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    static byte[] file(Path path) {
        try {
            return Files.readAllBytes(path);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** The counts of an answer in their order: read, created, updated, skipped, failed. */
    static List<Integer> counts(Client.Answer answer) {
        JsonNode counts = answer.body().path("counts");
        return List.of("read", "created", "updated", "skipped", "failed").stream()
                .map(name -> counts.path(name).asInt(-1))
                .toList();
    }

    /** The reasons of returned rows, by their first column. */
    Map<String, String> reasons(Client.Answer answer) {
        var csv = client.get(answer.body().path("errors_url").asString()).raw().body();
        var reasons = new HashMap<String, String>();
        try (var parser = CSVParser.parse(
                csv.replace("\uFEFF", ""),
                CSVFormat.RFC4180
                        .builder()
                        .setHeader()
                        .setSkipHeaderRecord(true)
                        .get())) {
            parser.forEach(row -> reasons.put(row.get(0), row.get("error")));
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return reasons;
    }
}
