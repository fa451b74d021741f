package io.chengdan.kernel.definition;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVRecord;

/**
 * The administrative divisions of China by GB/T 2260 code: two digits a province, four a city, six a county. A code begins
 * with its parent's.
 */
public final class Regions {

    /** @param leaf whether nothing lies below it */
    public record Region(String code, String name, boolean leaf) {}

    private final Map<String, String> names;
    private final Map<String, List<Region>> children;

    private Regions(Map<String, String> names) {
        this.names = names;
        var below = new LinkedHashMap<String, List<String>>();
        for (var code : names.keySet()) {
            below.computeIfAbsent(code.substring(0, code.length() - 2), _ -> new ArrayList<>())
                    .add(code);
        }
        var all = new LinkedHashMap<String, List<Region>>();
        below.forEach((parent, codes) -> all.put(
                parent,
                codes.stream()
                        .sorted()
                        .map(code -> new Region(code, names.getOrDefault(code, code), !below.containsKey(code)))
                        .toList()));
        this.children = Collections.unmodifiableMap(all);
    }

    /** Reads {@code regions/provinces.csv}, {@code cities.csv} and {@code areas.csv} from the class path; without them, no region exists. */
    public static Regions load() {
        var names = new LinkedHashMap<String, String>();
        for (var file : List.of("provinces", "cities", "areas")) {
            try (var in = Regions.class.getResourceAsStream("/regions/" + file + ".csv")) {
                if (in != null) {
                    read(in, names);
                }
            } catch (IOException problem) {
                throw new UncheckedIOException("reading regions/" + file + ".csv", problem);
            }
        }
        return new Regions(names);
    }

    /** The divisions with these names by code. */
    public static Regions of(Map<String, String> names) {
        return new Regions(new LinkedHashMap<>(names));
    }

    private static void read(InputStream in, Map<String, String> names) throws IOException {
        var format = CSVFormat.RFC4180
                .builder()
                .setHeader()
                .setSkipHeaderRecord(true)
                .get();
        try (var rows = format.parse(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            for (CSVRecord row : rows) {
                names.put(row.get("code"), row.get("name"));
            }
        }
    }

    public boolean exists(String code) {
        return names.containsKey(code);
    }

    /** The name of a division; the code itself where it is unknown. */
    public String name(String code) {
        return names.getOrDefault(code, code);
    }

    /** The divisions directly below a code; those of the country for the empty code. */
    public List<Region> below(String code) {
        return children.getOrDefault(code, List.of());
    }

    /** The full name such as {@code 江苏省 / 常州市 / 武进区}, or nothing for an unknown code. */
    public Optional<String> path(String code) {
        if (!exists(code)) {
            return Optional.empty();
        }
        var parts = new ArrayList<String>();
        for (int length = 2; length <= code.length(); length += 2) {
            var name = names.get(code.substring(0, length));
            // 市辖区 and 县 are placeholders of the statistics, not names people say
            if (name != null && !name.equals("市辖区") && !name.equals("县")) {
                parts.add(name);
            }
        }
        return Optional.of(String.join(" / ", parts));
    }
}
